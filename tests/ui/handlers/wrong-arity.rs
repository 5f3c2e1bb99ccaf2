use app::api::{GetNodeError, GetNodePath, PutNodeError, PutNodeReply};
use app::types::Node;
use williw_workers::http::Anyone;

#[williw_workers::spec("../spec")]
pub mod app {}

struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn get_node(&self, _: &app::Cx, path: GetNodePath) -> Result<Node, GetNodeError> {
        Ok(Node { id: path.id, name: "a".into() })
    }

    async fn put_node(&self, _: &app::Cx, _: Anyone, body: Node) -> Result<PutNodeReply, PutNodeError> {
        Ok(PutNodeReply::Created(body))
    }
}

fn main() {
    let _ = app::worker(Service);
}
