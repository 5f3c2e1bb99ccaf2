//! How a connection is set up: durability, D1's limits, and the time that a call may take.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use williw_migrations::rules;

use crate::clock;

/// Who may open a file beside this connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// A tool, to look into it.
    Shared,
    /// Nobody: it takes fewer files and less memory where there are many.
    Alone,
}

/// A connection whose commits are on the disk when they return, without anything else.
pub(crate) fn connect(file: Option<&Path>, access: Access) -> rusqlite::Result<Connection> {
    let connection = match file {
        Some(file) => {
            let flags =
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(file, flags)?
        }
        None => Connection::open_in_memory()?,
    };
    // Only a tool beside this process can hold the file: its folder is locked.
    connection.busy_timeout(Duration::from_secs(5))?;
    if access == Access::Alone {
        connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -512;")?;
    }
    // WAL with FULL: a commit returns when the log is on the disk. The log never stays larger than
    // journal_size_limit. fullfsync is for macOS, whose fsync leaves data in the drive's cache.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; \
         PRAGMA checkpoint_fullfsync = ON; PRAGMA journal_size_limit = 67108864; \
         PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;",
    )?;
    Ok(connection)
}

/// A connection with D1's limits, dialect and functions.
pub(crate) fn open(file: Option<&Path>, access: Access) -> rusqlite::Result<Connection> {
    let connection = connect(file, access)?;
    rules::impose(&connection)?;
    // All statements of a spec; those that come at run time push each other out.
    connection.set_prepared_statement_cache_capacity(512);
    Ok(connection)
}

/// When the running call must end. SQLite asks every so many of its instructions.
#[derive(Debug)]
pub(crate) struct Deadline {
    start: Instant,
    /// Microseconds after `start`; 0 where nothing runs.
    at: AtomicU64,
}

const INSTRUCTIONS_BETWEEN: i32 = 100_000;

pub(crate) fn install_deadline(connection: &mut Connection) -> rusqlite::Result<Arc<Deadline>> {
    let deadline = Arc::new(Deadline { start: clock::monotonic(), at: AtomicU64::new(0) });
    let asked = Arc::clone(&deadline);
    connection.progress_handler(INSTRUCTIONS_BETWEEN, Some(move || asked.is_over()))?;
    Ok(deadline)
}

impl Deadline {
    pub(crate) fn set(&self, limit: Option<Duration>) {
        let at = limit.map_or(0, |limit| micros(self.start.elapsed() + limit));
        self.at.store(at, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        let at = self.at.load(Ordering::Relaxed);
        at != 0 && micros(self.start.elapsed()) > at
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
