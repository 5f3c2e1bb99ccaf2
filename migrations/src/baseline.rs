//! A database that has tables and no ledger: which files have made it?
//!
//! The files are replayed in memory, one after the other, and each result is compared with the database. What is hard is
//! that a file may change nothing but rows: then two answers fit, and a guess could run it twice, or never.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::apply::{Failure, run};
use crate::guard::words;
use crate::ledger::has_ledger;
use crate::rules::{self, is_free};
use crate::text::{apart, canonical};
use crate::{LEDGERS, Migration};

/// What a database holds, by kind and name.
type Schema = BTreeMap<(String, String), String>;

/// What the files say of it.
#[derive(Debug)]
pub(crate) enum Found {
    /// There is nothing in it.
    Empty,
    /// So many of the files have made it.
    Made(usize),
    /// So many have, or so many.
    Between(usize, usize),
    /// No number of them has; this is how it differs from what so many make.
    Differs(usize, String),
}

/// Finds how many of the files have made a database without a ledger.
pub(crate) fn find(connection: &Connection, files: &[Migration<'_>]) -> Result<Found, Failure> {
    let own = |file: &str, error: rusqlite::Error| Failure {
        file: file.to_owned(),
        line: None,
        statement: None,
        message: words(&error),
    };
    let live = schema(connection).map_err(|error| own("the database", error))?;
    if live.is_empty() {
        return Ok(Found::Empty);
    }
    let mut replay = Connection::open_in_memory().map_err(|error| own("SQLite", error))?;
    rules::impose(&replay).map_err(|error| own("SQLite", error))?;
    let (mut fits, mut nearest) = (Vec::new(), (usize::MAX, 0, String::new()));
    for (count, file) in (1..).zip(files) {
        let own = |error| own(file.name, error);
        replay.execute_batch("BEGIN").map_err(own)?;
        run(&mut replay, file)?;
        replay.execute_batch("COMMIT").map_err(own)?;
        rules::reset_pragmas(&replay).map_err(own)?;
        let differences = differences(&live, &schema(&replay).map_err(own)?);
        match differences.first() {
            None => fits.push(count),
            // The latest of those that are equally near.
            Some(first) if differences.len() <= nearest.0 => nearest = (differences.len(), count, first.clone()),
            Some(_) => {}
        }
    }
    Ok(match (fits.first(), fits.last()) {
        (Some(first), Some(last)) if first == last => Found::Made(*first),
        (Some(first), Some(last)) => Found::Between(*first, *last),
        _ => Found::Differs(nearest.1, nearest.2),
    })
}

/// Whether a database has tables, and no migration was ever applied to it.
///
/// # Errors
/// Where the database cannot be read.
pub fn is_unrecorded(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(holds_anything(connection)? && !has_ledger(connection)?)
}

/// Whether a database holds more than the ledgers.
pub(crate) fn holds_anything(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(!schema(connection)?.is_empty())
}

/// All objects but the platform's, SQLite's and the ledgers.
fn schema(connection: &Connection) -> rusqlite::Result<Schema> {
    let mut statement = connection.prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
    let rows = statement.query_map([], |row| {
        let (kind, name, sql): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(((kind, name), canonical(&sql)))
    })?;
    let own = |name: &str| !is_free(name) || name.starts_with("sqlite_") || LEDGERS.contains(&name);
    rows.filter(|row| !row.as_ref().is_ok_and(|((_, name), _)| own(name))).collect()
}

/// How a database differs from what the files make, in words.
fn differences(live: &Schema, made: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for ((kind, name), then) in live {
        match made.get(&(kind.clone(), name.clone())) {
            None => found.push(format!("the database has the {kind} `{name}`, and they make none")),
            Some(made) if made == then => {}
            Some(made) => {
                let (then, made) = apart(then, made);
                found.push(format!("the {kind} `{name}` is `{then}`, and they make `{made}`"));
            }
        }
    }
    let missing = made.keys().filter(|key| !live.contains_key(key));
    found.extend(missing.map(|(kind, name)| format!("the database lacks the {kind} `{name}`")));
    found
}
