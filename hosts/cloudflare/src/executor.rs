//! The events in flight, each a future in a slot that JavaScript numbers.
//!
//! A future waits for nothing but calls to the world and for time to pass, which is a call too, so
//! it is polled when one of its calls is answered, and no promise is needed. An object's events may
//! also wait for each other. What is hard: events interleave, one may wait for several calls at
//! once, and one that its client abandoned must be dropped without being polled.
//! No `RefCell` is borrowed while a future is polled or dropped: both call back.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use williw_workers::d1::{Columns, D1Error, ResultSet, Value};
use williw_workers::driver::LocalFuture;
use williw_workers::http::Response;

use crate::wire::Outbox;

/// The events in flight in this isolate.
#[derive(Default)]
pub(crate) struct Executor {
    tasks: RefCell<Vec<Task>>,
    /// Calls whose answer somebody waits for. Few: an event waits for one at a time.
    calls: RefCell<Vec<Rc<Call>>>,
    outbox: RefCell<Outbox>,
    /// The slot that is being polled.
    current: Cell<Option<u32>>,
    last_call: Cell<u32>,
    woken: Arc<Woken>,
}

/// What an event came to.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// A request has its reply; its slot is free.
    Answered(Response),
    /// Another event has ended so; its slot is free.
    Ended(Outcome),
    /// It waits; these are the calls to make, if there are new ones.
    Waiting(String),
    /// It waits for something that will never happen; it was dropped.
    Stuck,
    /// There is nothing in this slot.
    Gone,
}

/// What an event other than a request ends with: what goes to who caused it, or why it failed.
pub(crate) type Outcome = Result<Ending, String>;

/// What goes to who caused an event.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Ending {
    /// What JavaScript must be told about it.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// What is said of an event that can never end.
pub(crate) const STUCK: &str = "a handler waits for something that never happens; it was dropped";

/// The future of an event.
pub(crate) enum Work {
    /// A request. Nothing but its own calls wakes it.
    Request(LocalFuture<'static, Response>),
    /// Anything else.
    Event(LocalFuture<'static, Outcome>),
    /// An event of an object, which other events of the object may wake.
    Shared(LocalFuture<'static, Outcome>),
}

impl Work {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Step> {
        match self {
            Work::Request(future) => future.as_mut().poll(cx).map(Step::Answered),
            Work::Event(future) | Work::Shared(future) => future.as_mut().poll(cx).map(Step::Ended),
        }
    }
}

#[derive(Default)]
struct Task {
    work: Option<Work>,
    /// Calls without an answer.
    waiting: u32,
}

/// A call to the world, or a wait.
struct Call {
    id: u32,
    slot: u32,
    reading: Reading,
    answered: Cell<bool>,
    answer: RefCell<Option<Answer>>,
    waker: RefCell<Waker>,
}

/// What the answer of a call is read as.
#[derive(Debug)]
pub(crate) enum Reading {
    /// Results of statements with these columns.
    Results(Vec<Columns>),
    /// Values, and bytes beside them.
    Values,
}

/// What a call was answered with.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    Results(Result<Vec<ResultSet>, D1Error>),
    /// `None` where they could not be read.
    Values(Option<Vec<Value>>, Vec<u8>),
    Failed(Failure),
}

/// Why a call failed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Failure {
    /// In the platform's words.
    pub(crate) message: String,
    /// What an object's failure is, as in `js/calls.js`; 0 for others.
    pub(crate) flags: u32,
}

/// How a future that waits is woken.
struct Woken {
    /// Set when a future wakes itself while it is polled.
    itself: AtomicBool,
    /// The slot that is being polled, or one of no event.
    polled: AtomicU32,
    /// Has JavaScript poll the future of another slot soon.
    other: fn(u32),
}

impl Default for Woken {
    fn default() -> Self {
        Woken { itself: AtomicBool::new(false), polled: AtomicU32::new(u32::MAX), other: |_| {} }
    }
}

impl fmt::Debug for Woken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Woken")
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.itself.store(true, Ordering::Relaxed);
    }
}

/// Wakes the event of one slot, from wherever.
struct SlotWaker {
    slot: u32,
    woken: Arc<Woken>,
}

impl Wake for SlotWaker {
    fn wake(self: Arc<Self>) {
        if self.woken.polled.load(Ordering::Relaxed) == self.slot {
            self.woken.itself.store(true, Ordering::Relaxed);
        } else {
            (self.woken.other)(self.slot);
        }
    }
}

