//! SQLite itself, in memory and under D1's limits: it says whether SQL is right.
//!
//! What is hard: the judge has two answers to give. What SQLite refuses is an error; what SQLite accepts and D1
//! would not is only a warning. So every statement first runs under D1's conditions, and one that is refused
//! there runs again with one condition after the other lifted, until it passes or nothing is left to lift.

pub mod d1;
pub mod facts;
pub mod load;
mod math;
pub mod plan;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;

pub use facts::{ColumnFacts, ForeignKeyFacts, IndexFacts, TableFacts, TableTypeFacts};
pub use load::{Loaded, load};

/// An in-memory database that plays D1.
#[derive(Debug)]
pub struct Judge {
    conn: Connection,
    /// Read once between two changes.
    catalog: plan::CatalogCache,
}

/// SQLite's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlError {
    pub message: String,
    /// Byte offset in the statement, where SQLite knows one.
    pub offset: Option<usize>,
    /// The statement was refused before it ran, so that nothing of it has happened.
    while_preparing: bool,
}

/// A statement that SQLite could prepare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The highest parameter's number.
    pub parameters: usize,
    /// Result columns' names.
    pub columns: Vec<String>,
    pub reads_only: bool,
    /// What D1 has against it: its limits, or a foreign key that references nothing.
    pub beyond_d1: Option<SqlError>,
}

/// What came of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Applied,
    /// It ran only after this condition was lifted.
    Tolerated(Condition, SqlError),
    Refused(SqlError),
}

/// Where D1 is stricter than SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A name in double quotes that names nothing is no string.
    QuotedNames,
    /// D1's `sqlite3_limit` values.
    Limits,
    /// Foreign keys are enforced.
    ForeignKeys,
}

/// D1's limits, from workerd's `util/sqlite.c++`. It allows 32 arguments of a function on paper and 127 in its
/// engine; what works there must work here.
const D1_LIMITS: [(Limit, i32); 10] = [
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_COLUMN, 100),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
    (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 127),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
];

/// Steps of SQLite's machine after which a schema is given up, some seconds' worth: the compiler must end even
/// when a seed does not. Counted and not timed, so that every machine gives the same answer.
const STEP_BUDGET: u32 = 100;
const STEP_UNIT: i32 = 1_000_000;

/// Whether SQLite has a keyword of this name, in any case: such a name must be quoted.
pub fn is_keyword(name: &str) -> bool {
    let Ok(length) = i32::try_from(name.len()) else { return false };
    // SAFETY: the function reads exactly `length` bytes from the pointer, which `name` holds, and keeps nothing.
    unsafe { rusqlite::ffi::sqlite3_keyword_check(name.as_ptr().cast(), length) != 0 }
}

impl Judge {
    /// An empty database.
    ///
    /// # Errors
    /// When SQLite cannot be opened at all, which takes a lack of memory.
    pub fn new() -> Result<Self, SqlError> {
        let mut conn = Connection::open_in_memory()?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
        // Temporary structures stay in memory too: the compiler writes no files.
        conn.pragma_update(None, "temp_store", "memory")?;
        math::add_functions(&mut conn)?;
        let mut left = STEP_BUDGET;
        conn.progress_handler(
            STEP_UNIT,
            Some(move || {
                left = left.saturating_sub(1);
                left == 0
            }),
        )?;
        let judge = Self { conn, catalog: plan::CatalogCache::default() };
        judge.quoted_names(true)?;
        judge.limits(true)?;
        Ok(judge)
    }

    /// Runs one statement of a schema, as D1 would if it can and as SQLite would if not.
    pub fn run(&mut self, sql: &str) -> Verdict {
        self.catalog.take();
        let Err(first) = self.attempt(sql) else { return Verdict::Applied };
        let verdict = self.run_lifted(sql, first);
        // Neither call fails on an open connection.
        let _ = self.quoted_names(true).and_then(|()| self.limits(true));
        verdict
    }

