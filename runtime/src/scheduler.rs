//! `TaskScheduler`: one object for the network, so that lost leases are taken back by one at a time.
//!
//! What is hard is that it may be bypassed: a lease is lost by the clock alone, whether anybody has taken it back or
//! not, and each statement carries its own conditions.

use williw_workers::durable_objects::{ObjectError, ObjectState};

use crate::app::objects::TaskSchedulerClass;
use crate::app::{self, Cx};
use crate::nodes::Moment;
use crate::scheduling::lease;

/// The scheduler. It keeps nothing: the queue is in the database.
#[derive(Clone, Copy, Debug)]
pub struct Scheduler;

#[app::handlers]
impl app::objects::TaskScheduler for Scheduler {
    fn new(_: &Cx, _: ObjectState<TaskSchedulerClass>) -> Self {
        Scheduler
    }

    async fn reap(&self, cx: &Cx, limit: u32) -> Result<u32, ObjectError> {
        let reaped = cx.db.run(lease::reap(i64::from(limit), Moment::of(cx))).await?;
        Ok(u32::try_from(reaped.len()).unwrap_or(u32::MAX))
    }
}
