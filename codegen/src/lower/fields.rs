//! Field types: `"[GpuInfo]?"` with its rules and default becomes a [`model::Field`].
//!
//! One grammar for record fields, query and path parameters, and vars:
//!
//! | written | means |
//! |---|---|
//! | `bool` `f64` `string` | themselves |
//! | `u8` `u16` `u32` `u64` `i32` `i64` | integers; the 64-bit ones end at ±(2^53 − 1) |
//! | `Timestamp` | milliseconds since 1970 |
//! | `json` `object` | any JSON value, any JSON object |
//! | `NodeId` | a type of `types.toml` |
//! | `Json<T>` | the record `T`, kept as text: what a column holds is passed on without being decoded |
//! | `[T]` | a list |
//! | `T?` | may be left out or null |
//!
//! Rules beside a list's type are its items' rules, but for `min_items` and `max_items`.

use crate::diag::{Diagnostics, nearest};
use crate::lower::rules::{
    INT_RULES, ITEM_RULES, TEXT_RULES, lower_bounds, lower_floats, lower_sizes, lower_text_rules, refuse_rules,
};
use crate::lower::types::{Kind, Known};
use crate::model::{self, FieldType, IntRust, Name};
use crate::names;
use crate::parse::toml::list;
use crate::parse::types as syntax;
use crate::source::{Span, Spanned};

/// 2^53 − 1: the largest integer that JSON numbers and D1 carry exactly.
pub(super) const MAX_SAFE: i64 = 9_007_199_254_740_991;

/// Types that need no declaration.
pub(super) const BUILTIN: [&str; 12] =
    ["bool", "u8", "u16", "u32", "u64", "i32", "i64", "f64", "string", "Timestamp", "json", "object"];

/// A type as written.
enum Shape<'t> {
    Name(&'t str),
    Kept(&'t str),
    List(Box<Shape<'t>>),
}

/// Lowers a field without its default and example, which can be judged only when all types are known.
pub(super) fn lower_field(
    cx: &mut Diagnostics,
    known: &Known,
    field: &syntax::Field,
    subject: &str,
) -> Option<model::Field> {
    let syntax::Field { name, ty, rules, optional, default, example: _, docs } = field;
    let (shape, mark) = parse_shape(cx, ty, subject)?;
    let ty = lower_shape(cx, known, &shape, ty, rules, subject);
    let optional = mark || optional.as_ref().is_some_and(|it| it.value);
    if let (true, Some(default)) = (optional, default) {
        cx.error("bad-default", default.span, format!("{subject} is optional and has a default"))
            .label("given when the field is left out")
            .help("a field with a default is never missing: drop the `optional` or the `default`");
    }
    let name = Name { source: name.value.clone(), rust: names::field(name), span: name.span };
    Some(model::Field { name, ty: ty?, optional, default: None, example: None, docs: docs.clone() })
}

// Diagnostic: bad-type
//
// `"[u32"`: no type is written so.
fn parse_shape<'t>(cx: &mut Diagnostics, ty: &'t Spanned<String>, subject: &str) -> Option<(Shape<'t>, bool)> {
    let text = ty.trim();
    let (text, optional) = text.strip_suffix('?').map_or((text, false), |text| (text, true));
    let shape = shape(text);
    if shape.is_none() {
        cx.error("bad-type", ty.span, format!("{subject} has the type `{}`, which cannot be read", **ty))
            .help("write a name such as `u32`, a list `[u32]`, or with `?` at the end what may be left out");
    }
    Some((shape?, optional))
}

fn shape(text: &str) -> Option<Shape<'_>> {
    let text = text.trim();
    if let Some(item) = text.strip_prefix('[') {
        return Some(Shape::List(Box::new(shape(item.strip_suffix(']')?)?)));
    }
    let is_name = |text: &str| !text.is_empty() && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    if let Some(record) = text.strip_prefix("Json<").and_then(|rest| rest.strip_suffix('>')) {
        return is_name(record).then_some(Shape::Kept(record));
    }
    is_name(text).then_some(Shape::Name(text))
}

fn lower_shape(
    cx: &mut Diagnostics,
    known: &Known,
    shape: &Shape<'_>,
    at: &Spanned<String>,
    rules: &syntax::Rules,
    subject: &str,
) -> Option<FieldType> {
    match shape {
        Shape::Name(name) => {
            refuse_rules(cx, rules, |rule| !ITEM_RULES.contains(&rule), subject, "only lists take it, such as `[u32]`");
            lower_name(cx, known, name, at.span, rules, subject)
        }
        Shape::Kept(name) => {
            refuse_rules(cx, rules, |_| false, subject, &format!("`{name}` has its own rules, in `types.toml`"));
            match known.kind(name) {
                Some(Kind::Record) => Some(FieldType::Kept((*name).to_owned())),
                Some(_) => {
                    cx.error("wrong-kind", at.span, format!("{subject} keeps `{name}` as JSON, which is no record"))
                        .help(format!("write `{name}`: only a record is worth keeping as text"));
                    None
                }
                None => {
                    unknown_type(cx, known, name, at.span, subject, &[]);
                    None
                }
            }
        }
        Shape::List(item) => {
            let (min_items, max_items) = lower_sizes(cx, &rules.min_items, &rules.max_items, "min_items", subject);
            let rules = syntax::Rules { min_items: None, max_items: None, ..rules.clone() };
            let item = Box::new(lower_shape(cx, known, item, at, &rules, subject)?);
            Some(FieldType::List { item, min_items, max_items })
        }
    }
}

