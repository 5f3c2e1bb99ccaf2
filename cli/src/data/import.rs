//! Runs SQL text in an empty database: one transaction, under D1's rules but for the length of statements.
//!
//! What is hard is that the rows must come out as the text has them. So triggers do not fire, no foreign key acts before all rows are there, and
//! then all of them are checked.

use std::io::BufRead;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use williw_codegen::Compilation;
use williw_migrations::statements::{Statement, Statements, Uncut};
use williw_migrations::text::excerpt;
use williw_migrations::{Guard, LEDGERS, words};

use super::catalog::Catalog;
use super::literal::name;
use super::{Counted, record};

/// What the database will be used by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    /// The embedded host, which takes no value that D1 would not.
    pub(crate) embedded: bool,
    pub(crate) compilation: &'a Compilation,
}

/// Why nothing was imported.
#[derive(Debug)]
pub(crate) struct Refused {
    /// The line of the file, where one is to blame.
    line: Option<usize>,
    message: String,
}

impl Refused {
    fn whole(message: impl Into<String>) -> Self {
        Refused { line: None, message: message.into() }
    }

    /// In words.
    pub(crate) fn named(&self, file: &Path) -> String {
        let place = self.line.map(|line| format!("{}:{line}: ", file.display())).unwrap_or_default();
        format!("{place}{}\n  nothing was imported", self.message)
    }
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Refused::whole(words(&error))
    }
}

/// Fills an empty database.
///
/// # Errors
/// It is not empty, a statement fails, or a foreign key is violated at the end. Then it is as it was.
pub(crate) fn import(mut connection: Connection, from: impl BufRead, target: &Target<'_>) -> Result<Counted, Refused> {
    for limit in [Limit::SQLITE_LIMIT_SQL_LENGTH, Limit::SQLITE_LIMIT_VDBE_OP] {
        connection.set_limit(limit, i32::MAX)?;
    }
    if !target.embedded {
        // workerd takes more on this machine than D1 does.
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::MAX)?;
    }
    // What is sorted for an index may not fit into memory.
    connection.execute_batch("PRAGMA temp_store = FILE")?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    // Whatever returns early drops the connection, and with it the transaction.
    refuse_rows(&connection)?;
    run(&mut connection, from)?;
    check_foreign_keys(&connection)?;
    if target.embedded {
        record::keep(&connection, target.compilation).map_err(Refused::whole)?;
    }
    let mut counted = Counted::default();
    let filled = Catalog::read(&connection, &[])?.map_err(Refused::whole)?.tables;
    for table in filled.iter().filter(|table| table.holds_rows()) {
        let count = format!("SELECT count(*) FROM {}", name(&table.name));
        let rows: i64 = connection.query_row(&count, [], |row| row.get(0))?;
        counted.tables += 1;
        counted.rows += u64::try_from(rows).unwrap_or_default();
    }
    connection.execute_batch("COMMIT")?;
    Ok(counted)
}

/// All tables that hold rows of their own.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
        AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' ORDER BY name";
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

fn refuse_rows(connection: &Connection) -> Result<(), Refused> {
    let mut filled = Vec::new();
    for table in tables(connection)?.into_iter().filter(|table| !LEDGERS.contains(&table.as_str())) {
        let any = format!("SELECT EXISTS (SELECT 1 FROM {})", name(&table));
        if connection.query_row(&any, [], |row| row.get(0))? {
            filled.push(format!("`{table}`"));
        }
    }
    match filled.is_empty() {
        true => Ok(()),
        false => Err(Refused::whole(format!(
            "the database is not empty: there are rows in {}; import into another place, or delete the database first",
            filled.join(", ")
        ))),
    }
}

fn run(connection: &mut Connection, from: impl BufRead) -> Result<(), Refused> {
    let guard = Guard::new(connection)?;
    for statement in Statements::new(from) {
        let statement = statement.map_err(|uncut| match uncut {
            Uncut::Read(error) => Refused::whole(format!("cannot read the file: {error}")),
            Uncut::Unfinished(line) => {
                let message = "the statement has no `;` at its end: is the file whole?".to_owned();
                Refused { line: Some(line), message }
            }
            Uncut::Text(line, message) => Refused { line: Some(line), message: message.to_owned() },
        })?;
        if !is_frame(&statement) {
            guard.run(&statement.sql).map_err(|refusal| place(&statement, &refusal.message))?;
        }
    }
    Ok(())
}

/// What `.dump` of `sqlite3` writes around everything; here it is so anyway.
fn is_frame(statement: &Statement) -> bool {
    ["BEGIN TRANSACTION;", "COMMIT;"].contains(&statement.sql.as_str())
}

fn place(statement: &Statement, message: &str) -> Refused {
    let hint = if message.contains("already exists") {
        "; the database has a schema: import what was exported with --no-schema, or into another place"
    } else if message.contains("too big") {
        "; D1 takes no row of more than 2,000,000 bytes"
    } else {
        ""
    };
    let sql: String = statement.sql.chars().take(1_000).collect();
    Refused { line: Some(statement.line), message: format!("{message}{hint}\n  in `{}`", excerpt(&sql)) }
}

fn check_foreign_keys(connection: &Connection) -> Result<(), Refused> {
    const SHOWN: usize = 5;
    let mut violations = Vec::new();
    for table in tables(connection)? {
        let mut statement = connection.prepare("SELECT rowid, parent FROM pragma_foreign_key_check(?1)")?;
        let found = statement.query_map([&table], |row| {
            let (rowid, parent): (Option<i64>, String) = (row.get(0)?, row.get(1)?);
            let row = rowid.map_or_else(|| "a row".to_owned(), |rowid| format!("row {rowid}"));
            Ok(format!("{row} of `{table}` refers to a row of `{parent}` that is not there"))
        })?;
        // One more than is shown, to know that there are more.
        match found.take(SHOWN + 1).collect::<Result<Vec<String>, _>>() {
            Ok(found) => violations.extend(found),
            Err(error) => {
                // A key that refers to no key is the schema's mistake, and hurts who inserts a row.
                let any = format!("SELECT EXISTS (SELECT 1 FROM {})", name(&table));
                if connection.query_row(&any, [], |row| row.get(0))? {
                    violations.push(format!("the foreign keys of `{table}` cannot be checked: {}", words(&error)));
                }
            }
        }
    }
    if violations.is_empty() {
        return Ok(());
    }
    let more = if violations.len() > SHOWN { "\n  and others" } else { "" };
    violations.truncate(SHOWN);
    Err(Refused::whole(format!("the file's rows do not go together:\n  {}{more}", violations.join("\n  "))))
}
