//! The rate-limit driver: the platform counts, and says yes or no.

use williw_workers::driver::{LocalFuture, RateLimitDriver, RateLimitOutcome};

use crate::exchange::Exchange;
use crate::executor::Executor;
use crate::wire::Arg;

/// One rate-limit binding.
pub(crate) struct RateLimiter {
    executor: &'static Executor,
    binding: String,
}

impl RateLimiter {
    pub(crate) fn new(executor: &'static Executor, binding: &str) -> Self {
        RateLimiter { executor, binding: binding.to_owned() }
    }
}

impl RateLimitDriver for RateLimiter {
    fn limit<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<RateLimitOutcome, String>> {
        let args = vec![Arg::Text(&self.binding), Arg::Text("limit"), Arg::Text(key)];
        Exchange::new(self.executor, args).then(|answer| {
            let mut values = answer.map_err(|failure| failure.message)?;
            let allowed = values.number().ok_or("the platform's answer cannot be read")? == 1;
            // It does not say how many are left, nor for how long.
            Ok(RateLimitOutcome { allowed, remaining: None, reset_s: None })
        })
    }
}
