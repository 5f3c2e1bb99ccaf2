//! `bindings.toml` as syntax: what is written, with places, and nothing looked up yet.

mod crons;
mod kv;
mod objects;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diag::Diagnostics;
use crate::parse::deploy::{D1Keys, Deploy, WorkerKeys, parse_d1_keys, parse_deploy, parse_worker_keys};
use crate::parse::toml::{Document, Entry, Reader, Table, Value, parse_document, table};
use crate::parse::types::{Rules, parse_bounds, parse_text_rules};
use crate::source::{FileId, SourceMap, Span, Spanned};

pub use crons::Cron;
pub use kv::{KeyText, KeyTextPart, Kv, KvTemplate};
pub use objects::{Method, Object, Socket};

/// `bindings.toml`.
#[derive(Clone, Debug, Default)]
pub struct Bindings {
    pub worker: Option<Worker>,
    pub d1: Vec<D1>,
    pub kv: Vec<Kv>,
    pub objects: Vec<Object>,
    pub crons: Vec<Cron>,
    pub vars: Vec<Var>,
    pub secrets: Vec<Secret>,
    pub deploy: Deploy,
    /// Whether the file is missing things that the user wrote, because it is no TOML.
    pub broken: bool,
}

#[derive(Clone, Debug)]
pub struct Worker {
    pub name: Option<Spanned<String>>,
    pub compatibility_date: Option<Spanned<String>>,
    pub deploy: WorkerKeys,
}

#[derive(Clone, Debug)]
pub struct D1 {
    pub name: Spanned<String>,
    pub schema: Option<Spanned<String>>,
    pub deploy: D1Keys,
}

#[derive(Clone, Debug)]
pub struct Var {
    pub name: Spanned<String>,
    /// `None`: left out, which means a string.
    pub ty: Option<Spanned<String>>,
    pub rules: Rules,
    pub default: Option<Spanned<Value>>,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Secret {
    pub name: Spanned<String>,
    pub optional: bool,
    pub docs: Vec<String>,
}

/// Parses `bindings.toml`. Of a file that is no TOML only that is told, and what could be read is returned.
pub fn parse_bindings(cx: &mut Diagnostics, sources: &SourceMap, file: FileId) -> Bindings {
    let Document { root, sound } = parse_document(cx, sources, file);
    let mut told = Diagnostics::default();
    let mut reader = Reader::new(&root, "`bindings.toml`");
    let bindings = Bindings {
        worker: parse_worker(&mut told, &mut reader),
        d1: parse_d1(&mut told, &mut reader),
        kv: kv::parse_kv(&mut told, &mut reader),
        objects: objects::parse_objects(&mut told, &mut reader),
        crons: crons::parse_crons(&mut told, &mut reader),
        vars: parse_vars(&mut told, &mut reader),
        secrets: parse_secrets(&mut told, &mut reader),
        deploy: parse_deploy(&mut told, &mut reader),
        broken: !sound,
    };
    // A kind of binding that is not known is an unknown key: the Worker would start without it.
    reader.finish(&mut told);
    if sound {
        cx.absorb(told);
    }
    bindings
}

/// The files that hold objects' own tables and queries. What is wrong is told when the table is parsed for good.
pub fn object_files(text: &str) -> BTreeSet<String> {
    let mut sources = SourceMap::default();
    let file = sources.add("bindings.toml", text);
    // The sink is of no use: `parse_bindings` says it all.
    let bindings = parse_bindings(&mut Diagnostics::default(), &sources, file);
    let of_d1: BTreeSet<String> = bindings.d1.into_iter().filter_map(|d1| Some(d1.schema?.value)).collect();
    let files = bindings.objects.into_iter().flat_map(|object| [object.schema, object.queries]);
    files.flatten().map(|file| file.value).filter(|file| !of_d1.contains(file)).collect()
}

/// A table's comment, unless the table is there only because the header of a table within it names it: then the
/// comment is that one's.
fn own_docs(entry: &Entry, table: &Table) -> Vec<String> {
    let is_named_only = table.span == entry.key.span;
    if is_named_only { Vec::new() } else { entry.docs.clone() }
}

/// Where a part of a text was written. Of a text with escapes, or in three quotes, the whole is the best there is.
pub(crate) fn literal(text: &Spanned<String>, part: Range<usize>) -> Span {
    let Span { start, end, .. } = text.span;
    if end - start == text.len() + 2 { text.span.part(part.start + 1..part.end + 1) } else { text.span }
}

fn parse_worker(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Option<Worker> {
    let entry = reader.entry("worker")?;
    let mut reader = Reader::new(table(cx, &entry.value, "`worker`")?, "`[worker]`");
    let name = reader.required_string(cx, "name", "\"…\"");
    let compatibility_date = reader.required_string(cx, "compatibility_date", "\"2026-11-01\"");
    let deploy = parse_worker_keys(cx, &mut reader);
    reader.finish(cx);
    Some(Worker { name, compatibility_date, deploy })
}

fn parse_d1(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Vec<D1> {
    let mut databases = Vec::new();
    for (entry, table) in reader.tables(cx, "d1") {
        let mut reader = Reader::new(table, format!("database `{}`", *entry.key));
        let schema = reader.required_string(cx, "schema", "\"schema.sql\"");
        let deploy = parse_d1_keys(cx, &mut reader);
        reader.finish(cx);
        databases.push(D1 { name: entry.key.clone(), schema, deploy });
    }
    databases
}

fn parse_vars(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Vec<Var> {
    let mut vars = Vec::new();
    for (entry, table) in reader.tables(cx, "var") {
        let mut reader = Reader::new(table, format!("var `{}`", *entry.key));
        let ty = reader.string(cx, "type");
        let default = reader.entry("default").map(|entry| entry.value.clone());
        let Rules { min, max, .. } = parse_bounds(cx, &mut reader);
        let rules = Rules { min, max, ..parse_text_rules(cx, &mut reader) };
        reader.finish(cx);
        vars.push(Var { name: entry.key.clone(), ty, rules, default, docs: entry.docs.clone() });
    }
    vars
}

fn parse_secrets(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for (entry, table) in reader.tables(cx, "secret") {
        let mut reader = Reader::new(table, format!("secret `{}`", *entry.key));
        let optional = reader.boolean(cx, "optional").is_some_and(|it| it.value);
        reader.finish(cx);
        secrets.push(Secret { name: entry.key.clone(), optional, docs: entry.docs.clone() });
    }
    secrets
}
