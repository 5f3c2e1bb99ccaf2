//! What a database and the files say of each other.

use rusqlite::Connection;

use crate::ledger::{self, Applied, checksum};
use crate::order::sort_key;
use crate::{Migration, Problem, next_name, number};

/// What is known of every file, and of what was applied and is no file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The files, in their order.
    pub files: Vec<FileStatus>,
    /// Applied, and no file has the name.
    pub unknown: Vec<Unknown>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileStatus {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub state: State,
    /// When it was applied, as SQLite writes times, in UTC.
    pub applied_at: Option<String>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is applied.
    Applied,
    /// wrangler has applied it: what its text was then, nobody knows.
    AppliedByWrangler,
    /// It is applied, and its text is another one now.
    Edited,
    /// It is not applied.
    Pending,
    /// It is not applied, and this one is, which comes after it.
    PendingBefore(String),
}

/// A name of the ledger that no file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The name.
    pub name: String,
    /// When it was applied.
    pub applied_at: String,
    /// Whether it comes after all files: the database is from the future.
    pub newer: bool,
    /// The file that is not applied and has its text.
    pub renamed: Option<String>,
}

/// Compares a database with the files.
///
/// # Errors
/// Where the database cannot be read.
pub fn status(connection: &Connection, files: &[Migration<'_>]) -> rusqlite::Result<Status> {
    let ledger = ledger::read(connection)?;
    let mut files: Vec<&Migration<'_>> = files.iter().collect();
    files.sort_by_key(|file| sort_key(file.name));
    let applied = |name: &str| ledger.iter().find(|applied| applied.name == name);
    let last = ledger.iter().max_by_key(|applied| sort_key(&applied.name));
    let state = |file: &Migration<'_>| match applied(file.name) {
        Some(Applied { sha256: None, .. }) => State::AppliedByWrangler,
        Some(Applied { sha256: Some(then), .. }) if *then == checksum(file.sql) => State::Applied,
        Some(_) => State::Edited,
        None => match last.filter(|last| sort_key(&last.name) > sort_key(file.name)) {
            Some(last) => State::PendingBefore(last.name.clone()),
            None => State::Pending,
        },
    };
    let newest = files.last().map(|file| sort_key(file.name));
    let unknown = ledger.iter().filter(|applied| files.iter().all(|file| file.name != applied.name));
    let unknown = unknown.map(|unknown| {
        let same = |file: &&&Migration<'_>| {
            applied(file.name).is_none() && unknown.sha256.as_ref().is_some_and(|then| *then == checksum(file.sql))
        };
        Unknown {
            name: unknown.name.clone(),
            applied_at: unknown.applied_at.clone(),
            newer: newest.is_none_or(|newest| sort_key(&unknown.name) > newest),
            renamed: files.iter().find(same).map(|file| file.name.to_owned()),
        }
    });
    let unknown = unknown.collect();
    let files = files.iter().map(|file| FileStatus {
        name: file.name.to_owned(),
        state: state(file),
        applied_at: applied(file.name).map(|applied| applied.applied_at.clone()),
    });
    Ok(Status { files: files.collect(), unknown })
}

impl FileStatus {
    /// Whether it is still to be applied.
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Pending | State::PendingBefore(_))
    }
}

impl Status {
    /// The files that are still to be applied, in order.
    pub fn pending(&self) -> impl Iterator<Item = &FileStatus> {
        self.files.iter().filter(|file| file.is_pending())
    }

    /// What is not as it should be, but for files that are only to be applied.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found: Vec<Problem> = self.unknown.iter().cloned().map(Problem::Unknown).collect();
        let edited = self.files.iter().filter(|file| file.state == State::Edited);
        found.extend(edited.map(|file| Problem::Edited(file.name.clone())));
        found.extend(self.duplicates());
        if self.files.iter().any(|file| number(&file.name).is_some()) {
            let unnumbered = self.pending().filter(|file| number(&file.name).is_none());
            found.extend(unnumbered.map(|file| Problem::Unnumbered(file.name.clone())));
        }
        found
    }

    /// Files of one number, as two branches make them. Where both are applied nothing can be done, nor need be.
    fn duplicates(&self) -> Vec<Problem> {
        let same = self.files.chunk_by(|a, b| number(&a.name).is_some() && number(&a.name) == number(&b.name));
        let mut found = Vec::new();
        let unknown = self.unknown.iter().map(|unknown| unknown.name.clone());
        let mut taken: Vec<String> = self.files.iter().map(|file| file.name.clone()).chain(unknown).collect();
        for same in same {
            // The first keeps its number, unless another one is applied.
            let Some(keeps) = same.iter().find(|file| !file.is_pending()).or(same.first()) else { continue };
            for file in same.iter().filter(|file| file.is_pending() && *file != keeps) {
                let title = file.name.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['_', '-']);
                let better = next_name(taken.iter().map(String::as_str), title);
                taken.push(better.clone());
                found.push(Problem::Duplicate { keeps: keeps.name.clone(), file: file.name.clone(), better });
            }
        }
        found
    }
}
