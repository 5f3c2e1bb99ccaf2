//! `cargo williw client ts`: writes the TypeScript client, or says whether a file is what the spec makes of it.

use std::path::Path;
use std::process::ExitCode;

use williw_codegen::Compilation;
use williw_codegen::client::typescript;

use crate::generated::settle;

/// Prints, writes or compares the client of a sound spec. Exit codes: 0 done, 1 the file is another, 2 it cannot be read or written.
pub(crate) fn client(compilation: &Compilation, out: Option<&Path>, check: bool) -> ExitCode {
    let text = typescript(&compilation.model);
    let Some(out) = out else {
        crate::print(&text);
        return ExitCode::SUCCESS;
    };
    let again = format!("cargo williw client ts --out {}", out.display());
    settle(out, &text, check, &again, |_| None).unwrap_or_else(|message| {
        eprintln!("error: {message}");
        ExitCode::from(2)
    })
}
