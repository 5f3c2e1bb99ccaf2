//! An object's database: its keys, its SQL, its alarm's time, and the write run that is open.
//!
//! A write run is one SQLite transaction. It begins with the first write and ends when its object commits it; nothing
//! here knows when that is. What is hard: a statement of the Worker's can end the transaction by itself (`OR ROLLBACK`,
//! a full disk). Then nobody could say what is left of the run, so the object must go.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

use rusqlite::limits::Limit;
use rusqlite::types::{FromSql, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, Params, Row, params};
use williw_workers::d1::{Bound, D1Error, ResultSet};
use williw_workers::durable_objects::{StorageError, StorageList};

use super::key::Key;
use crate::data;
use crate::sqlite::settings::Access;
use crate::sqlite::{Database, error};

/// The longest key and value together, in bytes.
const MAX_PAIR: usize = 2_000_000;
/// What a row may have beyond it.
const ROW_OVERHEAD: i32 = 64;

const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS _cf_KV (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS _cf_williw_object (one INTEGER PRIMARY KEY CHECK (one = 1), class TEXT NOT NULL, \
     name TEXT, alarm INTEGER)",
];

pub(super) struct Storage {
    key: Rc<Key>,
    /// `None`: in memory.
    file: Option<PathBuf>,
    database: RefCell<Option<Rc<Database>>>,
    /// Whether the platform's own tables are there.
    made: Cell<bool>,
    /// Whether a write run is open.
    run: Cell<bool>,
    /// How many transactions of the Worker's are open in it.
    depth: Cell<u32>,
    /// Whether the run may have changed the alarm.
    alarm_touched: Cell<bool>,
}

impl Storage {
    pub(super) fn new(key: Rc<Key>, file: Option<PathBuf>) -> Self {
        Storage {
            key,
            file,
            database: RefCell::default(),
            made: Cell::new(false),
            run: Cell::new(false),
            depth: Cell::new(0),
            alarm_touched: Cell::new(false),
        }
    }

    /// Whether it would be lost if this were dropped.
    pub(super) fn is_only_copy(&self) -> bool {
        self.file.is_none() && self.database.borrow().is_some()
    }

    pub(super) fn is_open(&self) -> bool {
        self.database.borrow().is_some()
    }

    /// Closes the file. What is in memory only stays.
    pub(super) fn close(&self) {
        self.roll_back();
        if self.file.is_some() {
            self.database.take();
            self.made.set(false);
        }
    }

    // Write runs.

    /// Opens a write run, if none is open.
    pub(super) fn begin(&self, name: Option<&str>) -> Result<Rc<Database>, D1Error> {
        let database = self.database()?;
        if self.run.get() {
            return Ok(database);
        }
        database.roll_back();
        database.command("BEGIN IMMEDIATE")?;
        self.run.set(true);
        if !self.made.get() {
            TABLES.iter().try_for_each(|sql| database.command(sql))?;
            let sql = "INSERT OR IGNORE INTO _cf_williw_object (one, class, name) VALUES (1, ?1, ?2)";
            execute(&database, sql, params![self.key.class, name])?;
            self.made.set(true);
        }
        Ok(database)
    }

    /// Whether a write run is open.
    pub(super) fn has_run(&self) -> bool {
        self.run.get()
    }

    /// Whether a transaction of the Worker's is open in it.
    pub(super) fn is_nested(&self) -> bool {
        self.run.get() && self.depth.get() > 0
    }

    /// Whether the run has ended by itself.
    pub(super) fn is_lost(&self) -> bool {
        self.run.get() && self.database.borrow().as_ref().is_none_or(|database| database.connection.is_autocommit())
    }

    /// The alarm as it will be after the commit, if the run may have changed it.
    pub(super) fn touched_alarm(&self) -> Result<Option<Option<u64>>, D1Error> {
        if self.alarm_touched.get() { self.alarm().map(Some) } else { Ok(None) }
    }

    pub(super) fn commit(&self) -> Result<(), D1Error> {
        let database = self.database()?;
        database.command("COMMIT")?;
        self.run.set(false);
        self.alarm_touched.set(false);
        database.reset_pragmas()
    }

    /// Takes the run back, and whatever was open in it.
    pub(super) fn roll_back(&self) {
        if !self.run.replace(false) {
            return;
        }
        self.depth.set(0);
        self.alarm_touched.set(false);
        if let Some(database) = &*self.database.borrow() {
            database.roll_back();
            // A PRAGMA that stays is worse than a file that is opened once more; in memory it cannot be helped.
            let _ = database.reset_pragmas();
            self.made.set(has_tables(database).unwrap_or(false));
        }
    }

