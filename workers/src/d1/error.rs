//! What can go wrong between a Worker and D1, in classes that business code can act on.
//!
//! D1 reports everything as one line of text, so classes are read from it. What SQLite says ends with
//! its code, `words: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_CHECK)`; what D1 itself says has
//! none. What is hard: SQLite's words hold names and texts of the schema, which may read like anything,
//! so the code comes first; and older runtimes leave out the extended code, or any.

use super::column::DecodeError;

/// Why a statement, or a batch, failed. Nothing of a failed batch is applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum D1Error {
    /// A row with the same key exists. `table` is empty and `columns` holds the index's name where
    /// the index is over an expression.
    #[error("a row with the same {} exists in `{table}`", columns.join(", "))]
    Unique {
        /// The table.
        table: String,
        /// The columns of the violated index, in its order.
        columns: Vec<String>,
    },
    /// A referenced row is missing, or a row is still referenced. SQLite does not say which. A
    /// *deferred* constraint fails when the transaction ends, and workerd then reports an internal
    /// error, which is [`Transient`](D1Error::Transient), where the embedded host says this; nothing is
    /// applied on either.
    #[error("a foreign key constraint failed")]
    ForeignKey,
    /// A column that must have a value was given none.
    #[error("`{table}.{column}` must not be NULL")]
    NotNull {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A CHECK failed.
    #[error("the check `{0}` failed")]
    Check(
        /// The constraint's name, or its expression where it has none.
        String,
    ),
    /// A value does not have the type that a STRICT table demands.
    #[error("a value does not fit its column: {0}")]
    DataType(String),
    /// A trigger refused with RAISE.
    #[error("{0}")]
    Trigger(String),
    /// The database went away for a moment. Whether a write was applied is unknown: only work that
    /// is safe to repeat may be retried. [`D1Database`](super::D1Database) has done so already.
    #[error("the database is briefly unavailable: {0}")]
    Transient(String),
    /// Too much load. Never retry at once.
    #[error("the database is overloaded: {0}")]
    Overloaded(String),
    /// The database has no room left: it takes no more writes until something is deleted.
    #[error("the database is full: {0}")]
    Full(String),
    /// The statement, a value or a result is over one of D1's limits.
    #[error("over a limit of D1: {0}")]
    TooLarge(String),
    /// A parameter that D1 cannot carry: an integer beyond ±(2^53 − 1), or a real that is not finite.
    #[error("parameter {position} cannot be bound: {reason}")]
    Parameter {
        /// From 1.
        position: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A cell does not fit the type that the schema gives it.
    #[error("unexpected data: {0}")]
    Decode(#[from] DecodeError),
    /// Anything else, in the database's own words.
    #[error("{0}")]
    Other(String),
}

impl D1Error {
    /// Reads the class from D1's text, with or without its `D1_ERROR: ` prefix.
    pub fn from_message(message: &str) -> Self {
        let text = message.strip_prefix("D1_ERROR: ").unwrap_or(message);
        match Coded::read(text) {
            Some(coded) => coded.class(text),
            // Without a code: D1's own words, or SQLite's in an old runtime.
            None => constraint(text).or_else(|| condition(text)),
        }
        .unwrap_or_else(|| D1Error::Other(text.to_owned()))
    }

    /// Whether the same statement may succeed if it is repeated a little later.
    pub fn is_transient(&self) -> bool {
        matches!(self, D1Error::Transient(_))
    }

    /// Whether a uniqueness constraint on exactly these columns of this table failed.
    pub fn is_unique(&self, table: &str, columns: &[&str]) -> bool {
        matches!(self, D1Error::Unique { table: t, columns: c } if t == table && c == columns)
    }
}

/// What SQLite says: its words, and its codes without `SQLITE_`.
struct Coded<'a> {
    words: &'a str,
    code: &'a str,
    extended: Option<&'a str>,
}

impl<'a> Coded<'a> {
    /// Takes `words: SQLITE_CODE (extended: SQLITE_CODE_MORE)` apart; the last part may be missing.
    fn read(text: &'a str) -> Option<Self> {
        let (text, extended) = match text.strip_suffix(')').and_then(|t| t.rsplit_once(" (extended: SQLITE_")) {
            Some((text, extended)) => (text, Some(extended)),
            None => (text, None),
        };
        let (words, code) = text.rsplit_once(": SQLITE_")?;
        let is_code = code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        is_code.then_some(Coded { words, code, extended })
    }

    fn class(&self, text: &str) -> Option<D1Error> {
        let words = || self.words.to_owned();
        match (self.code, self.extended) {
            // A trigger may say anything: that a row is not unique, or that the database is locked.
            ("CONSTRAINT", Some("CONSTRAINT_TRIGGER")) => Some(D1Error::Trigger(words())),
            ("CONSTRAINT", Some("CONSTRAINT_DATATYPE")) => Some(D1Error::DataType(text.to_owned())),
            ("CONSTRAINT", Some(_)) => constraint(self.words),
            // An old runtime. SQLite has words of its own for every other constraint.
            ("CONSTRAINT", None) if self.words.starts_with("cannot store ") => Some(D1Error::DataType(text.to_owned())),
            ("CONSTRAINT", None) => constraint(self.words).or_else(|| Some(D1Error::Trigger(words()))),
            ("FULL", _) => Some(D1Error::Full(text.to_owned())),
            ("BUSY" | "LOCKED", _) => Some(D1Error::Transient(text.to_owned())),
            ("TOOBIG", _) => Some(D1Error::TooLarge(text.to_owned())),
            ("ERROR", _) if self.words.starts_with("LIKE or GLOB pattern too complex") => {
                Some(D1Error::TooLarge(text.to_owned()))
            }
            // About the statement: its words may hold names of the schema.
            ("ERROR" | "MISMATCH" | "AUTH" | "RANGE" | "SCHEMA", _) => None,
            // About the database: a reset may show as the statement that it interrupted.
            _ => condition(self.words),
        }
    }
}

/// A constraint that the data violates, in SQLite's words.
fn constraint(words: &str) -> Option<D1Error> {
    if let Some(subject) = words.strip_prefix("UNIQUE constraint failed: ") {
        if let Some(index) = subject.strip_prefix("index ") {
            return Some(D1Error::Unique { table: String::new(), columns: vec![index.trim_matches('\'').to_owned()] });
        }
        let table = subject.split_once('.').map_or("", |(table, _)| table);
        let mut columns: Vec<String> = Vec::new();
        for item in subject.split(", ") {
            // `mu.a, mu.b`: each column comes with its table. What has none is the rest of a name.
            match (item.strip_prefix(table).and_then(|item| item.strip_prefix('.')), columns.last_mut()) {
                (None, Some(name)) => name.extend([", ", item]),
                (column, _) => columns.push(column.unwrap_or(item).to_owned()),
            }
        }
        return Some(D1Error::Unique { table: table.to_owned(), columns });
    }
    if let Some(subject) = words.strip_prefix("NOT NULL constraint failed: ") {
        let (table, column) = subject.split_once('.').unwrap_or(("", subject));
        return Some(D1Error::NotNull { table: table.to_owned(), column: column.to_owned() });
    }
    if let Some(subject) = words.strip_prefix("CHECK constraint failed: ") {
        return Some(D1Error::Check(subject.to_owned()));
    }
    words.contains("FOREIGN KEY constraint failed").then_some(D1Error::ForeignKey)
}

/// A condition of the database itself, in D1's words. Which are worth a retry is Cloudflare's list:
/// <https://developers.cloudflare.com/d1/observability/debug-d1/#error-list>.
fn condition(text: &str) -> Option<D1Error> {
    const OVERLOADED: [&str; 4] = [
        "is overloaded",
        "exceeded its memory limit",
        "exceeded its CPU time limit",
        "storage operation exceeded timeout",
    ];
    const TRANSIENT: [&str; 6] = [
        "Network connection lost",
        "storage caused object to be reset",
        "reset because its code was updated",
        "due to transient issue",
        "client disconnected",
        "internal error; reference =",
    ];
    const FULL: [&str; 2] = ["Exceeded maximum DB size", "maximum account storage limit"];
    const TOO_LARGE: [&str; 3] = ["string or blob too big", "statement too long", "LIKE or GLOB pattern too complex"];
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if any(&OVERLOADED) {
        Some(D1Error::Overloaded(text.to_owned()))
    } else if any(&TRANSIENT) {
        Some(D1Error::Transient(text.to_owned()))
    } else if any(&FULL) {
        Some(D1Error::Full(text.to_owned()))
    } else if any(&TOO_LARGE) {
        Some(D1Error::TooLarge(text.to_owned()))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &str, expected: &D1Error) {
        assert_eq!(&D1Error::from_message(message), expected);
    }

    /// The same with D1's prefix, and with and without the codes.
    #[track_caller]
    fn check_coded(words: &str, extended: &str, expected: &D1Error) {
        check(words, expected);
        check(&format!("D1_ERROR: {words}: SQLITE_CONSTRAINT"), expected);
        check(&format!("D1_ERROR: {words}: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_{extended})"), expected);
    }

    fn unique(table: &str, columns: &[&str]) -> D1Error {
        D1Error::Unique { table: table.into(), columns: columns.iter().map(|c| (*c).into()).collect() }
    }

    fn other(text: &str) -> D1Error {
        D1Error::Other(text.into())
    }

    #[test]
    fn constraints_are_read_from_the_text() {
        check_coded("UNIQUE constraint failed: p.u", "UNIQUE", &unique("p", &["u"]));
        check_coded("UNIQUE constraint failed: p.id", "PRIMARYKEY", &unique("p", &["id"]));
        check_coded("UNIQUE constraint failed: mu.rowid", "ROWID", &unique("mu", &["rowid"]));
        check_coded("UNIQUE constraint failed: mu.a, mu.b", "UNIQUE", &unique("mu", &["a", "b"]));
        check_coded("UNIQUE constraint failed: index 'ux'", "UNIQUE", &unique("", &["ux"]));
        let not_null = D1Error::NotNull { table: "p".into(), column: "nn".into() };
        check_coded("NOT NULL constraint failed: p.nn", "NOTNULL", &not_null);
        check_coded("CHECK constraint failed: k > 0", "CHECK", &D1Error::Check("k > 0".into()));
        check_coded("CHECK constraint failed: named", "CHECK", &D1Error::Check("named".into()));
        check_coded("FOREIGN KEY constraint failed", "FOREIGNKEY", &D1Error::ForeignKey);
        let text = "cannot store REAL value in INTEGER column s.i: SQLITE_CONSTRAINT";
        check(text, &D1Error::DataType(text.into()));
    }

    #[test]
    fn names_that_read_like_something_else() {
        check_coded("UNIQUE constraint failed: we ird.a, b", "UNIQUE", &unique("we ird", &["a, b"]));
        check_coded("UNIQUE constraint failed: t.a, b, t.c.d", "UNIQUE", &unique("t", &["a, b", "c.d"]));
        let words = "x <> ': SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)'";
        check_coded(&format!("CHECK constraint failed: {words}"), "CHECK", &D1Error::Check(words.into()));
        for words in ["UNIQUE constraint failed: a.b", "database is locked", "Network connection lost."] {
            let message = format!("D1_ERROR: {words}: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)");
            check(&message, &D1Error::Trigger(words.into()));
        }
        let trigger = D1Error::Trigger("stays: put".into());
        check("D1_ERROR: stays: put: SQLITE_CONSTRAINT", &trigger);
        check("D1_ERROR: stays: put: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)", &trigger);
        let text = "no such table: client disconnected: SQLITE_ERROR";
        check(&format!("D1_ERROR: {text}"), &other(text));
    }

    #[test]
    fn conditions_are_classified() {
        assert!(D1Error::from_message("D1_ERROR: Network connection lost.").is_transient());
        assert!(D1Error::from_message("D1_ERROR: database is locked: SQLITE_BUSY").is_transient());
        assert!(D1Error::from_message("internal error; reference = kdf70rn9teh6e184lbanm7e7").is_transient());
        for overloaded in [
            "D1_ERROR: D1 DB is overloaded. Requests queued for too long.",
            "D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.",
            "D1_ERROR: D1 DB's isolate exceeded its memory limit and was reset.",
            "D1_ERROR: D1 DB exceeded its CPU time limit and was reset.: SQLITE_INTERRUPT",
        ] {
            assert!(matches!(D1Error::from_message(overloaded), D1Error::Overloaded(_)), "{overloaded}");
        }
        for too_large in [
            "D1_ERROR: statement too long: SQLITE_TOOBIG",
            "D1_ERROR: string or blob too big: SQLITE_TOOBIG",
            "D1_ERROR: LIKE or GLOB pattern too complex: SQLITE_ERROR",
            "D1_ERROR: string or blob too big",
        ] {
            assert!(matches!(D1Error::from_message(too_large), D1Error::TooLarge(_)), "{too_large}");
        }
        let full = "database or disk is full: SQLITE_FULL";
        check(&format!("D1_ERROR: {full}"), &D1Error::Full(full.into()));
    }

    #[test]
    fn a_mistake_in_a_statement_has_no_class() {
        for text in [
            "no such table: t: SQLITE_ERROR",
            "no such column: nosuch at offset 7: SQLITE_ERROR",
            "Wrong number of parameter bindings for SQL query.",
            "datatype mismatch: SQLITE_MISMATCH",
            "not authorized: SQLITE_AUTH",
            "No SQL statements detected.",
            "D1_TYPE_ERROR: Type 'bigint' not supported for value '5'",
        ] {
            check(&format!("D1_ERROR: {text}"), &other(text));
            check(text, &other(text));
        }
    }
}
