//! Which databases a command means: those of an embedded data folder, or those that wrangler keeps on this machine.
//!
//! What is hard is wrangler's: the file's name is the id of a Durable Object, derived from the name that the configuration gives the
//! database. And nobody else may write meanwhile: an embedded folder is locked, as the host locks it; wrangler's files have
//! SQLite's own locks only.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit as _, Mac as _};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};
use williw_codegen::Compilation;

use crate::generated::beside;

/// Where the databases are.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// The data folder of the embedded host.
    #[arg(long, value_name = "DIR", default_value = ".williw", conflicts_with_all = ["local", "persist_to"])]
    data: PathBuf,
    /// The databases that wrangler keeps on this machine (`wrangler dev`, `wrangler d1 … --local`), instead of a data folder.
    #[arg(long)]
    local: bool,
    /// Where wrangler keeps them [default: `.wrangler/state` beside `wrangler.toml`].
    #[arg(long, value_name = "DIR", requires = "local")]
    persist_to: Option<PathBuf>,
    /// Only this D1 database, by its binding.
    #[arg(long, value_name = "BINDING")]
    database: Option<String>,
}

/// The databases that are meant. An embedded folder is this process's alone until this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    /// In the order of `bindings.toml`; at least one.
    pub(crate) databases: Vec<Database>,
    _lock: Option<File>,
}

/// The file of one D1 database.
#[derive(Debug)]
pub(crate) struct Database {
    /// Such as `DB`.
    pub(crate) binding: String,
    pub(crate) path: PathBuf,
    pub(crate) exists: bool,
}

impl Args {
    /// Whether the databases are those of a data folder.
    pub(crate) fn is_embedded(&self) -> bool {
        !self.local
    }
}

impl Place {
    /// Finds the databases, and locks the data folder where there is one; makes nothing.
    ///
    /// # Errors
    /// The spec has no such database, or a server is running on the folder.
    pub(crate) fn resolve(args: &Args, spec: &Path, compilation: &Compilation) -> Result<Self, String> {
        let all = &compilation.model.bindings.d1;
        let all: Vec<&str> = all.iter().map(|d1| d1.name.source.as_str()).collect();
        let names = match &args.database {
            Some(name) if all.contains(&name.as_str()) => vec![name.as_str()],
            Some(name) if !all.is_empty() => {
                return Err(format!("the spec has no D1 database `{name}`; it has {}", list(&all)));
            }
            _ if all.is_empty() => return Err("the spec has no D1 database: no `[d1.…]` in `bindings.toml`".to_owned()),
            _ => all,
        };
        let lock = if args.local { None } else { lock_folder(&args.data)? };
        let database = |binding: &str| {
            let path = match args.local {
                true => wranglers_file(args, spec, binding, compilation)?,
                false => args.data.join("d1").join(format!("{binding}.sqlite")),
            };
            Ok(Database { binding: binding.to_owned(), exists: path.is_file(), path })
        };
        let databases = names.into_iter().map(database).collect::<Result<_, String>>()?;
        Ok(Place { databases, _lock: lock })
    }

    /// The only database.
    ///
    /// # Errors
    /// There are several: one must be chosen.
    pub(crate) fn only(&self) -> Result<&Database, String> {
        match self.databases.as_slice() {
            [database] => Ok(database),
            several => {
                let names: Vec<&str> = several.iter().map(|database| database.binding.as_str()).collect();
                Err(format!("the spec has the D1 databases {}: choose one with `--database BINDING`", list(&names)))
            }
        }
    }

    /// Makes the folder of the databases where there is none, and locks it, so that `Database::open` can make their files.
    ///
    /// # Errors
    /// A folder cannot be made, or another process was faster.
    pub(crate) fn make(&mut self, args: &Args) -> Result<(), String> {
        let fresh = !args.local && !args.data.exists();
        for folder in self.databases.iter().filter_map(|database| database.path.parent()) {
            fs::create_dir_all(folder).map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
        }
        if fresh {
            // As the host does: no git repository takes the data in by accident.
            let ignored = fs::write(args.data.join(".gitignore"), "*\n");
            ignored.map_err(|error| format!("cannot write to `{}`: {error}", args.data.display()))?;
        }
        if !args.local && self._lock.is_none() {
            self._lock = lock_folder(&args.data)?;
        }
        Ok(())
    }
}

