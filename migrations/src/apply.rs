//! Runs one file as D1 runs it, with its rows of the ledger in the same transaction.
//!
//! What is hard: a deferred foreign key fails at COMMIT, which names nothing; and what a file's PRAGMAs have set must
//! not outlive it, as in D1.

use std::fmt;

use rusqlite::{Connection, ErrorCode};

use crate::guard::{Guard, Refusal, words};
use crate::statements::{Statement, Statements, Uncut};
use crate::{Migration, ledger, rules, text};

/// Bytes of one statement that D1 takes.
const MAX_LENGTH: usize = 100_000;

/// Why a file was not applied; nothing of it is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file's name.
    pub file: String,
    /// The line, counted from 1; none where the file as a whole is refused.
    pub line: Option<usize>,
    /// The beginning of the statement.
    pub statement: Option<String>,
    /// What SQLite says, or D1 would.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(statement) = &self.statement {
            write!(f, "\n  in `{statement}`")?;
        }
        write!(f, "\n  nothing of this file was applied")
    }
}

/// Applies a file: all of it and its rows of the ledger, or nothing. Returns how many statements it has.
///
/// The connection has D1's limits ([`rules::impose`]). Its authorizer is replaced for the file's time, and gone then.
///
/// # Errors
/// What is wrong with the file, and where.
pub fn apply(connection: &mut Connection, file: &Migration<'_>) -> Result<usize, Failure> {
    let applied = transaction(connection, file);
    if !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    let reset = rules::reset_pragmas(connection);
    let applied = applied?;
    reset.map_err(|error| whole(file, words(&error)))?;
    Ok(applied)
}

fn transaction(connection: &mut Connection, file: &Migration<'_>) -> Result<usize, Failure> {
    let own = |error: rusqlite::Error| whole(file, words(&error));
    connection.execute_batch("BEGIN IMMEDIATE").map_err(own)?;
    ledger::create(connection).map_err(own)?;
    if ledger::holds(connection, file.name).map_err(own)? {
        return Err(whole(file, "it was applied meanwhile by another process".to_owned()));
    }
    let count = run(connection, file)?;
    ledger::record(connection, file).map_err(own)?;
    connection.execute_batch("COMMIT").map_err(|error| {
        let violated = error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation);
        let found = if violated { violations(connection) } else { Ok(String::new()) };
        whole(file, format!("{}{}", words(&error), found.unwrap_or_default()))
    })?;
    Ok(count)
}

/// Runs a file's statements in the transaction that is open, each under D1's rules.
pub(crate) fn run(connection: &mut Connection, file: &Migration<'_>) -> Result<usize, Failure> {
    let found = statements(file)?;
    if found.is_empty() {
        let message = "there is no statement in it yet: write what it is for, or take the file away";
        return Err(whole(file, message.to_owned()));
    }
    let guard = Guard::new(connection).map_err(|error| whole(file, words(&error)))?;
    for statement in &found {
        guard.run(&statement.sql).map_err(|refusal| place(file, statement, refusal))?;
    }
    Ok(found.len())
}

/// All statements of a file, before any of them runs.
fn statements(file: &Migration<'_>) -> Result<Vec<Statement>, Failure> {
    let at = |line, message: &str| Failure { line: Some(line), ..whole(file, message.to_owned()) };
    let cut = Statements::new(file.sql.as_bytes()).map(|statement| match statement {
        Ok(statement) if statement.sql.len() > MAX_LENGTH => {
            Err(at(statement.line, "the statement is longer than the 100,000 bytes that D1 takes"))
        }
        Ok(statement) => Ok(statement),
        Err(Uncut::Unfinished(line)) => {
            let message = "the statement has no `;` at its end, and wrangler writes one of its own behind the file";
            Err(at(line, message))
        }
        Err(Uncut::Text(line, message)) => Err(at(line, message)),
        Err(Uncut::Read(error)) => Err(whole(file, error.to_string())),
    });
    cut.collect()
}

fn place(file: &Migration<'_>, statement: &Statement, refusal: Refusal) -> Failure {
    let further = statement.sql.bytes().take(refusal.offset).filter(|byte| *byte == b'\n').count();
    let (line, statement) = (statement.line + further, text::excerpt(&statement.sql));
    Failure { line: Some(line), statement: Some(statement), ..whole(file, refusal.message) }
}

/// The tables whose foreign keys lead nowhere.
fn violations(connection: &Connection) -> rusqlite::Result<String> {
    let sql = "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2";
    let mut statement = connection.prepare(sql)?;
    let found = statement.query_map([], |row| {
        let (table, parent, rows): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
        Ok(format!("\n  {rows} of `{table}` would refer to rows of `{parent}` that are not there"))
    })?;
    found.collect()
}

fn whole(file: &Migration<'_>, message: String) -> Failure {
    Failure { file: file.name.to_owned(), line: None, statement: None, message }
}
