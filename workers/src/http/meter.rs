//! What the request (or cron job) that is being polled uses: counted where drivers are called, told when it is answered.
//!
//! Nobody hands a meter through business code. What is hard is that requests interleave at every await, so there is no
//! "current request" of a thread. But nothing else runs while a future is polled: the state stands in a thread-local
//! for the time of each poll, and with its future in between.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;

use super::exchange::RequestId;
use super::record::Usage;
use crate::driver::{Clock, LocalFuture, RateLimitOutcome};
use crate::rate_limit::Rule;

/// A request's state.
pub(super) struct Scope {
    pub(super) id: RequestId,
    pub(super) clock: Rc<dyn Clock>,
    pub(super) usage: Usage,
    pub(super) route: Option<&'static str>,
    pub(super) caller: Option<&'static str>,
    /// What rate limiters have said, for the reply.
    pub(super) limits: Vec<(Rule, RateLimitOutcome)>,
}

thread_local! {
    static CURRENT: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

/// Runs what is no request, such as a cron job, to its end. Returns what it has used, too.
pub(crate) async fn metered<T>(id: RequestId, clock: Rc<dyn Clock>, mut work: LocalFuture<'_, T>) -> (T, Usage) {
    let scope = Scope { id, clock, usage: Usage::default(), route: None, caller: None, limits: Vec::new() };
    let mut scope = Some(scope);
    let result = poll_fn(|cx| enter(&mut scope, || work.as_mut().poll(cx))).await;
    (result, scope.map(|scope| scope.usage).unwrap_or_default())
}

/// Runs the work with this as the state of the request that runs. Whose it was before comes back, also after a panic.
pub(super) fn enter<T>(scope: &mut Option<Scope>, work: impl FnOnce() -> T) -> T {
    struct Leave<'a>(&'a mut Option<Scope>);
    impl Drop for Leave<'_> {
        fn drop(&mut self) {
            swap(self.0);
        }
    }
    swap(scope);
    let _leave = Leave(scope);
    work()
}

fn swap(scope: &mut Option<Scope>) {
    // Fails only while the thread is being torn down.
    let _ = CURRENT.try_with(|current| std::mem::swap(&mut *current.borrow_mut(), scope));
}

/// Looks at the state of the request that runs; `None` where none does. `look` must call nothing of others.
pub(super) fn with<T>(look: impl FnOnce(&mut Scope) -> T) -> Option<T> {
    CURRENT.try_with(|current| current.borrow_mut().as_mut().map(look)).ok().flatten()
}

/// What a call goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    D1,
    Kv,
    Object,
    RateLimit,
    Fetch,
}

impl Service {
    /// For the log.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Service::D1 => "D1",
            Service::Kv => "KV",
            Service::Object => "a Durable Object",
            Service::RateLimit => "a rate limiter",
            Service::Fetch => "another service",
        }
    }
}

/// A call that is under way.
pub(crate) struct Call {
    service: Service,
    /// When it began; `None` outside of a request.
    began: Option<u64>,
}

impl Call {
    /// Counts a call.
    pub(crate) fn begin(service: Service) -> Self {
        let clock = with(|scope| {
            let usage = &mut scope.usage;
            match service {
                Service::D1 => usage.d1_calls += 1,
                Service::Kv => usage.kv_calls += 1,
                Service::Object => usage.object_calls += 1,
                Service::RateLimit => usage.limit_calls += 1,
                Service::Fetch => usage.fetch_calls += 1,
            }
            Rc::clone(&scope.clock)
        });
        // Not within: the clock is the host's.
        Call { service, began: clock.map(|clock| clock.elapsed_us()) }
    }

    /// Counts how long it took.
    pub(crate) fn end(self) {
        let Some(began) = self.began else { return };
        let Some(clock) = with(|scope| Rc::clone(&scope.clock)) else { return };
        let took = clock.elapsed_us().saturating_sub(began);
        with(|scope| {
            let usage = &mut scope.usage;
            match self.service {
                Service::D1 => usage.d1_us += took,
                Service::Kv => usage.kv_us += took,
                Service::Object => usage.object_us += took,
                Service::RateLimit => usage.limit_us += took,
                Service::Fetch => usage.fetch_us += took,
            }
        });
    }
}

/// Counts statements that are sent.
pub(crate) fn count_queries(queries: usize) {
    with(|scope| scope.usage.d1_queries += u32::try_from(queries).unwrap_or(u32::MAX));
}

/// Counts rows, as the database tells them.
pub(crate) fn count_rows(read: u64, written: u64) {
    with(|scope| {
        scope.usage.rows_read += read;
        scope.usage.rows_written += written;
    });
}
