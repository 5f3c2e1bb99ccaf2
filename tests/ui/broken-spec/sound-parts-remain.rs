#[williw_workers::spec("sound-parts-remain")]
pub mod app {}

use app::db::{Node, nodes};
use app::types::NodeId;

/// The table is sound, and this is its one error: of `nodes` and `NodeId` nothing is said.
pub fn find(id: &NodeId) -> williw_workers::d1::ReadQuery<Option<Node>> {
    nodes::get(id)
}

fn main() {}
