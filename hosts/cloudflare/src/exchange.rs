//! A call of something else than a database: a future that sends it when it is first polled, and ends
//! with the values that it is answered with.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use williw_workers::d1::Value;
use williw_workers::driver::LocalFuture;

use crate::executor::{Answer, Executor, Failure, Reading, Ticket};
use crate::wire::{Arg, Asked};

/// A call: what, the operation, and what it takes.
pub(crate) struct Exchange {
    executor: &'static Executor,
    asked: Option<Asked>,
    ticket: Option<Ticket<'static>>,
}

impl Exchange {
    pub(crate) fn new(executor: &'static Executor, args: Vec<Arg<'_>>) -> Self {
        Exchange { executor, asked: Some(Asked::new(args)), ticket: None }
    }

    /// What is made of the answer. Not an async block in each driver: they come to some KiB of wasm.
    pub(crate) fn then<'a, T>(
        self,
        make: impl FnOnce(Result<Values, Failure>) -> T + Unpin + 'a,
    ) -> LocalFuture<'a, T> {
        Box::pin(Then { exchange: self, make: Some(make) })
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Values, Failure>> {
        if let Some(asked) = self.asked.take() {
            let send = |outbox: &mut crate::wire::Outbox, call| outbox.push_call(call, asked);
            self.ticket = Ticket::send(self.executor, Reading::Values, cx.waker(), send);
        }
        let Some(ticket) = &self.ticket else {
            return Poll::Ready(Err(failure("this answers only within an event")));
        };
        Poll::Ready(match ticket.answer(cx.waker()) {
            None => return Poll::Pending,
            Some(Answer::Values(Some(cells), body)) => Ok(Values { cells: cells.into_iter(), body }),
            Some(Answer::Failed(failure)) => Err(failure),
            Some(Answer::Values(None, _) | Answer::Results(_)) => Err(failure("an answer of another kind")),
        })
    }
}

struct Then<F> {
    exchange: Exchange,
    make: Option<F>,
}

impl<T, F: FnOnce(Result<Values, Failure>) -> T + Unpin> Future for Then<F> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let Poll::Ready(answer) = self.exchange.poll(cx) else { return Poll::Pending };
        match self.make.take() {
            Some(make) => Poll::Ready(make(answer)),
            // Polled after its end.
            None => Poll::Pending,
        }
    }
}

fn failure(message: &str) -> Failure {
    Failure { message: message.to_owned(), flags: 0 }
}

/// The values of an answer, one after another.
#[derive(Debug)]
pub(crate) struct Values {
    cells: std::vec::IntoIter<Value>,
    /// The bytes beside them.
    pub(crate) body: Vec<u8>,
}

impl Values {
    /// Whether all were taken.
    pub(crate) fn is_empty(&self) -> bool {
        self.cells.as_slice().is_empty()
    }

    /// The next value, where it is a text.
    pub(crate) fn text(&mut self) -> Option<String> {
        match self.cells.next() {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The next value, where it is a whole number of at least 0.
    pub(crate) fn number(&mut self) -> Option<u64> {
        match self.cells.next() {
            Some(Value::Integer(number)) => u64::try_from(number).ok(),
            _ => None,
        }
    }
}
