//! The vocabulary that routes use, as types: records, enums, ids.
//!
//! What is hard is that a record has two forms. A field with a default may be left out of a request and is always there
//! in a reply; so a record that is both sent and received, and has such a field somewhere, is declared twice.

use std::collections::BTreeSet;

use super::names::Names;
use super::{doc, property, string};
use crate::model::{Field, FieldType, Model, ReplyBody, Route, Scheme, Segment, TextRules, TypeDef, TypeKind};

/// 2^53 − 1: `Number.MAX_SAFE_INTEGER`.
const MAX_SAFE: i64 = 9_007_199_254_740_991;

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Sent,
    Received,
}

/// The types of a spec that its routes use.
pub(super) struct Vocabulary<'m> {
    model: &'m Model,
    names: &'m Names,
    /// Names of types that requests use.
    sent: BTreeSet<&'m str>,
    /// Names of types that replies use.
    received: BTreeSet<&'m str>,
}

impl<'m> Vocabulary<'m> {
    /// The declarations, in the order of `types.toml`.
    pub(super) fn declarations(&self) -> String {
        let mut out = String::new();
        if self.has_times() {
            out.push_str("\n/** Milliseconds since 1970-01-01T00:00:00Z, as `Date.now()` gives them. */\n");
            out.push_str("export type Timestamp = number;\n");
        }
        for def in &self.model.types {
            let name = &*def.name.rust;
            match (self.sent.contains(name), self.received.contains(name)) {
                (_, true) => out.push_str(&self.declaration(def, Way::Received, self.names.of_type(name))),
                (true, false) => out.push_str(&self.declaration(def, Way::Sent, self.names.of_type(name))),
                (false, false) => {}
            }
            if self.has_two_forms(name) {
                out.push_str(&self.declaration(def, Way::Sent, self.names.of_input(name)));
            }
        }
        out
    }

    fn declaration(&self, def: &TypeDef, way: Way, name: &str) -> String {
        let mut docs = def.docs.clone();
        let code = match &def.kind {
            TypeKind::Id(rules) => {
                docs.extend(text_rules(rules));
                format!("export type {name} = string & {{ readonly __type?: {} }};", string(&def.name.source))
            }
            TypeKind::Int { min, max } => {
                docs.push(whole_number(*min, *max));
                format!("export type {name} = number;")
            }
            TypeKind::Enum { values, .. } => {
                let texts: Vec<String> = values.iter().map(|(text, _)| string(text)).collect();
                let (either, list) = (texts.join(" | "), texts.join(", "));
                format!(
                    "export type {name} = {either};\n\
                     /** Every `{name}`. */\nexport const {name}: readonly {name}[] = [{list}];"
                )
            }
            TypeKind::Record { fields } => {
                if name != self.names.of_type(&def.name.rust) {
                    docs.push(format!("What is sent for {}: what has a default may be left out.", def.name.source));
                }
                let fields: String = fields.iter().map(|field| self.member(field, way, "  ")).collect();
                format!("export interface {name} {{\n{fields}}}")
            }
        };
        format!("\n{}{code}\n", doc("", &docs))
    }

    /// A field of a record, or a parameter.
    pub(super) fn member(&self, field: &Field, way: Way, indent: &str) -> String {
        let mut docs = field.docs.clone();
        docs.extend(rules(&field.ty));
        if let (Some(default), Way::Sent) = (&field.default, way) {
            docs.push(format!("Where it is left out: `{default}`."));
        }
        let missing = field.optional || (way == Way::Sent && field.default.is_some());
        let mark = if missing { "?" } else { "" };
        let ty = self.value(&field.ty, way);
        format!("{}{indent}{}{mark}: {ty};\n", doc(indent, &docs), property(&field.name.source))
    }

    /// The type of a field's value.
    fn value(&self, ty: &FieldType, way: Way) -> String {
        match ty {
            FieldType::Boolean => "boolean".to_owned(),
            FieldType::Integer { .. } | FieldType::Number { .. } => "number".to_owned(),
            FieldType::Text(_) => "string".to_owned(),
            FieldType::Timestamp => "Timestamp".to_owned(),
            FieldType::Json { object: true, .. } => "{ [key: string]: unknown }".to_owned(),
            FieldType::Json { object: false, .. } => "unknown".to_owned(),
            FieldType::Named(name) | FieldType::Kept(name) => self.record(name, way).to_owned(),
            // What is sent is only read.
            FieldType::List { item, .. } if way == Way::Sent => format!("readonly {}[]", self.item(item, way)),
            FieldType::List { item, .. } => format!("{}[]", self.item(item, way)),
        }
    }

    fn item(&self, ty: &FieldType, way: Way) -> String {
        let item = self.value(ty, way);
        // `readonly` belongs to the brackets at the very end.
        if item.starts_with("readonly ") { format!("({item})") } else { item }
    }

