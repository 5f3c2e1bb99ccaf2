use app::api::{GetNodeError, GetNodePath};
use app::types::Node;
use williw_workers::http::Anyone;

#[williw_workers::spec("../spec")]
pub mod app {}

struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn get_node(&self, _: &app::Cx, _: Anyone, path: GetNodePath) -> Result<Node, GetNodeError> {
        Ok(Node { id: path.id, name: "a".into() })
    }
}

fn main() {
    let _ = app::worker(Service);
}
