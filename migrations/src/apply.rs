//! Runs one file as D1 runs it, with its rows of the ledger in the same transaction.
//!
//! What is hard: a deferred foreign key fails at COMMIT, which names nothing; and what a file's PRAGMAs have set must
//! not outlive it, as in D1.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, ErrorCode};

use crate::statements::{Statement, line, statements};
use crate::{Migration, ledger, rules, text};

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
    let found = statements(file.sql).map_err(|uncut| Failure {
        line: Some(line(file.sql, uncut.start)),
        ..whole(file, uncut.message.to_owned())
    })?;
    if found.is_empty() {
        let message = "there is no statement in it yet: write what it is for, or take the file away";
        return Err(whole(file, message.to_owned()));
    }
    let refused = Arc::new(Mutex::new(None));
    let asked = Arc::clone(&refused);
    let ask = move |context: AuthContext<'_>| {
        if rules::allows(&context) {
            return Authorization::Allow;
        }
        *asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(why(&context));
        Authorization::Deny
    };
    let own = |error: rusqlite::Error| whole(file, words(&error));
    connection.authorizer(Some(ask)).map_err(own)?;
    let ran = found.iter().try_for_each(|statement| {
        execute(connection, statement.sql).map_err(|trouble| {
            let refused = refused.lock().unwrap_or_else(PoisonError::into_inner).take();
            place(file, statement, &trouble, refused)
        })
    });
    // To switch it off is to set a function that is never asked; setting one cannot fail.
    let _ = connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>);
    ran.map(|()| found.len())
}

enum Trouble {
    Sqlite(rusqlite::Error),
    Parameters,
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Trouble::Sqlite(error)
    }
}

fn execute(connection: &Connection, sql: &str) -> Result<(), Trouble> {
    let mut statement = connection.prepare(sql)?;
    if statement.parameter_count() > 0 {
        return Err(Trouble::Parameters);
    }
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(())
}

fn place(file: &Migration<'_>, statement: &Statement<'_>, trouble: &Trouble, refused: Option<String>) -> Failure {
    let (message, offset) = match trouble {
        Trouble::Parameters => ("a migration has no parameters".to_owned(), 0),
        Trouble::Sqlite(rusqlite::Error::SqlInputError { msg, offset, .. }) => {
            // An error that SQLite finds in other objects has an offset into their text.
            let offset = if msg.starts_with("error in ") { 0 } else { usize::try_from(*offset).unwrap_or_default() };
            (msg.clone(), offset)
        }
        Trouble::Sqlite(error) => (words(error), 0),
    };
    let message = match refused {
        Some(why) if message.contains("not authorized") || message.contains("prohibited") => why,
        _ => message,
    };
    let (line, statement) = (line(file.sql, statement.start + offset), text::excerpt(statement.sql));
    Failure { line: Some(line), statement: Some(statement), ..whole(file, message) }
}

/// What D1 says no to.
fn why(context: &AuthContext<'_>) -> String {
    match context.action {
        _ if context.database_name == Some("temp") => "D1 refuses temporary objects".to_owned(),
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => {
            "a file is one transaction by itself: take BEGIN, COMMIT, ROLLBACK and SAVEPOINT out".to_owned()
        }
        AuthAction::Pragma { pragma_name, .. } => format!("D1 refuses `PRAGMA {pragma_name}`"),
        AuthAction::Function { function_name } => format!("D1 has no function `{function_name}`"),
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => "D1 refuses ATTACH and DETACH".to_owned(),
        _ => "not authorized: D1 refuses this".to_owned(),
    }
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

/// SQLite's own words.
pub(crate) fn words(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    }
}
