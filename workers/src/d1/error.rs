//! What can go wrong between a Worker and D1, in classes that business code can act on.
//!
//! D1 reports everything as one line of text, so classes are read from it. The texts are those of
//! workerd (and SQLite under it); production and older runtimes leave out parts such as the
//! `(extended: …)` suffix, so only stable substrings are looked at.

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
    /// A referenced row is missing, or a row is still referenced. SQLite does not say which.
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
    /// is safe to repeat may be retried.
    #[error("the database is briefly unavailable: {0}")]
    Transient(String),
    /// Too much load. Never retry at once.
    #[error("the database is overloaded: {0}")]
    Overloaded(String),
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
        constraint(text).or_else(|| condition(text)).unwrap_or_else(|| D1Error::Other(text.to_owned()))
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

/// A constraint that the data violates.
fn constraint(text: &str) -> Option<D1Error> {
    // `p.nn: SQLITE_CONSTRAINT (extended: …)` → `p.nn`
    let subject = |prefix: &str| {
        let (_, rest) = text.split_once(prefix)?;
        Some(rest.split_once(": SQLITE_CONSTRAINT").map_or(rest, |(subject, _)| subject).trim())
    };
    if let Some(subject) = subject("UNIQUE constraint failed: ") {
        if let Some(index) = subject.strip_prefix("index ") {
            return Some(D1Error::Unique { table: String::new(), columns: vec![index.trim_matches('\'').to_owned()] });
        }
        let mut table = String::new();
        let columns = subject.split(", ").map(|item| match item.split_once('.') {
            Some((t, column)) => {
                t.clone_into(&mut table);
                column.to_owned()
            }
            None => item.to_owned(),
        });
        let columns = columns.collect();
        return Some(D1Error::Unique { table, columns });
    }
    if let Some(subject) = subject("NOT NULL constraint failed: ") {
        let (table, column) = subject.split_once('.').unwrap_or(("", subject));
        return Some(D1Error::NotNull { table: table.to_owned(), column: column.to_owned() });
    }
    if let Some(subject) = subject("CHECK constraint failed: ") {
        return Some(D1Error::Check(subject.to_owned()));
    }
    if text.contains("FOREIGN KEY constraint failed") {
        return Some(D1Error::ForeignKey);
    }
    if text.contains("SQLITE_CONSTRAINT_TRIGGER") {
        let words = text.split_once(": SQLITE_CONSTRAINT").map_or(text, |(words, _)| words);
        return Some(D1Error::Trigger(words.to_owned()));
    }
    if text.contains("SQLITE_CONSTRAINT_DATATYPE") || text.starts_with("cannot store ") {
        return Some(D1Error::DataType(text.to_owned()));
    }
    None
}

/// A condition of the database itself. Which are worth a retry is Cloudflare's list:
/// <https://developers.cloudflare.com/d1/observability/debug-d1/#error-list>.
fn condition(text: &str) -> Option<D1Error> {
    const OVERLOADED: [&str; 4] = [
        "is overloaded",
        "exceeded its memory limit",
        "exceeded its CPU time limit",
        "storage operation exceeded timeout",
    ];
    const TRANSIENT: [&str; 7] = [
        "Network connection lost",
        "storage caused object to be reset",
        "reset because its code was updated",
        "due to transient issue",
        "client disconnected",
        "internal error; reference =",
        "database is locked",
    ];
    const TOO_LARGE: [&str; 4] =
        ["SQLITE_TOOBIG", "string or blob too big", "statement too long", "LIKE or GLOB pattern too complex"];
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if any(&OVERLOADED) {
        Some(D1Error::Overloaded(text.to_owned()))
    } else if any(&TRANSIENT) {
        Some(D1Error::Transient(text.to_owned()))
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

    #[test]
    fn constraints_are_read_from_the_text() {
        let unique = |table: &str, columns: &[&str]| D1Error::Unique {
            table: table.into(),
            columns: columns.iter().map(|c| (*c).into()).collect(),
        };
        check(
            "D1_ERROR: UNIQUE constraint failed: p.u: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
            &unique("p", &["u"]),
        );
        check("UNIQUE constraint failed: mu.a, mu.b", &unique("mu", &["a", "b"]));
        check("D1_ERROR: UNIQUE constraint failed: index 'ux': SQLITE_CONSTRAINT", &unique("", &["ux"]));
        check(
            "D1_ERROR: NOT NULL constraint failed: p.nn: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_NOTNULL)",
            &D1Error::NotNull { table: "p".into(), column: "nn".into() },
        );
        check("D1_ERROR: CHECK constraint failed: k > 0: SQLITE_CONSTRAINT", &D1Error::Check("k > 0".into()));
        check("D1_ERROR: FOREIGN KEY constraint failed: SQLITE_CONSTRAINT", &D1Error::ForeignKey);
        check("D1_ERROR: no: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)", &D1Error::Trigger("no".into()));
    }

    #[test]
    fn conditions_are_classified() {
        assert!(D1Error::from_message("D1_ERROR: Network connection lost.").is_transient());
        let overloaded = "D1_ERROR: D1 DB is overloaded. Requests queued for too long.";
        assert!(matches!(D1Error::from_message(overloaded), D1Error::Overloaded(_)));
        let too_long = "D1_ERROR: statement too long: SQLITE_TOOBIG";
        assert!(matches!(D1Error::from_message(too_long), D1Error::TooLarge(_)));
        check("D1_ERROR: no such table: t: SQLITE_ERROR", &D1Error::Other("no such table: t: SQLITE_ERROR".into()));
    }
}
