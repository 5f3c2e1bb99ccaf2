use app::db::{NodePatch, nodes};
use app::types::NodeId;

#[williw_workers::spec("../spec")]
pub mod app {}

pub fn wrong(id: &NodeId) {
    let _ = nodes::update(id, NodePatch::new());
}

fn main() {}
