//! One SQLite connection with the rules of the platform: what D1 and an object's SQL have in common.
//!
//! What is hard is to mean the same as D1: numbers arrive as REAL, integers leave within 53 bits, a
//! batch is one transaction, PRAGMAs last no longer than it, and what D1 refuses is refused in D1's
//! words, from which `D1Error` reads its classes.

pub(crate) mod authorizer;
pub(crate) mod error;
pub(crate) mod settings;
mod value;
mod written;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection};
use williw_migrations::rules;
use williw_workers::d1::{Bound, Columns, D1Error, DecodeError, Meta, ResultSet};

use authorizer::Gate;
use settings::{Access, Deadline};
use written::Written;

/// The longest that one call may take, as in D1.
pub(crate) const CALL_LIMIT: Duration = Duration::from_secs(30);

/// A connection, with the authorizer that watches over it.
pub(crate) struct Database {
    pub(crate) connection: Connection,
    pub(crate) gate: Arc<Gate>,
    deadline: Arc<Deadline>,
    call_limit: Duration,
    written: Written,
}

impl Database {
    /// Opens the database in this file, or in memory.
    pub(crate) fn open(file: Option<&Path>, access: Access) -> rusqlite::Result<Self> {
        let mut connection = settings::open(file, access)?;
        let gate = authorizer::install(&mut connection)?;
        let deadline = settings::install_deadline(&mut connection)?;
        let written = Written::install(&mut connection)?;
        Ok(Database { connection, gate, deadline, call_limit: CALL_LIMIT, written })
    }

    /// Hands the connection to work of the host's own that sets an authorizer itself.
    pub(crate) fn lend<T>(&mut self, work: impl FnOnce(&mut Connection) -> T) -> rusqlite::Result<T> {
        let gate = Arc::clone(&self.gate);
        let result = gate.trusting(|| work(&mut self.connection));
        self.gate = authorizer::install(&mut self.connection)?;
        Ok(result)
    }

    /// The same with less time for each call.
    #[cfg(test)]
    pub(crate) fn with_call_limit(self, call_limit: Duration) -> Self {
        Database { call_limit, ..self }
    }

    /// Runs the statements as D1 does: all of them are applied, or none is.
    pub(crate) fn run(&self, statements: &[Bound]) -> Result<Vec<ResultSet>, D1Error> {
        statements.iter().try_for_each(Bound::check)?;
        self.timed(|| match statements {
            [] => Ok(Vec::new()),
            [one] => match self.read(one) {
                Some(result) => result.map(|result| vec![result]),
                None => self.transaction(statements),
            },
            _ => self.transaction(statements),
        })
    }

    /// Runs work that is ended where it takes longer than one call may.
    pub(crate) fn timed<T>(&self, work: impl FnOnce() -> T) -> T {
        self.deadline.set(Some(self.call_limit));
        let result = work();
        self.deadline.set(None);
        result
    }

    /// Runs a statement that only reads: it needs no transaction around it. `None` where this is
    /// another one.
    pub(crate) fn read(&self, statement: &Bound) -> Option<Result<ResultSet, D1Error>> {
        // A PRAGMA counts as reading, too, but may have to end with its transaction.
        let word = statement.sql.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next()?;
        if !["SELECT", "WITH", "VALUES", "EXPLAIN"].iter().any(|read| read.eq_ignore_ascii_case(word)) {
            return None;
        }
        match self.prepare(&statement.sql) {
            Ok(prepared) if prepared.readonly() => Some(self.step(prepared, statement)),
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        }
    }

    fn transaction(&self, statements: &[Bound]) -> Result<Vec<ResultSet>, D1Error> {
        // Asking for the writer's place at once never fails half way.
        let writes = statements.iter().any(|statement| !statement.reads_only);
        self.atomically(writes, || statements.iter().map(|statement| self.execute(statement)).collect())
    }

