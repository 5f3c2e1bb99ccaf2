//! `types.toml` as syntax: what is written, with places, and nothing looked up yet.
//!
//! Fields have two forms, `"u32"` and `{ type = "u32", min = 1 }`; both become one [`Field`], which query
//! and path parameters of `routes.toml` share. Which rules fit which type is decided in `lower`.

use crate::diag::Diagnostics;
use crate::parse::toml::{Document, Entry, Reader, Value, parse_document, string, wrong_type};
use crate::source::{FileId, SourceMap, Spanned};

/// `types.toml`.
#[derive(Clone, Debug, Default)]
pub struct Types {
    /// In file order.
    pub defs: Vec<Def>,
    /// `[columns]`: pattern and type name.
    pub columns: Vec<(Spanned<String>, Spanned<String>)>,
    /// Whether the file is missing things that the user wrote, because it is no TOML.
    pub broken: bool,
}

#[derive(Clone, Debug)]
pub struct Def {
    pub name: Spanned<String>,
    pub kind: DefKind,
    /// Of an id or int: a value to show.
    pub example: Option<Spanned<Value>>,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum DefKind {
    Id(Rules),
    Int(Rules),
    /// `values` is `None` where it was left out or is no list; that has been reported.
    Enum {
        values: Option<Vec<Spanned<String>>>,
        any_case: bool,
    },
    Record {
        fields: Vec<Field>,
    },
}

/// A field of a record or a parameter of a route.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: Spanned<String>,
    /// Such as `u32`, `[GpuInfo]` or `string?`.
    pub ty: Spanned<String>,
    pub rules: Rules,
    pub optional: Option<Spanned<bool>>,
    pub default: Option<Spanned<Value>>,
    pub example: Option<Spanned<Value>>,
    pub docs: Vec<String>,
}

/// What narrows a type; which of them a type knows is not decided here.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub min: Option<Spanned<Value>>,
    pub max: Option<Spanned<Value>>,
    pub min_len: Option<Spanned<u32>>,
    pub max_len: Option<Spanned<u32>>,
    pub min_items: Option<Spanned<u32>>,
    pub max_items: Option<Spanned<u32>>,
    pub pattern: Option<Spanned<String>>,
    pub format: Option<Spanned<String>>,
    pub parse_with: Option<Spanned<String>>,
}

/// Parses `types.toml`. Of a file that is no TOML only that is told, and what could be read is returned.
pub fn parse_types(cx: &mut Diagnostics, sources: &SourceMap, file: FileId) -> Types {
    let Document { root, sound } = parse_document(cx, sources, file);
    let mut told = Diagnostics::default();
    let mut types = Types { broken: !sound, ..Types::default() };
    let mut reader = Reader::new(&root, "`types.toml`");
    parse_kind(&mut told, &mut types, &mut reader, "id", |cx, reader| DefKind::Id(parse_text_rules(cx, reader)));
    parse_kind(&mut told, &mut types, &mut reader, "int", |cx, reader| DefKind::Int(parse_bounds(cx, reader)));
    parse_kind(&mut told, &mut types, &mut reader, "enum", parse_enum);
    for (entry, table) in reader.tables(&mut told, "record") {
        let fields = table.entries.iter().filter_map(|field| {
            parse_field(&mut told, field, &format!("field `{}` of record `{}`", *field.key, *entry.key))
        });
        let kind = DefKind::Record { fields: fields.collect() };
        types.defs.push(Def { name: entry.key.clone(), kind, example: None, docs: entry.docs.clone() });
    }
    types.defs.sort_by_key(|def| def.name.span.start);
    for entry in reader.entries(&mut told, "columns") {
        let ty = string(&mut told, &entry.value, &format!("the type of columns `{}`", *entry.key));
        types.columns.extend(ty.map(|ty| (entry.key.clone(), ty)));
    }
    reader.finish(&mut told);
    if sound {
        cx.absorb(told);
    }
    types
}

fn parse_kind(
    cx: &mut Diagnostics,
    types: &mut Types,
    reader: &mut Reader<'_>,
    kind: &'static str,
    parse: fn(&mut Diagnostics, &mut Reader<'_>) -> DefKind,
) {
    for (entry, table) in reader.tables(cx, kind) {
        let mut reader = Reader::new(table, format!("{kind} `{}`", *entry.key));
        let kind = parse(cx, &mut reader);
        // An enum shows all of its values.
        let is_enum = matches!(kind, DefKind::Enum { .. });
        let example = (!is_enum).then(|| reader.entry("example")).flatten().map(|entry| entry.value.clone());
        let docs = parse_docs(cx, entry, &mut reader);
        reader.finish(cx);
        types.defs.push(Def { name: entry.key.clone(), kind, example, docs });
    }
}

fn parse_enum(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> DefKind {
    let values = reader.strings(cx, "values");
    if values.is_none() && !reader.has("values") {
        reader.missing(cx, "values", "[\"…\", \"…\"]");
    }
    let any_case = reader.boolean(cx, "any_case").is_some_and(|it| it.value);
    DefKind::Enum { values, any_case }
}

/// A `doc` key takes the place of comments.
fn parse_docs(cx: &mut Diagnostics, entry: &Entry, reader: &mut Reader<'_>) -> Vec<String> {
    match reader.string(cx, "doc") {
        Some(doc) => doc.lines().map(str::to_owned).collect(),
        None => entry.docs.clone(),
    }
}

/// Parses a field or parameter in either of its forms.
pub(super) fn parse_field(cx: &mut Diagnostics, entry: &Entry, subject: &str) -> Option<Field> {
    let name = entry.key.clone();
    match &entry.value.value {
        Value::String(ty) => {
            let ty = Spanned::new(ty.clone(), entry.value.span);
            let (rules, docs) = (Rules::default(), entry.docs.clone());
            Some(Field { name, ty, rules, optional: None, default: None, example: None, docs })
        }
        Value::Table(table) => {
            let mut reader = Reader::new(table, subject);
            let ty = reader.required_string(cx, "type", "\"string\"");
            let mut rules = parse_text_rules(cx, &mut reader);
            let Rules { min, max, .. } = parse_bounds(cx, &mut reader);
            (rules.min, rules.max) = (min, max);
            rules.min_items = reader.size(cx, "min_items");
            rules.max_items = reader.size(cx, "max_items");
            let optional = reader.boolean(cx, "optional");
            let default = reader.entry("default").map(|entry| entry.value.clone());
            let example = reader.entry("example").map(|entry| entry.value.clone());
            let docs = parse_docs(cx, entry, &mut reader);
            reader.finish(cx);
            Some(Field { name, ty: ty?, rules, optional, default, example, docs })
        }
        _ => wrong_type(cx, &entry.value, subject, "a type such as `\"u32\"`, or a table with `type`"),
    }
}

pub(super) fn parse_text_rules(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Rules {
    Rules {
        min_len: reader.size(cx, "min_len"),
        max_len: reader.size(cx, "max_len"),
        pattern: reader.string(cx, "pattern"),
        format: reader.string(cx, "format"),
        parse_with: reader.string(cx, "parse_with"),
        ..Rules::default()
    }
}

pub(super) fn parse_bounds(cx: &mut Diagnostics, reader: &mut Reader<'_>) -> Rules {
    Rules { min: reader.number(cx, "min"), max: reader.number(cx, "max"), ..Rules::default() }
}
