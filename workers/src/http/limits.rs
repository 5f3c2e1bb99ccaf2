//! Rate limits of routes and callers: what a request hears of them.
//!
//! The fields are those of draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` says what the limits are, on every
//! reply of a request that was counted; `RateLimit` says what is left, where the host knows.

use std::borrow::Cow;
use std::fmt::Write;

use super::meter;
use super::{Failure, Problem, Request, Response, StatusCode};
use crate::driver::RateLimitOutcome;
use crate::rate_limit::{RateLimiter, Rule};

/// Counts a request against a limiter. Its reply will say what the limit is.
///
/// # Errors
/// 429 `too_many_requests`, with `Retry-After`.
pub async fn check(limiter: &RateLimiter, key: &str) -> Result<(), Failure> {
    let outcome = limiter.limit(key).await;
    let rule = limiter.rule();
    meter::with(|scope| {
        scope.usage.limit_refusals += u32::from(!outcome.allowed);
        scope.limits.push((rule, outcome));
    });
    if outcome.allowed { Ok(()) } else { Err(refusal(rule, outcome)) }
}

/// The same for who was not verified: counted by [`Request::client_ip`]. All whose address the host does not know are
/// one.
///
/// # Errors
/// 429 `too_many_requests`, with `Retry-After`.
pub async fn check_ip(limiter: &RateLimiter, request: &Request) -> Result<(), Failure> {
    match request.client_ip() {
        Some(address) => check(limiter, &address.to_string()).await,
        None => check(limiter, "unknown").await,
    }
}

fn refusal(rule: Rule, outcome: RateLimitOutcome) -> Failure {
    let Rule { limit, period_s, .. } = rule;
    let title = "There were too many requests in a short time";
    let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", title);
    let problem = problem.with_detail(format!("up to {limit} are answered in {period_s} seconds"));
    // A host that cannot tell has counted for a period at most.
    let retry_after = outcome.reset_s.unwrap_or(period_s).max(1);
    Problem { retry_after: Some(retry_after), ..problem }.into()
}

/// Adds what the limiters have said.
pub(super) fn tell(limits: &[(Rule, RateLimitOutcome)], response: &mut Response) {
    if limits.is_empty() {
        return;
    }
    let (mut policies, mut left) = (String::new(), String::new());
    let comma = |list: &str| if list.is_empty() { "" } else { ", " };
    for (Rule { name, limit, period_s, .. }, RateLimitOutcome { allowed, remaining, reset_s }) in limits {
        // Writing to a text cannot fail.
        let _ = write!(policies, "{}\"{name}\";q={limit};w={period_s}", comma(&policies));
        let Some(remaining) = remaining.or_else(|| (!allowed).then_some(0)) else { continue };
        let _ = write!(left, "{}\"{name}\";r={remaining}", comma(&left));
        if let Some(reset) = reset_s {
            let _ = write!(left, ";t={reset}");
        }
    }
    response.headers.push(("ratelimit-policy", Cow::Owned(policies)));
    if !left.is_empty() {
        response.headers.push(("ratelimit", Cow::Owned(left)));
    }
}
