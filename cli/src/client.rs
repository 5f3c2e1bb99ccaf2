//! `cargo williw client ts`: writes the TypeScript client, or says whether a file is what the spec makes of it.

use std::path::Path;
use std::process::ExitCode;

use williw_codegen::Compilation;
use williw_codegen::client::typescript;

/// Prints, writes or compares the client of a sound spec. Exit codes: 0 done, 1 the file is another, 2 it cannot be read or written.
pub(crate) fn client(compilation: &Compilation, out: Option<&Path>, check: bool) -> ExitCode {
    let text = typescript(&compilation.model);
    let Some(out) = out else {
        crate::print(&text);
        return ExitCode::SUCCESS;
    };
    let shown = out.display();
    let found = match std::fs::read_to_string(out) {
        Ok(found) => Some(found),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            eprintln!("error: cannot read `{shown}`: {error}");
            return ExitCode::from(2);
        }
    };
    if found.as_ref() == Some(&text) {
        eprintln!("`{shown}` is up to date");
        return ExitCode::SUCCESS;
    }
    if check {
        match found {
            None => eprintln!("error: there is no `{shown}`"),
            Some(_) => eprintln!("error: `{shown}` is not what the spec makes of it"),
        }
        eprintln!("write it with `cargo williw client ts --out {shown}`");
        return ExitCode::from(1);
    }
    if let Err(error) = std::fs::write(out, text) {
        eprintln!("error: cannot write `{shown}`: {error}");
        return ExitCode::from(2);
    }
    eprintln!("wrote `{shown}`");
    ExitCode::SUCCESS
}
