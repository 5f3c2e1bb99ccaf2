//! The files of a spec's folder: what names one must name one that is read, and what is not read is told.

use crate::SpecFiles;
use crate::diag::{Diagnostics, nearest};
use crate::model::Model;
use crate::parse::Scripts;
use crate::source::{SourceMap, Span};

/// The tables that a spec has beside its SQL.
pub const TABLES: [&str; 3] = ["types.toml", "routes.toml", "bindings.toml"];

// Diagnostic: unknown-file
//
// `[d1.DB] schema = "schemas.sql"`
/// A database's schema must be what the tables were read from.
pub fn check_schemas(cx: &mut Diagnostics, model: &Model, read: &[&str]) {
    for d1 in &model.bindings.d1 {
        let named = |path: &str| path == d1.schema || path.strip_prefix(&format!("{}/", d1.schema)).is_some();
        if !read.is_empty() && !read.iter().all(|path| named(path)) {
            let schema = match read {
                [one] => (*one).to_owned(),
                several => several
                    .first()
                    .and_then(|path| path.split_once('/'))
                    .map_or("schema.sql", |(folder, _)| folder)
                    .to_owned(),
            };
            let message = format!("`{}` has the schema `{}`, which is not read", d1.name.source, d1.schema);
            cx.error("unknown-file", d1.name.span, message)
                .help(format!("write `schema = \"{schema}\"`: a spec describes one schema"));
        }
    }
}

// Diagnostic: unread-file
//
// `route.toml`, or `more.sql` beside `schema.sql`
/// A file that looks like a part of the spec and is not read was meant to be.
pub fn check_unread(cx: &mut Diagnostics, sources: &mut SourceMap, files: &SpecFiles, schema: &[&str], read: &Scripts) {
    for (path, text) in &files.files {
        // Migrations stand beside the schema that they lead to.
        let known = read.contains(path) || TABLES.contains(&path.as_str()) || path.starts_with("migrations/");
        if known {
            continue;
        }
        let help = if let Some(near) = nearest(path, TABLES).filter(|_| path.ends_with(".toml")) {
            format!("call it `{near}`")
        } else if path.starts_with("objects/") || schema.is_empty() {
            format!("no object names it, as `schema = \"{path}\"` or `queries = \"{path}\"`")
        } else {
            format!(
                "the schema is read from {}",
                schema.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ")
            )
        };
        let file = sources.add(files.shown(path), text.clone());
        cx.warning("unread-file", Span::new(file, 0..0), format!("`{path}` is not read")).help(help);
    }
}