    /// Runs work between a savepoint and its release.
    pub(super) fn nested(&self, name: Option<&str>, work: &mut dyn FnMut() -> bool) -> Result<bool, D1Error> {
        struct Level<'a>(&'a Storage, Rc<Database>, bool);
        impl Drop for Level<'_> {
            fn drop(&mut self) {
                let Level(storage, database, done) = self;
                storage.depth.set(storage.depth.get().saturating_sub(1));
                if !*done && storage.run.get() {
                    let _ =
                        database.command("ROLLBACK TO _cf_level").and_then(|()| database.command("RELEASE _cf_level"));
                }
            }
        }
        let database = self.begin(name)?;
        database.command("SAVEPOINT _cf_level")?;
        self.depth.set(self.depth.get() + 1);
        let mut level = Level(self, Rc::clone(&database), false);
        if work() && !self.is_lost() {
            database.command("RELEASE _cf_level")?;
            level.2 = true;
        }
        Ok(level.2)
    }

    // Keys and values.

    pub(super) fn get(&self, key: &str) -> Result<Option<String>, D1Error> {
        let Some(database) = self.made_database()? else { return Ok(None) };
        query(&database, "SELECT value FROM _cf_KV WHERE key = ?1", [key])
    }

    pub(super) fn put(&self, name: Option<&str>, key: &str, value: &str) -> Result<(), StorageError> {
        if key.len() + value.len() > MAX_PAIR {
            return Err(StorageError("string or blob too big: SQLITE_TOOBIG".to_owned()));
        }
        let put = || {
            let database = self.begin(name)?;
            let limit = |limit| database.connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, limit);
            let sql_limit = database.connection.limit(Limit::SQLITE_LIMIT_LENGTH).map_err(|e| error::d1(e, ""))?;
            let longer = i32::try_from(MAX_PAIR).unwrap_or(i32::MAX).saturating_add(ROW_OVERHEAD);
            limit(longer.max(sql_limit)).map_err(|e| error::d1(e, ""))?;
            let sql =
                "INSERT INTO _cf_KV (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
            let written = execute(&database, sql, [key, value]);
            limit(sql_limit).map_err(|e| error::d1(e, ""))?;
            written.map(drop)
        };
        put().map_err(storage_error)
    }

    pub(super) fn delete(&self, name: Option<&str>, key: &str) -> Result<bool, D1Error> {
        if self.made_database()?.is_none() {
            return Ok(false);
        }
        let database = self.begin(name)?;
        Ok(execute(&database, "DELETE FROM _cf_KV WHERE key = ?1", [key])? > 0)
    }

    pub(super) fn list(&self, list: &StorageList) -> Result<Vec<(String, String)>, StorageError> {
        if list.limit == Some(0) {
            return Err(StorageError("List limit must be positive.".to_owned()));
        }
        if list.start.is_some() && list.start_after.is_some() {
            let text = "list() cannot be called with both start and startAfter values.";
            return Err(StorageError(text.to_owned()));
        }
        let prefix = list.prefix.as_deref().unwrap_or_default();
        let (from, compare) = match &list.start_after {
            Some(after) if after.as_str() >= prefix => (after.as_str(), ">"),
            _ => (list.start.as_deref().unwrap_or_default().max(prefix), ">="),
        };
        // SQLite compares texts by their bytes, and does not ask whether they are UTF-8.
        let ends = [list.end.as_deref().map(|end| end.as_bytes().to_vec()), end_of_prefix(prefix)];
        let end = ends.into_iter().flatten().min();
        let below = if end.is_some() { "AND key < ?2" } else { "AND ?2 IS NULL" };
        let order = if list.reverse { "DESC" } else { "ASC" };
        let sql = format!("SELECT key, value FROM _cf_KV WHERE key {compare} ?1 {below} ORDER BY key {order} LIMIT ?3");
        let end = ToSqlOutput::Borrowed(end.as_deref().map_or(ValueRef::Null, ValueRef::Text));
        let read = || {
            let Some(database) = self.made_database()? else { return Ok(Vec::new()) };
            let read = || {
                let mut statement = database.connection.prepare(&sql)?;
                let bounds = params![from, end, list.limit.map_or(-1, i64::from)];
                statement.query_map(bounds, |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()
            };
            database.gate.trusting(read).map_err(|e| error::d1(e, &sql))
        };
        read().map_err(storage_error)
    }

    /// Deletes keys, tables and the alarm; who the object is stays.
    pub(super) fn delete_all(&self, name: Option<&str>) -> Result<(), D1Error> {
        if !self.exists() {
            return Ok(());
        }
        let database = self.begin(name)?;
        // Tables go one by one, whichever refers to which.
        database.without_foreign_keys(|| {
            let listed = "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view') \
                AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' \
                ORDER BY type DESC, sql LIKE 'CREATE VIRTUAL%' DESC LIMIT 1";
            // A virtual table takes others along, so the next one is looked up each time.
            let next = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
            while let Some((kind, table)) = query_row(&database, listed, [], next)? {
                database.command(&format!("DROP {kind} \"{}\"", table.replace('"', "\"\"")))?;
            }
            Ok(())
        })?;
        execute(&database, "DELETE FROM _cf_KV", [])?;
        self.write_alarm(&database, None)
    }

    // SQL.

    pub(super) fn sql(&self, name: Option<&str>, statements: &[Bound]) -> Result<Vec<ResultSet>, D1Error> {
        statements.iter().try_for_each(Bound::check)?;
        let database = self.database()?;
        database.timed(|| {
            let one = |statement| match database.read(statement) {
                Some(result) => result,
                None => self.begin(name)?.execute(statement),
            };
            statements.iter().map(one).collect()
        })
    }

    // The alarm, and who the object is.

    pub(super) fn alarm(&self) -> Result<Option<u64>, D1Error> {
        let Some(database) = self.made_database()? else { return Ok(None) };
        let at: Option<Option<i64>> = query(&database, "SELECT alarm FROM _cf_williw_object", [])?;
        Ok(at.flatten().and_then(|at| u64::try_from(at).ok()))
    }

    pub(super) fn set_alarm(&self, name: Option<&str>, at: Option<u64>) -> Result<(), D1Error> {
        if at.is_none() && self.made_database()?.is_none() {
            return Ok(());
        }
        let database = self.begin(name)?;
        self.write_alarm(&database, at)
    }

    fn write_alarm(&self, database: &Database, at: Option<u64>) -> Result<(), D1Error> {
        self.alarm_touched.set(true);
        let at = at.map(|at| i64::try_from(at).unwrap_or(i64::MAX));
        execute(database, "UPDATE _cf_williw_object SET alarm = ?1", [at]).map(drop)
    }

    /// The name that is stored with the object.
    pub(super) fn name(&self) -> Result<Option<String>, D1Error> {
        let Some(database) = self.made_database()? else { return Ok(None) };
        Ok(query::<Option<String>>(&database, "SELECT name FROM _cf_williw_object", [])?.flatten())
    }

    // The database.

    /// Whether anything was ever written.
    fn exists(&self) -> bool {
        self.is_open() || self.file.as_ref().is_some_and(|file| file.exists())
    }

    /// The database if it has the platform's own tables: else it has no keys and no alarm.
    fn made_database(&self) -> Result<Option<Rc<Database>>, D1Error> {
        if !self.exists() {
            return Ok(None);
        }
        let database = self.database()?;
        Ok(self.made.get().then_some(database))
    }

    fn database(&self) -> Result<Rc<Database>, D1Error> {
        if let Some(database) = &*self.database.borrow() {
            return Ok(Rc::clone(database));
        }
        if let Some(folder) = self.file.as_ref().and_then(|file| file.parent()) {
            data::make(folder).map_err(|e| D1Error::Transient(format!("cannot make {}: {e}", folder.display())))?;
        }
        let database = Rc::new(Database::open(self.file.as_deref(), Access::Alone).map_err(|e| error::d1(e, ""))?);
        self.made.set(has_tables(&database)?);
        *self.database.borrow_mut() = Some(Rc::clone(&database));
        Ok(database)
    }
}

