//! `cargo williw import`: a `bindings.toml` to start from, made of an existing configuration of wrangler's.

mod bindings;
mod draft;
mod objects;
mod schedule;
mod source;
mod vars;
mod worker;

use std::path::Path;
use std::process::ExitCode;

use williw_codegen::diag::render;
use williw_codegen::{SpecFiles, compile};

/// Reads a configuration and prints or writes what it becomes.
pub(crate) fn import(path: &Path, out: Option<&Path>) -> ExitCode {
    let shown = path.display().to_string().replace('\\', "/");
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return wrong_call(&format!("cannot read `{shown}`: {error}")),
    };
    if let Some(out) = out.filter(|out| out.exists()) {
        return wrong_call(&format!("`{}` is there already, and would be lost", out.display()));
    }
    let config = match source::parse(&shown, &text) {
        Ok(config) => config,
        Err(told) => {
            eprintln!("{told}");
            return ExitCode::from(1);
        }
    };
    let name = path.file_name().map_or(shown.clone(), |name| name.to_string_lossy().into_owned());
    let draft = draft::draft(config, &name);
    match out {
        None => crate::print(&draft.text),
        Some(out) => {
            if let Err(error) = std::fs::write(out, &draft.text) {
                return wrong_call(&format!("cannot write `{}`: {error}", out.display()));
            }
            eprintln!("wrote `{}`", out.display());
        }
    }
    if !draft.left.is_empty() {
        eprintln!("not imported: {}; they stand at the end, as comments", draft.left.join(", "));
    }
    tell_what_is_wrong(&draft.text);
    ExitCode::SUCCESS
}

/// A configuration may hold what is not legal here in a way that nobody thought of; better now than later.
fn tell_what_is_wrong(text: &str) {
    let mut files = SpecFiles::default();
    files.add("bindings.toml", text.to_owned());
    let compilation = compile(&files);
    for diagnostic in &compilation.diagnostics {
        eprintln!("{}", render(&compilation.sources, diagnostic));
    }
}

fn wrong_call(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(2)
}
