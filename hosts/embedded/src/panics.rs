//! A panic of the Worker's code ends what it was doing, and nothing else.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use williw_workers::driver::LocalFuture;

/// The Worker's code panicked. Its words are on standard error already.
#[derive(Debug)]
pub(crate) struct Panicked;

/// Runs what the call begins. What a panic may leave half done is the Worker's own memory; its databases roll back.
pub(crate) async fn caught<'a, T>(call: impl FnOnce() -> LocalFuture<'a, T>) -> Result<T, Panicked> {
    let mut future = catch_unwind(AssertUnwindSafe(call)).map_err(|_| Panicked)?;
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Ok),
        Err(_) => Poll::Ready(Err(Panicked)),
    })
    .await
}
