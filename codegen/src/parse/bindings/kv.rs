//! `[kv.NODES_STORE]`: namespaces and their key templates.
//!
//! A namespace's table mixes keys of its own with tables that are named by the user; what is a table is a template.
//! A template's text is taken apart here, so that every `{parameter}` has a place.

use crate::diag::Diagnostics;
use crate::parse::bindings::{literal, own_docs};
use crate::parse::toml::{Entry, Reader, Table, Value, unknown_key};
use crate::parse::types::{Field, parse_field};
use crate::source::Spanned;

/// A namespace.
#[derive(Clone, Debug)]
pub struct Kv {
    pub name: Spanned<String>,
    /// For `wrangler.toml`.
    pub id: Option<Spanned<String>>,
    /// For `wrangler.toml`.
    pub preview_id: Option<Spanned<String>>,
    pub templates: Vec<KvTemplate>,
    pub docs: Vec<String>,
}

/// What one kind of its keys looks like.
#[derive(Clone, Debug)]
pub struct KvTemplate {
    pub name: Spanned<String>,
    pub key: Option<KeyText>,
    pub params: Vec<Field>,
    /// A field's type, or `text` or `bytes`.
    pub value: Option<Field>,
    pub metadata: Option<Field>,
    /// A text such as `5m`, or seconds.
    pub ttl: Option<Spanned<Value>>,
    pub cache_ttl: Option<Spanned<Value>>,
    pub docs: Vec<String>,
}

/// `node:{node_id}`.
#[derive(Clone, Debug)]
pub struct KeyText {
    /// As written.
    pub text: Spanned<String>,
    /// `None`: the text could not be read, which has been reported.
    pub parts: Option<Vec<KeyTextPart>>,
}

#[derive(Clone, Debug)]
pub enum KeyTextPart {
    Literal(String),
    Param(Spanned<String>),
}

/// Keys of a template's table; in a namespace's table they are misplaced.
const TEMPLATE_KEYS: [&str; 6] = ["key", "params", "value", "metadata", "ttl", "cache_ttl"];

pub(super) fn parse_kv(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Vec<Kv> {
    reader.tables(cx, "kv").into_iter().map(|(entry, table)| parse_namespace(cx, entry, table)).collect()
}

fn parse_namespace(cx: &mut Diagnostics, entry: &Entry, table: &Table) -> Kv {
    const OWN: [&str; 2] = ["id", "preview_id"];
    let subject = format!("namespace `{}`", *entry.key);
    let mut reader = Reader::new(table, subject.clone());
    let (id, preview_id) = (reader.string(cx, "id"), reader.string(cx, "preview_id"));
    let mut templates = Vec::new();
    for inner in table.entries.iter().filter(|inner| !OWN.contains(&inner.key.as_str())) {
        match &inner.value.value {
            Value::Table(table) if !TEMPLATE_KEYS.contains(&inner.key.as_str()) => {
                templates.push(parse_template(cx, &entry.key, inner, table));
            }
            _ if TEMPLATE_KEYS.contains(&inner.key.as_str()) => {
                cx.error("unknown-key", inner.key.span, format!("{subject} has no key `{}`", *inner.key))
                    .label("belongs to one kind of keys")
                    .help(format!("put it under a name for those, such as `[kv.{}.entry]`", *entry.key));
            }
            _ => unknown_key(cx, &inner.key, &subject, &OWN),
        }
    }
    Kv { name: entry.key.clone(), id, preview_id, templates, docs: own_docs(entry, table) }
}

fn parse_template(cx: &mut Diagnostics, namespace: &str, entry: &Entry, inner: &Table) -> KvTemplate {
    let subject = format!("key `{}` of `{namespace}`", *entry.key);
    let mut reader = Reader::new(inner, subject.clone());
    let key = reader.required_string(cx, "key", "\"node:{node_id}\"");
    let key = key.map(|text| KeyText { parts: parse_key(cx, &text, &subject), text });
    let params = reader.entries(cx, "params");
    let param = |entry| parse_field(cx, entry, &format!("parameter `{}` of {subject}", *entry.key));
    let params = params.iter().filter_map(param).collect();
    if !reader.has("value") {
        reader.missing(cx, "value", "\"text\"");
    }
    let mut field = |reader: &mut Reader<'_>, key| {
        let entry = reader.entry(key)?;
        parse_field(cx, entry, &format!("the {key} of {subject}"))
    };
    let (value, metadata) = (field(&mut reader, "value"), field(&mut reader, "metadata"));
    let ttl = reader.entry("ttl").map(|entry| entry.value.clone());
    let cache_ttl = reader.entry("cache_ttl").map(|entry| entry.value.clone());
    reader.finish(cx);
    KvTemplate { name: entry.key.clone(), key, params, value, metadata, ttl, cache_ttl, docs: entry.docs.clone() }
}

// Diagnostic: bad-key
//
// `key = "node:{node_id"`
fn parse_key(cx: &mut Diagnostics, text: &Spanned<String>, subject: &str) -> Option<Vec<KeyTextPart>> {
    let mut parts = Vec::new();
    let mut rest = text.as_str();
    let mut at = 0;
    while let Some(brace) = rest.find(['{', '}']) {
        let (before, after) = rest.split_at(brace);
        if !before.is_empty() {
            parts.push(KeyTextPart::Literal(before.to_owned()));
        }
        let open = after.starts_with('{');
        let end = after.get(1..).and_then(|inner| inner.find(['{', '}'])).map(|end| end + 1);
        let Some(end) = end.filter(|&end| open && after.get(end..).is_some_and(|end| end.starts_with('}'))) else {
            let place = literal(text, at + brace..at + brace + 1);
            let message = format!("`{}` of the {subject} has no counterpart", if open { "{" } else { "}" });
            cx.error("bad-key", place, message).help("a parameter is written `{node_id}`; a key cannot hold braces");
            return None;
        };
        let name = after.get(1..end).unwrap_or_default();
        parts.push(KeyTextPart::Param(Spanned::new(name.to_owned(), literal(text, at + brace + 1..at + brace + end))));
        at += brace + end + 1;
        rest = text.get(at..).unwrap_or_default();
    }
    if !rest.is_empty() {
        parts.push(KeyTextPart::Literal(rest.to_owned()));
    }
    Some(parts)
}
