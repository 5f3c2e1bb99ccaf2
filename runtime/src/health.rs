//! Whether the service can do its work.

use williw_workers::driver::Level;

use crate::app::Cx;
use crate::app::api::HealthError;
use crate::app::db::stats;
use crate::app::types::{Health, HealthStatus};

/// Reads one row, so that the answer is the database's and not only the process's.
pub(crate) async fn check(cx: &Cx) -> Result<Health, HealthError> {
    match cx.db.run(stats::get("health_check")).await {
        Ok(_) => Ok(Health { status: HealthStatus::Healthy, server_time_ms: cx.clock.now() }),
        Err(error) => {
            cx.host.log(Level::Error, &format!("health: the database does not answer: {error}"));
            Err(HealthError::Degraded("the database does not answer".into()))
        }
    }
}
