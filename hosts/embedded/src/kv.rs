//! KV over SQLite: one file a namespace, strongly consistent, durable before it answers.
//!
//! What is hard is what nobody sees: a value is gone at its time by the host's clock, though its row
//! is still there until somebody has a moment to delete it.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::{Connection, OptionalExtension, params};
use williw_workers::driver::{Clock, KvDriver, LocalFuture};
use williw_workers::kv::{Expiry, KvError, KvKey, KvKeys, KvList, KvPut, KvValue};

use crate::Error;
use crate::sqlite::settings::{self, Access};

/// The longest value, and the most that one bulk read returns, in bytes.
const MAX_VALUE: usize = 25 * 1024 * 1024;
/// How many keys a page has.
const MAX_PAGE: u32 = 1000;
/// How many expired rows one write, and one round of cleaning, takes along.
const PURGED_BY_PUT: u32 = 8;
const PURGED_AT_ONCE: u32 = 1000;

/// What stands before the value in a row is read without walking through the value.
const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS entries (
        key TEXT NOT NULL PRIMARY KEY, expiration INTEGER, metadata TEXT, value BLOB NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS entries_expiration ON entries (expiration) WHERE expiration IS NOT NULL;";

/// One KV namespace, until it is closed.
pub(crate) struct Namespace {
    connection: RefCell<Option<Rc<Connection>>>,
    clock: Rc<dyn Clock>,
}

impl Namespace {
    /// Opens the namespace in this file, or in memory.
    pub(crate) fn open(file: Option<&Path>, name: &str, clock: Rc<dyn Clock>) -> Result<Self, Error> {
        let open = || {
            let connection = settings::connect(file, Access::Shared)?;
            connection.execute_batch(TABLE)?;
            connection.set_prepared_statement_cache_capacity(16);
            Ok(connection)
        };
        let connection = open().map_err(|e: rusqlite::Error| {
            let place = file.map_or_else(|| "memory".to_owned(), |file| file.display().to_string());
            Error::new(format!("cannot open KV namespace `{name}` in {place}: {e}"))
        })?;
        Ok(Namespace { connection: RefCell::new(Some(Rc::new(connection))), clock })
    }

    /// Moves what was written from the log into the file, so that the file alone is whole.
    pub(crate) fn checkpoint(&self) -> Result<(), KvError> {
        let connection = self.connection()?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(|e| other("PUT", &e))
    }

    /// Closes the file, whoever still holds the driver.
    pub(crate) fn close(&self) {
        self.connection.take();
    }

    /// Deletes some of what has expired.
    pub(crate) fn purge(&self) -> Result<(), KvError> {
        let connection = self.connection()?;
        purge(&connection, self.now(), PURGED_AT_ONCE).map_err(|e| other("DELETE", &e))
    }

    fn connection(&self) -> Result<Rc<Connection>, KvError> {
        self.connection.borrow().clone().ok_or_else(|| KvError::Other("the host has stopped".to_owned()))
    }

    /// In seconds since 1970.
    fn now(&self) -> u64 {
        self.clock.now_ms() / 1000
    }

    fn read(&self, keys: &[String], action: &str) -> Result<Vec<Option<KvValue>>, KvError> {
        let (connection, now) = (self.connection()?, seconds(self.now()));
        let sql = "SELECT value, metadata FROM entries WHERE key = ?1 AND (expiration IS NULL OR expiration > ?2)";
        let read = || {
            let mut statement = connection.prepare_cached(sql)?;
            let mut values = Vec::with_capacity(keys.len());
            for key in keys {
                let value = statement
                    .query_row(params![key, now], |row| Ok(KvValue { value: row.get(0)?, metadata: row.get(1)? }));
                values.push(value.optional()?);
            }
            Ok(values)
        };
        read().map_err(|e| other(action, &e))
    }

    fn write(&self, key: &str, put: &KvPut) -> Result<(), KvError> {
        let length = put.value.len();
        if length > MAX_VALUE {
            let text = format!("KV PUT failed: 413 Value length of {length} exceeds limit of {MAX_VALUE}.");
            return Err(KvError::Limit(text));
        }
        let (connection, now) = (self.connection()?, self.now());
        let expiration = put.expiry.map(|expiry| match expiry {
            Expiry::After(ttl) => seconds(now.saturating_add(ttl)),
            Expiry::At(time) => seconds(time),
        });
        let write = || {
            let transaction = connection.unchecked_transaction()?;
            purge(&connection, now, PURGED_BY_PUT)?;
            let sql = "INSERT OR REPLACE INTO entries (key, expiration, metadata, value) VALUES (?1, ?2, ?3, ?4)";
            let mut statement = connection.prepare_cached(sql)?;
            statement.execute(params![key, expiration, put.metadata, put.value])?;
            drop(statement);
            transaction.commit()
        };
        write().map_err(|e| other("PUT", &e))
    }

    fn page(&self, list: &KvList) -> Result<KvKeys, KvError> {
        let (connection, now) = (self.connection()?, seconds(self.now()));
        let limit = list.limit.filter(|limit| (1..=MAX_PAGE).contains(limit)).unwrap_or(MAX_PAGE);
        // A cursor that is none begins at the start, as on workerd.
        let after = list.cursor.as_deref().and_then(|cursor| STANDARD.decode(cursor).ok());
        let after = after.and_then(|bytes| String::from_utf8(bytes).ok()).filter(|key| *key >= list.prefix);
        let (from, compare) = match &after {
            Some(key) => (key, ">"),
            None => (&list.prefix, ">="),
        };
        let sql = format!(
            "SELECT key, expiration, metadata FROM entries \
             WHERE key {compare} ?1 AND (expiration IS NULL OR expiration > ?2) ORDER BY key"
        );
        let read = || {
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params![from, now])?;
            let mut page = KvKeys::default();
            while let Some(row) = rows.next()? {
                let name: String = row.get(0)?;
                // Keys with one prefix stand side by side.
                if !name.starts_with(&list.prefix) {
                    break;
                }
                if page.keys.len() >= limit as usize {
                    page.cursor = page.keys.last().map(|last| STANDARD.encode(&last.name));
                    break;
                }
                let expiration = row.get::<_, Option<i64>>(1)?.and_then(|time| u64::try_from(time).ok());
                page.keys.push(KvKey { name, expiration, metadata: row.get(2)? });
            }
            Ok(page)
        };
        read().map_err(|e| other("GET", &e))
    }
}

