//! One object's place: what is there while the object itself comes and goes.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use tokio::task::spawn_local;
use williw_workers::driver::Level;
use williw_workers::durable_objects::{AlarmEvent, ObjectCall, ObjectError, ObjectReply, SocketEvent};

use super::incarnation::{Incarnation, thrown};
use super::key::Key;
use super::sockets::Sockets;
use super::storage::{Storage, storage_error};
use super::{Objects, stopped};

/// How many events may be under way at one object.
const MAX_QUEUED: usize = 10_000;

pub(super) struct Place {
    pub(super) key: Rc<Key>,
    name: RefCell<Option<String>>,
    pub(super) storage: Storage,
    pub(super) sockets: Sockets,
    incarnation: RefCell<Option<Rc<Incarnation>>>,
    ringing: Cell<Ringing>,
    busy: Cell<usize>,
    used_ms: Cell<u64>,
    host: Weak<Objects>,
}

/// What happens to an object.
pub(super) enum Event {
    Call(ObjectCall),
    Alarm(AlarmEvent),
    Socket(SocketEvent),
}

/// Whether the alarm's handler is running.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ringing {
    No,
    Yes,
    /// And the alarm was set, or taken back, meanwhile: that one counts.
    Replaced,
}

impl Place {
    pub(super) fn new(key: Rc<Key>, name: Option<String>, storage: Storage, host: &Rc<Objects>) -> Self {
        Place {
            key,
            name: RefCell::new(name),
            storage,
            sockets: Sockets::default(),
            incarnation: RefCell::default(),
            ringing: Cell::new(Ringing::No),
            busy: Cell::new(0),
            used_ms: Cell::new(host.now()),
            host: Rc::downgrade(host),
        }
    }

    // Events.

    /// Lets the object have an event, and waits for its end.
    pub(super) async fn deliver(self: Rc<Self>, event: Event) -> Result<ObjectReply, ObjectError> {
        let _busy = Busy::new(&self);
        let incarnation = self.wake();
        let object = incarnation.ready().await?;
        let place = Rc::clone(&self);
        let work = async move {
            match event {
                Event::Call(call) => {
                    let wants_socket = call.upgrade;
                    let answer = object.call(call).await.map_err(thrown)?;
                    let accept = answer.accept.filter(|_| wants_socket);
                    let upgrade = accept.map(|accept| place.sockets.accept(&place, accept)).transpose()?;
                    return Ok(ObjectReply { body: answer.body, upgrade });
                }
                Event::Socket(event) => object.socket(event).await.map_err(thrown)?,
                // Whoever came first may have set it to another time.
                Event::Alarm(event) if place.storage.alarm().map_err(storage_error)? == Some(event.scheduled_ms) => {
                    place.ringing.set(Ringing::Yes);
                    object.alarm(event).await.map_err(thrown)?;
                    if place.ringing.get() == Ringing::Yes {
                        place.storage.set_alarm(place.name().as_deref(), None).map_err(storage_error)?;
                    }
                }
                Event::Alarm(_) => {}
            }
            Ok(ObjectReply { body: Vec::new(), upgrade: None })
        };
        incarnation.run(work).await
    }

    /// The object in memory, which is made where there is none.
    fn wake(self: &Rc<Self>) -> Rc<Incarnation> {
        if let Some(incarnation) = &*self.incarnation.borrow() {
            return Rc::clone(incarnation);
        }
        let incarnation = Incarnation::new(Rc::clone(self));
        *self.incarnation.borrow_mut() = Some(Rc::clone(&incarnation));
        let busy = Busy::new(self);
        let starting = Rc::clone(&incarnation);
        spawn_local(async move {
            starting.start().await;
            drop(busy);
        });
        incarnation
    }

    /// What an incarnation that has ended leaves behind: what is committed; and, where nothing was wrong with it, its
    /// WebSockets.
    pub(super) fn forget(&self, incarnation: &Incarnation, keeps_sockets: bool) {
        let mut current = self.incarnation.borrow_mut();
        if current.as_ref().is_some_and(|current| std::ptr::eq(&**current, incarnation)) {
            *current = None;
            self.storage.roll_back();
            self.ringing.set(Ringing::No);
            if !keeps_sockets {
                self.sockets.reset();
            }
        }
    }