/// In the platform's words.
pub(super) fn storage_error(error: D1Error) -> StorageError {
    StorageError(match error {
        D1Error::TooLarge(text) | D1Error::Full(text) | D1Error::Transient(text) | D1Error::Overloaded(text) => text,
        error => error.to_string(),
    })
}

fn has_tables(database: &Database) -> Result<bool, D1Error> {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name = '_cf_williw_object'";
    Ok(query::<i64>(database, sql, [])?.is_some_and(|count| count > 0))
}

/// The least that comes after everything that begins with this; `None` where nothing does.
fn end_of_prefix(prefix: &str) -> Option<Vec<u8>> {
    let mut end = prefix.as_bytes().to_vec();
    // No byte of UTF-8 is 255.
    *end.last_mut()? += 1;
    Some(end)
}

// Statements of the host's own stay out of the cache: see `Database::command`.

fn execute(database: &Database, sql: &str, params: impl Params) -> Result<usize, D1Error> {
    let run = || database.connection.prepare(sql)?.execute(params);
    database.gate.trusting(run).map_err(|e| error::d1(e, sql))
}

fn query<T: FromSql>(database: &Database, sql: &str, params: impl Params) -> Result<Option<T>, D1Error> {
    query_row(database, sql, params, |row| row.get(0))
}

fn query_row<T>(
    database: &Database,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, D1Error> {
    let run = || database.connection.prepare(sql)?.query_row(params, read).optional();
    database.gate.trusting(run).map_err(|e| error::d1(e, sql))
}
