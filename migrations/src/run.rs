//! Brings a database to where the files lead: looks, copies, applies.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::apply::{Failure, apply};
use crate::baseline::{self, Found};
use crate::guard::words;
use crate::ledger::has_ledger;
use crate::{Migration, Problem, State, Status, backup, ledger, sort_key, status};

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The last file to apply; all without it.
    pub to: Option<&'a str>,
    /// What to think of a database that has tables and no ledger.
    pub baseline: Baseline<'a>,
    /// Where a copy goes before anything is changed; none is made without it.
    pub backup: Option<Backup<'a>>,
    /// Change nothing: try it on a copy.
    pub dry_run: bool,
}

/// Where a copy goes: `FOLDER/NAME.before-0002_x.sqlite`.
#[derive(Clone, Copy, Debug)]
pub struct Backup<'a> {
    /// The folder.
    pub folder: &'a Path,
    /// What the database is called.
    pub name: &'a str,
}

/// What to think of a database that has tables and no ledger.
#[derive(Clone, Copy, Debug, Default)]
pub enum Baseline<'a> {
    /// The files that make what it holds are applied.
    #[default]
    Find,
    /// None is.
    Nothing,
    /// Those to this one are.
    To(&'a str),
}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// What is not as it should be, and stops nobody.
    Odd(&'a Problem),
    /// Files to this one are taken as applied: the database holds what they make.
    Taken(&'a str),
    /// wrangler has applied it; its checksum is kept from now on.
    Sealed(&'a str),
    /// A copy was made.
    Copied(&'a Path),
    /// A file was applied, or with `dry_run` would be.
    Applied {
        /// Its name.
        name: &'a str,
        /// How many statements it has.
        statements: usize,
        /// It comes before this one, which was applied earlier.
        late_after: Option<&'a str>,
    },
}

/// Why a database is not where the files lead.
#[derive(Debug)]
pub enum Error {
    /// The database and the files do not go together.
    Problems(Vec<Problem>),
    /// Nobody knows which files have made it.
    Baseline(String),
    /// A file failed; those before it are applied.
    Failed(Failure),
    /// No copy could be made, in words.
    Backup(String),
    /// No file has this name.
    NoSuchFile(String),
    /// The database cannot be read or written.
    Sqlite(rusqlite::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Problems(problems) => {
                let problems: Vec<String> = problems.iter().map(Problem::to_string).collect();
                f.write_str(&problems.join("\n"))
            }
            Error::Failed(failure) => failure.fmt(f),
            Error::Baseline(message) | Error::Backup(message) => f.write_str(message),
            Error::NoSuchFile(name) => write!(f, "there is no migration `{name}`"),
            Error::Sqlite(error) => f.write_str(&words(error)),
        }
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Error::Sqlite(error)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Error::Failed(failure)
    }
}

/// Applies what is not applied yet, each file in a transaction of its own, and tells of it.
///
/// # Errors
/// Why not all is applied. What was told of before is applied all the same.
pub fn migrate(
    connection: &mut Connection,
    files: &[Migration<'_>],
    options: &Options<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), Error> {
    if options.dry_run {
        let mut copy = backup::scratch(connection)?;
        return migrate(&mut copy, files, &Options { dry_run: false, backup: None, ..*options }, tell);
    }
    let mut files = files.to_vec();
    files.sort_by_key(|file| sort_key(file.name));
    let named = |name: &str| files.iter().position(|file| file.name == name).ok_or(Error::NoSuchFile(name.to_owned()));
    let end = options.to.map(named).transpose()?.map_or(files.len(), |last| last + 1);
    if !files.is_empty() && !has_ledger(connection)? {
        let made = match options.baseline {
            Baseline::Find => find(connection, &files)?,
            Baseline::Nothing => 0,
            Baseline::To(name) => named(name)? + 1,
        };
        take(connection, files.get(..made).unwrap_or_default())?;
        if let Some(last) = made.checked_sub(1).and_then(|last| files.get(last)) {
            tell(Event::Taken(last.name));
        }
    }
    let status = status(connection, &files)?;
    let problems = status.problems();
    if problems.iter().any(Problem::stops) {
        return Err(Error::Problems(problems.into_iter().filter(Problem::stops).collect()));
    }
    problems.iter().for_each(|problem| tell(Event::Odd(problem)));
    seal(connection, &files, &status, tell)?;
    let todo = files.iter().zip(&status.files).take(end).filter(|(_, state)| state.is_pending());
    let mut copy = options.backup.filter(|_| baseline::holds_anything(connection).unwrap_or(true));
    for (file, state) in todo {
        if let Some(backup) = copy.take() {
            let to = backup.before(file.name);
            backup::copy(connection, &to).map_err(Error::Backup)?;
            tell(Event::Copied(&to));
        }
        let statements = apply(connection, file)?;
        let late_after = match &state.state {
            State::PendingBefore(last) => Some(last.as_str()),
            _ => None,
        };
        tell(Event::Applied { name: file.name, statements, late_after });
    }
    Ok(())
}

impl Backup<'_> {
    fn before(&self, file: &str) -> PathBuf {
        let file = file.strip_suffix(".sql").unwrap_or(file);
        self.folder.join(format!("{}.before-{file}.sqlite", self.name))
    }
}

/// How many files have made a database without a ledger.
fn find(connection: &Connection, files: &[Migration<'_>]) -> Result<usize, Error> {
    let name = |count: usize| count.checked_sub(1).and_then(|last| files.get(last)).map_or("", |file| file.name);
    match baseline::find(connection, files)? {
        Found::Empty => Ok(0),
        Found::Made(count) => Ok(count),
        Found::Between(first, last) => Err(Error::Baseline(format!(
            "the database has tables, and no record of which migrations made them: its schema is what those to `{}` \
             make, and what those to `{}` make, too\n  say which it was with `cargo williw migrate apply --baseline NAME`",
            name(first),
            name(last)
        ))),
        Found::Differs(count, difference) => Err(Error::Baseline(format!(
            "the database has tables, and no record of which migrations made them: no number of the migrations makes \
             its schema; those to `{}` come nearest, but {difference}\n  let the first migrations make what the \
             database holds, as `cargo williw migrate diff` writes them; or say which are applied with \
             `cargo williw migrate apply --baseline NAME`",
            name(count)
        ))),
    }
}

/// Writes into the ledger that these are applied.
fn take(connection: &mut Connection, files: &[Migration<'_>]) -> Result<(), Error> {
    if files.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    ledger::create(&transaction)?;
    files.iter().try_for_each(|file| ledger::record(&transaction, file))?;
    Ok(transaction.commit()?)
}

/// Keeps the checksums of files that wrangler has applied.
fn seal(
    connection: &mut Connection,
    files: &[Migration<'_>],
    status: &Status,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), Error> {
    let open = files.iter().zip(&status.files).filter(|(_, file)| file.state == State::AppliedByWrangler);
    let open: Vec<&Migration<'_>> = open.map(|(file, _)| file).collect();
    if !open.is_empty() {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        ledger::create(&transaction)?;
        open.iter().try_for_each(|file| ledger::seal(&transaction, file))?;
        transaction.commit()?;
        open.iter().for_each(|file| tell(Event::Sealed(file.name)));
    }
    Ok(())
}