    /// Makes the write run durable, and lets go what waited for that.
    ///
    /// # Errors
    /// Why it is not. The run is taken back then.
    pub(super) fn commit(&self) -> Result<(), String> {
        if self.storage.is_nested() {
            return Ok(());
        }
        if self.storage.has_run() {
            self.commit_run().inspect_err(|_| self.storage.roll_back())?;
        }
        self.sockets.flush();
        Ok(())
    }

    /// An alarm is known to the host before it is committed, so that no moment of a crash loses one.
    fn commit_run(&self) -> Result<(), String> {
        let host = self.host().map_err(|e| e.to_string())?;
        let alarm = self.storage.touched_alarm().map_err(|e| e.to_string())?;
        if let Some(Some(at)) = alarm {
            host.alarms.expect(&self.key, at)?;
        }
        self.storage.commit().map_err(|e| e.to_string())?;
        if let Some(at) = alarm {
            host.alarms.set(&self.key, at);
        }
        Ok(())
    }

    // Leaving memory.

    pub(super) fn is_busy(&self) -> bool {
        self.busy.get() > 0
    }

    /// Whether more is asked of it than it should queue.
    pub(super) fn is_overloaded(&self) -> bool {
        self.busy.get() >= MAX_QUEUED
    }

    /// Whether nothing would be lost with this place.
    pub(super) fn may_go(&self) -> bool {
        !self.storage.is_only_copy() && self.sockets.is_empty()
    }

    pub(super) fn used_ms(&self) -> u64 {
        self.used_ms.get()
    }

    pub(super) fn is_in_memory(&self) -> bool {
        self.incarnation.borrow().is_some()
    }

    /// Takes the object out of memory, unless it has something to do; says whether it did.
    pub(super) fn evict(&self) -> bool {
        if self.is_busy() {
            return false;
        }
        let incarnation = self.incarnation.borrow().clone();
        if let Some(incarnation) = incarnation {
            incarnation.retire();
        }
        true
    }

    /// Takes the object out of memory, whatever it does, and breaks its connections.
    pub(super) fn kill(&self, error: ObjectError) {
        let incarnation = self.incarnation.borrow().clone();
        if let Some(incarnation) = incarnation {
            incarnation.end(error);
        }
        self.sockets.reset();
    }

    // The alarm.

    pub(super) fn has_alarm(&self) -> bool {
        self.host().is_ok_and(|host| host.has_alarm(self.key.class))
    }

    pub(super) fn ringing(&self) -> Ringing {
        self.ringing.get()
    }

    pub(super) fn set_ringing(&self, ringing: Ringing) {
        self.ringing.set(ringing);
    }

    pub(super) fn alarm_was_set(&self) {
        if self.ringing.get() == Ringing::Yes {
            self.ringing.set(Ringing::Replaced);
        }
    }

    /// Gives the alarm up.
    pub(super) fn drop_alarm(&self) -> Result<(), String> {
        self.storage.set_alarm(self.name().as_deref(), None).map_err(|e| e.to_string())?;
        self.commit()
    }

    // What it is, and where.

    /// The name that the id was made from, as far as anybody has told.
    pub(super) fn name(&self) -> Option<String> {
        if self.name.borrow().is_none() {
            let stored = self.storage.name().unwrap_or_default();
            *self.name.borrow_mut() = stored;
        }
        self.name.borrow().clone()
    }

    pub(super) fn now(&self) -> u64 {
        self.host().map_or(0, |host| host.now())
    }

    pub(super) fn host(&self) -> Result<Rc<Objects>, ObjectError> {
        self.host.upgrade().ok_or_else(stopped)
    }

    pub(super) fn log(&self, level: Level, line: fmt::Arguments<'_>) {
        if let Ok(host) = self.host() {
            let Key { class, id } = &*self.key;
            let name = self.name.borrow();
            host.log.write(level, format_args!("{class} {}: {line}", name.as_deref().unwrap_or(id)));
        }
    }
}

/// Something that the object has to do. While there is any, it stays in memory.
pub(super) struct Busy(Rc<Place>);

impl Busy {
    pub(super) fn new(place: &Rc<Place>) -> Self {
        place.busy.set(place.busy.get() + 1);
        if let Ok(host) = place.host() {
            host.busy.set(host.busy.get() + 1);
        }
        Busy(Rc::clone(place))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let place = &self.0;
        place.busy.set(place.busy.get() - 1);
        if let Ok(host) = place.host() {
            place.used_ms.set(host.now());
            host.busy.set(host.busy.get() - 1);
            if host.busy.get() == 0 {
                host.idle.notify_waiters();
            }
        }
    }
}
