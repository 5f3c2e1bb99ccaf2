use app::db::{NodePatch, nodes};
use app::types::NodeId;

#[williw_workers::spec("../spec")]
pub mod app {}

pub fn wrong(patch: NodePatch, id: Option<NodeId>) {
    let _ = nodes::update(patch);
    let _ = nodes::delete();
    let _ = id;
}

fn main() {}
