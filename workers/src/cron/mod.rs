//! Cron jobs: what a job is given, and how it ends.
//!
//! The platform promises neither at most nor at least one run, so a job is written to be repeated.

mod schedule;

use std::fmt;
use std::fmt::Write;
use std::rc::Rc;

pub use schedule::{Schedule, ScheduleError};

use crate::Timestamp;
use crate::d1::D1Error;
use crate::driver::{Host, Level, LocalFuture};
use crate::durable_objects::ObjectError;
use crate::http::exchange::RequestId;
use crate::http::{meter, record};
use crate::kv::KvError;

/// One run of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CronRun {
    /// When it was to run.
    pub scheduled_at: Timestamp,
}

impl CronRun {
    /// The run that was to be at this time, in milliseconds since 1970.
    pub fn at(scheduled_ms: u64) -> Self {
        CronRun { scheduled_at: Timestamp::from_millis(i64::try_from(scheduled_ms).unwrap_or(i64::MAX)) }
    }
}

/// Which jobs are to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger<'a> {
    /// All with this expression, character for character as the table has it.
    Schedule(&'a str),
    /// The one with this name.
    Job(&'a str),
}

impl Trigger<'_> {
    /// Whether this job of this expression is one of them.
    pub fn asks(&self, job: &str, schedule: &str) -> bool {
        match self {
            Trigger::Schedule(asked) => *asked == schedule,
            Trigger::Job(asked) => *asked == job,
        }
    }
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobOutcome {
    /// The job's name.
    pub job: &'static str,
    /// Why it failed; `None` where it did not.
    pub error: Option<String>,
}

/// Runs a job, and tells the log what it has used: one line of JSON at [`Level::Info`], as of a request. The run has an id,
/// which lines that are written meanwhile are told with. Of failures the hosts tell.
pub async fn run(host: &Rc<dyn Host>, job: &'static str, work: LocalFuture<'_, Result<(), CronError>>) -> JobOutcome {
    let id = RequestId::new(&**host);
    let clock = host.clock();
    let began_us = clock.elapsed_us();
    let (result, usage) = meter::metered(id, clock.clone(), work).await;
    if host.log_enabled(Level::Info) {
        let mut line = format!("{{\"request_id\":\"{id}\",\"job\":\"{job}\",\"ok\":{},\"ms\":", result.is_ok());
        record::push_ms(&mut line, clock.elapsed_us().saturating_sub(began_us));
        // Writing to a text cannot fail.
        let _ = write!(line, ",{usage}}}");
        host.log(Level::Info, &line);
    }
    JobOutcome { job, error: result.err().map(|error| error.to_string()) }
}

/// Why a job failed. The text goes to the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CronError(String);

impl CronError {
    /// With this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        CronError(reason.into())
    }
}

impl fmt::Display for CronError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CronError {}

impl From<D1Error> for CronError {
    fn from(error: D1Error) -> Self {
        CronError(error.to_string())
    }
}

impl From<KvError> for CronError {
    fn from(error: KvError) -> Self {
        CronError(error.to_string())
    }
}

impl From<ObjectError> for CronError {
    fn from(error: ObjectError) -> Self {
        CronError(error.to_string())
    }
}