    /// A type of the spec, in the form that goes this way.
    pub(super) fn record(&self, name: &'m str, way: Way) -> &'m str {
        if way == Way::Sent && self.has_two_forms(name) { self.names.of_input(name) } else { self.names.of_type(name) }
    }

    fn has_two_forms(&self, name: &str) -> bool {
        self.sent.contains(name) && self.received.contains(name) && self.has_default(name)
    }

    /// Whether a record has a default, in itself or in one that it holds. No record holds itself: the compiler refuses it.
    fn has_default(&self, name: &str) -> bool {
        let within = |field: &Field| named(&field.ty).is_some_and(|name| self.has_default(name));
        self.fields(name).iter().any(|field| field.default.is_some() || within(field))
    }

    // ---- what routes use ---------------------------------------------------------------------

    /// Finds what routes use.
    pub(super) fn of(model: &'m Model, names: &'m Names) -> Self {
        let mut found = Vocabulary { model, names, sent: BTreeSet::new(), received: BTreeSet::new() };
        for route in &model.routes {
            found.add(route.body.as_deref(), Way::Sent);
            for field in path_params(route).chain(&route.query) {
                found.add(named(&field.ty), Way::Sent);
            }
            for reply in &route.replies {
                if let ReplyBody::Record(name) = &reply.body {
                    found.add(Some(name), Way::Received);
                }
            }
        }
        for caller in &model.callers {
            if let Scheme::Signature { id, .. } = &caller.scheme {
                found.add(Some(id), Way::Sent);
            }
        }
        found
    }

    fn add(&mut self, name: Option<&'m str>, way: Way) {
        let Some(name) = name else { return };
        let set = if way == Way::Sent { &mut self.sent } else { &mut self.received };
        if set.insert(name) {
            for field in self.fields(name) {
                self.add(named(&field.ty), way);
            }
        }
    }

    /// A record's fields; none of another type.
    fn fields(&self, name: &str) -> &'m [Field] {
        match self.model.types.iter().find(|def| def.name.rust == name).map(|def| &def.kind) {
            Some(TypeKind::Record { fields }) => fields,
            _ => &[],
        }
    }

    /// Whether anything of it is a time.
    fn has_times(&self) -> bool {
        let is_time = |field: &Field| matches!(innermost(&field.ty), FieldType::Timestamp);
        let in_routes = || self.model.routes.iter().any(|it| path_params(it).chain(&it.query).any(is_time));
        self.sent.union(&self.received).any(|name| self.fields(name).iter().any(is_time)) || in_routes()
    }
}

/// A route's path parameters, in their order.
pub(super) fn path_params(route: &Route) -> impl Iterator<Item = &Field> {
    route.path.segments.iter().filter_map(|segment| match segment {
        Segment::Param(field) => Some(&**field),
        Segment::Literal(_) => None,
    })
}

fn innermost(ty: &FieldType) -> &FieldType {
    match ty {
        FieldType::List { item, .. } => innermost(item),
        ty => ty,
    }
}

fn named(ty: &FieldType) -> Option<&str> {
    match innermost(ty) {
        FieldType::Named(name) | FieldType::Kept(name) => Some(name),
        _ => None,
    }
}

// ---- rules in words ------------------------------------------------------------------------

fn rules(ty: &FieldType) -> Vec<String> {
    match ty {
        FieldType::Integer { min, max, .. } => vec![whole_number(*min, *max)],
        FieldType::Number { min, max } => match (min, max) {
            (Some(min), Some(max)) => vec![format!("From {min} to {max}.")],
            (Some(min), None) => vec![format!("At least {min}.")],
            (None, Some(max)) => vec![format!("At most {max}.")],
            (None, None) => vec![],
        },
        FieldType::Text(rules) => text_rules(rules),
        FieldType::Json { max_len: Some(max), .. } => vec![format!("At most {max} bytes of JSON.")],
        FieldType::List { item, min_items, max_items } => {
            let mut all: Vec<String> = count(*min_items, *max_items, "item").into_iter().collect();
            all.extend(rules(item).into_iter().map(|rule| format!("Each: {}", lower_first(&rule))));
            all
        }
        _ => vec![],
    }
}

fn whole_number(min: i64, max: i64) -> String {
    match (min == -MAX_SAFE, max == MAX_SAFE) {
        (true, true) => "A whole number.".to_owned(),
        (false, true) => format!("A whole number, at least {min}."),
        (true, false) => format!("A whole number, at most {max}."),
        (false, false) => format!("A whole number from {min} to {max}."),
    }
}

fn text_rules(rules: &TextRules) -> Vec<String> {
    // What `parse_with` asks has no words.
    let TextRules { min_len, max_len, pattern, format, parse_with: _ } = rules;
    let mut all: Vec<String> = count(*min_len, *max_len, "character").into_iter().collect();
    match (format, pattern) {
        (Some(format), _) => all.push(format!("Format: {format}.")),
        (None, Some(pattern)) => all.push(format!("Matching `{}`.", pattern.source)),
        (None, None) => {}
    }
    all
}

fn count(min: Option<u32>, max: Option<u32>, what: &str) -> Option<String> {
    let many = |n: u32| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    Some(match (min.filter(|min| *min > 0), max) {
        (None, None) => return None,
        (Some(min), None) => format!("At least {}.", many(min)),
        (None, Some(max)) => format!("At most {}.", many(max)),
        (Some(min), Some(max)) if min == max => format!("Exactly {}.", many(max)),
        (Some(min), Some(max)) => format!("From {min} to {}.", many(max)),
    })
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}
