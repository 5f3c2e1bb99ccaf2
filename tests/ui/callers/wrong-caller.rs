use app::api::{BanError, PutNodeError, PutNodeReply};
use app::callers::{Admin, Node};
use app::types::{Key, NodeId};
use williw_workers::Timestamp;
use williw_workers::http::Failure;
use williw_workers::http::auth::PublicKeyBytes;

#[williw_workers::spec("../spec-with-callers")]
pub mod app {}

struct Service;

impl app::Callers for Service {
    async fn node_key(&self, _: &app::Cx, _: &NodeId) -> Result<Option<PublicKeyBytes>, Failure> {
        Ok(None)
    }

    async fn node_nonce(&self, _: &app::Cx, _: &NodeId, _: &str, _: Timestamp) -> Result<bool, Failure> {
        Ok(true)
    }

    fn node_presented_key(&self, _: &Key) -> PublicKeyBytes {
        [0; 32]
    }
}

#[app::handlers]
impl app::Api for Service {
    async fn put_node(&self, _: &app::Cx, caller: Node, body: app::types::Node) -> Result<PutNodeReply, PutNodeError> {
        let _ = (caller, body);
        Ok(PutNodeReply::NoContent)
    }

    async fn ban(&self, _: &app::Cx, _: Admin) -> Result<(), BanError> {
        Ok(())
    }
}

fn main() {
    let _ = app::worker(Service);
}
