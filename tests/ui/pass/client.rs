//! A client of a small app: its calls compile, and name what can go wrong.

use app::api::{GetNodePath, PutNodeReply};
use app::client::{Client, ClientError, GetNodeProblem, Transport};
use app::types::{Node, NodeId};

#[williw_workers::spec("../spec", client)]
pub mod app {}

/// The node's name; `None`: there is no such node.
pub async fn name(client: &Client<impl Transport>, id: NodeId) -> Result<Option<String>, ClientError<GetNodeProblem>> {
    match client.get_node(&GetNodePath { id }).await {
        Ok(node) => Ok(Some(node.name)),
        Err(ClientError::Problem(GetNodeProblem::NoNode(_))) => Ok(None),
        Err(error) => Err(error),
    }
}

/// With `?`, as any other error.
pub async fn is_new(client: &Client<impl Transport>, node: &Node) -> Result<bool, Box<dyn std::error::Error>> {
    Ok(matches!(client.put_node(node).await?, PutNodeReply::Created(_)))
}

fn main() {}
