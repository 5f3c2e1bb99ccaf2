//! What commands share that write a file which is committed: where it goes, what it holds already, what differs.

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

/// Writes a generated file, or with `check` compares it, and says what was done. `again` is the command that writes it;
/// `foreign` says why what is there may not be lost, where that was not written by it.
///
/// Exit codes: 0 the file is as it must be, 1 with `check` it is not.
///
/// # Errors
/// The file cannot be read or written, or is somebody else's.
pub(crate) fn settle(
    out: &Path,
    text: &str,
    check: bool,
    again: &str,
    foreign: impl FnOnce(&str) -> Option<String>,
) -> Result<ExitCode, String> {
    let shown = out.display();
    let found = existing(out)?;
    if found.as_deref() == Some(text) {
        eprintln!("`{shown}` is up to date");
        return Ok(ExitCode::SUCCESS);
    }
    if check {
        match &found {
            None => eprintln!("error: there is no `{shown}`"),
            Some(found) => eprintln!("error: `{shown}` is not what the spec makes of it\n{}", difference(found, text)),
        }
        eprintln!("write it with `{again}`");
        return Ok(ExitCode::from(1));
    }
    if let Some(reason) = found.filter(|found| !found.trim().is_empty()).and_then(|found| foreign(&found)) {
        return Err(reason);
    }
    std::fs::write(out, text).map_err(|error| format!("cannot write `{shown}`: {error}"))?;
    eprintln!("wrote `{shown}`");
    Ok(ExitCode::SUCCESS)
}

/// A file of this name beside the spec's folder.
pub(crate) fn beside(spec: &Path, name: &str) -> PathBuf {
    let parent = match spec.components().next_back() {
        Some(Component::Normal(_)) => spec.parent().unwrap_or(Path::new("")).to_path_buf(),
        _ => spec.join(".."),
    };
    parent.join(name)
}

/// What a file holds; `None` where there is none.
pub(crate) fn existing(path: &Path) -> Result<Option<String>, String> {
    match std::fs::read_to_string(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot read `{}`: {error}", path.display())),
    }
}

/// The command as it was called, without the question.
pub(crate) fn call(command: &str, spec: &Path, out: Option<&Path>) -> String {
    let mut call = format!("cargo williw {command}");
    if spec != Path::new("spec") {
        call.push_str(&format!(" --spec {}", spec.display()));
    }
    if let Some(out) = out {
        call.push_str(&format!(" --out {}", out.display()));
    }
    call
}

/// What differs, from the first line that does to the last, or the beginning of it.
fn difference(found: &str, expected: &str) -> String {
    const SHOWN: usize = 12;
    let (old, new): (Vec<&str>, Vec<&str>) = (found.lines().collect(), expected.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let left = old.len().min(new.len()) - same;
    let tail = old.iter().rev().zip(new.iter().rev()).take(left).take_while(|(a, b)| a == b).count();
    let middle = |lines: &[&str], mark: char| {
        let lines: Vec<String> =
            lines.iter().take(lines.len() - tail).skip(same).map(|line| format!("  {mark} {line}")).collect();
        let more = lines.len().saturating_sub(SHOWN);
        let mut shown: Vec<String> = lines.into_iter().take(SHOWN).collect();
        if more > 0 {
            shown.push(format!("  {mark} … and {more} more lines"));
        }
        shown
    };
    let mut lines = vec![format!("  from line {}:", same + 1)];
    lines.extend(middle(&old, '-'));
    lines.extend(middle(&new, '+'));
    if old == new {
        lines = vec!["  the line ends differ".to_owned()];
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_beside_a_spec() {
        assert_eq!(beside(Path::new("spec"), "wrangler.toml"), Path::new("wrangler.toml"));
        assert_eq!(beside(Path::new("examples/a/spec/"), "wrangler.toml"), Path::new("examples/a/wrangler.toml"));
        assert_eq!(beside(Path::new("."), "wrangler.toml"), Path::new("./../wrangler.toml"));
    }

    #[test]
    fn only_what_differs_is_shown() {
        assert_eq!(difference("a\nb\nc\n", "a\nx\ny\nc\n"), "  from line 2:\n  - b\n  + x\n  + y");
        assert_eq!(difference("a\n", "a\na\n"), "  from line 2:\n  + a");
        assert_eq!(difference("a\r\n", "a\n"), "  the line ends differ");
    }
}
