//! Durable Objects in one process: one writer each, on SQLite.
//!
//! The rules are the platform's: one object of a name, its events interleaved only where they await something else
//! than storage, what it wrote on disk before anything leaves it, its memory gone at any time. Which part keeps which:
//! [`incarnation`] runs events and commits, [`gate`] lets nothing leave before that, [`storage`] is the SQLite file,
//! [`place`] is what stays while the object comes and goes, [`sockets`] too, and [`alarms`] knows whom to wake.
//!
//! An event runs as a task of its own, so that a caller that goes away does not tear it.

mod alarms;
mod driver;
pub(crate) mod gate;
mod incarnation;
mod key;
mod place;
pub(crate) mod sockets;
mod storage;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::{Rc, Weak};

use tokio::sync::{Notify, oneshot};
use tokio::task::spawn_local;
use williw_workers::d1::{Bound, D1Error, ResultSet};
use williw_workers::driver::{Clock, Level, LocalFuture, NamespaceDriver, ObjectManifest, Running};
use williw_workers::durable_objects::{AlarmEvent, ObjectCall, ObjectError, ObjectReply};

use crate::Error;
use crate::host::Random;
use crate::log::Log;
use alarms::Alarms;
use key::Key;
use place::{Event, Place};
use storage::Storage;

/// How long an object stays in memory with nothing to do, in milliseconds of the host's clock.
const IDLE_MS: u64 = 10_000;
/// How long its file stays open.
const IDLE_FILE_MS: u64 = 60_000;
/// How often it is looked at, at most.
const SWEEP_MS: u64 = 1000;
/// How many objects are in memory, or have their file open, with nothing to do.
const MAX_IDLE: usize = 128;

/// All objects of a host.
pub(crate) struct Objects {
    classes: &'static [ObjectManifest],
    /// Where the files are; `None`: in memory.
    folder: Option<PathBuf>,
    running: RefCell<Option<Rc<dyn Running>>>,
    places: RefCell<BTreeMap<Rc<Key>, Rc<Place>>>,
    alarms: Alarms,
    clock: Rc<dyn Clock>,
    random: Rc<Random>,
    log: Log,
    /// When it was last looked at who has nothing to do.
    swept_ms: Cell<u64>,
    /// How many events are under way, and when there is none.
    busy: Cell<usize>,
    idle: Notify,
    this: Weak<Objects>,
}

impl Objects {
    /// The objects whose files are in this folder, or in memory.
    pub(crate) fn open(
        classes: &'static [ObjectManifest],
        folder: Option<PathBuf>,
        clock: Rc<dyn Clock>,
        random: Rc<Random>,
        log: Log,
    ) -> Result<Rc<Self>, Error> {
        let index = folder.as_ref().filter(|_| !classes.is_empty()).map(|folder| folder.with_extension("sqlite"));
        let alarms = Alarms::open(index.as_deref(), classes)?;
        Ok(Rc::new_cyclic(|this| Objects {
            classes,
            folder,
            running: RefCell::default(),
            places: RefCell::default(),
            alarms,
            clock,
            random,
            log,
            swept_ms: Cell::new(0),
            busy: Cell::new(0),
            idle: Notify::new(),
            this: Weak::clone(this),
        }))
    }

    /// From now on objects are made by this Worker.
    pub(crate) fn begin(&self, running: Rc<dyn Running>) {
        *self.running.borrow_mut() = Some(running);
    }

    /// The namespace of a class, as who calls its objects sees it.
    pub(crate) fn namespace(&self, class: &str) -> Option<Namespace> {
        let class = self.class(class)?;
        Some(Namespace { objects: Weak::clone(&self.this), class })
    }