    /// Runs the work in a transaction: all of it is applied and on disk, or none is.
    pub(crate) fn atomically<T>(&self, writes: bool, work: impl FnOnce() -> Result<T, D1Error>) -> Result<T, D1Error> {
        self.roll_back();
        self.command(if writes { "BEGIN IMMEDIATE" } else { "BEGIN" })?;
        let result = work().and_then(|done| self.command("COMMIT").map(|()| done));
        self.roll_back();
        self.reset_pragmas()?;
        result
    }

    /// Takes back what PRAGMAs of the transaction that has ended have set.
    pub(crate) fn reset_pragmas(&self) -> Result<(), D1Error> {
        if self.gate.take_pragma() {
            // The gate sees a PRAGMA while it is prepared: the next one must not come from the cache.
            self.connection.flush_prepared_statement_cache();
            let reset = || rules::reset_pragmas(&self.connection);
            self.gate.trusting(reset).map_err(|e| error::d1(e, ""))?;
        }
        Ok(())
    }

    /// Runs work of the host's own that no foreign key hinders, in a transaction too. (The PRAGMA does nothing there.)
    pub(crate) fn without_foreign_keys<T>(&self, work: impl FnOnce() -> Result<T, D1Error>) -> Result<T, D1Error> {
        let set = |on| self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, on);
        set(false).map_err(|e| error::d1(e, ""))?;
        let result = work();
        set(true).map_err(|e| error::d1(e, ""))?;
        result
    }

    /// Ends a transaction that is still open: after a failure, a deferred foreign key's at COMMIT
    /// included. (`OR ROLLBACK` has ended it already.)
    pub(crate) fn roll_back(&self) {
        if !self.connection.is_autocommit() {
            let _ = self.command("ROLLBACK");
        }
    }

    /// Runs one statement within the transaction that is open.
    pub(crate) fn execute(&self, statement: &Bound) -> Result<ResultSet, D1Error> {
        self.step(self.prepare(&statement.sql)?, statement)
    }

    fn step(&self, mut prepared: CachedStatement<'_>, statement: &Bound) -> Result<ResultSet, D1Error> {
        if prepared.parameter_count() != statement.params.len() {
            return Err(D1Error::Other("Wrong number of parameter bindings for SQL query.".to_owned()));
        }
        for (position, value) in (1..).zip(&statement.params) {
            value::bind(&mut prepared, position, value)?;
        }
        let mut result = ResultSet { width: prepared.column_count(), ..ResultSet::default() };
        match statement.columns {
            Columns::Ask => result.names = prepared.column_names().map(str::to_owned).collect(),
            Columns::Known([]) => result.width = 0,
            Columns::Known(names) if names.len() == result.width => {}
            Columns::Known(names) => {
                let (expected, found) = (names.len(), result.width);
                return Err(
                    DecodeError::new("the columns of the spec", format!("{found} instead of {expected}")).into()
                );
            }
        }
        let writes = !prepared.readonly();
        let before = if writes { self.total_changes()? } else { 0 };
        self.written.begin();
        let error = |e| error::d1(e, &statement.sql);
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(error)? {
            for index in 0..result.width {
                result.cells.push(value::read(row.get_ref(index).map_err(error)?));
            }
        }
        drop(rows);
        if writes {
            let changes = u64::try_from(self.total_changes()? - before).unwrap_or_default();
            let last_row_id = self.connection.last_insert_rowid();
            drop(prepared);
            let rows_written = self.rows_written(&statement.sql, changes);
            result.meta = Meta { changes, last_row_id, rows_written, ..Meta::default() };
        }
        Ok(result)
    }

    /// How many rows a statement that has just run has written.
    fn rows_written(&self, sql: &str, changes: u64) -> u64 {
        if self.written.is_unknown(sql) {
            self.gate.take_writes();
            // It is in the cache of statements, and was not prepared for longer than what is known of it is kept.
            if self.connection.prepare(sql).is_ok() {
                self.written.prepared(&self.connection, &self.gate, sql, &self.gate.take_writes());
            }
        }
        self.written.count(&self.connection, &self.gate, sql, changes)
    }

    fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, D1Error> {
        self.gate.take_writes();
        let prepared = self.connection.prepare_cached(sql).map_err(|e| {
            if self.gate.take_refused_transaction() {
                D1Error::Other(authorizer::TRANSACTION_REFUSED.to_owned())
            } else {
                error::d1(e, sql)
            }
        })?;
        self.written.prepared(&self.connection, &self.gate, sql, &self.gate.take_writes());
        // Only white space and comments: SQLite then has no statement at all.
        if prepared.column_count() == 0 && prepared.readonly() && prepared.expanded_sql().is_none() {
            return Err(D1Error::Other("No SQL statements detected.".to_owned()));
        }
        Ok(prepared)
    }

    /// Rows changed since the connection was opened, those of triggers and cascades included.
    fn total_changes(&self) -> Result<i64, D1Error> {
        let sql = "SELECT total_changes()";
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| error::d1(e, sql))?;
        statement.query_row([], |row| row.get(0)).map_err(|e| error::d1(e, sql))
    }

    /// Runs a statement of the host's own, which the authorizer lets pass. It stays out of the
    /// cache: there a Worker's statement of the same text would find it, and pass, too.
    pub(crate) fn command(&self, sql: &str) -> Result<(), D1Error> {
        let run = || {
            let mut statement = self.connection.prepare(sql)?;
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            Ok(())
        };
        self.gate.trusting(run).map_err(|e| error::d1(e, sql))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(call_limit: Duration) -> Database {
        let database = Database::open(None, Access::Shared).unwrap().with_call_limit(call_limit);
        database.command("CREATE TABLE t (a)").unwrap();
        database
    }

    fn ask(sql: &'static str) -> Bound {
        Bound { sql: sql.into(), params: Vec::new(), columns: Columns::Ask, reads_only: false, idempotent: false }
    }

    #[test]
    fn a_statement_without_end_is_ended() {
        let database = open(Duration::from_millis(50));
        let endless =
            "INSERT INTO t WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT sum(x) FROM n";
        let error = database.run(&[ask("INSERT INTO t VALUES (1)"), ask(endless)]).unwrap_err();
        assert_eq!(error, D1Error::Overloaded("D1 DB exceeded its CPU time limit and was reset.".into()));
        assert!(database.connection.is_autocommit());
        let results = database.run(&[ask("SELECT count(*) FROM t")]).unwrap();
        assert_eq!(results[0].cells, [williw_workers::d1::Value::Integer(0)]);
    }

    #[test]
    fn a_transaction_left_open_does_not_swallow_the_next() {
        let database = open(CALL_LIMIT);
        // As a panic in the middle of one would leave it.
        database.command("BEGIN").unwrap();
        database.run(&[ask("INSERT INTO t VALUES (1)")]).unwrap();
        assert!(database.connection.is_autocommit());
    }

    #[test]
    fn pragmas_that_are_taken_back_leave_like_as_it_is() {
        let database = open(CALL_LIMIT);
        database.run(&[ask("PRAGMA defer_foreign_keys = ON")]).unwrap();
        // SQLite refuses it where LIKE was made anew.
        database.run(&[ask("CREATE INDEX i ON t (a) WHERE a LIKE 'x%'")]).unwrap();
        database.run(&[ask("PRAGMA case_sensitive_like = ON")]).unwrap();
        let results = database.run(&[ask("SELECT 'a' LIKE 'A'")]).unwrap();
        assert_eq!(results[0].cells, [williw_workers::d1::Value::Integer(1)]);
    }

    #[test]
    fn the_hosts_own_statements_open_no_door() {
        let database = open(CALL_LIMIT);
        database.run(&[ask("INSERT INTO t VALUES (1)")]).unwrap();
        for sql in ["BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "PRAGMA wal_checkpoint(TRUNCATE)"] {
            assert!(database.run(&[ask(sql)]).is_err(), "{sql}");
        }
    }
}
