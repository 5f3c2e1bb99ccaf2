//! How SQLite would run a statement: `EXPLAIN QUERY PLAN` in plain words, and what of it reads a whole table.
//!
//! What is hard: SQLite's words alone do not tell what a statement costs. They show aliases and not tables, call
//! `max()` over a column without index a SEARCH, are silent about `INSERT … SELECT *`, and do not say whether a scan
//! stops at a LIMIT. The program that SQLite would run tells all of that: a scan is a loop from a table's first entry
//! to its last ([`program`]). The words say what each loop is for ([`words`]), and the statement's tokens which table
//! an alias means and where it was written ([`names`]).
//! (<https://sqlite.org/eqp.html>, <https://sqlite.org/opcode.html>)

pub mod advice;
mod names;
mod program;
mod words;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use rusqlite::config::DbConfig;

use super::{Judge, SqlError};
pub(crate) use names::first_word;
use names::{Catalog, Names};
pub use words::{Access, StepKind};

/// What the database holds, as it was read last. `Arc`: a judge may be asked from one thread after another.
pub(super) type CatalogCache = RefCell<Option<Arc<Catalog>>>;

/// How a statement is run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In SQLite's order: a step's children stand behind it.
    pub steps: Vec<PlanStep>,
    /// In the order of the program.
    scans: Vec<Scan>,
}

/// A step of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStep {
    pub id: i64,
    /// The id of the step that this one is a part of; 0 at the top.
    pub parent: i64,
    /// SQLite's own.
    pub words: String,
    pub kind: StepKind,
    /// The real name of the table that it reads; `None` for a sub-query, a CTE, `json_each`.
    pub table: Option<String>,
}

/// A walk over a whole table or index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The real name.
    pub table: String,
    /// What the statement calls it.
    pub alias: String,
    /// Position in the plan's steps; `None` where SQLite's plan does not mention it.
    pub step: Option<usize>,
    /// It stops at a LIMIT, or at the first row: no row is read in vain.
    pub bounded: bool,
    /// A trigger or a foreign key's action does it, and not the statement itself.
    pub triggered: bool,
    /// The statement does not name the table: a foreign key's check looks for rows in it.
    pub by_key: bool,
    /// Where the statement names the table or a view over it, else the first table that it names.
    pub at: Option<Range<usize>>,
}

impl Plan {
    /// The walks over whole tables, bounded ones included.
    pub fn scans(&self) -> &[Scan] {
        &self.scans
    }

    /// The walks of the statement itself that read a whole table.
    pub fn full_scans(&self) -> impl Iterator<Item = &Scan> {
        self.scans.iter().filter(|scan| !scan.bounded && !scan.triggered)
    }

    /// What is sorted or told apart in memory: `ORDER BY`, `GROUP BY`, `DISTINCT`, …
    pub fn sorts(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match &step.kind {
            StepKind::Sort(what) => Some(what.as_str()),
            _ => None,
        })
    }
}

impl Judge {
    /// How SQLite would run a statement. Statements other than SELECT, INSERT, UPDATE and DELETE have no plan.
    ///
    /// # Errors
    /// What SQLite says against a statement that it cannot prepare either.
    pub fn plan(&self, sql: &str) -> Result<Plan, SqlError> {
        let first = names::first_word(sql);
        if !["select", "with", "values", "insert", "replace", "update", "delete"].contains(&first.as_str()) {
            return Ok(Plan::default());
        }
        self.lifted(|| {
            let mut steps = self.steps(sql)?;
            let catalog = self.catalog()?;
            let names = Names::with_views(sql, &catalog);
            for step in &mut steps {
                let alias = step.kind.alias();
                step.table = alias.and_then(|alias| catalog.real_name(names.table(alias).unwrap_or(alias)));
            }
            // A statement that writes may read without a word of it (`INSERT INTO a SELECT * FROM b`).
            let writes = !matches!(first.as_str(), "select" | "values");
            let walks = writes || steps.iter().any(|step| step.kind.is_walk());
            let scans = match walks {
                true => program::scans(&self.conn, sql, &mut steps, &catalog, &names)?,
                false => Vec::new(),
            };
            Ok(Plan { steps, scans })
        })
    }

    fn catalog(&self) -> Result<Arc<Catalog>, SqlError> {
        if let Some(catalog) = self.catalog.borrow().as_ref() {
            return Ok(Arc::clone(catalog));
        }
        let catalog = Arc::new(Catalog::read(&self.conn)?);
        *self.catalog.borrow_mut() = Some(Arc::clone(&catalog));
        Ok(catalog)
    }

    /// Runs something without D1's limits, and without foreign keys where they do not fit together.
    fn lifted<T>(&self, run: impl Fn() -> Result<T, SqlError>) -> Result<T, SqlError> {
        // None of these calls fails on an open connection.
        let _ = self.limits(false);
        // A PRAGMA takes effect while it is prepared, and a spec may hold one as a query.
        let enforce = |on| self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, on);
        let _ = enforce(true);
        let mut result = run();
        if result.as_ref().is_err_and(|error| error.message.contains("mismatch")) {
            let _ = enforce(false);
            result = run();
            let _ = enforce(true);
        }
        let _ = self.limits(true);
        result
    }

    /// Names of all functions that SQLite has here, D1 or not.
    pub fn functions(&self) -> Vec<String> {
        let list = || {
            let mut statement =
                self.conn.prepare_cached("SELECT DISTINCT name FROM pragma_function_list ORDER BY name")?;
            let names = statement.query_map([], |row| row.get(0))?;
            names.collect::<rusqlite::Result<_>>()
        };
        list().unwrap_or_default()
    }

    fn steps(&self, sql: &str) -> Result<Vec<PlanStep>, SqlError> {
        let mut statement = self.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        // The parameters stay NULL.
        let mut rows = statement.raw_query();
        let mut steps = Vec::new();
        while let Some(row) = rows.next()? {
            let words: String = row.get(3)?;
            let kind = words::parse(&words);
            steps.push(PlanStep { id: row.get(0)?, parent: row.get(1)?, words, kind, table: None });
        }
        Ok(steps)
    }
}