    /// The class of this name, as the manifest has it.
    pub(crate) fn class(&self, class: &str) -> Option<&'static str> {
        self.classes.iter().map(|manifest| manifest.class).find(|known| *known == class)
    }

    fn has_alarm(&self, class: &str) -> bool {
        self.classes.iter().any(|manifest| manifest.class == class && manifest.alarm)
    }

    fn running(&self) -> Result<Rc<dyn Running>, ObjectError> {
        self.running.borrow().clone().ok_or_else(stopped)
    }

    fn now(&self) -> u64 {
        self.clock.now_ms()
    }

    // Events.

    /// Lets an object have an event, and waits for its end. Whoever stops waiting does not stop the event.
    async fn send(&self, place: Rc<Place>, event: Event) -> Result<ObjectReply, ObjectError> {
        let (done, answer) = oneshot::channel();
        spawn_local(async move {
            // Nobody may be waiting any more.
            let _ = done.send(place.deliver(event).await);
        });
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }

    fn place(&self, key: Key, name: Option<&str>) -> Result<Rc<Place>, ObjectError> {
        let this = self.this.upgrade().ok_or_else(stopped)?;
        if let Some(place) = self.places.borrow().get(&key) {
            return Ok(Rc::clone(place));
        }
        self.make_room();
        let key = Rc::new(key);
        let file = self.folder.as_ref().map(|folder| folder.join(key.class).join(format!("{}.sqlite", key.id)));
        let storage = Storage::new(Rc::clone(&key), file);
        let place = Rc::new(Place::new(Rc::clone(&key), name.map(str::to_owned), storage, &this));
        self.places.borrow_mut().insert(key, Rc::clone(&place));
        Ok(place)
    }

    // Alarms.

    /// When the next alarm is due.
    pub(crate) fn next_alarm(&self) -> Option<u64> {
        self.alarms.next()
    }

    /// Ready once another alarm may be the next.
    pub(crate) async fn alarms_changed(&self) {
        self.alarms.changed.notified().await;
    }

    /// Rings the next alarm that is due, and waits until its handler has ended; `false` where none is due.
    pub(crate) async fn ring_one(&self) -> bool {
        let Some(key) = self.alarms.take_due(self.now()) else { return false };
        self.ring(key).await;
        true
    }

    /// Rings all alarms that are due, each on its own.
    pub(crate) fn ring_due(&self) {
        let Some(this) = self.this.upgrade() else { return };
        while let Some(key) = self.alarms.take_due(self.now()) {
            let this = Rc::clone(&this);
            spawn_local(async move { this.ring(key).await });
        }
    }

    async fn ring(&self, key: Key) {
        let Ok(place) = self.place(key.clone(), None) else { return };
        let scheduled = match place.storage.alarm() {
            // It was taken back, or moved to a later time: the list may be behind.
            Ok(at) if at.is_none_or(|at| at > self.now()) => return self.alarms.done(&key, at),
            Ok(at) => at.unwrap_or_default(),
            Err(e) => {
                place.log(Level::Error, format_args!("the alarm cannot be read: {e}"));
                self.alarms.failed(&key, self.now(), self.random());
                return;
            }
        };
        let event = AlarmEvent { scheduled_ms: scheduled, retry_count: self.alarms.retries(&key) };
        let result = self.send(Rc::clone(&place), Event::Alarm(event)).await;
        place.set_ringing(place::Ringing::No);
        let now = place.storage.alarm().unwrap_or(Some(scheduled));
        match result {
            Err(e) if now == Some(scheduled) => {
                place.log(Level::Error, format_args!("the alarm's handler failed: {e}"));
                if !self.alarms.failed(&key, self.now(), self.random()) {
                    place.log(Level::Error, format_args!("the alarm is dropped"));
                    if let Err(e) = place.drop_alarm() {
                        place.log(Level::Error, format_args!("it cannot be: {e}"));
                    }
                }
            }
            Err(e) => {
                place.log(Level::Error, format_args!("the alarm's handler failed: {e}"));
                self.alarms.done(&key, now);
            }
            Ok(_) => self.alarms.done(&key, now),
        }
    }

    fn random(&self) -> u64 {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    // Leaving memory.

    /// Lets go of what has had nothing to do for a while.
    pub(crate) fn sweep(&self) {
        let now = self.now();
        if now.saturating_sub(self.swept_ms.get()) < SWEEP_MS {
            return;
        }
        self.swept_ms.set(now);
        let places: Vec<_> = self.places.borrow().values().map(Rc::clone).collect();
        for place in places.into_iter().filter(|place| !place.is_busy()) {
            let idle = now.saturating_sub(place.used_ms());
            if idle >= IDLE_MS && place.is_in_memory() {
                place.evict();
            }
            if idle >= IDLE_FILE_MS {
                self.let_go(&place);
            }
        }
    }

    /// Lets go of who was used longest ago, where there are too many.
    fn make_room(&self) {
        if self.places.borrow().len() < MAX_IDLE {
            return;
        }
        let oldest = {
            let places = self.places.borrow();
            let idle = places.values().filter(|place| !place.is_busy() && place.may_go());
            idle.min_by_key(|place| place.used_ms()).map(Rc::clone)
        };
        if let Some(place) = oldest {
            self.let_go(&place);
        }
    }

    fn let_go(&self, place: &Rc<Place>) {
        if place.evict() && place.may_go() {
            place.storage.close();
            self.places.borrow_mut().remove(&place.key);
        }
    }

    /// Takes the object of this name out of memory, unless it has something to do; says whether it is out.
    pub(crate) fn evict(&self, class: &'static str, name: &str) -> bool {
        let place = self.places.borrow().get(&Key::of_name(class, name)).map(Rc::clone);
        place.is_none_or(|place| place.evict())
    }

    /// Ready once no event is under way.
    pub(crate) async fn idle(&self) {
        loop {
            let idle = self.idle.notified();
            if self.busy.get() == 0 {
                return;
            }
            idle.await;
        }
    }

    /// Ends all objects as a crash would: what is not committed is gone.
    pub(crate) fn kill(&self) {
        self.running.take();
        for place in self.places.borrow().values().map(Rc::clone).collect::<Vec<_>>() {
            place.kill(stopped());
            place.storage.close();
        }
        self.alarms.restart();
    }

    /// Closes all files.
    pub(crate) fn close(&self) {
        self.kill();
        self.places.take();
        if let Err(e) = self.alarms.close() {
            self.log.write(Level::Warn, format_args!("the list of alarms stays as it is: {e}"));
        }
    }

    /// Runs SQL on an object's database, past the object.
    pub(crate) fn sql(&self, class: &'static str, name: &str, statements: &[Bound]) -> Result<Vec<ResultSet>, D1Error> {
        let place = self.place(Key::of_name(class, name), Some(name)).map_err(|e| D1Error::Other(e.to_string()))?;
        let results = place.storage.sql(Some(name), statements);
        place.commit().map_err(D1Error::Other)?;
        results
    }
}

/// One class's objects, to be called.
pub(crate) struct Namespace {
    objects: Weak<Objects>,
    class: &'static str,
}

impl NamespaceDriver for Namespace {
    fn call<'a>(&'a self, name: &'a str, call: ObjectCall) -> LocalFuture<'a, Result<ObjectReply, ObjectError>> {
        Box::pin(async move {
            let objects = self.objects.upgrade().ok_or_else(stopped)?;
            let place = objects.place(Key::of_name(self.class, name), Some(name))?;
            if place.is_overloaded() {
                let text = "Durable Object is overloaded. Too many requests queued.";
                return Err(ObjectError::Overloaded(text.to_owned()));
            }
            objects.send(place, Event::Call(call)).await
        })
    }
}

fn stopped() -> ObjectError {
    ObjectError::Transient("Network connection lost.".to_owned())
}
