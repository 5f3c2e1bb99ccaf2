//! `cargo williw data`: the rows of a D1 database as SQL text, out of a place and into another.
//!
//! Exit codes: 0 done, 1 the database or the file is not as it must be, 2 the call is wrong.

mod catalog;
mod export;
mod import;
mod literal;
mod record;

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use williw_codegen::Compilation;

use crate::Spec;
use crate::place::{self, Place};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Write a D1 database as SQL text: its schema, its rows, its ledger of migrations.
    ///
    /// `import`, `sqlite3` and `wrangler d1 execute --local --file` make the same database of it, to the last bit of every value. The text
    /// is one moment of the database. KV namespaces and objects are not in it.
    Export {
        #[command(flatten)]
        spec: Spec,
        #[command(flatten)]
        place: place::Args,
        /// Where to write it [default: print it].
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Rows only, for a database that has the schema; without the ledger of migrations, too.
        #[arg(long)]
        no_schema: bool,
        /// Only this table or view, and what belongs to it; may be given several times.
        #[arg(long = "table", value_name = "NAME")]
        tables: Vec<String>,
    },
    /// Fill an empty D1 database from SQL text, all of it or nothing.
    ///
    /// It is made where there is none. Foreign keys are checked at the end, and triggers do not fire: the rows are those of the text.
    Import {
        /// What `export` wrote, or `wrangler d1 export`, or `.dump` of `sqlite3`; `-` reads standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        spec: Spec,
        #[command(flatten)]
        place: place::Args,
    },
}

/// Why a command ends without having done its work.
pub(crate) enum Trouble {
    /// The call is wrong: exit code 2.
    Call(String),
    /// The database or the file is: exit code 1.
    Data(String),
}

impl Command {
    pub(crate) fn spec(&self) -> &Spec {
        match self {
            Command::Export { spec, .. } | Command::Import { spec, .. } => spec,
        }
    }

    pub(crate) fn run(&self, compilation: &Compilation) -> ExitCode {
        let done = match self {
            Command::Export { spec, place, out, no_schema, tables } => Place::resolve(place, &spec.folder, compilation)
                .map_err(Trouble::Call)
                .and_then(|place| export(&place, out.as_deref(), &export::What { schema: !no_schema, tables })),
            Command::Import { file, spec, place } => import(file, &spec.folder, place, compilation),
        };
        let (code, message) = match done {
            Ok(told) => {
                eprintln!("{told}");
                tell_what_else(compilation);
                return ExitCode::SUCCESS;
            }
            Err(Trouble::Data(message)) => (1, message),
            Err(Trouble::Call(message)) => (2, message),
        };
        eprintln!("error: {message}");
        ExitCode::from(code)
    }
}

fn export(place: &Place, out: Option<&Path>, what: &export::What<'_>) -> Result<String, Trouble> {
    let database = place.only().map_err(Trouble::Call)?;
    let shown = database.path.display();
    if !database.exists {
        return Err(Trouble::Call(format!(
            "there is no database `{}` yet: no file `{shown}`; `--data DIR` and `--local` name other places",
            database.binding
        )));
    }
    let connection = database.open().map_err(Trouble::Data)?;
    let unwritten = |error: io::Error| match out {
        Some(out) => Trouble::Call(format!("cannot write `{}`: {error}", out.display())),
        None => Trouble::Call(format!("cannot write: {error}")),
    };
    // A file that is there is replaced by a whole one, or stays.
    let unfinished = out.map(|out| out.with_added_extension("unfinished"));
    let to: Box<dyn Write> = match &unfinished {
        Some(file) => Box::new(File::create(file).map_err(unwritten)?),
        None => Box::new(io::stdout().lock()),
    };
    let mut to = BufWriter::with_capacity(1 << 16, to);
    let written = export::export(&connection, &database.binding, what, &mut to);
    match (&unfinished, out) {
        (Some(file), Some(out)) if written.is_ok() => std::fs::rename(file, out).map_err(unwritten)?,
        (Some(file), _) => drop(std::fs::remove_file(file)),
        (None, _) => {}
    }
    let counted = match written {
        Ok(counted) => counted,
        // Whoever reads it has seen enough.
        Err(export::Error::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Ok("the rest was not read".to_owned());
        }
        Err(export::Error::Write(error)) => return Err(unwritten(error)),
        Err(export::Error::Read(error)) => return Err(Trouble::Data(format!("cannot read `{shown}`: {error}"))),
        Err(export::Error::Call(message)) => return Err(Trouble::Call(message)),
    };
    counted.left.iter().for_each(|left| eprintln!("warning: {left}"));
    let to = out.map(|out| format!(" to `{}`", out.display())).unwrap_or_default();
    Ok(format!("exported {} of `{}`{to}", counted.rows(), database.binding))
}

fn import(file: &Path, spec: &Path, args: &place::Args, compilation: &Compilation) -> Result<String, Trouble> {
    let unread = |error: io::Error| Trouble::Call(format!("cannot read `{}`: {error}", file.display()));
    let from: Box<dyn Read> = match file.to_str() {
        Some("-") => Box::new(io::stdin().lock()),
        _ => Box::new(File::open(file).map_err(unread)?),
    };
    let mut place = Place::resolve(args, spec, compilation).map_err(Trouble::Call)?;
    place.only().map_err(Trouble::Call)?;
    place.make(args).map_err(Trouble::Call)?;
    let database = place.only().map_err(Trouble::Call)?;
    let target = import::Target { embedded: args.is_embedded(), compilation };
    let imported = database.open().map_err(Trouble::Data).and_then(|connection| {
        let from = BufReader::with_capacity(1 << 16, from);
        import::import(connection, from, &target).map_err(|message| Trouble::Data(message.named(file)))
    });
    if imported.is_err() && !database.exists {
        for end in ["", "-wal", "-shm"] {
            let mut path = database.path.clone().into_os_string();
            path.push(end);
            let _ = std::fs::remove_file(path);
        }
    }
    Ok(format!("imported {} into `{}`, which is `{}`", imported?.rows(), database.binding, database.path.display()))
}

/// Nobody shall think that this was all of the Worker's data.
fn tell_what_else(compilation: &Compilation) {
    let bindings = &compilation.model.bindings;
    let kinds = [("KV namespaces", !bindings.kv.is_empty()), ("objects", !bindings.objects.is_empty())];
    let kinds: Vec<&str> = kinds.iter().filter(|(_, any)| *any).map(|(kind, _)| *kind).collect();
    if !kinds.is_empty() {
        eprintln!("note: only the D1 database; the data of {} is not part of it", kinds.join(" and "));
    }
}

/// How much there was.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    pub(crate) tables: usize,
    pub(crate) rows: u64,
    /// What could not be written, and why.
    pub(crate) left: Vec<String>,
}

impl Counted {
    fn rows(&self) -> String {
        let count = |n: u64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        format!("{} and {}", count(self.tables as u64, "table"), count(self.rows, "row"))
    }
}
