//! Migrations of a D1 database that is a SQLite file: which files are applied, and applying the others.
//!
//! The ledger is wrangler's own table, so that `wrangler d1 migrations apply` and this crate agree in both directions; a
//! table of ours beside it has each file's checksum. A file runs as D1 runs it (`rules`): one transaction, foreign keys
//! on. What is hard is to leave nothing half done: a file, its row in the ledger and its checksum are one transaction, and
//! before the first file a copy of the database is made.

mod apply;
mod backup;
mod baseline;
mod guard;
mod ledger;
mod math;
mod order;
mod problem;
pub mod rules;
mod run;
pub mod statements;
mod status;
pub mod text;

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

pub use apply::{Failure, apply};
pub use backup::copy;
pub use baseline::is_unrecorded;
pub use guard::{Guard, Refusal, words};
pub use ledger::{LEDGERS, checksum};
pub use order::{next_name, number, sort_key};
pub use problem::Problem;
pub use run::{Backup, Baseline, Error, Event, Options, migrate};
pub use status::{FileStatus, State, Status, Unknown, status};

/// A file of `migrations/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration<'a> {
    /// The file's name, such as `0001_init.sql`.
    pub name: &'a str,
    /// The file's text.
    pub sql: &'a str,
}

/// Opens a database's file, made where there is none, with D1's limits and dialect. A commit is on the disk when it
/// returns.
///
/// # Errors
/// Where SQLite cannot open the file, or it is none of SQLite's.
pub fn open(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; \
         PRAGMA checkpoint_fullfsync = ON; PRAGMA temp_store = MEMORY;",
    )?;
    rules::impose(&connection)?;
    Ok(connection)
}
