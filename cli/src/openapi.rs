//! `cargo williw openapi`: writes the interface's document, or says whether the file is what the spec makes of it.
//!
//! The file is committed, so that a review sees what a change does to the interface. It is no input of anything: servers
//! have the document from the build.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use williw_codegen::Compilation;
use williw_codegen::openapi::document;

use crate::generated::{beside, call, settle};

/// Where the spec is, where the file goes, and whether it is only compared.
pub(crate) struct Request<'r> {
    pub(crate) spec: &'r Path,
    pub(crate) out: Option<&'r Path>,
    pub(crate) check: bool,
}

/// Writes, prints or compares the document of a sound spec; says what was done.
pub(crate) fn openapi(request: &Request<'_>, compilation: &Compilation) -> ExitCode {
    match write_or_compare(request, compilation) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn write_or_compare(request: &Request<'_>, compilation: &Compilation) -> Result<ExitCode, String> {
    let Some(document) = document(&compilation.model) else {
        eprintln!("error: the spec has no routes: a document would say nothing");
        return Ok(ExitCode::from(1));
    };
    let text = document.to_pretty();
    if request.out == Some(Path::new("-")) {
        if request.check {
            return Err("`--check` compares a file, and `--out -` names none".to_owned());
        }
        crate::print(&text);
        return Ok(ExitCode::SUCCESS);
    }
    let out: PathBuf = request.out.map_or_else(|| beside(request.spec, "openapi.json"), Path::to_path_buf);
    settle(&out, &text, request.check, &call("openapi", request.spec, request.out), |found| {
        let shown = out.display();
        let reason =
            || format!("`{shown}` is no OpenAPI document, and would be lost: name another file with `--out FILE`");
        (!is_document(found)).then(reason)
    })
}

/// Whether a text is what this command may have written once.
fn is_document(text: &str) -> bool {
    let value = serde_json::from_str::<serde_json::Value>(text);
    value.is_ok_and(|value| value.get("openapi").is_some())
}
