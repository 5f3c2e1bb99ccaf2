use app::Cx;
use williw_workers::cron::{CronError, CronRun};

#[williw_workers::spec("../spec-with-bindings")]
pub mod app {}

pub struct Service;

#[app::handlers]
impl app::Cron for Service {
    async fn cleanup(&self, _: &Cx, _: CronRun) -> Result<(), String> {
        Ok(())
    }

    async fn report(&self, _: &Cx, _: CronRun) -> Result<(), CronError> {
        Ok(())
    }
}

fn main() {}
