use app::Cx;
use app::objects::{RegistryBeatError, RegistryClass};
use app::types::NodeId;
use williw_workers::durable_objects::{ObjectError, ObjectState};

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub struct Registry;

#[app::handlers]
impl app::objects::Registry for Registry {
    fn new(_: &Cx, _: ObjectState<RegistryClass>) -> Self {
        Registry
    }

    fn beat(&self, _: &Cx, _: NodeId, _: f64) -> Result<u32, RegistryBeatError> {
        Ok(1)
    }

    async fn forget(&self, _: &Cx) -> Result<(), ObjectError> {
        Ok(())
    }
}

fn main() {}
