//! The D1 driver: a future that sends its statements when it is first polled and waits for one text.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use williw_workers::d1::{Bound, D1Error, ResultSet};
use williw_workers::driver::{D1Driver, LocalFuture};

use crate::catalog::Statements;
use crate::executor::{Executor, Ticket};

/// One D1 binding.
pub(crate) struct Database {
    executor: &'static Executor,
    binding: String,
    statements: RefCell<Statements>,
}

thread_local! {
    /// Numbers are given out once in an isolate, whichever binding they are for.
    static LAST_NUMBER: Cell<u32> = const { Cell::new(0) };
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
            Some(answer) => Poll::Ready(answer),
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
        let next = || {
            let number = LAST_NUMBER.get().wrapping_add(1);
            LAST_NUMBER.set(number);
            number
        };
        let ticket = Ticket::send(self.database.executor, columns, cx.waker(), |outbox, call| {
            let mut known = self.database.statements.borrow_mut();
            outbox.push(call, &self.database.binding, statements, |statement| known.number(statement, next));
        });
        ticket.map(Some).ok_or_else(|| D1Error::Other("a database answers only within a request".to_owned()))
    }
}
