//! `types.toml` proved: every name resolves, every rule fits its type, no record is endless.
//!
//! What is hard is order. Types may be used before they are declared, in records, columns and other files, so
//! names are collected first ([`Known`]), then bodies are lowered, and defaults and examples, which need the
//! bodies of the types they are values of, come last. A declaration with a mistake stays known: that it is used is no
//! second mistake.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Diagnostics;
use crate::lower::defaults::{lower_default, lower_example};
use crate::lower::fields::{BUILTIN, MAX_SAFE, lower_field, settle_names};
use crate::lower::rules::{lower_bounds, lower_text_rules};
use crate::model::{FieldType, Name, TypeDef, TypeKind};
use crate::names;
use crate::parse::types as syntax;
use crate::source::{Span, Spanned};

/// The vocabulary.
#[derive(Clone, Debug, Default)]
pub struct Types {
    /// In file order.
    pub defs: Vec<TypeDef>,
    /// `[columns]`: pattern and type name, in file order; the schema's lowering looks them up.
    pub columns: Vec<(Spanned<String>, Spanned<String>)>,
    /// Whether entries are missing from `defs`: refused, or lost because the file is no TOML.
    pub incomplete: bool,
    /// What other files may name.
    pub known: Known,
}

/// The names of `types.toml`.
#[derive(Clone, Debug, Default)]
pub struct Known {
    kinds: BTreeMap<String, Kind>,
    /// Whether names may be missing, because the file is no TOML; then nothing is called unknown.
    pub broken: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Id,
    Int,
    Enum,
    Record,
}

impl Known {
    pub fn kind(&self, name: &str) -> Option<Kind> {
        self.kinds.get(name).copied()
    }

    /// All names, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }
}

impl Types {
    /// A type's definition.
    pub fn get(&self, name: &str) -> Option<&TypeDef> {
        self.defs.iter().find(|def| def.name.source == name)
    }
}

/// Lowers `types.toml`; what is wrong is reported and left out.
pub fn lower_types(cx: &mut Diagnostics, syntax: &syntax::Types) -> Types {
    let mut told = Diagnostics::default();
    let mut types = Types { columns: syntax.columns.clone(), ..Types::default() };
    types.known.broken = syntax.broken;
    let declared = declare(&mut told, syntax, &mut types.known);
    types.incomplete = syntax.broken || declared.len() < syntax.defs.len();
    types.defs = declared.iter().map(|def| lower_def(&mut told, &types.known, def)).collect();
    lower_values_of_types(&mut told, &mut types, &declared);
    check_recursion(&mut told, &types);
    // What can be said of a file that is no TOML has been said.
    if !syntax.broken {
        cx.absorb(told);
    }
    types
}

// Diagnostic: bad-name
//
// `[id.node_id]`: a type's name is also its Rust name, so it is written as one.
//
// Diagnostic: duplicate-name
//
// `[id.Node]` and `[record.Node]`: types share one namespace.
fn declare<'s>(cx: &mut Diagnostics, syntax: &'s syntax::Types, known: &mut Known) -> Vec<&'s syntax::Def> {
    let mut places = BTreeMap::<&str, Span>::new();
    let mut declared = Vec::new();
    for def in &syntax.defs {
        let name = &def.name;
        let kind = match def.kind {
            syntax::DefKind::Id(_) => Kind::Id,
            syntax::DefKind::Int(_) => Kind::Int,
            syntax::DefKind::Enum { .. } => Kind::Enum,
            syntax::DefKind::Record { .. } => Kind::Record,
        };
        if let Some(first) = places.get(name.as_str()) {
            cx.error("duplicate-name", name.span, format!("type `{}` is declared twice", **name))
                .label("again here")
                .secondary(*first, "first here");
            continue;
        }
        places.insert(name, name.span);
        known.kinds.insert(name.value.clone(), kind);
        if BUILTIN.contains(&name.as_str()) {
            cx.error("name-collision", name.span, format!("type `{}` has the name of a builtin type", **name))
                .help("give it another name");
        } else if !is_pascal_case(name) {
            cx.error("bad-name", name.span, format!("type `{}` must be in PascalCase", **name))
                .help(format!("write `{}`", names::type_name(name)));
        } else {
            declared.push(def);
        }
    }
    declared
}

pub(super) fn is_pascal_case(name: &str) -> bool {
    name != "Self"
        && name.starts_with(|it: char| it.is_ascii_uppercase())
        && name.chars().all(|it| it.is_ascii_alphanumeric())
}

fn lower_def(cx: &mut Diagnostics, known: &Known, def: &syntax::Def) -> TypeDef {
    let name = &def.name;
    let kind = match &def.kind {
        syntax::DefKind::Id(rules) => TypeKind::Id(lower_text_rules(cx, rules, &format!("id `{}`", **name))),
        syntax::DefKind::Int(rules) => {
            let (min, max) = lower_bounds(cx, rules, (-MAX_SAFE, MAX_SAFE), &format!("int `{}`", **name));
            TypeKind::Int { min, max }
        }
        syntax::DefKind::Enum { values, any_case } => {
            let values = lower_values(cx, name, values.as_deref(), *any_case);
            TypeKind::Enum { values, any_case: *any_case }
        }
        syntax::DefKind::Record { fields } => {
            let lower = |field: &syntax::Field| lower_field(cx, known, field, &subject(&field.name, name));
            let mut fields: Vec<_> = fields.iter().filter_map(lower).collect();
            settle_names(cx, &mut fields, &format!("record `{}`", **name));
            TypeKind::Record { fields }
        }
    };
    let name = Name { source: name.value.clone(), rust: name.value.clone(), span: name.span };
    TypeDef { name, kind, example: None, docs: def.docs.clone() }
}

