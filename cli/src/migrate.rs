//! `cargo williw migrate`: which migrations a database has, applying the others, and beginning a new one.
//!
//! The databases are those of an embedded data folder, or with `--local` wrangler's on this machine (`place.rs`). What is
//! done to them is `williw_migrations`'s; here is what a person reads of it, and the exit codes: 0 fine, 1 a database is
//! behind or does not go together with the files, 2 the call is wrong.

mod apply;
mod diff;
mod new;
mod status;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use rusqlite::Connection;
use williw_codegen::diag::render;
use williw_codegen::{Compilation, compile};
use williw_migrations::Migration;

use crate::place::{self, Database, Place};
use crate::{Format, Spec, folder};

#[derive(Subcommand)]
pub(crate) enum Migrate {
    /// Write the migration that leads from the others to `schema.sql`. Every row is kept, unless `--allow-loss` says otherwise.
    ///
    /// Exit codes: 0 it is written, or there is nothing to do; 1 the spec is wrong; 2 it is undecided whether something was renamed,
    /// or whether something may be lost.
    Diff {
        /// What it does, such as `add_email`.
        name: String,
        #[command(flatten)]
        spec: Spec,
        #[command(flatten)]
        how: diff::How,
    },
    /// Show which migrations are applied, and which are not.
    Status {
        #[command(flatten)]
        spec: Spec,
        #[command(flatten)]
        place: place::Args,
        /// How to show it.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Apply the migrations that are not applied yet, each in one transaction, after a copy of the database.
    Apply {
        #[command(flatten)]
        spec: Spec,
        #[command(flatten)]
        place: place::Args,
        #[command(flatten)]
        how: apply::How,
    },
    /// Fail where a migration is not applied, was edited after it was, is unknown here, or has another one's number.
    Check {
        #[command(flatten)]
        spec: Spec,
        #[command(flatten)]
        place: place::Args,
    },
    /// Begin a migration that is written by hand: the next numbered file.
    New {
        /// What it does, such as `add_users`.
        name: String,
        #[command(flatten)]
        spec: Spec,
    },
}

/// Runs the command; says what was done, or what is wrong.
pub(crate) fn migrate(command: &Migrate) -> ExitCode {
    let done = match command {
        Migrate::Status { spec, place, format } => {
            Ground::open(spec, place).and_then(|ground| status::status(&ground, *format))
        }
        Migrate::Apply { spec, place, how } => {
            Ground::open(spec, place).and_then(|mut ground| apply::apply(&mut ground, place, how))
        }
        Migrate::Check { spec, place } => Ground::open(spec, place).and_then(|ground| status::check(&ground)),
        Migrate::Diff { name, spec, how } => diff::diff(&spec.folder, name, how),
        Migrate::New { name, spec } => new::new(&spec.folder, name),
    };
    done.unwrap_or_else(|Wrong { message, code }| {
        eprintln!("error: {message}");
        ExitCode::from(code)
    })
}

/// What ends a command.
struct Wrong {
    message: String,
    code: u8,
}

impl Wrong {
    /// The call is wrong.
    fn call(message: impl Into<String>) -> Self {
        Wrong { message: message.into(), code: 2 }
    }

    /// A database is.
    fn database(message: impl Into<String>) -> Self {
        Wrong { message: message.into(), code: 1 }
    }
}

/// What a command works on.
struct Ground {
    spec: PathBuf,
    compilation: Compilation,
    place: Place,
}

impl Ground {
    fn open(spec: &Spec, place: &place::Args) -> Result<Self, Wrong> {
        let files = folder::read(&spec.folder).map_err(Wrong::call)?;
        let compilation = compile(&files);
        let place = Place::resolve(place, &spec.folder, &compilation).map_err(|message| {
            // Where `bindings.toml` is not understood, this is why.
            compilation.errors().for_each(|error| eprintln!("{}", render(&compilation.sources, error)));
            Wrong::call(message)
        })?;
        Ok(Ground { spec: spec.folder.clone(), compilation, place })
    }

    fn files(&self) -> Vec<Migration<'_>> {
        let files = self.compilation.model.migrations.iter();
        files.map(|file| Migration { name: &file.name, sql: &file.sql }).collect()
    }
}

/// The folder of the migrations.
fn folder_of(spec: &Path) -> PathBuf {
    spec.join("migrations")
}

/// A database to look at; one that is not there yet is empty.
fn look(database: &Database) -> Result<Connection, Wrong> {
    let opened = if database.exists { williw_migrations::open(&database.path) } else { Connection::open_in_memory() };
    opened.map_err(|error| Wrong::database(format!("cannot open `{}`: {error}", database.path.display())))
}

fn counted(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}
