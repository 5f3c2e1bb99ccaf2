//! `[object.NodeRegistry]`: Durable Object classes, their methods and sockets.

use crate::diag::Diagnostics;
use crate::parse::bindings::own_docs;
use crate::parse::toml::{Entry, Reader, Table, Value, table};
use crate::parse::types::{Field, parse_field};
use crate::source::Spanned;

/// A class.
#[derive(Clone, Debug)]
pub struct Object {
    pub name: Spanned<String>,
    pub storage: Option<Spanned<String>>,
    pub alarm: bool,
    pub shards: Option<Spanned<i128>>,
    /// A file of the spec's folder.
    pub schema: Option<Spanned<String>>,
    /// A file of the spec's folder.
    pub queries: Option<Spanned<String>>,
    pub methods: Vec<Method>,
    pub websocket: Option<Socket>,
    /// Whether something was written that makes it more than a name, even if it is wrong.
    pub says_something: bool,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Method {
    pub name: Spanned<String>,
    pub args: Vec<Field>,
    /// Whether `args` are all that was written.
    pub args_sound: bool,
    /// `None`: left out, or wrong, which has been reported.
    pub returns: Option<Field>,
    /// Whether there is a `returns` at all.
    pub returns_written: bool,
    pub errors: Vec<Spanned<String>>,
    pub idempotent: bool,
    pub docs: Vec<String>,
}

/// How clients connect.
#[derive(Clone, Debug)]
pub struct Socket {
    pub args: Vec<Field>,
    /// Whether `args` are all that was written.
    pub sound: bool,
    pub errors: Vec<Spanned<String>>,
    pub docs: Vec<String>,
}

pub(super) fn parse_objects(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Vec<Object> {
    reader.tables(cx, "object").into_iter().map(|(entry, table)| parse_object(cx, entry, table)).collect()
}

fn parse_object(cx: &mut Diagnostics, entry: &Entry, inner: &Table) -> Object {
    let mut reader = Reader::new(inner, format!("object `{}`", *entry.key));
    let storage = reader.string(cx, "storage");
    let alarm = reader.boolean(cx, "alarm").is_some_and(|it| it.value);
    let shards = reader.integer(cx, "shards");
    let (schema, queries) = (reader.string(cx, "schema"), reader.string(cx, "queries"));
    let websocket = reader.entry("websocket");
    let says_something = alarm || websocket.is_some() || reader.has("method") || reader.misspelt("method");
    let websocket = websocket.and_then(|inner| {
        let subject = format!("the websocket of object `{}`", *entry.key);
        let table = table(cx, &inner.value, &subject)?;
        Some(parse_socket(cx, inner, table, &subject))
    });
    let methods = reader.tables(cx, "method").into_iter().map(|(inner, table)| {
        let subject = format!("method `{}` of object `{}`", *inner.key, *entry.key);
        parse_method(cx, inner, table, &subject)
    });
    let methods = methods.collect();
    reader.finish(cx);
    Object {
        name: entry.key.clone(),
        storage,
        alarm,
        shards,
        schema,
        queries,
        methods,
        websocket,
        says_something,
        docs: own_docs(entry, inner),
    }
}

fn parse_method(cx: &mut Diagnostics, entry: &Entry, table: &Table, subject: &str) -> Method {
    let mut reader = Reader::new(table, subject);
    let (args, args_sound) = parse_args(cx, &mut reader, subject);
    let returns = reader.entry("returns");
    let returns_written = returns.is_some();
    let returns = returns.and_then(|entry| parse_field(cx, entry, &format!("what {subject} returns")));
    let errors = reader.strings(cx, "errors").unwrap_or_default();
    let idempotent = reader.boolean(cx, "idempotent").is_some_and(|it| it.value);
    reader.finish(cx);
    let (name, docs) = (entry.key.clone(), entry.docs.clone());
    Method { name, args, args_sound, returns, returns_written, errors, idempotent, docs }
}

fn parse_socket(cx: &mut Diagnostics, entry: &Entry, table: &Table, subject: &str) -> Socket {
    let mut reader = Reader::new(table, subject);
    let (args, sound) = parse_args(cx, &mut reader, subject);
    let errors = reader.strings(cx, "errors").unwrap_or_default();
    reader.finish(cx);
    Socket { args, sound, errors, docs: entry.docs.clone() }
}

/// The arguments, and whether they are all that was written.
fn parse_args(cx: &mut Diagnostics, reader: &mut Reader<'_>, subject: &str) -> (Vec<Field>, bool) {
    let written = reader.has("args");
    let entries = reader.entries(cx, "args");
    let arg = |entry: &Entry| parse_field(cx, entry, &format!("argument `{}` of {subject}", *entry.key));
    let args: Vec<Field> = entries.iter().filter_map(arg).collect();
    let is_table = !written || reader.entry("args").is_some_and(|args| matches!(args.value.value, Value::Table(_)));
    let sound = is_table && args.len() == entries.len();
    (args, sound)
}
