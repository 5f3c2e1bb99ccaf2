//! A panic of the Worker's code ends what it was doing, and nothing else.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use williw_workers::driver::LocalFuture;

/// The Worker's code panicked. Its words are on standard error already.
#[derive(Debug)]
pub(crate) struct Panicked;

/// Runs what the call begins. What a panic may leave half done is the Worker's own memory; its databases roll back.
pub(crate) fn caught<'a, T>(call: impl FnOnce() -> LocalFuture<'a, T>) -> Caught<'a, T> {
    Caught(catch_unwind(AssertUnwindSafe(call)).ok())
}

/// The Worker's code at work. What is left of it after a panic goes when this is dropped.
pub(crate) struct Caught<'a, T>(Option<LocalFuture<'a, T>>);

impl<T> Future for Caught<'_, T> {
    type Output = Result<T, Panicked>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // Where there is none, the call itself has panicked.
        let Some(future) = &mut self.0 else { return Poll::Ready(Err(Panicked)) };
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => Poll::Ready(Err(Panicked)),
        }
    }
}

impl<T> Drop for Caught<'_, T> {
    fn drop(&mut self) {
        let left = self.0.take();
        // What it holds may panic once more.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(left)));
    }
}
