//! An object in memory, from its constructor until it is evicted or reset.
//!
//! All its events go through [`run`](Incarnation::run), which is where the platform's promises are kept: what an event
//! wrote within one poll is one transaction, committed when the poll ends, before anything else can run; and whatever
//! goes wrong with that, or in the object's code, ends this incarnation with all its events, and nothing else.

use std::cell::RefCell;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::Notify;
use williw_workers::driver::{Level, ObjectDriver, RunningObject};
use williw_workers::durable_objects::ObjectError;

use super::gate;
use super::place::Place;

/// How long `blockConcurrencyWhile` may take.
const START_LIMIT: Duration = Duration::from_secs(30);

pub(super) struct Incarnation {
    pub(super) place: Rc<Place>,
    state: RefCell<State>,
    changed: Notify,
}

enum State {
    Starting,
    Ready(Rc<dyn RunningObject>),
    Ended(ObjectError),
}

impl Incarnation {
    pub(super) fn new(place: Rc<Place>) -> Rc<Self> {
        Rc::new(Incarnation { place, state: RefCell::new(State::Starting), changed: Notify::new() })
    }

    /// Constructs the object and lets it start, with all events waiting.
    pub(super) async fn start(self: Rc<Self>) {
        let start = self.run(async {
            let object = self.construct()?;
            object.start().await.map_err(thrown)?;
            Ok(object)
        });
        match tokio::time::timeout(START_LIMIT, start).await {
            Ok(Ok(object)) => {
                let mut state = self.state.borrow_mut();
                if matches!(*state, State::Starting) {
                    *state = State::Ready(object);
                }
            }
            Ok(Err(error)) => self.end(error),
            Err(_) => self.end(ObjectError::Thrown(
                "A call to blockConcurrencyWhile() in a Durable Object waited for too long. The call was canceled and \
                 the Durable Object was reset."
                    .to_owned(),
            )),
        }
        self.changed.notify_waiters();
    }

    fn construct(self: &Rc<Self>) -> Result<Rc<dyn RunningObject>, ObjectError> {
        let class = self.place.key.class;
        let running = self.place.host()?.running()?;
        let made = running.object(class, Rc::clone(self) as Rc<dyn ObjectDriver>);
        made.unwrap_or_else(|| Err(ObjectError::Thrown(format!("the Worker has no Durable Object class `{class}`"))))
            .map_err(thrown)
    }

    /// Waits until it has started.
    ///
    /// # Errors
    /// Why it has not.
    pub(super) async fn ready(&self) -> Result<Rc<dyn RunningObject>, ObjectError> {
        loop {
            let changed = self.changed.notified();
            match &*self.state.borrow() {
                State::Starting => {}
                State::Ready(object) => return Ok(Rc::clone(object)),
                State::Ended(error) => return Err(error.clone()),
            }
            changed.await;
        }
    }

    /// Runs an event's work to its end, or to the incarnation's.
    pub(super) async fn run<T>(
        self: &Rc<Self>,
        work: impl Future<Output = Result<T, ObjectError>>,
    ) -> Result<T, ObjectError> {
        let mut work = pin!(work);
        loop {
            let mut changed = pin!(self.changed.notified());
            let step = poll_fn(|cx| {
                if let Some(error) = self.ended() {
                    return Poll::Ready(Some(Err(error)));
                }
                let polled = gate::within(self, || catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx))));
                let Ok(polled) = polled else { return Poll::Ready(Some(Err(self.panicked()))) };
                if let Err(error) = self.settle() {
                    return Poll::Ready(Some(Err(error)));
                }
                match polled {
                    Poll::Ready(result) => Poll::Ready(Some(result)),
                    // Another event may end this incarnation, and must then be heard here.
                    Poll::Pending => changed.as_mut().poll(cx).map(|()| None),
                }
            });
            if let Some(result) = step.await {
                return result;
            }
        }
    }

    /// Makes what was written so far durable, and sends what waited for that.
    ///
    /// # Errors
    /// Why it is not. The incarnation has ended then, with all that was not committed.
    pub(super) fn settle(&self) -> Result<(), ObjectError> {
        if let Some(error) = self.ended() {
            return Err(error);
        }
        match self.place.commit() {
            Ok(()) => Ok(()),
            Err(reason) => Err(self.lose(&reason)),
        }
    }

    /// Ends it because its storage failed.
    pub(super) fn lose(&self, reason: &str) -> ObjectError {
        self.place.log(Level::Error, format_args!("storage failed, the object is reset: {reason}"));
        let text = "Internal error in Durable Object storage caused object to be reset.";
        let error = ObjectError::Transient(text.to_owned());
        self.end(error.clone());
        error
    }

    fn panicked(&self) -> ObjectError {
        self.place.log(Level::Error, format_args!("the object panicked, and is reset"));
        // The others cannot help it, and may try again.
        let text = "The Durable Object was reset because its code panicked.";
        self.end(ObjectError::Transient(text.to_owned()));
        ObjectError::Thrown(text.to_owned())
    }

    /// Ends it because something is wrong: what is not committed is gone, its memory, and its connections.
    pub(super) fn end(&self, error: ObjectError) {
        self.stop(error, false);
    }

    /// Ends it because it has nothing to do.
    pub(super) fn retire(&self) {
        self.stop(ObjectError::Transient("The Durable Object was evicted from memory.".to_owned()), true);
    }

    fn stop(&self, error: ObjectError, keeps_sockets: bool) {
        if self.ended().is_some() {
            return;
        }
        let before = self.state.replace(State::Ended(error));
        self.place.forget(self, keeps_sockets);
        self.changed.notify_waiters();
        drop(before);
    }

    /// Why it has ended, if it has.
    pub(super) fn ended(&self) -> Option<ObjectError> {
        match &*self.state.borrow() {
            State::Ended(error) => Some(error.clone()),
            State::Starting | State::Ready(_) => None,
        }
    }
}

/// The words alone, for an error of another kind.
pub(super) fn words(error: ObjectError) -> String {
    match error {
        ObjectError::Transient(text) | ObjectError::Overloaded(text) | ObjectError::Thrown(text) => text,
        ObjectError::Decode(_) => error.to_string(),
    }
}

/// What an object's own code failed with, as its caller hears it.
pub(super) fn thrown(error: ObjectError) -> ObjectError {
    match error {
        ObjectError::Thrown(text) => ObjectError::Thrown(text),
        other => ObjectError::Thrown(other.to_string()),
    }
}