impl Executor {
    /// An executor that asks so for the event of a slot to be polled.
    pub(crate) fn new(wake: fn(u32)) -> Self {
        Executor { woken: Arc::new(Woken { other: wake, ..Woken::default() }), ..Executor::default() }
    }

    /// Runs a new event in a free slot until it ends or waits.
    pub(crate) fn begin(&self, slot: u32, work: impl FnOnce() -> Work) -> Step {
        let index = slot as usize;
        {
            let mut tasks = self.tasks.borrow_mut();
            if tasks.len() <= index {
                tasks.resize_with(index + 1, Task::default);
            }
        }
        // Whatever an abandoned request left here.
        self.abandon(slot);
        let previous = self.enter(Some(slot));
        let work = work();
        self.enter(previous);
        self.poll(slot, work)
    }

    /// Hands a call its answer and runs the event on. `read` is not called when nobody waits for
    /// the answer any more.
    pub(crate) fn deliver(&self, slot: u32, call: u32, read: impl FnOnce(&Reading) -> Answer) -> Step {
        self.outbox.borrow_mut().forget_sent();
        let waiting = self.calls.borrow().iter().find(|waiting| waiting.id == call && waiting.slot == slot).cloned();
        if let Some(waiting) = waiting {
            if !waiting.answered.replace(true) {
                waiting.answer.replace(Some(read(&waiting.reading)));
                self.count(slot, |waiting| waiting.saturating_sub(1));
            }
            // It is polled below, so JavaScript need not hear of it.
            let previous = self.enter(Some(slot));
            let waker = waiting.waker.borrow().clone();
            waker.wake();
            self.enter(previous);
        }
        self.resume(slot)
    }

    /// Runs the event of a slot on: something else than a call woke it.
    pub(crate) fn resume(&self, slot: u32) -> Step {
        let work = self.tasks.borrow_mut().get_mut(slot as usize).and_then(|task| task.work.take());
        match work {
            Some(work) => self.poll(slot, work),
            None => Step::Gone,
        }
    }

    /// Drops the event of a slot, if there is one.
    pub(crate) fn abandon(&self, slot: u32) {
        let work = self.tasks.borrow_mut().get_mut(slot as usize).and_then(|task| task.work.take());
        drop(work);
        self.count(slot, |_| 0);
    }

    /// The slot that is being polled.
    pub(crate) fn current(&self) -> Option<u32> {
        self.current.get()
    }

    /// Events that wait.
    #[cfg(test)]
    fn in_flight(&self) -> usize {
        self.tasks.borrow().iter().filter(|task| task.work.is_some()).count()
    }

    /// Makes a slot the one that is being polled, and returns which was.
    fn enter(&self, slot: Option<u32>) -> Option<u32> {
        self.woken.polled.store(slot.unwrap_or(u32::MAX), Ordering::Relaxed);
        self.current.replace(slot)
    }

