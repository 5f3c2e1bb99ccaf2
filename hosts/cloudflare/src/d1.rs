//! The D1 driver: a future that sends its statements when it is first polled and waits for one text.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use williw_workers::d1::{Bound, D1Error, ResultSet};
use williw_workers::driver::{D1Driver, LocalFuture};

use crate::catalog::{Statements, next_number};
use crate::executor::{Answer, Executor, Reading, Ticket};

/// One D1 binding.
pub(crate) struct Database {
    executor: &'static Executor,
    binding: String,
    statements: RefCell<Statements>,
}

impl Database {
    pub(crate) fn new(executor: &'static Executor, binding: &str) -> Self {
        Database { executor, binding: binding.to_owned(), statements: RefCell::default() }
    }

    /// Whether it is bound under this name.
    pub(crate) fn is(&self, binding: &str) -> bool {
        self.binding == binding
    }
}

impl D1Driver for Database {
    fn run<'a>(&'a self, statements: &'a [Bound]) -> LocalFuture<'a, Result<Vec<ResultSet>, D1Error>> {
        Box::pin(Exchange { database: self, statements, ticket: None })
    }
}

/// One call and its answer.
struct Exchange<'a> {
    database: &'a Database,
    statements: &'a [Bound],
    ticket: Option<Ticket<'static>>,
}

impl Future for Exchange<'_> {
    type Output = Result<Vec<ResultSet>, D1Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ticket = match self.ticket.take() {
            Some(ticket) => ticket,
            None => match self.send(cx) {
                Ok(Some(ticket)) => ticket,
                Ok(None) => return Poll::Ready(Ok(Vec::new())),
                Err(error) => return Poll::Ready(Err(error)),
            },
        };
        match ticket.answer(cx.waker()) {
            Some(Answer::Results(results)) => Poll::Ready(results),
            Some(Answer::Failed(failure)) => Poll::Ready(Err(D1Error::from_message(&failure.message))),
            // Never: it is read as results.
            Some(Answer::Values(..)) => Poll::Ready(Err(D1Error::Other("an answer of another kind".to_owned()))),
            None => {
                self.ticket = Some(ticket);
                Poll::Pending
            }
        }
    }
}

impl Exchange<'_> {
    /// Sends the statements; `None` where there are none.
    fn send(&self, cx: &mut Context<'_>) -> Result<Option<Ticket<'static>>, D1Error> {
        let statements = self.statements;
        if statements.is_empty() {
            return Ok(None);
        }
        statements.iter().try_for_each(Bound::check)?;
        let columns = statements.iter().map(|statement| statement.columns).collect();
        let ticket = Ticket::send(self.database.executor, Reading::Results(columns), cx.waker(), |outbox, call| {
            let mut known = self.database.statements.borrow_mut();
            outbox.push(call, &self.database.binding, statements, |statement| known.number(statement, next_number));
        });
        ticket.map(Some).ok_or_else(|| D1Error::Other("a database answers only within an event".to_owned()))
    }
}
