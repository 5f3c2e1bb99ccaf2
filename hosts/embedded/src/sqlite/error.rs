//! SQLite's errors in D1's words: `message[ at offset N]: PRIMARY[ (extended: EXTENDED)]`.

use rusqlite::Error;
use rusqlite::ffi;
use williw_workers::d1::D1Error;

/// The error of this statement.
pub(crate) fn d1(error: Error, sql: &str) -> D1Error {
    let (code, message) = match error {
        Error::SqlInputError { error, msg, offset, .. } => {
            // SQLite was given the statement without the white space around it.
            let skipped = sql.len() - sql.trim_start().len();
            let offset = usize::try_from(offset).unwrap_or_default() + skipped;
            (error.extended_code, format!("{msg} at offset {offset}"))
        }
        Error::SqliteFailure(error, message) => {
            (error.extended_code, message.unwrap_or_else(|| ffi::code_to_str(error.extended_code).to_owned()))
        }
        Error::MultipleStatement => {
            return D1Error::Other("A prepared SQL statement must contain only one statement.".to_owned());
        }
        other => return D1Error::Other(other.to_string()),
    };
    let primary = code & 0xff;
    if primary == ffi::SQLITE_INTERRUPT {
        // Only the deadline interrupts.
        return D1Error::from_message("D1 DB exceeded its CPU time limit and was reset.");
    }
    let primary = primary_name(primary);
    D1Error::from_message(&match extended_name(code) {
        Some(extended) => format!("{message}: {primary} (extended: {extended})"),
        None => format!("{message}: {primary}"),
    })
}

macro_rules! names {
    ($code:expr; $($name:ident)*) => {
        match $code {
            $(ffi::$name => Some(stringify!($name)),)*
            _ => None,
        }
    };
}

fn primary_name(code: i32) -> &'static str {
    let name = names!(code;
        SQLITE_ABORT SQLITE_AUTH SQLITE_BUSY SQLITE_CANTOPEN SQLITE_CONSTRAINT SQLITE_CORRUPT SQLITE_EMPTY
        SQLITE_FORMAT SQLITE_FULL SQLITE_INTERNAL SQLITE_INTERRUPT SQLITE_IOERR SQLITE_LOCKED SQLITE_MISMATCH
        SQLITE_MISUSE SQLITE_NOLFS SQLITE_NOMEM SQLITE_NOTADB SQLITE_NOTFOUND SQLITE_PERM SQLITE_PROTOCOL
        SQLITE_RANGE SQLITE_READONLY SQLITE_SCHEMA SQLITE_TOOBIG);
    name.unwrap_or("SQLITE_ERROR")
}

/// Those that a statement of a Worker, or the disk below it, can bring about.
fn extended_name(code: i32) -> Option<&'static str> {
    names!(code;
        SQLITE_ABORT_ROLLBACK SQLITE_BUSY_RECOVERY SQLITE_BUSY_SNAPSHOT SQLITE_BUSY_TIMEOUT
        SQLITE_CONSTRAINT_CHECK SQLITE_CONSTRAINT_DATATYPE SQLITE_CONSTRAINT_FOREIGNKEY SQLITE_CONSTRAINT_FUNCTION
        SQLITE_CONSTRAINT_NOTNULL SQLITE_CONSTRAINT_PRIMARYKEY SQLITE_CONSTRAINT_ROWID SQLITE_CONSTRAINT_TRIGGER
        SQLITE_CONSTRAINT_UNIQUE SQLITE_CONSTRAINT_VTAB SQLITE_CORRUPT_INDEX SQLITE_CORRUPT_SEQUENCE
        SQLITE_CORRUPT_VTAB SQLITE_ERROR_MISSING_COLLSEQ SQLITE_ERROR_RETRY SQLITE_ERROR_SNAPSHOT
        SQLITE_IOERR_FSYNC SQLITE_IOERR_READ SQLITE_IOERR_SHORT_READ SQLITE_IOERR_TRUNCATE SQLITE_IOERR_WRITE
        SQLITE_LOCKED_SHAREDCACHE SQLITE_LOCKED_VTAB SQLITE_READONLY_DBMOVED SQLITE_READONLY_DIRECTORY)
}
