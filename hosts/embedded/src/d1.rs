//! D1 over SQLite: one connection a database, statements run on the thread that asks. What a
//! statement means is [`sqlite`](crate::sqlite)'s.
//!
//! A statement runs inline, within one poll of its future. So a batch cannot be torn by a client
//! that goes away, no statement waits for another thread, and there is one writer, as in D1. The
//! price: while a commit waits for the disk, so does everybody.

mod migrations;
mod schema;

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use williw_workers::d1::{Bound, D1Error, ResultSet};
use williw_workers::driver::{D1Driver, D1Manifest, LocalFuture};

use crate::Error;
use crate::log::Log;
use crate::sqlite::Database;
use crate::sqlite::settings::Access;

/// One D1 database, until it is closed.
pub(crate) struct Sqlite {
    database: RefCell<Option<Rc<Database>>>,
}

impl Sqlite {
    /// Opens the database in this file, or in memory, and brings it to this Worker's schema: by its migrations, or where
    /// it has none, only if the database is new.
    pub(crate) fn open(file: Option<&Path>, worker: &str, manifest: &D1Manifest, log: &Log) -> Result<Self, Error> {
        let trouble = |e: rusqlite::Error| {
            let place = file.map_or_else(|| "memory".to_owned(), |file| file.display().to_string());
            Error::new(format!("cannot open D1 database `{}` in {place}: {e}", manifest.binding))
        };
        let mut database = Database::open(file, Access::Shared).map_err(trouble)?;
        let ensured = match manifest.migrations {
            [] => schema::ensure(&database, worker, manifest),
            _ => migrations::apply(&mut database, file, worker, manifest, log),
        };
        ensured.map_err(|e| match file {
            Some(file) => Error::new(format!("{e}\n  the data is in {}", file.display())),
            None => e,
        })?;
        Ok(Sqlite { database: RefCell::new(Some(Rc::new(database))) })
    }

    /// Runs the statements now.
    pub(crate) fn run_now(&self, statements: &[Bound]) -> Result<Vec<ResultSet>, D1Error> {
        self.database()?.run(statements)
    }

    /// Moves what was written from the log into the database file, so that the file alone is whole.
    pub(crate) fn checkpoint(&self) -> Result<(), D1Error> {
        self.database()?.command("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// Closes the file, whoever still holds the driver.
    pub(crate) fn close(&self) {
        self.database.take();
    }

    fn database(&self) -> Result<Rc<Database>, D1Error> {
        self.database.borrow().clone().ok_or_else(|| D1Error::Other("the host has stopped".to_owned()))
    }
}

impl D1Driver for Sqlite {
    fn run<'a>(&'a self, statements: &'a [Bound]) -> LocalFuture<'a, Result<Vec<ResultSet>, D1Error>> {
        Box::pin(async move { self.run_now(statements) })
    }
}
