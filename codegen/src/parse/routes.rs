//! `routes.toml` as syntax: what is written, with places, and nothing looked up yet.

use crate::diag::Diagnostics;
use crate::parse::api::{Api, parse_api};
use crate::parse::callers::{Access, parse_access};
use crate::parse::toml::{Document, Entry, Reader, Table, Value, comments, parse_document, string, table, wrong_type};
use crate::parse::types::{Field, parse_field};
use crate::source::{FileId, SourceMap, Span, Spanned};

/// `routes.toml`.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    /// In file order.
    pub routes: Vec<Route>,
    /// `[errors]`, in file order.
    pub errors: Vec<Error>,
    /// The tables that say who may do what, and how often.
    pub access: Access,
    pub api: Api,
    /// Whether the file is missing things that the user wrote, because it is no TOML.
    pub broken: bool,
}

/// A `[[route]]`. What is `None` was left out or is of a wrong type; the second has been reported.
#[derive(Clone, Debug)]
pub struct Route {
    pub name: Option<Spanned<String>>,
    pub method: Option<Spanned<String>>,
    pub path: Option<Spanned<String>>,
    pub caller: Caller,
    pub body: Option<Spanned<String>>,
    pub body_optional: Option<Spanned<bool>>,
    pub query: Vec<Field>,
    pub params: Vec<Field>,
    /// Status and record name, which is empty where there is no body.
    pub replies: Vec<(Spanned<String>, Spanned<String>)>,
    /// Whether there is a `replies` at all; that there is none has been reported.
    pub replies_written: bool,
    pub errors: Vec<Spanned<String>>,
    pub rate_limit: Option<Spanned<String>>,
    pub idempotency_key: Option<Spanned<Value>>,
    pub presents_key: Option<Spanned<String>>,
    /// The header's place.
    pub span: Span,
    pub docs: Vec<String>,
}

/// Who may call: left out is another mistake than written wrongly.
#[derive(Clone, Debug)]
pub enum Caller {
    Missing,
    /// Has been reported.
    Malformed,
    Given(Vec<Spanned<String>>, Span),
}

/// An entry of `[errors]`.
#[derive(Clone, Debug)]
pub struct Error {
    pub code: Spanned<String>,
    pub status: Option<Spanned<i128>>,
    pub title: Option<Spanned<String>>,
    pub retry_after: Option<Spanned<Value>>,
}

/// Parses `routes.toml`. Of a file that is no TOML only that is told, and what could be read is returned.
pub fn parse_routes(cx: &mut Diagnostics, sources: &SourceMap, file: FileId) -> Routes {
    let Document { root, sound } = parse_document(cx, sources, file);
    let mut told = Diagnostics::default();
    let mut reader = Reader::new(&root, "`routes.toml`");
    let errors = parse_errors(&mut told, &mut reader);
    let access = parse_access(&mut told, &mut reader);
    let api = parse_api(&mut told, &mut reader);
    let routes = match reader.entry("route") {
        None => Vec::new(),
        Some(entry) => match &entry.value.value {
            Value::Array(items) => {
                let tables: Vec<&Table> = items.iter().filter_map(|item| table(&mut told, item, "a route")).collect();
                tables.into_iter().map(|table| parse_route(&mut told, sources.text(file), table)).collect()
            }
            _ => {
                wrong_type::<()>(
                    &mut told,
                    &entry.value,
                    "`route`",
                    "a list of tables, each under a header `[[route]]`",
                );
                Vec::new()
            }
        },
    };
    reader.finish(&mut told);
    if sound {
        cx.absorb(told);
    }
    Routes { routes, errors, access, api, broken: !sound }
}

fn parse_errors(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Vec<Error> {
    let mut errors = Vec::new();
    for (entry, table) in reader.tables(cx, "errors") {
        let mut reader = Reader::new(table, format!("error `{}`", *entry.key));
        if !reader.has("status") {
            reader.missing(cx, "status", "409");
        }
        let status = reader.integer(cx, "status");
        let title = reader.required_string(cx, "title", "\"…\"");
        let retry_after = reader.entry("retry_after").map(|entry| entry.value.clone());
        reader.finish(cx);
        errors.push(Error { code: entry.key.clone(), status, title, retry_after });
    }
    errors
}

fn parse_route(cx: &mut Diagnostics, text: &str, table: &Table) -> Route {
    let subject = match table.entries.iter().find(|entry| *entry.key == "name").map(|entry| &entry.value.value) {
        Some(Value::String(name)) => format!("route `{name}`"),
        _ => "a route".to_owned(),
    };
    let span = table.span;
    let mut reader = Reader::new(table, subject.clone());
    let name = reader.required_string(cx, "name", "\"…\"");
    let method = reader.required_string(cx, "method", "\"GET\"");
    let path = reader.required_string(cx, "path", "\"/api/…\"");
    let caller = match reader.entry("caller").map(|entry| entry.value.span) {
        None if reader.misspelt("caller") => Caller::Malformed,
        None => Caller::Missing,
        Some(span) => reader.strings(cx, "caller").map_or(Caller::Malformed, |callers| Caller::Given(callers, span)),
    };
    let body = reader.string(cx, "body");
    let body_optional = reader.boolean(cx, "body_optional");
    let query = parse_fields(cx, &mut reader, "query", "query parameter");
    let params = parse_fields(cx, &mut reader, "params", "path parameter");
    let replies_written = reader.has("replies");
    let replies = parse_replies(cx, &mut reader, &subject);
    let errors = reader.strings(cx, "errors").unwrap_or_default();
    let rate_limit = reader.string(cx, "rate_limit");
    let idempotency_key = reader.entry("idempotency_key").map(|entry| entry.value.clone());
    let presents_key = reader.string(cx, "presents_key");
    let docs = match reader.string(cx, "doc") {
        Some(doc) => doc.lines().map(str::to_owned).collect(),
        None => comments(text, span.start, span.end),
    };
    reader.finish(cx);
    Route {
        name,
        method,
        path,
        caller,
        body,
        body_optional,
        query,
        params,
        replies,
        replies_written,
        errors,
        rate_limit,
        idempotency_key,
        presents_key,
        span,
        docs,
    }
}

fn parse_fields(cx: &mut Diagnostics, reader: &mut Reader<'_>, key: &'static str, subject: &str) -> Vec<Field> {
    let entries = reader.entries(cx, key);
    entries.iter().filter_map(|entry| parse_field(cx, entry, &format!("{subject} `{}`", *entry.key))).collect()
}

fn parse_replies(
    cx: &mut Diagnostics,
    reader: &mut Reader<'_>,
    subject: &str,
) -> Vec<(Spanned<String>, Spanned<String>)> {
    if !reader.has("replies") {
        reader.missing(cx, "replies", "{ 200 = \"…\" }");
    }
    let entries = reader.entries(cx, "replies");
    let reply = |cx: &mut Diagnostics, entry: &Entry| {
        let body = string(cx, &entry.value, &format!("reply {} of {subject}", *entry.key))?;
        Some((entry.key.clone(), body))
    };
    entries.iter().filter_map(|entry| reply(cx, entry)).collect()
}
