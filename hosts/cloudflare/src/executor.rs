//! The requests in flight, each a future in a slot that JavaScript numbers.
//!
//! A future waits for nothing but calls to the database and for time to pass, which is a call too, so
//! it is polled when one of its calls is answered, and no promise is needed. What is hard: requests interleave, a request may wait for
//! several calls at once, and one that its client abandoned must be dropped without being polled.
//! No `RefCell` is borrowed while a future is polled or dropped: both call back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use williw_workers::d1::{Columns, D1Error, ResultSet};
use williw_workers::driver::LocalFuture;
use williw_workers::http::Response;

use crate::wire::Outbox;

/// The requests in flight in this isolate.
#[derive(Default)]
pub(crate) struct Executor {
    tasks: RefCell<Vec<Task>>,
    /// Calls whose answer somebody waits for. Few: a request waits for one at a time.
    calls: RefCell<Vec<Rc<Call>>>,
    outbox: RefCell<Outbox>,
    /// The slot that is being polled.
    current: Cell<Option<u32>>,
    last_call: Cell<u32>,
    woken: Arc<Woken>,
}

/// What a request came to.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// It has its reply; its slot is free.
    Answered(Response),
    /// It waits; these are the calls to make, if there are new ones.
    Waiting(String),
    /// It waits for something that will never happen; it was dropped.
    Stuck,
    /// There is no request in this slot.
    Gone,
}

#[derive(Default)]
struct Task {
    future: Option<LocalFuture<'static, Response>>,
    /// Calls without an answer.
    waiting: u32,
}

/// A call to the database, or a wait.
struct Call {
    id: u32,
    slot: u32,
    columns: Vec<Columns>,
    answered: Cell<bool>,
    answer: RefCell<Option<Answer>>,
    waker: RefCell<Waker>,
}

pub(crate) type Answer = Result<Vec<ResultSet>, D1Error>;

/// Set when a future wakes itself while it is polled.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Executor {
    /// Runs a new request in a free slot until it answers or waits.
    pub(crate) fn begin(&self, slot: u32, future: impl FnOnce() -> LocalFuture<'static, Response>) -> Step {
        let index = slot as usize;
        {
            let mut tasks = self.tasks.borrow_mut();
            if tasks.len() <= index {
                tasks.resize_with(index + 1, Task::default);
            }
        }
        // Whatever an abandoned request left here.
        self.abandon(slot);
        let previous = self.current.replace(Some(slot));
        let future = future();
        self.current.set(previous);
        self.poll(slot, future)
    }

    /// Hands a call its answer and runs the request on. `read` is not called when nobody waits for
    /// the answer any more.
    pub(crate) fn deliver(&self, slot: u32, call: u32, read: impl FnOnce(&[Columns]) -> Answer) -> Step {
        let waiting = self.calls.borrow().iter().find(|waiting| waiting.id == call && waiting.slot == slot).cloned();
        if let Some(waiting) = waiting {
            if !waiting.answered.replace(true) {
                waiting.answer.replace(Some(read(&waiting.columns)));
                self.count(slot, |waiting| waiting.saturating_sub(1));
            }
            let waker = waiting.waker.borrow().clone();
            waker.wake();
        }
        let future = self.tasks.borrow_mut().get_mut(slot as usize).and_then(|task| task.future.take());
        match future {
            Some(future) => self.poll(slot, future),
            None => Step::Gone,
        }
    }

    /// Drops the request of a slot, if there is one.
    pub(crate) fn abandon(&self, slot: u32) {
        let future = self.tasks.borrow_mut().get_mut(slot as usize).and_then(|task| task.future.take());
        drop(future);
        self.count(slot, |_| 0);
    }

    /// The slot that is being polled.
    pub(crate) fn current(&self) -> Option<u32> {
        self.current.get()
    }

    /// Requests that wait.
    #[cfg(test)]
    fn in_flight(&self) -> usize {
        self.tasks.borrow().iter().filter(|task| task.future.is_some()).count()
    }

    fn poll(&self, slot: u32, mut future: LocalFuture<'static, Response>) -> Step {
        let waker = Waker::from(Arc::clone(&self.woken));
        let mut cx = Context::from_waker(&waker);
        let previous = self.current.replace(Some(slot));
        let polled = loop {
            self.woken.0.store(false, Ordering::Relaxed);
            let polled = future.as_mut().poll(&mut cx);
            if polled.is_ready() || !self.woken.0.load(Ordering::Relaxed) {
                break polled;
            }
        };
        let waiting = self.tasks.borrow().get(slot as usize).map_or(0, |task| task.waiting);
        let step = match polled {
            Poll::Ready(response) => {
                drop(future);
                self.outbox.borrow_mut().clear_calls();
                Step::Answered(response)
            }
            Poll::Pending if waiting == 0 => {
                drop(future);
                Step::Stuck
            }
            Poll::Pending => {
                if let Some(task) = self.tasks.borrow_mut().get_mut(slot as usize) {
                    task.future = Some(future);
                }
                Step::Waiting(self.outbox.borrow_mut().take())
            }
        };
        self.current.set(previous);
        step
    }

    /// Takes a call off the list.
    fn forget(&self, call: &Rc<Call>) {
        let mut calls = self.calls.borrow_mut();
        if let Some(place) = calls.iter().position(|other| Rc::ptr_eq(other, call)) {
            calls.swap_remove(place);
        }
    }

    fn count(&self, slot: u32, change: impl FnOnce(u32) -> u32) {
        if let Some(task) = self.tasks.borrow_mut().get_mut(slot as usize) {
            task.waiting = change(task.waiting);
        }
    }
}

