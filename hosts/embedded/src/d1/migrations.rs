//! A database of a spec with migrations: those that it lacks are applied at the start, after a copy of its file.
//!
//! A database from before the spec had migrations has its schema recorded (`schema.rs`) and no ledger. Which files have
//! made it is found by comparing; its record goes when the first one is applied, so that a program of that time refuses it.

use std::path::Path;

use williw_migrations::{Backup, Event, Migration, Options, migrate};
use williw_workers::driver::{D1Manifest, Level};

use super::schema;
use crate::Error;
use crate::log::Log;
use crate::sqlite::Database;

/// Applies the manifest's migrations that the database lacks.
pub(super) fn apply(
    database: &mut Database,
    file: Option<&Path>,
    worker: &str,
    manifest: &D1Manifest,
    log: &Log,
) -> Result<(), Error> {
    let binding = manifest.binding;
    let files = manifest.migrations.iter().map(|file| Migration { name: file.name, sql: file.sql });
    let files: Vec<Migration<'_>> = files.collect();
    let backup = file.and_then(Path::parent).map(|folder| Backup { folder, name: binding });
    let options = Options { backup, ..Options::default() };
    let mut changed = false;
    let mut tell = |event: Event<'_>| {
        let (level, line) = match event {
            Event::Odd(problem) => (Level::Warn, problem.to_string()),
            Event::Taken(name) => (Level::Info, format!("it holds what the migrations to `{name}` make")),
            Event::Sealed(name) => (Level::Info, format!("`{name}` was applied by wrangler")),
            Event::Copied(path) => (Level::Info, format!("copied to {} before it is changed", path.display())),
            Event::Applied { name, late_after, .. } => {
                changed = true;
                match late_after {
                    Some(after) => (Level::Warn, format!("applied `{name}`, though `{after}` was applied before it")),
                    None => (Level::Info, format!("applied `{name}`")),
                }
            }
        };
        log.write(level, format_args!("D1 database `{binding}`: {line}"));
    };
    let migrated = database.lend(|connection| migrate(connection, &files, &options, &mut tell));
    let migrated = migrated.map_err(|e| Error::new(format!("cannot read D1 database `{binding}`: {e}")))?;
    let maker = schema::settle(database, worker, changed || migrated.is_ok());
    let maker = maker.map_err(|e| Error::new(format!("cannot write to D1 database `{binding}`: {e}")))?;
    migrated.map_err(|e| {
        let maker = maker.filter(|maker| maker != worker);
        let maker = maker.map(|maker| format!(" (its data is the Worker `{maker}`'s, and this is `{worker}`)"));
        let why = e.to_string().replace('\n', "\n  ");
        Error::new(format!("D1 database `{binding}` cannot be migrated{}\n  {why}", maker.unwrap_or_default()))
    })
}
