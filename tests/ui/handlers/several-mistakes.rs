use app::api::GetNodeError;
use app::types::Node;

#[williw_workers::spec("../spec")]
pub mod app {}

struct Service;

#[app::handlers]
impl app::Api for Service {
    fn get_node(&self) -> Result<Node, GetNodeError> {
        Err(GetNodeError::NoNode("".into()))
    }

    async fn gett_node(&self) {}
}

fn main() {
    let _ = app::worker(Service);
}
