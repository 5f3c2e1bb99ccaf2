//! Waiting: a future that has JavaScript answer its call a while later.

use std::future::poll_fn;
use std::task::Poll;

use williw_workers::driver::LocalFuture;

use crate::executor::{Executor, Reading, Ticket};

/// Waits so many milliseconds. Outside of an event, where no time passes, it does not wait.
pub(crate) fn sleep(executor: &'static Executor, ms: u64) -> LocalFuture<'static, ()> {
    let mut ticket = None;
    Box::pin(poll_fn(move |cx| {
        let ticket = ticket.get_or_insert_with(|| {
            Ticket::send(executor, Reading::Values, cx.waker(), |outbox, call| outbox.push_sleep(call, ms))
        });
        match ticket {
            Some(ticket) if ticket.answer(cx.waker()).is_none() => Poll::Pending,
            _ => Poll::Ready(()),
        }
    }))
}

#[cfg(test)]
mod tests {
    use williw_workers::http::{Response, StatusCode};

    use super::*;
    use crate::executor::{Answer, Step, Work};

    #[test]
    fn a_request_goes_on_when_its_time_has_passed() {
        let executor: &'static Executor = Box::leak(Box::default());
        let none = || Answer::Values(Some(vec![]), vec![]);
        let step = executor.begin(0, || {
            Work::Request(Box::pin(async move {
                sleep(executor, 50).await;
                sleep(executor, 100).await;
                Response::new(StatusCode::OK)
            }))
        });
        assert_eq!(step, Step::Waiting("[[],[[1,null,50]]]".into()));
        assert_eq!(executor.deliver(0, 1, |_| none()), Step::Waiting("[[],[[2,null,100]]]".into()));
        assert_eq!(executor.deliver(0, 2, |_| none()), Step::Answered(Response::new(StatusCode::OK)));
    }

    #[test]
    fn outside_of_an_event_nothing_waits() {
        let executor: &'static Executor = Box::leak(Box::default());
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert_eq!(sleep(executor, 50).as_mut().poll(&mut cx), Poll::Ready(()));
    }
}
