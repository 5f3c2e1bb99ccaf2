use app::types::Node;
use williw_workers::kv::{KvError, Put};

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub async fn handler(cx: &app::Cx, id: &app::types::NodeId, node: &Node) -> Result<(), KvError> {
    cx.nodes_store.node(id, 1).put_with(node, Put::new().metadata("me")).await
}

fn main() {}
