use app::api::{BanError, PutNodeError, PutNodeReply};
use app::callers::{Admin, NodeOrAdmin};

#[williw_workers::spec("../spec-with-callers")]
pub mod app {}

struct Service;

#[app::handlers]
impl app::Api for Service {
    async fn put_node(
        &self,
        _: &app::Cx,
        caller: NodeOrAdmin,
        body: app::types::Node,
    ) -> Result<PutNodeReply, PutNodeError> {
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
