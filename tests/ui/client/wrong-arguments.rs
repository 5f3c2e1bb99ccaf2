use app::api::{GetNodePath, PutNodeReply};
use app::client::{Client, Transport};
use app::types::{Node, WalletId};

#[williw_workers::spec("../spec", client)]
pub mod app {}

async fn calls(client: Client<impl Transport>, wallet: WalletId, node: Node) {
    // A wallet is no node.
    let _ = client.get_node(&GetNodePath { id: wallet }).await;
    // What a route returns has several forms.
    let stored: Node = client.put_node(&node).await.unwrap();
    // It has no status beside those of the table.
    if let Ok(PutNodeReply::Ok(_)) = client.put_node(&node).await {}
    // Nobody can show to be anybody: this spec has no callers.
    let client = client.with_admin("a secret");
}

fn main() {}
