//! What happens by itself: cron jobs and alarms at their times, and a little housekeeping.
//!
//! The times are the host's clock's. A server looks at it again and again, so that a clock that is set, or a machine
//! that slept, is noticed; a test moves its clock from one event to the next. Runs that were missed while the process
//! was down, or too busy, are not made up for, and an expression whose last run is still going is left out once.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;
use williw_workers::cron::{JobOutcome, Schedule, Trigger};
use williw_workers::driver::{CronManifest, Host as _, Level, Running};

use crate::Error;
use crate::host::Host;
use crate::panics::caught;

/// The longest that one run may take, as on the platform.
const RUN_LIMIT: Duration = Duration::from_secs(15 * 60);
/// How often expired values are looked for, in milliseconds.
const PURGE_MS: u64 = 60_000;

/// The timers of one running Worker.
pub(crate) struct Timers {
    host: Rc<Host>,
    running: Rc<dyn Running>,
    /// Each expression once.
    crons: Vec<Cron>,
    purged_ms: Cell<u64>,
}

struct Cron {
    expression: &'static str,
    schedule: Schedule,
    next_ms: Cell<Option<u64>>,
    is_running: Cell<bool>,
}

impl Timers {
    /// Reads the schedules. The first runs are those after now.
    pub(crate) fn new(host: Rc<Host>, running: Rc<dyn Running>, crons: &[CronManifest]) -> Result<Rc<Self>, Error> {
        let now = host.clock().now_ms();
        let mut distinct: Vec<Cron> = Vec::new();
        for CronManifest { job, schedule: expression } in crons {
            let schedule = Schedule::parse(expression).map_err(|e| Error::new(format!("cron job `{job}`: {e}")))?;
            if distinct.iter().all(|cron| cron.expression != *expression) {
                let next_ms = Cell::new(schedule.next_after(now));
                distinct.push(Cron { expression, schedule, next_ms, is_running: Cell::new(false) });
            }
        }
        Ok(Rc::new(Timers { host, running, crons: distinct, purged_ms: Cell::new(now) }))
    }

    /// When something is due next.
    pub(crate) fn next(&self) -> Option<u64> {
        self.next_cron().map(|(due, _)| due).into_iter().chain(self.host.objects().next_alarm()).min()
    }

    /// Lets everything happen at its time, for as long as this is waited for.
    pub(crate) async fn run(self: &Rc<Self>) {
        loop {
            self.keep_house();
            self.host.objects().ring_due();
            while let Some((cron, scheduled)) = self.take_due() {
                if let Some(run) = self.start(cron, scheduled) {
                    spawn_local(run);
                }
            }
            let pause = self.next().map_or(u64::MAX, |due| due.saturating_sub(self.host.clock().now_ms()));
            // Not the Worker's clock: a test's would go on by itself.
            let pause = tokio::time::sleep(Duration::from_millis(pause).min(self.host.tick()));
            tokio::select! {
                () = pause => {}
                () = self.host.objects().alarms_changed() => {}
            }
        }
    }

    /// Ready once no cron job is running.
    pub(crate) async fn idle(&self) {
        while self.crons.iter().any(|cron| cron.is_running.get()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Lets the first thing happen that is due by now, and waits for its end; `false` where nothing is.
    pub(crate) async fn run_one(self: &Rc<Self>) -> bool {
        let alarm = self.host.objects().next_alarm();
        let cron = self.next_cron().map(|(due, _)| due);
        if alarm.is_some_and(|alarm| cron.is_none_or(|cron| alarm <= cron)) {
            return self.host.objects().ring_one().await;
        }
        let Some((cron, scheduled)) = self.take_due() else { return false };
        if let Some(run) = self.start(cron, scheduled) {
            run.await;
        }
        true
    }

    /// Lets go of what is not needed any more.
    pub(crate) fn keep_house(&self) {
        let now = self.host.clock().now_ms();
        self.host.objects().sweep();
        if now.saturating_sub(self.purged_ms.get()) >= PURGE_MS {
            self.purged_ms.set(now);
            self.host.purge();
        }
    }

    fn next_cron(&self) -> Option<(u64, usize)> {
        self.crons.iter().enumerate().filter_map(|(index, cron)| Some((cron.next_ms.get()?, index))).min()
    }

    /// The first run that is due by now.
    fn take_due(&self) -> Option<(usize, u64)> {
        let now = self.host.clock().now_ms();
        let (mut scheduled, index) = self.next_cron().filter(|(due, _)| *due <= now)?;
        let cron = self.crons.get(index)?;
        // Of several that have passed, the last one counts.
        let mut next = cron.schedule.next_after(scheduled);
        while let Some(passed) = next.filter(|next| *next <= now) {
            scheduled = passed;
            next = cron.schedule.next_after(passed);
        }
        cron.next_ms.set(next);
        Some((index, scheduled))
    }

    /// The run of an expression, unless the one before is still going.
    fn start(self: &Rc<Self>, index: usize, scheduled: u64) -> Option<impl Future<Output = ()> + 'static> {
        let cron = self.crons.get(index)?;
        if cron.is_running.replace(true) {
            self.left_out(cron);
            return None;
        }
        let this = Rc::clone(self);
        Some(async move {
            let Some(cron) = this.crons.get(index) else { return };
            // A failure is in the log already.
            let _ = this.run_now(Trigger::Schedule(cron.expression), scheduled).await;
            cron.is_running.set(false);
            let now = this.host.clock().now_ms();
            if cron.next_ms.get().is_some_and(|next| next < now) {
                this.left_out(cron);
                cron.next_ms.set(cron.schedule.next_after(now));
            }
        })
    }

    fn left_out(&self, cron: &Cron) {
        let expression = cron.expression;
        self.log(Level::Warn, &format!("cron `{expression}`: left out once, its last run was still going"));
    }

    /// Runs jobs, and logs those that fail.
    ///
    /// # Errors
    /// Where the run did not come to its end: why.
    pub(crate) async fn run_now(&self, trigger: Trigger<'_>, scheduled: u64) -> Result<Vec<JobOutcome>, String> {
        let what = match trigger {
            Trigger::Schedule(expression) => format!("cron `{expression}`"),
            Trigger::Job(job) => format!("cron job `{job}`"),
        };
        let run = caught(|| self.running.scheduled(trigger, scheduled));
        let ended = match tokio::time::timeout(RUN_LIMIT, run).await {
            Ok(Ok(outcomes)) => Ok(outcomes),
            Ok(Err(_)) => Err(format!("{what}: the Worker panicked")),
            Err(_) => Err(format!("{what}: did not end within {} s", RUN_LIMIT.as_secs())),
        };
        match &ended {
            Ok(outcomes) => {
                for JobOutcome { job, error } in outcomes {
                    if let Some(error) = error {
                        self.log(Level::Error, &format!("cron job `{job}` failed: {error}"));
                    }
                }
            }
            Err(reason) => self.log(Level::Error, reason),
        }
        ended
    }

    fn log(&self, level: Level, line: &str) {
        self.host.log(level, line);
    }
}
