//! Whether a Worker's databases are as new as its code: it asks the ledger that `wrangler d1 migrations apply` keeps.
//!
//! Code and schema are deployed by two commands, and one day somebody runs only one of them. A Worker that is ahead of its
//! database would fail in the middle of its work, or write what the next migration does not expect; so it refuses all
//! of it. What is hard is that nothing is held up by the question: nobody waits for another's answer, so that a request
//! which is dropped while it asks leaves nothing behind, and a database that does not answer is left for the handler to meet.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Write};
use std::rc::Rc;

use super::{D1Database, D1Error, Read, Statement};
use crate::cron::CronError;
use crate::driver::{Host, Level, LocalFuture};
use crate::http::{Failure, Method, Problem, Request, StatusCode};

/// While a database is behind, or does not answer, it is asked once in so many milliseconds.
const AGAIN_MS: u64 = 1000;
/// When a client may come back, in seconds: somebody has to run a command first.
const RETRY_AFTER: u32 = 5;
/// So many missing migrations are named.
const NAMED: usize = 3;

/// A row read for each migration, once in an isolate's life.
const APPLIED: Statement<Read> =
    Statement { sql: "SELECT name FROM d1_migrations", columns: &["name"], access: Read, idempotent: false };

/// The migrations that a Worker was compiled with, and what is known of its databases: a cheap handle.
///
/// A database that has all of them is never asked again. It may have others, too: a deployment migrates first, and the
/// Worker of before goes on until it is replaced.
#[derive(Clone)]
pub struct Migrations(Rc<Gate>);

struct Gate {
    host: Rc<dyn Host>,
    databases: &'static [&'static str],
    names: &'static [&'static str],
    /// How many of the databases are known to have them all: the first ones.
    current: Cell<usize>,
    /// The last question that did not end well.
    last: RefCell<Option<Last>>,
}

struct Last {
    asked_ms: u64,
    /// What is known; `None` where the database has not answered yet.
    behind: Option<SchemaOutdated>,
}

/// A database lacks migrations: which, and what to do about it. 503 `schema_outdated`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaOutdated(String);

impl Migrations {
    /// Of databases of this host, by their bindings. Nothing is asked of one that migrates them itself
    /// ([`Host::migrated`]).
    pub fn new(host: &Rc<dyn Host>, databases: &'static [&'static str], names: &'static [&'static str]) -> Self {
        let current = Cell::new(if host.migrated() { databases.len() } else { 0 });
        Migrations(Rc::new(Gate { host: Rc::clone(host), databases, names, current, last: RefCell::new(None) }))
    }

    /// Whether a request may go to its handler. OPTIONS always may: without a preflight's answer no browser would see
    /// what is wrong.
    ///
    /// # Errors
    /// 503 `schema_outdated`.
    pub async fn admit(&self, request: &Request) -> Result<(), Failure> {
        match request.method {
            Method::OPTIONS => Ok(()),
            _ => Ok(self.check().await?),
        }
    }

    /// Whether all databases have all migrations, as far as they say.
    ///
    /// # Errors
    /// The first one that lacks some.
    pub async fn check(&self) -> Result<(), SchemaOutdated> {
        let gate = &*self.0;
        if gate.current.get() < gate.databases.len() { gate.check().await } else { Ok(()) }
    }
}

impl Gate {
    // Boxed: the few requests that ask must not make the future of every request larger.
    fn check(&self) -> LocalFuture<'_, Result<(), SchemaOutdated>> {
        Box::pin(async {
            while let Some(binding) = self.databases.get(self.current.get()) {
                let (at, now_ms) = (self.current.get(), self.host.clock().now_ms());
                if let Some(known) = self.known(now_ms) {
                    return known;
                }
                let Some(database) = D1Database::of(&self.host, binding) else { break };
                let answer = database.run(APPLIED.cells(Vec::new())).await;
                let behind = match self.read(binding, answer) {
                    Some(None) => {
                        self.current.set(self.current.get().max(at + 1));
                        self.last.take();
                        continue;
                    }
                    Some(behind) => behind,
                    // What was known before stays.
                    None => self.last.take().and_then(|last| last.behind),
                };
                *self.last.borrow_mut() = Some(Last { asked_ms: now_ms, behind: behind.clone() });
                return behind.map_or(Ok(()), Err);
            }
            Ok(())
        })
    }

    /// What the database lacks, if anything; `None` where it does not say. The log hears of trouble.
    fn read(&self, binding: &str, answer: Result<Vec<String>, D1Error>) -> Option<Option<SchemaOutdated>> {
        let applied = match answer {
            Ok(applied) => applied,
            // Nobody has migrated it yet.
            Err(D1Error::Other(text)) if text.contains("no such table: d1_migrations") => Vec::new(),
            Err(error) => {
                self.host.log(Level::Error, &format!("cannot ask D1 database `{binding}` for its migrations: {error}"));
                return None;
            }
        };
        let behind = SchemaOutdated::of(binding, self.names, &applied);
        let known = self.last.borrow().as_ref().is_some_and(|last| last.behind == behind);
        if let (Some(behind), false) = (&behind, known) {
            self.host.log(Level::Error, &behind.0);
        }
        Some(behind)
    }

    /// What is known without a question: nothing, where it is time for one.
    fn known(&self, now_ms: u64) -> Option<Result<(), SchemaOutdated>> {
        let mut last = self.last.borrow_mut();
        let last = last.as_mut()?;
        if now_ms.abs_diff(last.asked_ms) < AGAIN_MS {
            return Some(last.behind.clone().map_or(Ok(()), Err));
        }
        // Before the answer: who comes meanwhile need not ask, too.
        last.asked_ms = now_ms;
        None
    }
}

impl SchemaOutdated {
    /// `None` where all names were applied.
    fn of(binding: &str, names: &[&str], applied: &[String]) -> Option<Self> {
        let (mut missing, mut named) = (0, String::new());
        for name in names.iter().filter(|name| !applied.iter().any(|it| it == *name)) {
            missing += 1;
            if missing <= NAMED {
                let comma = if named.is_empty() { "" } else { ", " };
                // Writing to a text cannot fail.
                let _ = write!(named, "{comma}`{name}`");
            }
        }
        if missing > NAMED {
            let _ = write!(named, " and {} more", missing - NAMED);
        }
        (missing > 0).then(|| {
            SchemaOutdated(format!(
                "the database `{binding}` lacks {named}: run `wrangler d1 migrations apply {binding}`, with `--remote` \
                 where it is deployed"
            ))
        })
    }
}

impl fmt::Display for SchemaOutdated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SchemaOutdated {}

impl From<SchemaOutdated> for Failure {
    fn from(behind: SchemaOutdated) -> Self {
        let title = "The database lacks migrations";
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "schema_outdated", title);
        Problem { retry_after: Some(RETRY_AFTER), ..problem.with_detail(behind.0) }.into()
    }
}

impl From<&SchemaOutdated> for CronError {
    fn from(behind: &SchemaOutdated) -> Self {
        CronError::new(behind.0.as_str())
    }
}

impl fmt::Debug for Migrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrations").field("names", &self.0.names).finish_non_exhaustive()
    }
}
