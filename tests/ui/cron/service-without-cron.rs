use app::Cx;
use app::objects::{BellClass, RegistryBeatError, RegistryClass};
use app::types::NodeId;
use williw_workers::durable_objects::{AlarmEvent, ObjectError, ObjectState};

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub struct Service;

#[app::handlers]
impl app::Api for Service {}

impl app::Objects for Service {
    type Registry = Registry;
    type Bell = Bell;
}

pub struct Registry;

#[app::handlers]
impl app::objects::Registry for Registry {
    fn new(_: &Cx, _: ObjectState<RegistryClass>) -> Self {
        Registry
    }

    async fn beat(&self, _: &Cx, _: NodeId, _: f64) -> Result<u32, RegistryBeatError> {
        Ok(1)
    }

    async fn forget(&self, _: &Cx) -> Result<(), ObjectError> {
        Ok(())
    }
}

pub struct Bell;

#[app::handlers]
impl app::objects::Bell for Bell {
    fn new(_: &Cx, _: ObjectState<BellClass>) -> Self {
        Bell
    }

    async fn alarm(&self, _: &Cx, _: AlarmEvent) -> Result<(), ObjectError> {
        Ok(())
    }
}

fn main() {
    let _ = app::worker(Service);
}