    fn run_lifted(&mut self, sql: &str, first: SqlError) -> Verdict {
        let mut last = first.clone();
        if first.may_be_lifted() {
            for condition in [Condition::QuotedNames, Condition::Limits] {
                // Neither call fails on an open connection.
                let _ = match condition {
                    Condition::QuotedNames => self.quoted_names(false),
                    _ => self.limits(false),
                };
                match self.attempt(sql) {
                    Ok(()) => return Verdict::Tolerated(condition, first),
                    Err(error) => last = error,
                }
            }
        }
        let foreign_keys = ["FOREIGN KEY constraint failed", "foreign key mismatch"];
        if foreign_keys.iter().any(|words| last.message.contains(words)) {
            let enforce = |on| self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, on);
            let _ = enforce(false);
            let result = self.attempt(sql);
            let _ = enforce(true);
            if result.is_ok() {
                return Verdict::Tolerated(Condition::ForeignKeys, last);
            }
        }
        Verdict::Refused(last)
    }

    /// Has SQLite prepare a statement without running it, under D1's conditions if they let it.
    ///
    /// # Errors
    /// What SQLite says against it even with D1's limits and foreign keys lifted.
    pub fn prepare(&self, sql: &str) -> Result<Prepared, SqlError> {
        let first = match self.prepare_once(sql, None) {
            Err(first) => first,
            sound => return sound,
        };
        let enforce = |on| self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, on);
        // Neither call fails on an open connection.
        let _ = self.limits(false).and_then(|()| enforce(false));
        let lifted = self.prepare_once(sql, Some(first));
        let _ = self.limits(true).and_then(|()| enforce(true));
        lifted
    }

    fn prepare_once(&self, sql: &str, beyond_d1: Option<SqlError>) -> Result<Prepared, SqlError> {
        let statement = self.conn.prepare(sql).map_err(SqlError::preparing)?;
        Ok(Prepared {
            parameters: statement.parameter_count(),
            columns: statement.column_names().map(str::to_owned).collect(),
            reads_only: statement.readonly(),
            beyond_d1,
        })
    }

    /// Begins what [`Judge::undo`] undoes, as a migration's transaction.
    pub(crate) fn savepoint(&self) -> Result<(), SqlError> {
        Ok(self.conn.execute_batch("SAVEPOINT attempt")?)
    }

    /// Takes back everything since the last [`Judge::savepoint`].
    pub(crate) fn undo(&self) -> Result<(), SqlError> {
        self.catalog.take();
        Ok(self.conn.execute_batch("ROLLBACK TO attempt; RELEASE attempt")?)
    }

    /// Whether anything may be written: without foreign keys, triggers and CHECKs.
    pub(crate) fn unchecked(&self, on: bool) -> Result<(), SqlError> {
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, !on)?;
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, !on)?;
        Ok(self.conn.pragma_update(None, "ignore_check_constraints", on)?)
    }

    /// The database itself, for what only reads it or is undone.
    pub(crate) fn connection(&self) -> &Connection {
        &self.conn
    }

    /// Runs a statement to its end; rows go nowhere, parameters are NULL.
    fn attempt(&self, sql: &str) -> Result<(), SqlError> {
        let mut statement = self.conn.prepare(sql).map_err(SqlError::preparing)?;
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        Ok(())
    }

    /// Whether a name in double quotes must name something; D1 does not ask for it.
    pub(crate) fn quoted_names(&self, strict: bool) -> rusqlite::Result<()> {
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, !strict)?;
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, !strict)?;
        Ok(())
    }

    fn limits(&self, d1: bool) -> rusqlite::Result<()> {
        for (limit, value) in D1_LIMITS {
            // SQLite lowers what is above its own highest value.
            self.conn.set_limit(limit, if d1 { value } else { i32::MAX })?;
        }
        Ok(())
    }
}

