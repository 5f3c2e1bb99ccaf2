//! [`WorkersClock`]: what the time is.
//!
//! What is hard: Workers have no system time, and a host's clock can be set back under us, while
//! leases, timeouts and orderings count on a time that never does. Whoever needs the time asks a
//! clock, and a clock remembers the latest that it has told.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use super::Timestamp;
use crate::driver::Clock;

/// The time, in milliseconds since 1970, UTC. It never goes backwards; clones are the same clock.
///
/// A clock with a host behind it shows the host's time. One without shows what
/// [`set_timestamp`](WorkersClock::set_timestamp) was told.
///
/// ```
/// use williw_workers::WorkersClock;
///
/// let clock = WorkersClock::new();
/// let start_time = 1704067200000;
/// clock.set_timestamp(start_time + 5000);
/// assert!(!clock.is_timeout(start_time, 5000));
/// clock.set_timestamp(start_time + 5001);
/// assert!(clock.is_timeout(start_time, 5000));
/// clock.set_timestamp(start_time);
/// assert_eq!(clock.timestamp_ms(), start_time + 5001);
/// ```
#[derive(Clone)]
pub struct WorkersClock {
    state: Rc<State>,
}

struct State {
    source: Source,
    /// The latest time that was told, or that the clock was moved to.
    latest: Cell<i64>,
}

enum Source {
    None,
    Process(fn() -> u64),
    Host(Rc<dyn Clock>),
}

thread_local! {
    static THREAD: RefCell<Option<WorkersClock>> = const { RefCell::new(None) };
}
static PROCESS: OnceLock<fn() -> u64> = OnceLock::new();
/// The latest time that [`PROCESS`] has told to any clock of any thread.
static PROCESS_LATEST: AtomicI64 = AtomicI64::new(0);

/// Makes this the clock of the process, for every [`WorkersClock::new`] after it. A host that has
/// one clock calls it once, before its Worker starts; says whether it was the first.
///
/// ```standalone_crate
/// use williw_workers::{TimestampUtils, WorkersClock, time};
///
/// use std::sync::atomic::{AtomicU64, Ordering};
/// static NOW: AtomicU64 = AtomicU64::new(1704067200000);
///
/// let early = WorkersClock::new();
/// assert!(time::install(|| NOW.load(Ordering::Relaxed)));
/// assert!(!time::install(|| 0));
/// let clock = WorkersClock::new();
/// clock.set_timestamp(1704067999999); // Ignored: there is a clock.
/// assert_eq!(clock.timestamp_ms(), 1704067200000);
/// assert_eq!(early.timestamp_ms(), 0);
/// NOW.store(5, Ordering::Relaxed); // Set back: nobody sees it, new clocks included.
/// assert_eq!(WorkersClock::new().timestamp_ms(), 1704067200000);
/// assert_eq!(TimestampUtils::now_millis(), 1704067200000);
/// ```
pub fn install(now_ms: fn() -> u64) -> bool {
    PROCESS.set(now_ms).is_ok()
}

/// Makes this the clock of the thread, for every [`WorkersClock::new`] on it: before the process's,
/// and in place of one that was installed on the thread earlier. For a host whose clock is a value,
/// such as one that a test moves.
pub fn install_for_thread(clock: Rc<dyn Clock>) {
    // Fails only while the thread is being torn down; then there is nobody left to ask.
    let _ = THREAD.try_with(|slot| slot.replace(Some(WorkersClock::from_source(clock))));
}

impl WorkersClock {
    /// The clock that a host has installed for this thread, else for the process, else one that
    /// shows 0 until it is told the time. What is installed later does not change it.
    pub fn new() -> Self {
        if let Some(clock) = THREAD.try_with(|slot| slot.borrow().clone()).ok().flatten() {
            return clock;
        }
        Self::of(PROCESS.get().map_or(Source::None, |now_ms| Source::Process(*now_ms)))
    }

    /// A clock that shows this host's time.
    pub fn from_source(source: Rc<dyn Clock>) -> Self {
        Self::of(Source::Host(source))
    }

    fn of(source: Source) -> Self {
        WorkersClock { state: Rc::new(State { source, latest: Cell::new(0) }) }
    }

    /// Moves the clock forward to `ts`, milliseconds since 1970. Does nothing where a host's clock is
    /// behind it, or where the clock is past `ts` already: what a request says about the time is
    /// evidence, not the time.
    pub fn set_timestamp(&self, ts: i64) {
        if matches!(self.state.source, Source::None) {
            self.advance(Timestamp::from_millis(ts).as_millis());
        }
    }

    /// Now, in milliseconds since 1970.
    pub fn timestamp_ms(&self) -> i64 {
        self.advance(match &self.state.source {
            Source::None => 0,
            Source::Process(now_ms) => {
                let now = in_range(now_ms());
                PROCESS_LATEST.fetch_max(now, Ordering::Relaxed).max(now)
            }
            Source::Host(clock) => in_range(clock.now_ms()),
        })
    }

    /// Now, in whole seconds since 1970.
    pub fn timestamp_secs(&self) -> i64 {
        self.timestamp_ms() / 1000
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.timestamp_ms())
    }

    /// Whether *more than* `timeout_ms` milliseconds have passed since `start`, also in milliseconds.
    /// Since a start in the future, none have; a negative timeout is one of 0.
    pub fn is_timeout(&self, start: i64, timeout_ms: i64) -> bool {
        self.timestamp_ms().saturating_sub(start).max(0) > timeout_ms.max(0)
    }

    /// The later of `now` and the latest so far, which it becomes.
    fn advance(&self, now: i64) -> i64 {
        let latest = self.state.latest.get().max(now);
        self.state.latest.set(latest);
        latest
    }
}

/// A host's reading as a number that a [`Timestamp`] holds.
fn in_range(now_ms: u64) -> i64 {
    Timestamp::from_millis(i64::try_from(now_ms).unwrap_or(i64::MAX)).as_millis()
}

impl Default for WorkersClock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for WorkersClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match self.state.source {
            Source::None => "none",
            Source::Process(_) => "process",
            Source::Host(_) => "host",
        };
        f.debug_struct("WorkersClock").field("source", &source).field("latest", &self.state.latest.get()).finish()
    }
}
