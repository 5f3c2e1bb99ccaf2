//! The machine's clock, the only place that asks it, and a clock that a test moves.

use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use williw_workers::driver::{Clock, LocalFuture};

/// The machine's clock, and how often it is looked at: it may be set, and the machine may sleep.
pub(crate) fn system() -> (Rc<dyn Clock>, Duration) {
    (Rc::new(SystemClock), Duration::from_secs(1))
}

/// A test's clock, which may be moved at any time.
pub(crate) fn moved(clock: TestClock) -> (Rc<dyn Clock>, Duration) {
    (Rc::new(clock), Duration::from_millis(5))
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        system_now_ms()
    }

    fn elapsed_us(&self) -> u64 {
        static START: OnceLock<Instant> = OnceLock::new();
        let since_start = START.get_or_init(monotonic).elapsed();
        u64::try_from(since_start.as_micros()).unwrap_or(u64::MAX)
    }

    fn sleep(&self, ms: u64) -> LocalFuture<'static, ()> {
        // A future of its own: the timer is looked for only where it is awaited.
        Box::pin(async move { tokio::time::sleep(Duration::from_millis(ms)).await })
    }
}

/// Milliseconds since 1970; 0 on a machine that believes to be before it.
#[expect(clippy::disallowed_methods, reason = "this is the host, and the clock of everything above it")]
pub(crate) fn system_now_ms() -> u64 {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}

/// For measuring how long the host itself takes.
#[expect(clippy::disallowed_methods, reason = "durations within the host never reach a Worker")]
pub(crate) fn monotonic() -> Instant {
    Instant::now()
}

/// A clock that stands still until a test moves it. Clones show the same time, on any thread.
///
/// Who sleeps by it is not kept waiting: the clock goes on by as long as the sleep takes, at once. So
/// a test of what comes after a wait needs no second thread, and sees in the clock how long it was.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicU64>);

impl TestClock {
    /// A clock that shows this many milliseconds since 1970.
    pub fn at(ms: u64) -> Self {
        TestClock(Arc::new(AtomicU64::new(ms)))
    }

    /// Moves the clock forward.
    pub fn advance(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// Sets the clock, backwards too.
    pub fn set(&self, ms: u64) {
        self.0.store(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    fn sleep(&self, ms: u64) -> LocalFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            clock.advance(ms);
            // Others go on meanwhile, as they would.
            tokio::task::yield_now().await;
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sleeps_by_a_clock_waits_for_that_clock() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let moved = TestClock::at(5);
        runtime.block_on(moved.sleep(3_600_000));
        assert_eq!(moved.now_ms(), 3_600_005);
        drop(moved.sleep(1));
        assert_eq!(moved.now_ms(), 3_600_005);
        let before = monotonic();
        runtime.block_on(SystemClock.sleep(20));
        assert!(before.elapsed() >= Duration::from_millis(20));
    }
}