impl SqlError {
    fn preparing(error: rusqlite::Error) -> Self {
        Self { while_preparing: true, ..Self::from(error) }
    }

    /// Whether another try makes sense and cannot do anything twice: a statement that failed while it ran may
    /// have left rows behind (`ON CONFLICT FAIL`).
    fn may_be_lifted(&self) -> bool {
        let limits =
            ["pattern too complex", "too big", "out of memory", "too many levels of trigger", "too many attached"];
        // A rename that is refused has done nothing either.
        self.while_preparing
            || self.message.starts_with("error in ")
            || limits.iter().any(|limit| self.message.contains(limit))
    }
}

impl From<rusqlite::Error> for SqlError {
    fn from(error: rusqlite::Error) -> Self {
        let (message, offset) = match error {
            rusqlite::Error::SqlInputError { msg, offset, .. } => (msg, usize::try_from(offset).ok()),
            rusqlite::Error::SqliteFailure(_, Some(message)) => (message, None),
            other => (other.to_string(), None),
        };
        // An error found while SQLite goes through other objects has an offset into their text.
        let offset = offset.filter(|_| !message.starts_with("error in "));
        Self { message, offset, while_preparing: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(setup: &str) -> Judge {
        let judge = Judge::new().expect("SQLite");
        judge.conn.execute_batch(setup).expect("setup");
        judge
    }

    #[test]
    fn keywords() {
        assert!(is_keyword("select") && is_keyword("Order"));
        assert!(!is_keyword("nodes") && !is_keyword(""));
    }

    #[test]
    fn prepares() {
        let judge = judge("CREATE TABLE t (a INTEGER PRIMARY KEY, b)");
        let prepared = judge.prepare("SELECT a, b AS c FROM t WHERE a = ?2").expect("sound");
        assert_eq!(
            prepared,
            Prepared { parameters: 2, columns: vec!["a".into(), "c".into()], reads_only: true, beyond_d1: None }
        );
        assert!(!judge.prepare("INSERT INTO t VALUES (1, 2) RETURNING a").expect("sound").reads_only);
        let error = judge.prepare("SELECT a, x FROM t").expect_err("no x");
        assert_eq!((error.message.as_str(), error.offset), ("no such column: x", Some(10)));
        let error = judge.prepare("SELECT ?101").expect("sound").beyond_d1.expect("too many");
        assert_eq!(error.message, "variable number must be between ?1 and ?100");
    }

    #[test]
    fn what_is_lifted() {
        let mut judge = judge("CREATE TABLE t (a TEXT, p REFERENCES u(id)); CREATE TABLE u (id INTEGER PRIMARY KEY);");
        let mut kind = |sql: &str| match judge.run(sql) {
            Verdict::Applied => "applied".to_owned(),
            Verdict::Tolerated(condition, _) => format!("{condition:?}"),
            Verdict::Refused(error) => error.message,
        };
        assert_eq!(kind("INSERT INTO t VALUES ('x', NULL)"), "applied");
        assert_eq!(kind("INSERT INTO t VALUES (\"x\", NULL)"), "QuotedNames");
        assert_eq!(kind("INSERT INTO t VALUES ('x', 7)"), "ForeignKeys");
        assert_eq!(
            kind("SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6"),
            "Limits"
        );
        assert_eq!(kind(&format!("SELECT a LIKE '{}' FROM t", "x".repeat(51))), "Limits");
        assert_eq!(kind(&format!("SELECT '{}'", "x".repeat(100_000))), "Limits");
        assert_eq!(kind("INSERT INTO t VALUES (1)"), "table t has 2 columns but 1 values were supplied");
        assert_eq!(kind("INSERT INTO u VALUES (1), (1)"), "UNIQUE constraint failed: u.id");
        assert_eq!(kind("SELECT round(log2(8) + pow(2, 3) + ceil(0.5))"), "applied");
        assert_eq!(
            kind("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"),
            "interrupted"
        );
    }
}
