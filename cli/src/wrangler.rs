//! `cargo williw wrangler`: writes `wrangler.toml`, or says whether it is what the spec makes of it.
//!
//! The file names the way to the spec from its own folder, so it is the same wherever the command is called.

use std::path::Path;
use std::process::ExitCode;

use williw_codegen::wrangler::{MARK, Place, wrangler_toml};
use williw_codegen::{Compilation, SpecFiles};

use crate::generated::{beside, call, settle};

/// Where the spec is, where the file goes, and whether it is only compared.
pub(crate) struct Request<'r> {
    pub(crate) spec: &'r Path,
    pub(crate) out: Option<&'r Path>,
    pub(crate) check: bool,
}

/// Writes or compares the file of a sound spec; says what was done.
pub(crate) fn wrangler(request: &Request<'_>, files: &SpecFiles, compilation: &Compilation) -> ExitCode {
    match write_or_compare(request, files, compilation) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn write_or_compare(request: &Request<'_>, files: &SpecFiles, compilation: &Compilation) -> Result<ExitCode, String> {
    let out = request.out.map_or_else(|| beside(request.spec, "wrangler.toml"), Path::to_path_buf);
    let place = place(request.spec, &out, files)?;
    let Some(text) = wrangler_toml(&compilation.model, &place) else {
        eprintln!("error: the spec has no `[worker]` in `bindings.toml`, which names what is deployed");
        return Ok(ExitCode::from(1));
    };
    warn_of_others(&out);
    settle(&out, &text, request.check, &call("wrangler", request.spec, request.out), |found| {
        let shown = out.display();
        let reason = || {
            format!(
                "`{shown}` was written by hand, and would be lost; `cargo williw import {shown}` reads it into a \
                 `bindings.toml`. Move it away, or name another file with `--out PATH`"
            )
        };
        (!found.starts_with(MARK)).then(reason)
    })
}

/// What the file says of its place.
fn place(spec: &Path, out: &Path, files: &SpecFiles) -> Result<Place, String> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let whole = |path: &Path| path.canonicalize().map_err(|error| format!("cannot open `{}`: {error}", path.display()));
    let (folder, spec) = (whole(folder)?, whole(spec)?);
    let way = way(&folder, &spec);
    let name = out.file_name().and_then(|name| name.to_str()).ok_or("`--out` must name a file")?;
    let mut command = "cargo williw wrangler".to_owned();
    if way != "spec" {
        command.push_str(&format!(" --spec {way}"));
    }
    // A folder's own file is the one that is written where nothing is said.
    if name != "wrangler.toml" || way.contains('/') || way == "." || way == ".." {
        command.push_str(&format!(" --out {name}"));
    }
    let migrations = files.files.iter().any(|(path, _)| path.starts_with("migrations/"));
    Ok(Place { command, spec: way, migrations })
}

/// The way from one folder to another, both without links; `.` where they are the same.
fn way(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    let down = to.iter().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let way: Vec<String> = up.chain(down).collect();
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}

/// wrangler reads the first of the three that it finds.
fn warn_of_others(out: &Path) {
    for name in ["wrangler.json", "wrangler.jsonc"] {
        let other = out.with_file_name(name);
        if out.file_name().is_some_and(|name| name == "wrangler.toml") && other.exists() {
            eprintln!("warning: wrangler reads `{}` instead of `{}`", other.display(), out.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_folders() {
        let way = |from: &str, to: &str| way(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b", "/a/b/spec"), "spec");
        assert_eq!(way("/a/b", "/a/b"), ".");
        assert_eq!(way("/a/b/c", "/a/d/spec"), "../../d/spec");
    }
}
