//! Rate limiters: a token bucket for each key.
//!
//! A key's bucket holds as many calls as the limit says, and fills up again evenly within the period. So a client may
//! call in bursts, and never more often than the limit on average. Buckets are in memory only: they survive nothing,
//! and a new process begins with full ones.
//!
//! What is hard is to keep no more than is needed, since a client may have any number of keys. A bucket that nobody
//! took from for a period is full, and a full bucket is the same as none. So there are two generations of buckets:
//! after a period the older one goes, and with it only what has become full. Where there are too many keys for that,
//! it goes earlier, and some clients get more than their limit; memory stays bounded.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use williw_workers::driver::{Clock, LocalFuture, RateLimitDriver, RateLimitManifest, RateLimitOutcome};

/// The most keys of a generation: some MB where each is an address.
const MAX_KEYS: usize = 65_536;

/// One limiter of the Worker's.
pub(crate) struct RateLimiter {
    limit: u32,
    period_ms: u64,
    clock: Rc<dyn Clock>,
    generations: RefCell<Generations>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<Box<str>, Bucket>,
    old: HashMap<Box<str>, Bucket>,
    /// When the young one began, in milliseconds since 1970.
    began_ms: u64,
}

#[derive(Clone, Copy)]
struct Bucket {
    /// What is in it. A millisecond brings as much as the limit, and a call takes as much as a period has milliseconds:
    /// so all numbers are whole, whatever the limit.
    content: u64,
    /// When that was so, in milliseconds since 1970.
    at_ms: u64,
}

impl RateLimiter {
    pub(crate) fn new(manifest: &RateLimitManifest, clock: Rc<dyn Clock>) -> Self {
        let RateLimitManifest { limit, period_s, .. } = *manifest;
        // The spec allows neither to be 0.
        let (limit, period_s) = (limit.max(1), period_s.max(1));
        let period_ms = u64::from(period_s) * 1000;
        RateLimiter { limit, period_ms, clock, generations: RefCell::default() }
    }

    fn take(&self, key: &str) -> RateLimitOutcome {
        let now = self.clock.now_ms();
        let mut generations = self.generations.borrow_mut();
        generations.turn(now, self.period_ms);
        let Generations { young, old, .. } = &mut *generations;
        let (gain, price) = (u64::from(self.limit), self.period_ms);
        let full = Bucket { content: gain * price, at_ms: now };
        let bucket = match young.get_mut(key) {
            Some(bucket) => bucket,
            None => young.entry(key.into()).or_insert(old.remove(key).unwrap_or(full)),
        };
        // A clock that was set back gives nothing, and takes nothing.
        let grown = now.saturating_sub(bucket.at_ms).saturating_mul(gain);
        bucket.content = bucket.content.saturating_add(grown).min(full.content);
        bucket.at_ms = now;
        let allowed = bucket.content >= price;
        if allowed {
            bucket.content -= price;
        }
        let remaining = u32::try_from(bucket.content / price).ok();
        let missing = price - bucket.content % price;
        let reset_s = u32::try_from(missing.div_ceil(gain * 1000)).ok();
        RateLimitOutcome { allowed, remaining, reset_s }
    }
}

impl Generations {
    fn turn(&mut self, now: u64, period_ms: u64) {
        // Set back by more than a moment, the clock would keep a generation for ever.
        if now.abs_diff(self.began_ms) >= period_ms || self.young.len() >= MAX_KEYS {
            self.old = std::mem::take(&mut self.young);
            self.began_ms = now;
        }
    }
}

impl RateLimitDriver for RateLimiter {
    fn limit<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<RateLimitOutcome, String>> {
        Box::pin(async move { Ok(self.take(key)) })
    }

    fn limit_in_force(&self) -> Option<u32> {
        Some(self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TestClock;

    fn limiter(limit: u32, period_s: u32) -> (RateLimiter, TestClock) {
        let clock = TestClock::at(1_000_000);
        (RateLimiter::new(&RateLimitManifest { name: "X", limit, period_s }, Rc::new(clock.clone())), clock)
    }

    #[test]
    fn a_bucket_empties_and_fills_evenly() {
        let (limiter, clock) = limiter(3, 60);
        let take = |after_ms, key| {
            clock.advance(after_ms);
            let RateLimitOutcome { allowed, remaining, reset_s } = limiter.take(key);
            (allowed, remaining.unwrap(), reset_s.unwrap())
        };
        for (after_ms, key, expected) in [
            (0, "a", (true, 2, 20)),
            (0, "a", (true, 1, 20)),
            (0, "a", (true, 0, 20)),
            (0, "a", (false, 0, 20)),
            (0, "b", (true, 2, 20)),
            (19_000, "a", (false, 0, 1)),
            (999, "a", (false, 0, 1)),
            (1, "a", (true, 0, 20)),
            (0, "a", (false, 0, 20)),
            (40_000, "a", (true, 1, 20)),
            (60_000, "a", (true, 2, 20)),
        ] {
            assert_eq!(take(after_ms, key), expected, "{key} after {after_ms}");
        }
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let (limiter, clock) = limiter(1, 10);
        assert!(limiter.take("a").allowed);
        clock.set(995_000);
        assert!(!limiter.take("a").allowed);
        clock.set(1_004_999);
        assert!(!limiter.take("a").allowed);
        clock.set(1_005_000);
        assert!(limiter.take("a").allowed);
    }

    #[test]
    fn what_is_full_again_is_forgotten_and_nothing_else() {
        let (limiter, clock) = limiter(2, 10);
        let keys = |limiter: &RateLimiter| {
            let generations = limiter.generations.borrow();
            generations.young.len() + generations.old.len()
        };
        for key in 0..1000 {
            limiter.take(&key.to_string());
        }
        clock.advance(9_000);
        assert!(limiter.take("late").allowed && limiter.take("late").allowed);
        clock.advance(1_000);
        // A generation is old now, "late" with it, and its bucket is not full.
        assert_eq!((limiter.take("late").remaining, keys(&limiter)), (Some(0), 1001));
        assert!(!limiter.take("late").allowed);
        clock.advance(10_000);
        limiter.take("x");
        assert_eq!(keys(&limiter), 2);
    }

    #[test]
    fn any_number_of_keys_takes_a_bounded_place() {
        let (limiter, _) = limiter(2, 10);
        for key in 0..3 * MAX_KEYS {
            limiter.take(&key.to_string());
        }
        let generations = limiter.generations.borrow();
        assert!(generations.young.len() <= MAX_KEYS && generations.old.len() <= MAX_KEYS);
    }
}