impl Database {
    /// Opens the file as a D1 database is opened. It is made where there is none, in a folder that is there.
    ///
    /// # Errors
    /// It cannot be opened, or is no database.
    pub(crate) fn open(&self) -> Result<Connection, String> {
        let opened = williw_migrations::open(&self.path);
        opened.map_err(|error| format!("cannot open `{}`: {error}", self.path.display()))
    }
}

/// The lock that the host takes; `None` where there is no folder yet.
fn lock_folder(folder: &Path) -> Result<Option<File>, String> {
    let shown = folder.display();
    if !folder.exists() {
        return Ok(None);
    }
    let file = File::options().create(true).truncate(false).write(true).open(folder.join("lock"));
    let file = file.map_err(|error| format!("cannot write to the data folder `{shown}`: {error}"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(format!(
            "another process is using the data folder `{shown}`: stop the server, or name another with --data"
        )),
        Err(TryLockError::Error(error)) => Err(format!("cannot lock the data folder `{shown}`: {error}")),
    }
}

/// The class in wrangler (Miniflare) that a local D1 database is an object of.
const OBJECT: &str = "miniflare-D1DatabaseObject";

fn wranglers_file(args: &Args, spec: &Path, binding: &str, compilation: &Compilation) -> Result<PathBuf, String> {
    let state = args.persist_to.clone().unwrap_or_else(|| beside(spec, ".wrangler/state"));
    let name = wranglers_name(binding, &beside(spec, "wrangler.toml"), compilation)?;
    Ok(state.join("v3/d1").join(OBJECT).join(format!("{}.sqlite", object_id(&name))))
}

/// What wrangler calls a database on this machine: the id that its configuration has for it, or else the binding.
fn wranglers_name(binding: &str, configuration: &Path, compilation: &Compilation) -> Result<String, String> {
    // A file that wrangler itself reads is nearer to the truth than the spec that made it.
    if let Ok(text) = fs::read_to_string(configuration) {
        let file: toml::Table =
            text.parse().map_err(|error| format!("cannot read `{}`: {error}", configuration.display()))?;
        let databases = file.get("d1_databases").and_then(toml::Value::as_array);
        let mut databases = databases.into_iter().flatten();
        let text = |value: &toml::Value, key: &str| value.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        if let Some(found) = databases.find(|it| text(it, "binding").as_deref() == Some(binding)) {
            let id = text(found, "preview_database_id").or_else(|| text(found, "database_id"));
            return Ok(id.unwrap_or_else(|| binding.to_owned()));
        }
    }
    let declared = compilation.model.bindings.d1.iter().find(|d1| d1.name.source == binding);
    Ok(declared.and_then(|d1| d1.deploy.database_id.clone()).unwrap_or_else(|| binding.to_owned()))
}

/// Miniflare's `durableObjectNamespaceIdFromName`: half of the id is made of the name, half of that half, both with the class as key.
fn object_id(name: &str) -> String {
    let mut key = hmac::digest::Key::<Hmac<Sha256>>::default();
    key.iter_mut().zip(Sha256::digest(OBJECT)).for_each(|(place, byte)| *place = byte);
    let half = |text: &[u8]| -> Vec<u8> {
        Hmac::<Sha256>::new(&key).chain_update(text).finalize().into_bytes().into_iter().take(16).collect()
    };
    let first = half(name.as_bytes());
    let second = half(&first);
    first.iter().chain(&second).map(|byte| format!("{byte:02x}")).collect()
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::object_id;

    /// The names of files that `wrangler d1 execute --local` made.
    #[test]
    fn ids_are_wranglers() {
        assert_eq!(object_id("DB"), "e7352547963de7050bd7d94658afc4fe78b61811b7815da12d90be8e863abf4d");
        let id = "11111111-2222-3333-4444-555555555555";
        assert_eq!(object_id(id), "f023adf8de81e80d62670e09f086149af129cccda34c51f26517069258c53e8c");
    }
}
