use app::db::{Node, NodePatch, nodes};
use app::types::NodeId;

#[williw_workers::spec("../spec")]
pub mod app {}

pub fn wrong(node: &Node, id: &NodeId) {
    let _ = &node.title;
    let _ = nodes::update(id, NodePatch::new().title("a".into()));
    let _ = nodes::by_title("a", 1);
}

fn main() {}
