//! The machine's clock, the only place that asks it, and a clock that a test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime};

use williw_workers::driver::Clock;

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        system_now_ms()
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
}
