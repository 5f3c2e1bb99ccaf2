#[williw_workers::spec("bindings-refused")]
pub mod app {}

use app::Cx;
use app::objects::RegistryClass;
use williw_workers::cron::{CronError, CronRun};
use williw_workers::durable_objects::{Accept, ObjectError, ObjectState, SocketMessage, WebSocket};

pub struct Service;

/// Refused jobs and methods have handlers: of these nothing is said.
#[app::handlers]
impl app::Cron for Service {
    async fn cleanup(&self, _: &Cx, _: CronRun) -> Result<(), CronError> {
        Ok(())
    }
}

pub struct Registry;

#[app::handlers]
impl app::objects::Registry for Registry {
    fn new(_: &Cx, _: ObjectState<RegistryClass>) -> Self {
        Registry
    }

    async fn beat(&self, _: &Cx, _: String, _: f64) -> Result<u32, ObjectError> {
        Ok(1)
    }

    async fn forget(&self, _: &Cx) -> Result<(), ObjectError> {
        Ok(())
    }

    async fn connect(&self, _: &Cx, _: String) -> Result<Accept, ObjectError> {
        Ok(Accept::new())
    }

    async fn message(&self, _: &Cx, _: WebSocket, _: SocketMessage) -> Result<(), ObjectError> {
        Ok(())
    }
}

fn main() {}