/// Lowers a type's name with its rules.
pub(super) fn lower_name(
    cx: &mut Diagnostics,
    known: &Known,
    name: &str,
    at: Span,
    rules: &syntax::Rules,
    subject: &str,
) -> Option<FieldType> {
    let ty = match name {
        "bool" => FieldType::Boolean,
        "u8" => integer(cx, IntRust::U8, rules, subject),
        "u16" => integer(cx, IntRust::U16, rules, subject),
        "u32" => integer(cx, IntRust::U32, rules, subject),
        "u64" => integer(cx, IntRust::U64, rules, subject),
        "i32" => integer(cx, IntRust::I32, rules, subject),
        "i64" => integer(cx, IntRust::I64, rules, subject),
        "f64" => {
            let (min, max) = lower_floats(cx, rules, subject);
            FieldType::Number { min, max }
        }
        "string" => FieldType::Text(lower_text_rules(cx, rules, subject)),
        "Timestamp" => FieldType::Timestamp,
        "json" | "object" => {
            FieldType::Json { object: name == "object", max_len: rules.max_len.as_ref().map(|it| it.value) }
        }
        _ if known.kind(name).is_some() => FieldType::Named(name.to_owned()),
        _ => {
            unknown_type(cx, known, name, at, subject, &BUILTIN);
            return None;
        }
    };
    let legal: &[&str] = match &ty {
        FieldType::Integer { .. } | FieldType::Number { .. } => &INT_RULES,
        FieldType::Text(_) => &TEXT_RULES,
        FieldType::Json { .. } => &["max_len"],
        _ => &[],
    };
    let help = match (&ty, legal) {
        (FieldType::Named(_), _) => format!("`{name}` has its own rules, in `types.toml`"),
        (_, []) => format!("`{name}` takes no rules"),
        _ => format!("`{name}` takes {}", list(legal)),
    };
    refuse_rules(cx, rules, |rule| legal.contains(&rule) || ITEM_RULES.contains(&rule), subject, &help);
    Some(ty)
}

// Diagnostic: unknown-type
//
// A name that is neither a builtin nor in `types.toml`.
pub(super) fn unknown_type(cx: &mut Diagnostics, known: &Known, name: &str, at: Span, subject: &str, builtin: &[&str]) {
    // What a broken `types.toml` declares is not known.
    if known.broken {
        return;
    }
    let legal = || builtin.iter().copied().chain(known.iter());
    let help = match nearest(name, legal()) {
        Some(near) => format!("write `{near}`"),
        None if builtin.is_empty() => format!("declare it in `types.toml`, as `[record.{name}]`"),
        None => format!("declare it in `types.toml`, or write one of {}", list(builtin)),
    };
    cx.error("unknown-type", at, format!("{subject} has the unknown type `{name}`")).label("no such type").help(help);
}

/// Gives fields names of their own in Rust. Two keys of JSON may differ where Rust names do not, and the wire
/// may demand both: a number settles it, and a warning tells.
pub(super) fn settle_names(cx: &mut Diagnostics, fields: &mut [model::Field], subject: &str) {
    let ideal: Vec<String> = fields.iter().map(|field| field.name.rust.clone()).collect();
    for (field, (rust, changed)) in fields.iter_mut().zip(names::distinct(&ideal)) {
        if changed {
            let message = format!("`{}` of {subject} has the Rust name of another field", field.name.source);
            cx.warning("name-collision", field.name.span, message).help(format!("it becomes `{rust}`"));
        }
        field.name.rust = rust;
    }
}

fn integer(cx: &mut Diagnostics, rust: IntRust, rules: &syntax::Rules, subject: &str) -> FieldType {
    let natural = match rust {
        IntRust::U8 => (0, i64::from(u8::MAX)),
        IntRust::U16 => (0, i64::from(u16::MAX)),
        IntRust::U32 => (0, i64::from(u32::MAX)),
        IntRust::U64 => (0, MAX_SAFE),
        IntRust::I32 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        IntRust::I64 => (-MAX_SAFE, MAX_SAFE),
    };
    let (min, max) = lower_bounds(cx, rules, natural, subject);
    FieldType::Integer { rust, min, max }
}
