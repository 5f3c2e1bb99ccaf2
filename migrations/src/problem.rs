//! What can be wrong between a database and the files, and the way out.

use std::fmt;

use crate::Unknown;

/// What is not as it should be. Its text says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A file that is applied has another text now.
    Edited(String),
    /// Something is applied that is no file.
    Unknown(Unknown),
    /// Two files have one number.
    Duplicate {
        /// The file that keeps it.
        keeps: String,
        /// The file that is not applied yet.
        file: String,
        /// A name that is free.
        better: String,
    },
    /// A file has no number, and others have one.
    Unnumbered(String),
}

impl Problem {
    /// Whether nothing can be applied before it is solved.
    pub fn stops(&self) -> bool {
        matches!(self, Problem::Edited(_) | Problem::Unknown(_))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Edited(name) => write!(
                f,
                "`{name}` was edited after it was applied: give it back the text that it had, and make the change in a \
                 new migration"
            ),
            Problem::Unknown(Unknown { name, renamed: Some(file), .. }) => write!(
                f,
                "`{name}` is applied, and is called `{file}` now: give it back the name that it was applied under"
            ),
            Problem::Unknown(Unknown { name, newer: true, .. }) => write!(
                f,
                "the database is from the future: `{name}` is applied to it, and there is no such migration here; get \
                 the newer migrations, or go back to a copy of the database from before"
            ),
            Problem::Unknown(Unknown { name, .. }) => write!(
                f,
                "`{name}` is applied, and is no migration here: bring the file back, or go back to a copy of the \
                 database from before"
            ),
            Problem::Duplicate { keeps, file, better } => {
                write!(f, "`{keeps}` and `{file}` have the same number: rename `{file}` to `{better}`")
            }
            Problem::Unnumbered(name) => write!(
                f,
                "`{name}` has no number: it is applied first here, and last by wrangler; name it `0000_{name}`, or \
                 with the number that it belongs at"
            ),
        }
    }
}
