//! `migrate new NAME`: an empty file with the next number, called as `wrangler d1 migrations create` calls it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use williw_migrations::next_name;

use super::{Wrong, folder_of};

/// Writes the empty file, and says where it is.
pub(super) fn new(spec: &Path, title: &str) -> Result<ExitCode, Wrong> {
    let path = create(spec, title, BEGINNING)?;
    println!("{}", path.display());
    eprintln!("write its statements, and change `schema.sql` to what all migrations make together");
    Ok(ExitCode::SUCCESS)
}

/// Writes the file with the next number; returns where it is.
pub(super) fn create(spec: &Path, title: &str, text: &str) -> Result<PathBuf, Wrong> {
    if !spec.is_dir() {
        let message = "there is no folder `{}`; name the spec's folder with `--spec DIR`";
        return Err(Wrong::call(message.replace("{}", &spec.display().to_string())));
    }
    let title = title.trim();
    if title.is_empty() || title.contains(['/', '\\']) || title.chars().any(char::is_control) {
        return Err(Wrong::call("a migration's name is what it does, such as `add_users`, without `/` and `\\`"));
    }
    let folder = folder_of(spec);
    let cannot = |error: std::io::Error| Wrong::call(format!("cannot write to `{}`: {error}", folder.display()));
    fs::create_dir_all(&folder).map_err(cannot)?;
    let entries = fs::read_dir(&folder).map_err(cannot)?;
    let names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let names = names.iter().map(String::as_str).filter(|name| name.ends_with(".sql"));
    let path = folder.join(next_name(names, title));
    let mut file = File::options().write(true).create_new(true).open(&path).map_err(cannot)?;
    file.write_all(text.as_bytes()).map_err(cannot)?;
    Ok(path)
}

const BEGINNING: &str = "\
-- Write the statements here, each with `;` at its end. They run as one transaction with foreign keys on, so BEGIN and
-- COMMIT are not needed. DROP TABLE deletes the rows that refer to its own by ON DELETE CASCADE. An applied file is never
-- edited: a mistake is mended by the next one.
";
