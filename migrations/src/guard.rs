//! Runs statements of a file under D1's rules, and says in words why one is refused.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use crate::rules;

/// A connection whose authorizer is D1's as long as this lives; it has none afterwards.
#[derive(Debug)]
pub struct Guard<'c> {
    connection: &'c mut Connection,
    refused: Arc<Mutex<Option<String>>>,
}

/// Why a statement was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// SQLite's words, or what D1 does not allow.
    pub message: String,
    /// Where in the statement, in bytes; 0 where SQLite does not know.
    pub offset: usize,
}

impl<'c> Guard<'c> {
    /// Puts the authorizer on.
    ///
    /// # Errors
    /// Where SQLite takes none.
    pub fn new(connection: &'c mut Connection) -> rusqlite::Result<Self> {
        let refused = Arc::new(Mutex::new(None));
        let asked = Arc::clone(&refused);
        let ask = move |context: AuthContext<'_>| {
            if rules::allows(&context) {
                return Authorization::Allow;
            }
            *asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(why(&context));
            Authorization::Deny
        };
        connection.authorizer(Some(ask))?;
        Ok(Guard { connection, refused })
    }

    /// Runs one statement to its end; its rows go nowhere.
    ///
    /// # Errors
    /// Why it does not run.
    pub fn run(&self, sql: &str) -> Result<(), Refusal> {
        let run = || {
            let mut statement = self.connection.prepare(sql)?;
            if statement.parameter_count() > 0 {
                return Ok(false);
            }
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            Ok(true)
        };
        match run() {
            Ok(true) => Ok(()),
            Ok(false) => Err(Refusal { message: "a file's statements have no parameters".to_owned(), offset: 0 }),
            Err(error) => Err(self.refusal(&error)),
        }
    }

    fn refusal(&self, error: &rusqlite::Error) -> Refusal {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner).take();
        let said = words(error);
        let offset = match error {
            // An error that SQLite finds in other objects has an offset into their text.
            rusqlite::Error::SqlInputError { offset, .. } if !said.starts_with("error in ") => {
                usize::try_from(*offset).unwrap_or_default()
            }
            _ => 0,
        };
        // SQLite asks of more than it refuses.
        let by_us = said.contains("not authorized") || said.contains("prohibited");
        Refusal { message: refused.filter(|_| by_us).unwrap_or(said), offset }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        // To switch it off is to set a function that is never asked; setting one cannot fail.
        let _ = self.connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>);
    }
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
        AuthAction::CreateVtable { module_name, .. } => format!("D1 has no virtual tables of `{module_name}`"),
        AuthAction::CreateTable { table_name } | AuthAction::Insert { table_name } if !rules::is_free(table_name) => {
            format!("`{table_name}`: tables named `_cf_…` are the platform's")
        }
        AuthAction::Insert { table_name } => format!("D1 does not allow to write to `{table_name}`"),
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => "D1 refuses ATTACH and DETACH".to_owned(),
        _ => "not authorized: D1 refuses this".to_owned(),
    }
}

/// SQLite's own words.
pub fn words(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    }
}
