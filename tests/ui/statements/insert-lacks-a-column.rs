use app::db::{NodeInsert, nodes};
use app::types::NodeId;

#[williw_workers::spec("../spec")]
pub mod app {}

pub fn wrong(id: NodeId) {
    let _ = nodes::insert(NodeInsert { id, note: None, weight: None });
}

fn main() {}