    fn poll(&self, slot: u32, mut work: Work) -> Step {
        let shared = matches!(work, Work::Shared(_));
        let waker = match shared {
            true => Waker::from(Arc::new(SlotWaker { slot, woken: Arc::clone(&self.woken) })),
            false => Waker::from(Arc::clone(&self.woken)),
        };
        let mut cx = Context::from_waker(&waker);
        let previous = self.enter(Some(slot));
        let polled = loop {
            self.woken.itself.store(false, Ordering::Relaxed);
            let polled = work.poll(&mut cx);
            if polled.is_ready() || !self.woken.itself.load(Ordering::Relaxed) {
                break polled;
            }
        };
        let waiting = self.tasks.borrow().get(slot as usize).map_or(0, |task| task.waiting);
        let step = match polled {
            Poll::Ready(step) => {
                drop(work);
                self.outbox.borrow_mut().clear_calls();
                step
            }
            Poll::Pending if waiting == 0 && !shared => match work {
                Work::Request(_) => Step::Stuck,
                Work::Event(_) | Work::Shared(_) => Step::Ended(Err(STUCK.to_owned())),
            },
            Poll::Pending => {
                if let Some(task) = self.tasks.borrow_mut().get_mut(slot as usize) {
                    task.work = Some(work);
                }
                Step::Waiting(self.outbox.borrow_mut().take())
            }
        };
        self.enter(previous);
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
    /// Sends a call of the event that is being polled: `write` puts it into the outbox. `None`
    /// outside of one.
    pub(crate) fn send(
        executor: &'a Executor,
        reading: Reading,
        waker: &Waker,
        write: impl FnOnce(&mut Outbox, u32),
    ) -> Option<Self> {
        let slot = executor.current.get()?;
        let id = executor.last_call.get().wrapping_add(1);
        executor.last_call.set(id);
        let call = Rc::new(Call {
            id,
            slot,
            reading,
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

    fn none() -> Answer {
        Answer::Values(Some(vec![]), vec![])
    }

    fn ok() -> Response {
        Response::new(StatusCode::OK)
    }

    async fn call() -> Answer {
        let executor = EXECUTOR.with(|e| *e);
        let mut ticket = None;
        poll_fn(|cx| {
            let ticket = ticket.get_or_insert_with(|| {
                Ticket::send(executor, Reading::Values, cx.waker(), |outbox, id| {
                    outbox.push(id, "DB", &[], |_| unreachable!())
                })
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
        let two = || {
            Work::Request(Box::pin(async {
                let _ = call().await;
                let _ = call().await;
                ok()
            }))
        };
        assert_eq!(e.begin(0, two), calls(&[1]));
        assert_eq!(e.begin(1, two), calls(&[2]));
        assert_eq!(e.deliver(1, 2, |_| none()), calls(&[3]));
        assert_eq!(e.deliver(0, 1, |_| none()), calls(&[4]));
        assert_eq!(e.deliver(1, 3, |_| none()), Step::Answered(ok()));
        assert_eq!(e.deliver(0, 4, |_| none()), Step::Answered(ok()));
        assert_eq!(e.deliver(0, 4, |_| unreachable!()), Step::Gone);
        assert_eq!((e.in_flight(), e.calls.borrow().len()), (0, 0));
    }

    /// Waits for two calls at once.
    fn both() -> Work {
        Work::Request(Box::pin(async {
            let mut waiting = vec![Box::pin(call()), Box::pin(call())];
            poll_fn(|cx| {
                waiting.retain_mut(|call| call.as_mut().poll(cx).is_pending());
                if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            ok()
        }))
    }

    #[test]
    fn a_request_waits_for_several_calls() {
        let e = EXECUTOR.with(|e| *e);
        assert_eq!(e.begin(5, both), calls(&[1, 2]));
        assert_eq!(e.deliver(5, 2, |_| none()), Step::Waiting(String::new()));
        assert_eq!(e.deliver(5, 1, |_| none()), Step::Answered(ok()));
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
            Work::Request(Box::pin(async move {
                let _held = held;
                let _ = call().await;
                ok()
            }))
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
            Work::Request(Box::pin(async move {
                poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    if std::mem::replace(&mut yielded, true) { Poll::Ready(()) } else { Poll::Pending }
                })
                .await;
                ok()
            }))
        });
        assert_eq!(step, Step::Answered(ok()));
        assert_eq!(e.begin(0, || Work::Request(Box::pin(std::future::pending()))), Step::Stuck);
    }

    #[test]
    fn events_of_an_object_wake_each_other() {
        thread_local! {
            static WOKEN: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
            static SIGNAL: RefCell<Option<Waker>> = const { RefCell::new(None) };
        }
        let e = Executor::new(|slot| WOKEN.with_borrow_mut(|woken| woken.push(slot)));
        let done = || Ok(Ending { head: "x".into(), body: vec![1] });
        let mut asked = false;
        let waits = Work::Shared(Box::pin(async move {
            poll_fn(|cx| {
                SIGNAL.set(Some(cx.waker().clone()));
                if std::mem::replace(&mut asked, true) { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            done()
        }));
        assert_eq!(e.begin(3, || waits), Step::Waiting(String::new()));
        let signals = Work::Shared(Box::pin(async move {
            SIGNAL.take().unwrap().wake();
            Err("failed".to_owned())
        }));
        assert_eq!(e.begin(4, || signals), Step::Ended(Err("failed".into())));
        assert_eq!(WOKEN.take(), [3]);
        assert_eq!(e.resume(3), Step::Ended(done()));
        assert_eq!(e.resume(3), Step::Gone);
    }
}
