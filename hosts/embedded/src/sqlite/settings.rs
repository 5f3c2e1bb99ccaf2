//! How a connection is set up: durability, D1's limits, and the time that a call may take.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use crate::clock;

/// D1's limits. Where Cloudflare documents less than its engine accepts (the length of a value, the
/// arguments of a function), the documented number counts: what works here works there.
/// <https://developers.cloudflare.com/d1/platform/limits/>
const LIMITS: [(Limit, i32); 12] = [
    (Limit::SQLITE_LIMIT_LENGTH, 2_000_000),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_COLUMN, 100),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
    (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 32),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];

/// What a statement may have changed by PRAGMA, as it was: in D1 a PRAGMA lasts for its transaction.
pub(crate) const PRAGMA_DEFAULTS: [&str; 6] = [
    "PRAGMA foreign_keys = ON",
    "PRAGMA case_sensitive_like = OFF",
    "PRAGMA ignore_check_constraints = OFF",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA reverse_unordered_selects = OFF",
];

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

/// A connection with D1's limits.
pub(crate) fn open(file: Option<&Path>, access: Access) -> rusqlite::Result<Connection> {
    let connection = connect(file, access)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // A misspelt name in double quotes is a text, as in D1.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, true)?;
    for (limit, value) in LIMITS {
        connection.set_limit(limit, value)?;
    }
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
