//! From the schema that migrations make to the one that is wanted: the next migration.
//!
//! What is hard: SQLite changes little of a table in place. The rest takes a new table with the old one's rows,
//! and on D1, where foreign keys cannot be switched off, dropping the old one would take rows of other tables with
//! it (`rebuild`). And SQLite has reasons of its own to refuse a change, so a plan is run on the judge before
//! anybody sees it: what it refuses is planned anew, and what it makes must be what was wanted.

pub mod catalog;
mod changes;
pub mod form;
pub mod probe;
mod rebuild;
mod renames;
mod text;
mod virtual_tables;

use std::collections::BTreeSet;

use crate::SpecFiles;
use crate::diag::{Diagnostic, Diagnostics};
use crate::judge::{Condition, Judge, Loaded, SqlError, Verdict, load};
use crate::parse;
use crate::source::SourceMap;

pub use catalog::{Catalog, Difference, Kind, What};
use changes::Plan;
pub use renames::{Question, Rename};

/// What only a human knows.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    pub renames: Vec<Rename>,
    /// What is new is new: nothing more is asked.
    pub nothing_renamed: bool,
    /// What is new and no renamed thing: table (`None`: it is one) and name.
    pub new: Vec<(Option<String>, String)>,
    /// What is lost may be lost.
    pub allow_loss: bool,
}

/// What comes of two schemas.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// They are the same.
    Nothing,
    /// A name is new and another gone: is it the same thing?
    Undecided(Vec<Question>),
    /// Rows or values would be lost, each told of in a line.
    Lossy(Vec<String>),
    Migration(Migration),
}

/// A migration that was run on an empty database, and does what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The file's text but for its first line.
    pub sql: String,
    /// What is lost, a line each.
    pub losses: Vec<String>,
    /// What the author might want to know: why a table is copied, and what would avoid it.
    pub notes: Vec<String>,
}

/// Why there is none.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// The spec is wrong: the diagnostics tell.
    Spec(SourceMap, Vec<Diagnostic>),
    /// What was said of a rename cannot be.
    Rename(String),
    /// No way was found.
    NoWay(String),
}

/// The step from `migrations/*.sql` to `schema.sql`.
///
/// # Errors
/// Where the files are wrong, or SQLite has no way that keeps the rows.
pub fn diff(files: &SpecFiles, answers: &Answers) -> Result<Outcome, Trouble> {
    let (before, after) = (parse::migration_files(&files.files), parse::schema_files(&files.files));
    let mut cx = Diagnostics::default();
    let mut sources = SourceMap::default();
    let wanted = replay(&mut cx, &mut sources, files, &after);
    let now = replay(&mut cx, &mut sources, files, &before);
    let told = cx.into_sorted();
    if told.iter().any(|diagnostic| diagnostic.severity == crate::diag::Severity::Error) {
        return Err(Trouble::Spec(sources, told));
    }
    let Some(wanted) = wanted else { return Ok(Outcome::Nothing) };
    if before.is_empty() {
        let sql = text::first(&after, &wanted, &told);
        return Ok(Outcome::Migration(Migration { sql, losses: Vec::new(), notes: Vec::new() }));
    }
    let now = match now {
        Some(now) => now.judge,
        None => Judge::new()?,
    };
    between(now, &wanted, answers)
}

/// The step from a database to a schema.
///
/// # Errors
/// Where SQLite has no way that keeps the rows.
pub fn between(mut now: Judge, wanted: &Loaded, answers: &Answers) -> Result<Outcome, Trouble> {
    let target = Catalog::read(&wanted.judge)?;
    let mut catalog = Catalog::read(&now)?;
    if catalog.differences(&target).is_empty() {
        return Ok(Outcome::Nothing);
    }
    let mut answers = answers.clone();
    renames::check(&catalog, &target, &answers.renames, true)?;
    let written = renames::written(&wanted.shapes);
    renames::check(&catalog, &target, &written, false)?;
    answers.renames.extend(written);
    let questions = renames::questions(&catalog, &target, &answers);
    if !questions.is_empty() {
        return Ok(Outcome::Undecided(questions));
    }
    now.quoted_names(false).map_err(SqlError::from)?;
    let renamed = renames::apply(&mut now, &mut catalog, &target, &answers)?;
    let plan = settle(&mut now, &catalog, &target)?;
    if !plan.losses.is_empty() && !answers.allow_loss {
        return Ok(Outcome::Lossy(plan.losses));
    }
    let sql = text::file(&renamed, &plan);
    Ok(Outcome::Migration(Migration { sql, losses: plan.losses, notes: plan.notes }))
}

/// Plans until SQLite takes the plan: at first the cheapest one, then with what stood in the way out of it.
fn settle(now: &mut Judge, catalog: &Catalog, target: &Catalog) -> Result<Plan, Trouble> {
    let mut forced = changes::Forced::default();
    // Each round forces one object more, and there are only so many.
    for _ in 0..catalog.tables.len() + catalog.others.len() + 2 {
        let plan = changes::plan(catalog, target, &forced)?;
        // As D1 has it; a refusal makes the judge strict again.
        now.quoted_names(false).map_err(SqlError::from)?;
        now.savepoint()?;
        let failed = plan.steps.iter().find_map(|step| match now.run(&step.sql) {
            Verdict::Refused(error) | Verdict::Tolerated(Condition::ForeignKeys, error) => Some((step, error)),
            _ => None,
        });
        let made = Catalog::read(now);
        now.undo()?;
        let progress = match (failed, made) {
            (Some((step, error)), _) => forced.learn(step, &error),
            (None, Ok(made)) => {
                let left = made.differences(target);
                if left.is_empty() {
                    return Ok(plan);
                }
                let more = left.iter().filter(|it| it.kind == Kind::Table).map(|it| it.name.to_ascii_lowercase());
                let before = forced.rebuild.len();
                let reason = "changed in place it would not come out as it is written";
                forced.rebuild.extend(more.map(|table| (table, reason.to_owned())));
                let named: BTreeSet<&str> = left.iter().map(|it| it.name.as_str()).collect();
                let named: Vec<_> = named.into_iter().map(|name| format!("`{name}`")).collect();
                if forced.rebuild.len() > before {
                    Ok(())
                } else {
                    Err(format!("{} would not come out as they are written", named.join(", ")))
                }
            }
            (None, Err(error)) => Err(error.message),
        };
        progress.map_err(Trouble::NoWay)?;
    }
    Err(Trouble::NoWay("no order of changes was found that SQLite takes".to_owned()))
}

/// What these files make; `None` where there are none.
pub fn replay(
    cx: &mut Diagnostics,
    sources: &mut SourceMap,
    files: &SpecFiles,
    read: &[(&str, &str)],
) -> Option<Loaded> {
    let scripts: Vec<_> = read
        .iter()
        .map(|(path, text)| {
            let file = sources.add(files.shown(path), *text);
            parse::sql::parse_script(sources, file)
        })
        .collect();
    load(cx, sources, &scripts)
}

impl From<SqlError> for Trouble {
    fn from(error: SqlError) -> Self {
        Self::NoWay(error.message)
    }
}
