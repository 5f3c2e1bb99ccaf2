use app::Cx;
use app::objects::BellClass;
use williw_workers::cron::{CronError, CronRun};
use williw_workers::durable_objects::{AlarmEvent, ObjectError, ObjectState};

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub struct Service;

pub struct Registry;

#[app::handlers]
impl app::Api for Service {}

impl app::Objects for Service {
    type Registry = Registry;
    type Bell = Bell;
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

#[app::handlers]
impl app::Cron for Service {
    async fn cleanup(&self, _: &Cx, _: CronRun) -> Result<(), CronError> {
        Ok(())
    }

    async fn report(&self, _: &Cx, _: CronRun) -> Result<(), CronError> {
        Ok(())
    }
}

fn main() {
    let _ = app::worker(Service);
}
