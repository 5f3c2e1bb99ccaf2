//! `[api]` of `routes.toml`, as syntax.

use crate::diag::Diagnostics;
use crate::parse::toml::{Reader, Value, string, table, wrong_type};
use crate::source::Spanned;

/// What the interface says of itself. What is `None` was left out or is of a wrong type; the second has been reported.
#[derive(Clone, Debug, Default)]
pub struct Api {
    pub title: Option<Spanned<String>>,
    pub version: Option<Spanned<String>>,
    pub description: Option<Spanned<String>>,
    pub document: Option<Served>,
    pub docs: Option<Served>,
}

/// `false`, `true` or a path.
#[derive(Clone, Debug)]
pub enum Served {
    /// Where nothing is said, too: at the usual path.
    Yes,
    No,
    At(Spanned<String>),
}

/// Takes the table out of the file's root.
pub fn parse_api(cx: &mut Diagnostics, root: &mut Reader<'_>) -> Api {
    let Some(entry) = root.entry("api") else { return Api::default() };
    let Some(table) = table(cx, &entry.value, "`api`") else { return Api::default() };
    let mut reader = Reader::new(table, "`[api]`");
    let api = Api {
        title: reader.string(cx, "title"),
        version: reader.string(cx, "version"),
        description: reader.string(cx, "description"),
        document: parse_served(cx, &mut reader, "document"),
        docs: parse_served(cx, &mut reader, "docs"),
    };
    reader.finish(cx);
    api
}

fn parse_served(cx: &mut Diagnostics, reader: &mut Reader<'_>, key: &'static str) -> Option<Served> {
    let value = &reader.entry(key)?.value;
    let subject = format!("`{key}` of `[api]`");
    match value.value {
        Value::Boolean(true) => Some(Served::Yes),
        Value::Boolean(false) => Some(Served::No),
        Value::String(_) => string(cx, value, &subject).map(Served::At),
        _ => wrong_type(cx, value, &subject, "a path, or `false`"),
    }
}
