//! A call of something else than a database: a future that sends it when it is first polled, and ends
//! with the values that it is answered with.

use std::future::poll_fn;
use std::task::Poll;

use williw_workers::d1::Value;

use crate::executor::{Answer, Executor, Failure, Reading, Ticket};
use crate::wire::Arg;

/// Makes a call: what, the operation, and what it takes.
pub(crate) async fn exchange(executor: &'static Executor, args: Vec<Arg<'_>>) -> Result<Values, Failure> {
    let mut args = Some(args);
    let mut ticket = None;
    poll_fn(move |cx| {
        if let Some(args) = args.take() {
            ticket = Ticket::send(executor, Reading::Values, cx.waker(), |outbox, call| outbox.push_call(call, args));
        }
        let Some(ticket) = &ticket else {
            return Poll::Ready(Err(failure("this answers only within an event")));
        };
        Poll::Ready(match ticket.answer(cx.waker()) {
            None => return Poll::Pending,
            Some(Answer::Values(Some(cells), body)) => Ok(Values { cells: cells.into_iter(), body }),
            Some(Answer::Failed(failure)) => Err(failure),
            Some(Answer::Values(None, _) | Answer::Results(_)) => Err(failure("an answer of another kind")),
        })
    })
    .await
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
