//! `cargo williw assets`: the files that Cloudflare serves beside the Worker, so that its wasm need not carry them.
//!
//! The folder may be one with files of the user's own; only what is generated is written, and of `_headers`, which there
//! is one of, a part between two marks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use williw_codegen::Compilation;
use williw_codegen::model::ApiDef;
use williw_codegen::openapi::document;

use crate::generated::{beside, existing};

const BEGIN: &str = "# Made by `cargo williw assets`.";
const END: &str = "# End of what `cargo williw assets` made.";

/// Writes the files of a sound spec; says what was done.
pub(crate) fn assets(spec: &Path, out: Option<&Path>, compilation: &Compilation) -> ExitCode {
    match write(spec, out, compilation) {
        Ok(said) => {
            eprintln!("{said}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn write(spec: &Path, out: Option<&Path>, compilation: &Compilation) -> Result<String, String> {
    let model = &compilation.model;
    let (Some(document), Some(api)) = (document(model), &model.api) else {
        return Ok("the spec has no routes, and so no document of them".to_owned());
    };
    let Some(path) = &api.document else {
        return Ok("`document = false` in `[api]`: there is nothing to write".to_owned());
    };
    let folder = match (out, model.assets_directory()) {
        (Some(out), _) => out.to_path_buf(),
        (None, Some(directory)) => beside(spec, &directory),
        (None, None) => {
            return Err("the spec has no `[worker]` in `bindings.toml`: name a folder with `--out DIR`".to_owned());
        }
    };
    put(&folder, path, document.to_string().as_bytes())?;
    let mut count = 1;
    if let Some(docs) = &api.docs {
        // Beside a folder of the same name, this is what Cloudflare has at the path itself.
        let name = model.bindings.worker.as_ref().map_or("worker", |worker| worker.name.as_str());
        let page = williw_docs::page(name, docs, path);
        put(&folder, &format!("{docs}.html"), page.as_bytes())?;
        for file in williw_docs::FILES {
            put(&folder, &format!("{docs}/{}", file.name), &file.plain())?;
        }
        count += 1 + williw_docs::FILES.len();
    }
    put_headers(&folder, api, path)?;
    Ok(format!("wrote {count} files to `{}`", folder.display()))
}

/// Writes a file, unless it is there already: a time that stays keeps other tools from working.
fn put(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), String> {
    let file: PathBuf = folder.join(path.trim_start_matches('/'));
    if fs::read(&file).is_ok_and(|found| found == bytes) {
        return Ok(());
    }
    let parent = file.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(|error| format!("cannot make `{}`: {error}", parent.display()))?;
    fs::write(&file, bytes).map_err(|error| format!("cannot write `{}`: {error}", file.display()))
}

/// The header fields of the files (<https://developers.cloudflare.com/workers/static-assets/headers/>).
fn put_headers(folder: &Path, api: &ApiDef, document: &str) -> Result<(), String> {
    let mut rules = format!("{BEGIN}\n{document}\n  Access-Control-Allow-Origin: *\n");
    if let Some(docs) = &api.docs {
        let policy = williw_docs::CONTENT_SECURITY_POLICY;
        rules += &format!("{docs}\n  Content-Security-Policy: {policy}\n  Referrer-Policy: no-referrer\n");
        rules += &format!("  X-Content-Type-Options: nosniff\n{docs}/*\n  X-Content-Type-Options: nosniff\n");
    }
    rules += END;
    let found = existing(&folder.join("_headers"))?.unwrap_or_default();
    let own = match (found.split_once(BEGIN), found.split_once(END)) {
        (Some((before, _)), Some((_, after))) => (before.to_owned(), after.trim_start().to_owned()),
        _ if found.trim().is_empty() => (String::new(), String::new()),
        _ => (format!("{}\n\n", found.trim_end()), String::new()),
    };
    put(folder, "_headers", format!("{}{rules}\n{}", own.0, own.1).as_bytes())
}
