//! A copy of a database beside it, whole and on the disk before it has its name.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

/// Copies a database into a file. A copy of that name that is there already is replaced when the new one is whole.
///
/// # Errors
/// What cannot be read or written, in words.
pub fn copy(connection: &Connection, file: &Path) -> Result<(), String> {
    let shown = file.display();
    let trouble = |error: &dyn std::fmt::Display| format!("cannot copy the database to {shown}: {error}");
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let copied = copy_pages(connection, &unfinished).map_err(|error| trouble(&error));
    let placed = copied.and_then(|()| place(&unfinished, file).map_err(|error| trouble(&error)));
    if placed.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    placed
}

/// A copy on which something can be tried: a file without a name, gone when it is closed.
pub(crate) fn scratch(connection: &Connection) -> rusqlite::Result<Connection> {
    let mut copy = Connection::open("")?;
    Backup::new(connection, &mut copy)?.run_to_completion(PAGES, Duration::ZERO, None)?;
    crate::rules::impose(&copy)?;
    Ok(copy)
}

const PAGES: i32 = 4096;

fn copy_pages(connection: &Connection, to: &Path) -> rusqlite::Result<()> {
    let _ = fs::remove_file(to);
    let mut copy = Connection::open(to)?;
    Backup::new(connection, &mut copy)?.run_to_completion(PAGES, Duration::ZERO, None)
}

fn place(unfinished: &Path, file: &Path) -> io::Result<()> {
    File::open(unfinished)?.sync_all()?;
    fs::rename(unfinished, file)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
