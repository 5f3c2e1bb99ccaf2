//! Repeating what failed for a moment: a service that restarts, moves, or lost its connection.
//!
//! The hard part is to know when not to. Who calls says which failures may be repeated: those after which it does not
//! matter whether the call took effect. A service with too much load is never asked again, which would only add to it.

use crate::driver::{Host, Level, LocalFuture};
use crate::http::meter::{Call, Service};

/// Attempts in all.
const ATTEMPTS: u32 = 5;
/// The longest wait before the second attempt, in milliseconds; it doubles with each one, up to `MAX_WAIT`.
const FIRST_WAIT: u64 = 50;
pub(crate) const MAX_WAIT: u64 = 1000;

/// Makes the call, and again while it fails in a way that `again` lets pass. Each attempt counts as a call of the request
/// that runs.
pub(crate) async fn repeat<T, E, F: Future<Output = Result<T, E>>>(
    host: &dyn Host,
    service: Service,
    again: impl Fn(&E) -> bool,
    mut call: impl FnMut() -> F,
) -> Result<T, E> {
    let mut attempt = 1;
    loop {
        let counted = Call::begin(service);
        let result = call().await;
        counted.end();
        if attempt == ATTEMPTS || !result.as_ref().is_err_and(&again) {
            return result;
        }
        pause(host, service, attempt).await;
        attempt += 1;
    }
}

/// Waits after this attempt. Not in the loop itself, of which there is one for every type that is called.
fn pause(host: &dyn Host, service: Service, attempt: u32) -> LocalFuture<'static, ()> {
    let wait = wait(host, attempt);
    let next = attempt + 1;
    let what = service.name();
    // Neither what was asked nor what was answered: a log has no place for what they may hold.
    host.log(
        Level::Warn,
        &format!("{what} was briefly unavailable: attempt {next} of {ATTEMPTS} follows in {wait} ms"),
    );
    host.clock().sleep(wait)
}

/// How long to wait after this attempt: between a half and the whole of its longest wait, so that callers who failed
/// together do not come back together.
pub(crate) fn wait(host: &dyn Host, attempt: u32) -> u64 {
    let longest = FIRST_WAIT.saturating_mul(1 << (attempt - 1)).min(MAX_WAIT);
    let mut random = [0; 2];
    host.random(&mut random);
    longest - u64::from(u16::from_le_bytes(random)) % (longest / 2 + 1)
}
