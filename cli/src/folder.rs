//! Reading a spec's folder.

use std::path::Path;

use williw_codegen::SpecFiles;

/// The files of a spec's folder.
///
/// # Errors
/// One line that says what cannot be read, and why.
pub(crate) fn read(folder: &Path) -> Result<SpecFiles, String> {
    if !folder.is_dir() {
        return Err(format!("there is no folder `{}`; name the spec's folder with `--spec DIR`", folder.display()));
    }
    let mut files = SpecFiles::in_folder(&folder.display().to_string().replace('\\', "/"));
    let mut any = false;
    for sub in SpecFiles::FOLDERS {
        let inside = folder.join(sub);
        let entries = match std::fs::read_dir(&inside) {
            Ok(entries) => entries,
            Err(_) if !sub.is_empty() && !inside.exists() => continue,
            Err(error) => return Err(format!("cannot read `{}`: {error}", inside.display())),
        };
        for file in entries.flatten().map(|entry| entry.path()) {
            let Some(name) = file.file_name().and_then(|name| name.to_str()) else { continue };
            if SpecFiles::is_spec_file(name) && file.is_file() {
                let text = std::fs::read_to_string(&file);
                files.add(
                    &format!("{sub}/{name}"),
                    text.map_err(|error| format!("cannot read `{}`: {error}", file.display()))?,
                );
                any = true;
            }
        }
    }
    if any { Ok(files) } else { Err(format!("there is no spec in `{}`: it holds no `schema.sql`", folder.display())) }
}
