//! The tables of `routes.toml` beside its routes, as syntax: `[auth]`, `[limits]`, `[cors]`, `[idempotency]`.

use crate::diag::Diagnostics;
use crate::parse::toml::{Reader, Table, Value, table};
use crate::source::{Span, Spanned};

/// All of them. What is `None` was left out or is of a wrong type; the second has been reported.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// In file order.
    pub auth: Vec<Auth>,
    /// `rate_limit` of `[limits]`.
    pub ip_limit: Option<Spanned<String>>,
    pub cors: Option<Cors>,
    pub idempotency: Option<Idempotency>,
}

/// An entry of `[auth]`.
#[derive(Clone, Debug)]
pub struct Auth {
    pub name: Spanned<String>,
    pub scheme: Option<Spanned<String>>,
    pub id: Option<Spanned<String>>,
    pub time_header: Option<Spanned<String>>,
    pub secret: Option<Spanned<String>>,
    pub rate_limit: Option<Spanned<String>>,
    pub docs: Vec<String>,
}

/// `[cors]`.
#[derive(Clone, Debug)]
pub struct Cors {
    pub origins: Option<Vec<Spanned<String>>>,
    pub origins_var: Option<Spanned<String>>,
    pub max_age: Option<Spanned<Value>>,
    /// The header's place.
    pub span: Span,
}

/// `[idempotency]`.
#[derive(Clone, Debug)]
pub struct Idempotency {
    pub table: Option<Spanned<String>>,
    pub keep: Option<Spanned<Value>>,
}

/// Takes the tables out of the file's root.
pub fn parse_access(cx: &mut Diagnostics, root: &mut Reader<'_>) -> Access {
    let mut auth = Vec::new();
    for (entry, table) in root.tables(cx, "auth") {
        let mut reader = Reader::new(table, format!("`[auth.{}]`", *entry.key));
        auth.push(Auth {
            name: entry.key.clone(),
            scheme: reader.required_string(cx, "scheme", "\"bearer\""),
            id: reader.string(cx, "id"),
            time_header: reader.string(cx, "time_header"),
            secret: reader.string(cx, "secret"),
            rate_limit: reader.string(cx, "rate_limit"),
            docs: entry.docs.clone(),
        });
        reader.finish(cx);
    }
    let ip_limit = only(cx, root, "limits").and_then(|table| {
        let mut reader = Reader::new(table, "`[limits]`");
        let limit = reader.required_string(cx, "rate_limit", "\"IP_LIMIT\"");
        reader.finish(cx);
        limit
    });
    let cors = only(cx, root, "cors").map(|table| {
        let mut reader = Reader::new(table, "`[cors]`");
        if !reader.has("origins") && !reader.has("origins_var") {
            reader.missing(cx, "origins", "[\"https://app.example\"]");
        }
        let cors = Cors {
            origins: reader.strings(cx, "origins"),
            origins_var: reader.string(cx, "origins_var"),
            max_age: reader.entry("max_age").map(|entry| entry.value.clone()),
            span: table.span,
        };
        reader.finish(cx);
        cors
    });
    let idempotency = only(cx, root, "idempotency").map(|table| {
        let mut reader = Reader::new(table, "`[idempotency]`");
        let table = reader.required_string(cx, "table", "\"idempotency_keys\"");
        let keep = reader.entry("keep").map(|entry| entry.value.clone());
        reader.finish(cx);
        Idempotency { table, keep }
    });
    Access { auth, ip_limit, cors, idempotency }
}

fn only<'t>(cx: &mut Diagnostics, root: &mut Reader<'t>, key: &'static str) -> Option<&'t Table> {
    table(cx, &root.entry(key)?.value, &format!("`{key}`"))
}
