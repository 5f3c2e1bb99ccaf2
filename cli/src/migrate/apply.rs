//! `migrate apply`: brings each database to where the files lead.

use std::path::Path;
use std::process::ExitCode;

use rusqlite::Connection;
use williw_codegen::diag::render;
use williw_migrations::{Backup, Baseline, Error, Event, Migration, Options, number, rules};

use super::{Ground, Wrong, counted, folder_of};
use crate::place::{self, Database};
use crate::print;

/// How it is done.
#[derive(clap::Args)]
pub(crate) struct How {
    /// The last migration to apply, by its name or number [default: all].
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// Change nothing: try it on a copy, and say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Make no copy of the database before.
    #[arg(long)]
    no_backup: bool,
    /// Of a database that has tables and no record of migrations: the last one that made them, or `none` [default: find
    /// out by comparing].
    #[arg(long, value_name = "NAME")]
    baseline: Option<String>,
}

/// Applies what is not applied yet.
pub(super) fn apply(ground: &mut Ground, args: &place::Args, how: &How) -> Result<ExitCode, Wrong> {
    let migrations = folder_of(&ground.spec);
    if ground.compilation.model.migrations.is_empty() {
        return Err(Wrong::database(format!(
            "there are no migrations in `{}`; `cargo williw migrate diff init` writes the first one",
            migrations.display()
        )));
    }
    if !how.dry_run {
        ground.place.make(args).map_err(Wrong::call)?;
    }
    let ground = &*ground;
    let files = ground.files();
    let to = how.to.as_deref().map(|name| named(&files, name)).transpose()?;
    let baseline = match how.baseline.as_deref() {
        None => Baseline::Find,
        Some("none") => Baseline::Nothing,
        Some(name) => Baseline::To(named(&files, name)?),
    };
    for database in &ground.place.databases {
        print(&format!("{}: {}", database.binding, database.path.display()));
        let backup = Backup { folder: backups(database), name: &database.binding };
        let backup = Some(backup).filter(|_| !how.no_backup);
        let options = Options { to, baseline, backup, dry_run: how.dry_run };
        let mut connection = open(database, how.dry_run)?;
        refuse_broken(ground, &connection)?;
        let mut applied = 0;
        let mut tell = |event: Event<'_>| {
            applied += usize::from(matches!(event, Event::Applied { .. }));
            told(event, how.dry_run);
        };
        williw_migrations::migrate(&mut connection, &files, &options, &mut tell).map_err(|error| match error {
            Error::NoSuchFile(_) => Wrong::call(error.to_string()),
            // Each is an error of its own.
            Error::Problems(problems) => {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                Wrong::database(problems.join("\nerror: "))
            }
            Error::Failed(failure) => Wrong::database(format!("{}/{failure}", migrations.display())),
            other => Wrong::database(other.to_string()),
        })?;
        if applied == 0 {
            print("  nothing to apply");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A migration that the compiler refuses is not applied, whatever SQLite says. One that is applied stays as it is.
fn refuse_broken(ground: &Ground, connection: &Connection) -> Result<(), Wrong> {
    let status = williw_migrations::status(connection, &ground.files());
    let status = status.map_err(|error| Wrong::database(error.to_string()))?;
    let sources = &ground.compilation.sources;
    let folder = format!("{}/", folder_of(&ground.spec).display()).replace('\\', "/");
    let pending =
        |path: &str| path.strip_prefix(&folder).is_some_and(|name| status.pending().any(|file| file.name == name));
    let broken = ground.compilation.errors().filter(|error| pending(sources.path(error.primary.span.file)));
    let broken: Vec<String> = broken.map(|error| render(sources, error)).collect();
    if broken.is_empty() {
        return Ok(());
    }
    broken.iter().for_each(|error| eprintln!("{error}"));
    Err(Wrong::database(format!("nothing is applied: {} in the migrations", counted(broken.len(), "error"))))
}

fn open(database: &Database, dry_run: bool) -> Result<Connection, Wrong> {
    let fresh = || Connection::open_in_memory().and_then(|connection| rules::impose(&connection).map(|()| connection));
    let opened = if dry_run && !database.exists { fresh() } else { williw_migrations::open(&database.path) };
    opened.map_err(|error| Wrong::database(format!("cannot open `{}`: {error}", database.path.display())))
}

/// Where copies go: beside the database, and in wrangler's state beside the folder of its objects, in which every file is
/// taken for one.
fn backups(database: &Database) -> &Path {
    let folder = database.path.parent().unwrap_or(Path::new(""));
    match database.path.file_stem() {
        Some(stem) if *stem == *database.binding => folder,
        _ => folder.parent().unwrap_or(folder),
    }
}

/// The file that a person means by a name, or a number.
fn named<'f>(files: &[Migration<'f>], name: &str) -> Result<&'f str, Wrong> {
    let whole = format!("{}.sql", name.strip_suffix(".sql").unwrap_or(name));
    let is_number = name.chars().all(|c| c.is_ascii_digit());
    let numbered = |file: &&Migration<'_>| is_number && number(file.name) == number(name);
    let found = files.iter().find(|file| file.name == whole).or_else(|| files.iter().find(numbered));
    found.map(|file| file.name).ok_or_else(|| Wrong::call(format!("there is no migration `{name}`")))
}

fn told(event: Event<'_>, dry_run: bool) {
    match event {
        Event::Odd(problem) => eprintln!("warning: {problem}"),
        Event::Taken(name) => print(&format!("  taken as applied: all to {name}, which make what the database holds")),
        Event::Sealed(name) => print(&format!("  applied by wrangler: {name}")),
        Event::Copied(path) => print(&format!("  copied to {}", path.display())),
        Event::Applied { name, statements, late_after } => {
            if let Some(after) = late_after {
                eprintln!(
                    "warning: `{name}` comes before `{after}`, which was applied already; it is applied after it, as wrangler does"
                );
            }
            let done = if dry_run { "would apply" } else { "applied" };
            print(&format!("  {done} {name} ({})", counted(statements, "statement")));
        }
    }
}