/// A call's place in the executor: dropped when nobody waits for the answer any more.
pub(crate) struct Ticket<'a> {
    executor: &'a Executor,
    call: Rc<Call>,
}

impl<'a> Ticket<'a> {
    /// Sends a call of the request that is being polled: `write` puts it into the outbox. `None`
    /// outside of a request.
    pub(crate) fn send(
        executor: &'a Executor,
        columns: Vec<Columns>,
        waker: &Waker,
        write: impl FnOnce(&mut Outbox, u32),
    ) -> Option<Self> {
        let slot = executor.current.get()?;
        let id = executor.last_call.get().wrapping_add(1);
        executor.last_call.set(id);
        let call = Rc::new(Call {
            id,
            slot,
            columns,
            answered: Cell::new(false),
            answer: RefCell::new(None),
            waker: RefCell::new(waker.clone()),
        });
        executor.calls.borrow_mut().push(Rc::clone(&call));
        executor.count(slot, |waiting| waiting + 1);
        write(&mut executor.outbox.borrow_mut(), id);
        Some(Ticket { executor, call })
    }

    /// The answer, once it is there.
    pub(crate) fn answer(&self, waker: &Waker) -> Option<Answer> {
        let answer = self.call.answer.borrow_mut().take();
        if answer.is_none() {
            self.call.waker.borrow_mut().clone_from(waker);
        }
        answer
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let answered = self.call.answered.get();
        self.executor.forget(&self.call);
        if !answered {
            self.executor.count(self.call.slot, |waiting| waiting.saturating_sub(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use williw_workers::http::StatusCode;

    thread_local! {
        static EXECUTOR: &'static Executor = Box::leak(Box::default());
    }

    fn ok() -> Response {
        Response::new(StatusCode::OK)
    }

    async fn call() -> Answer {
        let executor = EXECUTOR.with(|e| *e);
        let mut ticket = None;
        poll_fn(|cx| {
            let ticket = ticket.get_or_insert_with(|| {
                Ticket::send(executor, vec![], cx.waker(), |outbox, id| outbox.push(id, "DB", &[], |_| unreachable!()))
                    .unwrap()
            });
            ticket.answer(cx.waker()).map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    fn calls(ids: &[u32]) -> Step {
        let calls: Vec<_> = ids.iter().map(|id| format!("[{id},\"DB\",[]]")).collect();
        Step::Waiting(format!("[[],[{}]]", calls.join(",")))
    }

    #[test]
    fn requests_interleave() {
        let e = EXECUTOR.with(|e| *e);
        let two = || -> LocalFuture<'static, Response> {
            Box::pin(async {
                let _ = call().await;
                let _ = call().await;
                ok()
            })
        };
        assert_eq!(e.begin(0, two), calls(&[1]));
        assert_eq!(e.begin(1, two), calls(&[2]));
        assert_eq!(e.deliver(1, 2, |_| Ok(vec![])), calls(&[3]));
        assert_eq!(e.deliver(0, 1, |_| Ok(vec![])), calls(&[4]));
        assert_eq!(e.deliver(1, 3, |_| Ok(vec![])), Step::Answered(ok()));
        assert_eq!(e.deliver(0, 4, |_| Ok(vec![])), Step::Answered(ok()));
        assert_eq!(e.deliver(0, 4, |_| unreachable!()), Step::Gone);
        assert_eq!((e.in_flight(), e.calls.borrow().len()), (0, 0));
    }

    /// Waits for two calls at once.
    fn both() -> LocalFuture<'static, Response> {
        Box::pin(async {
            let mut waiting = vec![Box::pin(call()), Box::pin(call())];
            poll_fn(|cx| {
                waiting.retain_mut(|call| call.as_mut().poll(cx).is_pending());
                if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            ok()
        })
    }

    #[test]
    fn a_request_waits_for_several_calls() {
        let e = EXECUTOR.with(|e| *e);
        assert_eq!(e.begin(5, both), calls(&[1, 2]));
        assert_eq!(e.deliver(5, 2, |_| Ok(vec![])), Step::Waiting(String::new()));
        assert_eq!(e.deliver(5, 1, |_| Ok(vec![])), Step::Answered(ok()));
        assert_eq!(e.begin(5, both), calls(&[3, 4]));
        e.abandon(5);
        assert_eq!((e.in_flight(), e.calls.borrow().len()), (0, 0));
    }

    #[test]
    fn an_abandoned_request_is_dropped_and_its_answer_ignored() {
        let e = EXECUTOR.with(|e| *e);
        let alive = Rc::new(());
        let held = Rc::clone(&alive);
        let step = e.begin(2, || {
            Box::pin(async move {
                let _held = held;
                let _ = call().await;
                ok()
            })
        });
        assert_eq!(step, calls(&[1]));
        e.abandon(2);
        assert_eq!(Rc::strong_count(&alive), 1);
        assert_eq!(e.deliver(2, 1, |_| unreachable!()), Step::Gone);
    }

    #[test]
    fn a_request_that_yields_goes_on_and_one_that_hangs_ends() {
        let e = EXECUTOR.with(|e| *e);
        let mut yielded = false;
        let step = e.begin(0, || {
            Box::pin(async move {
                poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    if std::mem::replace(&mut yielded, true) { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
                ok()
            })
        });
        assert_eq!(step, Step::Answered(ok()));
        assert_eq!(e.begin(0, || Box::pin(std::future::pending())), Step::Stuck);
    }
}
