//! What the embedded host keeps in a database so that it knows its own (`hosts/embedded/src/d1/schema.rs`): without it, it would refuse
//! what was imported.
//!
//! Where the spec has migrations, the ledger says it all, and came with the rows.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use williw_codegen::{Compilation, model};
use williw_migrations::text::{apart, canonical};
use williw_migrations::words;
use williw_migrations::{LEDGERS, Migration, Problem, rules, status};

const SCHEMA: &str = "_cf_williw_schema";
const WORKER: &str = "_cf_williw_worker";

/// Keeps the spec's schema, which must be the database's; or looks whether the spec's migrations are those of the ledger.
///
/// # Errors
/// It is not, or they are not, and the host would not start on it.
pub(super) fn keep(connection: &Connection, compilation: &Compilation) -> Result<(), String> {
    let model = &compilation.model;
    if !model.migrations.is_empty() {
        return check_ledger(connection, &model.migrations);
    }
    let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?1)";
    let there: bool = connection.query_row(there, [SCHEMA], |row| row.get(0)).map_err(|error| words(&error))?;
    if there {
        return Ok(());
    }
    let statements = &model.schema.statements;
    let uncompared = |error| format!("the spec's schema cannot be made: {}", words(&error));
    if let Some(difference) = difference(connection, statements).map_err(uncompared)? {
        return Err(format!(
            "the file's schema is not the spec's, and the spec has no migrations that lead from one to the other: {difference}\n  \
             import it with the spec that it was exported with"
        ));
    }
    let worker = model.bindings.worker.as_ref().map_or("worker", |worker| worker.name.as_str());
    write(connection, statements, worker).map_err(|error| words(&error))
}

/// What the ledger lacks of the spec's migrations is applied when the host starts; with what the spec lacks, it does not start.
fn check_ledger(connection: &Connection, files: &[model::Migration]) -> Result<(), String> {
    let files: Vec<Migration<'_>> = files.iter().map(|file| Migration { name: &file.name, sql: &file.sql }).collect();
    let found = status(connection, &files).map_err(|error| words(&error))?.problems();
    let stopping: Vec<String> = found.iter().filter(|problem| problem.stops()).map(Problem::to_string).collect();
    match stopping.is_empty() {
        true => Ok(()),
        false => {
            Err(format!("the file's ledger and the spec's migrations do not go together:\n  {}", stopping.join("\n  ")))
        }
    }
}

fn write(connection: &Connection, statements: &[String], worker: &str) -> rusqlite::Result<()> {
    connection.execute_batch(&format!(
        "CREATE TABLE {WORKER} (name TEXT NOT NULL);
         CREATE TABLE {SCHEMA} (number INTEGER PRIMARY KEY, sql TEXT NOT NULL);"
    ))?;
    connection.execute(&format!("INSERT INTO {WORKER} (name) VALUES (?1)"), [worker])?;
    for (number, sql) in (1i64..).zip(statements) {
        connection.execute(&format!("INSERT INTO {SCHEMA} (number, sql) VALUES (?1, ?2)"), params![number, sql])?;
    }
    Ok(())
}

/// In what the database differs from what the statements make.
fn difference(connection: &Connection, statements: &[String]) -> rusqlite::Result<Option<String>> {
    let made = Connection::open_in_memory()?;
    rules::impose(&made)?;
    statements.iter().try_for_each(|statement| made.execute_batch(statement))?;
    let (live, made) = (schema(connection)?, schema(&made)?);
    let missing = made.keys().find(|name| !live.contains_key(*name)).map(|name| format!("it lacks `{name}`"));
    let other = live.iter().find_map(|(name, live)| match made.get(name) {
        None => Some(format!("`{name}` is none of the spec's")),
        Some(made) if made == live => None,
        Some(made) => {
            let (live, made) = apart(live, made);
            Some(format!("`{name}` is `{live}`, and in the spec `{made}`"))
        }
    });
    Ok(missing.or(other))
}

/// The objects by name, but for the platform's, SQLite's and the ledgers.
fn schema(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
    let all = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, canonical(&row.get::<_, String>(1)?))))?;
    let counts = |name: &str| rules::is_free(name) && !name.starts_with("sqlite_") && !LEDGERS.contains(&name);
    all.filter(|row| row.as_ref().map_or(true, |(name, _)| counts(name))).collect()
}