impl KvDriver for Namespace {
    fn get<'a>(&'a self, key: &'a str, _: Option<u32>) -> LocalFuture<'a, Result<Option<KvValue>, KvError>> {
        Box::pin(async move { Ok(self.read(&[key.to_owned()], "GET")?.pop().flatten()) })
    }

    fn get_bulk<'a>(
        &'a self,
        keys: &'a [String],
        _: Option<u32>,
    ) -> LocalFuture<'a, Result<Vec<Option<KvValue>>, KvError>> {
        Box::pin(async move {
            let values = self.read(keys, "GET_BULK")?;
            let total: usize = values.iter().flatten().map(|value| value.value.len()).sum();
            if total > MAX_VALUE {
                let text = "KV GET_BULK failed: 413 Total size of request exceeds the limit of 25MB";
                return Err(KvError::Limit(text.to_owned()));
            }
            Ok(values)
        })
    }

    fn put<'a>(&'a self, key: &'a str, put: KvPut) -> LocalFuture<'a, Result<(), KvError>> {
        Box::pin(async move { self.write(key, &put) })
    }

    fn delete<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<(), KvError>> {
        Box::pin(async move {
            let connection = self.connection()?;
            let deleted = || connection.prepare_cached("DELETE FROM entries WHERE key = ?1")?.execute([key]);
            deleted().map(drop).map_err(|e| other("DELETE", &e))
        })
    }

    fn list<'a>(&'a self, list: KvList) -> LocalFuture<'a, Result<KvKeys, KvError>> {
        Box::pin(async move { self.page(&list) })
    }
}

fn purge(connection: &Connection, now: u64, at_most: u32) -> rusqlite::Result<()> {
    let sql = "DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries WHERE expiration <= ?1 LIMIT ?2)";
    connection.prepare_cached(sql)?.execute(params![seconds(now), at_most]).map(drop)
}

/// SQLite's integers have a sign.
fn seconds(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// A disk that is full, or broken: on the platform a 500.
fn other(action: &str, error: &rusqlite::Error) -> KvError {
    KvError::from_message(&format!("KV {action} failed: 500 {error}"))
}
