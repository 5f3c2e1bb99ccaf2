//! Rate limiters: `[ratelimit.X]` of the spec as a handle, for the framework and for business code.
//!
//! A limiter protects the service, so one that does not work must not take the service down: its calls are let through,
//! and the log hears of it once in a while.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use crate::driver::{Host, Level, RateLimitDriver, RateLimitOutcome};
use crate::http::meter::{Call, Service};

/// A limiter as the spec declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The binding's name, such as `LOGIN`.
    pub binding: &'static str,
    /// What it is called in header fields, such as `login`.
    pub name: &'static str,
    /// Calls in a period, for each key.
    pub limit: u32,
    /// The period in seconds: 10 or 60.
    pub period_s: u32,
}

/// One rate limiter: a cheap handle, cloned at will.
///
/// ```ignore
/// if !cx.login_limit.limit(&user).await.allowed {
///     return Err(LoginError::TooMany("wait a minute".into()));
/// }
/// ```
#[derive(Clone)]
pub struct RateLimiter {
    rule: Rule,
    /// `None` where the host has none of this name.
    driver: Option<Rc<dyn RateLimitDriver>>,
    host: Rc<dyn Host>,
    /// When the log was last told that it does not work; milliseconds since 1970.
    warned: Rc<Cell<Option<u64>>>,
}

/// How long the log is spared the same warning, in milliseconds.
const QUIET_MS: u64 = 60_000;

impl RateLimiter {
    /// The limiter of this host that is bound under the rule's name.
    pub fn of(host: &Rc<dyn Host>, rule: Rule) -> Self {
        let driver = host.rate_limiter(rule.binding);
        let limit = driver.as_ref().and_then(|driver| driver.limit_in_force()).unwrap_or(rule.limit);
        RateLimiter { rule: Rule { limit, ..rule }, driver, host: Rc::clone(host), warned: Rc::default() }
    }

    /// What the spec says of it, with the limit that is in force.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Counts one call of this key (a caller's id, an address, …), and says whether it is within the limit. Where the
    /// limiter does not work, every call is.
    ///
    /// On Cloudflare the count is of one location, permissive, and a little late; in the embedded host it is exact, and
    /// begins anew with the process.
    pub async fn limit(&self, key: &str) -> RateLimitOutcome {
        let Some(driver) = &self.driver else {
            self.warn("it is not bound");
            return RateLimitOutcome::ALLOWED;
        };
        let call = Call::begin(Service::RateLimit);
        let result = driver.limit(key).await;
        call.end();
        result.unwrap_or_else(|reason| {
            self.warn(&reason);
            RateLimitOutcome::ALLOWED
        })
    }

    fn warn(&self, reason: &str) {
        let now = self.host.clock().now_ms();
        // A clock that was set back does not silence it for long.
        if self.warned.get().is_none_or(|last| now.abs_diff(last) >= QUIET_MS) {
            self.warned.set(Some(now));
            let line = format!("rate limiter `{}` lets everything through: {reason}", self.rule.binding);
            self.host.log(Level::Warn, &line);
        }
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimiter").field("rule", &self.rule).finish_non_exhaustive()
    }
}
