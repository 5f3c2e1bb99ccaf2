//! When which object is to be woken.
//!
//! The truth is in each object's own file, committed with whatever else the object wrote. What is here only says where
//! to look, and when at the latest. What is hard is that no moment of a crash may lose an alarm: so before an object
//! commits one, a time that is not later is on disk here. That time may be too early, or of an alarm that is long
//! gone; whoever goes there looks into the object's file. So most alarms cost no second write to the disk.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, params};
use tokio::sync::Notify;
use williw_workers::driver::ObjectManifest;

use super::key::Key;
use crate::Error;
use crate::sqlite::settings::{self, Access};

/// How often an alarm whose handler failed rings again, before it is dropped.
const RETRIES: u32 = 6;
/// How long the first of them waits, in milliseconds; each later one twice as long.
const FIRST_PAUSE: u64 = 2000;

/// How many handlers run at once: after a long pause all objects may be due, and each of them opens a file.
const AT_ONCE: usize = 64;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS alarms (
    class TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (class, id)) STRICT, WITHOUT ROWID";

pub(super) struct Alarms {
    /// `None`: the objects are in memory only.
    index: RefCell<Option<Connection>>,
    state: RefCell<State>,
    /// The next alarm may be an earlier one.
    pub(super) changed: Notify,
}

#[derive(Default)]
struct State {
    alarms: BTreeMap<Key, Alarm>,
    queue: BTreeSet<(u64, Key)>,
    /// Those whose handler is running. What happens to them meanwhile is looked up when it ends.
    ringing: BTreeSet<Key>,
    /// What is in the index.
    recorded: BTreeMap<Key, u64>,
}

#[derive(Clone, Copy)]
struct Alarm {
    due_ms: u64,
    retries: u32,
}

impl Alarms {
    /// Reads the index in this file, or keeps none.
    pub(super) fn open(file: Option<&Path>, classes: &'static [ObjectManifest]) -> Result<Self, Error> {
        let mut state = State::default();
        let mut open = |file| {
            let index = settings::connect(Some(file), Access::Alone)?;
            index.execute_batch(TABLE)?;
            let mut listed = index.prepare("SELECT class, id, at FROM alarms")?;
            let mut rows = listed.query([])?;
            while let Some(row) = rows.next()? {
                let class: String = row.get(0)?;
                // Without such a class nobody can answer; with it, again, the alarm will ring.
                let Some(manifest) = classes.iter().find(|manifest| manifest.class == class) else { continue };
                let (key, at) = (Key { class: manifest.class, id: row.get(1)? }, row.get::<_, i64>(2)?);
                let at = u64::try_from(at).unwrap_or_default();
                state.recorded.insert(key.clone(), at);
                state.schedule(key, Alarm { due_ms: at, retries: 0 });
            }
            drop(rows);
            drop(listed);
            Ok(index)
        };
        let index = file.map(|file| {
            open(file).map_err(|e: rusqlite::Error| {
                Error::new(format!("cannot open the list of alarms in {}: {e}", file.display()))
            })
        });
        let index = RefCell::new(index.transpose()?);
        Ok(Alarms { index, state: RefCell::new(state), changed: Notify::new() })
    }

    /// Makes sure that a crash does not lose the alarm that is about to be committed.
    pub(super) fn expect(&self, key: &Key, at: u64) -> Result<(), String> {
        let index = self.index.borrow();
        let Some(index) = &*index else { return Ok(()) };
        if self.state.borrow().recorded.get(key).is_some_and(|recorded| *recorded <= at) {
            return Ok(());
        }
        let sql = "INSERT OR REPLACE INTO alarms (class, id, at) VALUES (?1, ?2, ?3)";
        let write = || index.prepare_cached(sql)?.execute(params![key.class, key.id, integer(at)]);
        write().map_err(|e| format!("the alarm cannot be listed: {e}"))?;
        self.state.borrow_mut().recorded.insert(key.clone(), at);
        Ok(())
    }

    /// What an object has committed.
    pub(super) fn set(&self, key: &Key, at: Option<u64>) {
        let mut state = self.state.borrow_mut();
        if state.ringing.contains(key) {
            return;
        }
        state.unschedule(key);
        if let Some(due_ms) = at {
            state.schedule(key.clone(), Alarm { due_ms, retries: 0 });
            self.changed.notify_waiters();
        }
    }

    /// When the next one is due; `None` while enough are ringing.
    pub(super) fn next(&self) -> Option<u64> {
        let state = self.state.borrow();
        state.queue.first().filter(|_| state.ringing.len() < AT_ONCE).map(|(due, _)| *due)
    }

    /// The next one that is due by now: it rings until [`done`](Self::done) or [`failed`](Self::failed).
    pub(super) fn take_due(&self, now: u64) -> Option<Key> {
        let mut state = self.state.borrow_mut();
        let (_, key) = state.queue.first().filter(|(due, _)| *due <= now && state.ringing.len() < AT_ONCE)?.clone();
        state.queue.pop_first();
        state.ringing.insert(key.clone());
        Some(key)
    }

    /// How often it has rung for its time already.
    pub(super) fn retries(&self, key: &Key) -> u32 {
        self.state.borrow().alarms.get(key).map_or(0, |alarm| alarm.retries)
    }

    /// Its handler has run, and the object's file says this now.
    pub(super) fn done(&self, key: &Key, at: Option<u64>) {
        self.state.borrow_mut().ringing.remove(key);
        self.set(key, at);
        // Another one may have waited for its turn.
        self.changed.notify_waiters();
    }

    /// Its handler failed. Says whether it will ring again; a random number spreads those that failed together.
    pub(super) fn failed(&self, key: &Key, now: u64, random: u64) -> bool {
        let mut state = self.state.borrow_mut();
        state.ringing.remove(key);
        let retries = state.alarms.get(key).map_or(0, |alarm| alarm.retries);
        state.unschedule(key);
        self.changed.notify_waiters();
        if retries >= RETRIES {
            return false;
        }
        let pause = FIRST_PAUSE << retries;
        let due_ms = now + pause + random % (pause / 4 + 1);
        state.schedule(key.clone(), Alarm { due_ms, retries: retries + 1 });
        true
    }

    /// What a process that starts again knows: counters begin anew, and whatever was ringing rings again.
    pub(super) fn restart(&self) {
        let mut state = self.state.borrow_mut();
        state.ringing.clear();
        for key in state.alarms.keys().cloned().collect::<Vec<_>>() {
            state.unschedule(&key);
            // Its own time, which is in the file, is not earlier.
            state.schedule(key, Alarm { due_ms: 0, retries: 0 });
        }
    }

    /// Brings the index up to date, so that the next start finds nothing in it to look for in vain.
    pub(super) fn close(&self) -> rusqlite::Result<()> {
        let Some(mut index) = self.index.take() else { return Ok(()) };
        let state = self.state.borrow();
        let transaction = index.transaction()?;
        for key in state.recorded.keys().filter(|key| !state.alarms.contains_key(*key)) {
            let sql = "DELETE FROM alarms WHERE class = ?1 AND id = ?2";
            transaction.prepare_cached(sql)?.execute(params![key.class, key.id])?;
        }
        transaction.commit()
    }
}

impl State {
    fn schedule(&mut self, key: Key, alarm: Alarm) {
        self.alarms.insert(key.clone(), alarm);
        self.queue.insert((alarm.due_ms, key));
    }

    fn unschedule(&mut self, key: &Key) {
        if let Some(alarm) = self.alarms.remove(key) {
            self.queue.remove(&(alarm.due_ms, key.clone()));
        }
    }
}

/// SQLite's integers have a sign.
fn integer(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}