fn subject(field: &str, record: &str) -> String {
    format!("field `{field}` of record `{record}`")
}

/// An enum's values and variants: at least one, and no value twice.
fn lower_values(
    cx: &mut Diagnostics,
    name: &Spanned<String>,
    values: Option<&[Spanned<String>]>,
    any_case: bool,
) -> Vec<(String, String)> {
    if values.is_some_and(<[_]>::is_empty) {
        cx.error("bad-value", name.span, format!("enum `{}` has no values", **name)).help("write at least one");
    }
    let key = |value: &str| if any_case { value.to_ascii_lowercase() } else { value.to_owned() };
    let mut seen = BTreeMap::<String, Span>::new();
    let mut kept = Vec::new();
    for value in values.unwrap_or_default() {
        match seen.get(&key(value)) {
            None => {
                seen.insert(key(value), value.span);
                kept.push(value.value.clone());
            }
            Some(first) => {
                let same = if any_case { ", as any case is accepted" } else { "" };
                cx.error(
                    "duplicate-name",
                    value.span,
                    format!("enum `{}` has the value `{}` twice{same}", **name, **value),
                )
                .label("again here")
                .secondary(*first, "first here");
            }
        }
    }
    let variants = names::variants(&kept);
    kept.into_iter().zip(variants).collect()
}

/// Where a value stands, its type's position first, and the value.
type Found = (usize, Option<usize>, Option<serde_json::Value>, Option<serde_json::Value>);

/// Defaults and examples.
fn lower_values_of_types(cx: &mut Diagnostics, types: &mut Types, declared: &[&syntax::Def]) {
    let mut found = Vec::<Found>::new();
    for (position, (def, syntax)) in types.defs.iter().zip(declared).enumerate() {
        if let Some(example) = &syntax.example {
            let (ty, subject) = (FieldType::Named(def.name.source.clone()), format!("type `{}`", def.name.source));
            found.push((position, None, None, lower_example(cx, types, &ty, example, &subject)));
        }
        let (TypeKind::Record { fields }, syntax::DefKind::Record { fields: written }) = (&def.kind, &syntax.kind)
        else {
            continue;
        };
        for (place, field) in fields.iter().enumerate() {
            let Some(written) = written.iter().find(|it| it.name.span == field.name.span) else { continue };
            let subject = subject(&field.name.source, &def.name.source);
            let default = written.default.as_ref().filter(|_| !field.optional);
            let default = default.and_then(|default| lower_default(cx, types, &field.ty, default, &subject));
            let example = written.example.as_ref();
            let example = example.and_then(|example| lower_example(cx, types, &field.ty, example, &subject));
            found.push((position, Some(place), default, example));
        }
    }
    for (position, place, default, example) in found {
        let Some(def) = types.defs.get_mut(position) else { continue };
        match (&mut def.kind, place) {
            (TypeKind::Record { fields }, Some(place)) => {
                if let Some(field) = fields.get_mut(place) {
                    (field.default, field.example) = (default, example);
                }
            }
            _ => def.example = example,
        }
    }
}

// Diagnostic: endless-record
//
// A record that holds itself, directly or through others, has no end; through a list it may.
fn check_recursion(cx: &mut Diagnostics, types: &Types) {
    let mut told = BTreeSet::new();
    for def in &types.defs {
        let start = def.name.source.as_str();
        if told.contains(start) {
            continue;
        }
        if let Some((way, place)) = way_back(types, start, start, &mut BTreeSet::new()) {
            let help = format!("hold a list: `[{}]`", way.last().copied().unwrap_or(start));
            let through = match way.as_slice() {
                [] | [_] => String::new(),
                [between @ .., _] => format!(" through {}", crate::parse::toml::list(between)),
            };
            cx.error("endless-record", place, format!("record `{start}` holds itself{through}")).help(help);
            told.extend(way);
        }
    }
}

/// The records on a way from `from` to `goal`, without the first, and the field that takes the first step.
fn way_back<'t>(
    types: &'t Types,
    from: &str,
    goal: &str,
    seen: &mut BTreeSet<&'t str>,
) -> Option<(Vec<&'t str>, Span)> {
    let TypeKind::Record { fields } = &types.get(from)?.kind else { return None };
    for field in fields {
        let FieldType::Named(name) = &field.ty else { continue };
        if name == goal {
            return Some((vec![name], field.name.span));
        }
        if seen.insert(name)
            && let Some((mut way, _)) = way_back(types, name, goal, seen)
        {
            way.insert(0, name);
            return Some((way, field.name.span));
        }
    }
    None
}
