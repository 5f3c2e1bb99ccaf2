//! Types as JSON Schema (2020-12), with every rule that a request is checked by.
//!
//! What is hard is that a request may say the same in more ways than a reply: a field may be null or left out, an
//! enum's text in any case. So a type can have two forms. One that is used both ways and differs has two components,
//! the request's with `Input` after its name. A document must not forbid what is accepted, nor promise what is refused;
//! what JSON Schema cannot say stands in the description.

use std::collections::BTreeSet;

use super::json::{Json, number, object, reference};
use super::{joined, pattern};
use crate::model::{Field, FieldType, IntRust, Model, ReplyBody, Segment, TextRules, TypeDef, TypeKind};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Request,
    Reply,
}

/// The types that an interface uses, as schemas.
pub(super) struct Schemas<'m> {
    model: &'m Model,
    in_requests: BTreeSet<&'m str>,
    in_replies: BTreeSet<&'m str>,
    timestamp: bool,
}

const MAX_SAFE: i64 = 9_007_199_254_740_991;

impl<'m> Schemas<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let mut schemas = Self { model, in_requests: BTreeSet::new(), in_replies: BTreeSet::new(), timestamp: false };
        for route in &model.routes {
            let params = route.path.segments.iter().filter_map(|segment| match segment {
                Segment::Param(field) => Some(&**field),
                Segment::Literal(_) => None,
            });
            params.chain(&route.query).for_each(|field| schemas.mark(&field.ty, Way::Request));
            if let Some(body) = &route.body {
                schemas.mark_name(body, Way::Request);
            }
            for reply in &route.replies {
                if let ReplyBody::Record(name) = &reply.body {
                    schemas.mark_name(name, Way::Reply);
                }
            }
        }
        schemas
    }

    fn mark(&mut self, ty: &'m FieldType, way: Way) {
        match ty {
            FieldType::Named(name) => self.mark_name(name, way),
            FieldType::Kept(name) => self.mark_name(name, Way::Request),
            FieldType::List { item, .. } => self.mark(item, way),
            FieldType::Timestamp => self.timestamp = true,
            FieldType::Boolean
            | FieldType::Integer { .. }
            | FieldType::Number { .. }
            | FieldType::Text(_)
            | FieldType::Json { .. } => {}
        }
    }

    fn mark_name(&mut self, name: &'m str, way: Way) {
        let used = if way == Way::Request { &mut self.in_requests } else { &mut self.in_replies };
        if used.insert(name)
            && let Some(TypeKind::Record { fields }) = self.def(name).map(|def| &def.kind)
        {
            fields.iter().for_each(|field| self.mark(&field.ty, way));
        }
    }

    pub(super) fn def(&self, name: &str) -> Option<&'m TypeDef> {
        self.model.types.iter().find(|def| def.name.source == name)
    }

    /// A name that no type has.
    pub(super) fn free_name(&self, name: &str) -> String {
        let mut free = name.to_owned();
        while self.def(&free).is_some() {
            free.insert_str(0, "Http");
        }
        free
    }

    /// All components, in the order of `types.toml`.
    pub(super) fn components(&self) -> Vec<(String, Json)> {
        let mut components = Vec::new();
        for def in &self.model.types {
            let name = def.name.source.as_str();
            let (request, reply) = (self.in_requests.contains(name), self.in_replies.contains(name));
            if reply {
                components.push((self.component(name, Way::Reply), self.definition(def, Way::Reply)));
            }
            if request && !(reply && self.component(name, Way::Request) == name) {
                components.push((self.component(name, Way::Request), self.definition(def, Way::Request)));
            }
        }
        if self.timestamp {
            components.push(("Timestamp".to_owned(), timestamp()));
        }
        components
    }

    /// The component of a type on its way.
    fn component(&self, name: &str, way: Way) -> String {
        let both = self.in_requests.contains(name) && self.in_replies.contains(name);
        if way == Way::Request && both && self.differs(name, &mut BTreeSet::new()) {
            self.free_name(&format!("{name}Input"))
        } else {
            name.to_owned()
        }
    }

    /// Whether requests may say a type in more ways than replies do.
    fn differs(&self, name: &'_ str, seen: &mut BTreeSet<String>) -> bool {
        if !seen.insert(name.to_owned()) {
            return false;
        }
        match self.def(name).map(|def| &def.kind) {
            Some(TypeKind::Enum { any_case, .. }) => *any_case,
            Some(TypeKind::Record { fields }) => fields
                .iter()
                .any(|field| field.optional || field.default.is_some() || self.type_differs(&field.ty, seen)),
            _ => false,
        }
    }

    fn type_differs(&self, ty: &FieldType, seen: &mut BTreeSet<String>) -> bool {
        match ty {
            FieldType::Named(name) => self.differs(name, seen),
            FieldType::List { item, .. } => self.type_differs(item, seen),
            _ => false,
        }
    }

    /// A named type, by reference.
    pub(super) fn named(&self, name: &str, way: Way) -> Json {
        reference("schemas", &self.component(name, way))
    }

    // ---- definitions -------------------------------------------------------------------------

    fn definition(&self, def: &TypeDef, way: Way) -> Json {
        let docs = joined(&def.docs);
        let mut schema = match &def.kind {
            TypeKind::Id(rules) => text(rules, Some(&def.name.source), 0),
            TypeKind::Int { min, max } => {
                object([("type", "integer".into()), ("minimum", (*min).into()), ("maximum", (*max).into())])
            }
            TypeKind::Enum { values, any_case: true } if way == Way::Request => any_case(values),
            TypeKind::Enum { values, .. } => {
                let values: Vec<&str> = values.iter().map(|(value, _)| value.as_str()).collect();
                object([("type", "string".into()), ("enum", values.into())])
            }
            TypeKind::Record { fields } => self.record(fields, way),
        };
        let note = match &def.kind {
            TypeKind::Enum { any_case: true, .. } if way == Way::Request => Some("Any case is accepted."),
            _ => None,
        };
        describe(&mut schema, docs, note);
        schema.maybe("examples", def.example.clone().map(|example| vec![Json::from(example)]));
        schema
    }

    fn record(&self, fields: &[Field], way: Way) -> Json {
        let properties: Vec<(String, Json)> =
            fields.iter().map(|field| (field.name.source.clone(), self.field(field, way))).collect();
        let must = |field: &&Field| !field.optional && (field.default.is_none() || way == Way::Reply);
        let required: Vec<&str> = fields.iter().filter(must).map(|field| field.name.source.as_str()).collect();
        let mut schema = object([("type", "object".into()), ("properties", Json::Object(properties))]);
        schema.maybe("required", (!required.is_empty()).then_some(required));
        schema.set("additionalProperties", false);
        schema
    }

    fn field(&self, field: &Field, way: Way) -> Json {
        let mut schema = self.schema(&field.ty, way);
        if way == Way::Request && (field.optional || field.default.is_some()) {
            schema = nullable(schema);
        }
        self.finish(&mut schema, field, way);
        schema
    }

    /// A parameter of a path or query: one text, so never null.
    pub(super) fn parameter(&self, field: &Field, in_path: bool) -> Json {
        let mut schema = match &field.ty {
            // A segment is never empty.
            FieldType::Text(rules) if in_path => text(rules, None, 1),
            ty => self.schema(ty, Way::Request),
        };
        schema.maybe("default", field.default.clone());
        schema
    }

    fn finish(&self, schema: &mut Json, field: &Field, way: Way) {
        let note = match &field.ty {
            FieldType::Json { max_len: Some(most), .. } => {
                Some(format!("At most {most} bytes when it is written as JSON without spaces."))
            }
            _ => None,
        };
        describe(schema, joined(&field.docs), note.as_deref());
        if way == Way::Request {
            schema.maybe("default", field.default.clone());
        }
        schema.maybe("examples", field.example.clone().map(|example| vec![Json::from(example)]));
    }

    /// A field's type.
    pub(super) fn schema(&self, ty: &FieldType, way: Way) -> Json {
        match ty {
            FieldType::Boolean => object([("type", "boolean".into())]),
            FieldType::Integer { rust, min, max } => object([
                ("type", "integer".into()),
                ("format", int_format(*rust).into()),
                ("minimum", (*min).into()),
                ("maximum", (*max).into()),
            ]),
            FieldType::Number { min, max } => {
                let mut schema = object([("type", "number".into()), ("format", "double".into())]);
                schema.maybe("minimum", min.map(number)).maybe("maximum", max.map(number));
                schema
            }
            FieldType::Text(rules) => text(rules, None, 0),
            FieldType::Timestamp => reference("schemas", "Timestamp"),
            FieldType::Json { object: true, .. } => object([("type", "object".into())]),
            // What is long as text is too long as JSON; the rest stands in the description.
            FieldType::Json { object: false, max_len: Some(most) } => {
                object([("maxLength", i64::from(most.saturating_sub(2)).into())])
            }
            FieldType::Json { object: false, max_len: None } => object([]),
            FieldType::Named(name) => self.named(name, way),
            // It is passed on as it was stored, which may have been in any form that was accepted.
            FieldType::Kept(name) => self.named(name, Way::Request),
            FieldType::List { item, min_items, max_items } => {
                let mut schema = object([("type", "array".into()), ("items", self.schema(item, way))]);
                schema.maybe("minItems", min_items.filter(|it| *it > 0).map(i64::from));
                schema.maybe("maxItems", max_items.map(i64::from));
                schema
            }
        }
    }
}

/// Milliseconds since 1970.
fn timestamp() -> Json {
    object([
        ("type", "integer".into()),
        ("format", "int64".into()),
        ("minimum", 0.into()),
        ("maximum", MAX_SAFE.into()),
        ("description", "A time in milliseconds since 1970, UTC.".into()),
        ("examples", vec![Json::from(super::examples::TIME)].into()),
    ])
}

/// A format of the OpenAPI format registry.
fn int_format(rust: IntRust) -> &'static str {
    match rust {
        IntRust::U8 => "uint8",
        IntRust::U16 => "uint16",
        IntRust::U32 => "uint32",
        IntRust::U64 => "uint64",
        IntRust::I32 => "int32",
        IntRust::I64 => "int64",
    }
}

/// A text. One that a function of the author's judges has the format `name`, so that tools can be taught it.
fn text(rules: &TextRules, name: Option<&str>, least: u32) -> Json {
    let TextRules { min_len, max_len, pattern, format, parse_with } = rules;
    let judged = parse_with.as_deref().map(|path| {
        let function = path.rsplit("::").next().unwrap_or(path);
        heck::ToKebabCase::to_kebab_case(name.unwrap_or(function))
    });
    let mut schema = object([("type", "string".into())]);
    schema.maybe("format", judged.or_else(|| format.clone()));
    schema.maybe("minLength", Some(min_len.unwrap_or(0).max(least)).filter(|it| *it > 0).map(i64::from));
    schema.maybe("maxLength", max_len.map(i64::from));
    schema.maybe("pattern", pattern.as_ref().map(pattern::ecma));
    schema
}

/// Texts of which the case does not matter: those that a reader should write, and a pattern for the others.
fn any_case(values: &[(String, String)]) -> Json {
    let letters = |value: &str| -> String {
        let letter = |char: char| {
            if char.is_ascii_alphabetic() {
                format!("[{}{}]", char.to_ascii_uppercase(), char.to_ascii_lowercase())
            } else if r"^$\.*+?()[]{}|/".contains(char) {
                format!(r"\{char}")
            } else {
                char.to_string()
            }
        };
        value.chars().map(letter).collect()
    };
    let ways: Vec<String> = values.iter().map(|(value, _)| letters(value)).collect();
    let values: Vec<&str> = values.iter().map(|(value, _)| value.as_str()).collect();
    let any = format!("^(?:{})$", ways.join("|"));
    object([
        ("type", "string".into()),
        ("anyOf", vec![object([("enum", values.into())]), object([("pattern", any.into())])].into()),
    ])
}

/// The same schema, or null.
fn nullable(schema: Json) -> Json {
    let Json::Object(mut members) = schema else { return schema };
    if let Some((_, ty)) = members.iter_mut().find(|(key, _)| key == "type") {
        *ty = vec![ty.clone(), "null".into()].into();
    } else if members.iter().any(|(key, _)| key == "$ref") {
        return object([("anyOf", vec![Json::Object(members), object([("type", "null".into())])].into())]);
    }
    // What has no type is anything, null too.
    Json::Object(members)
}

fn describe(schema: &mut Json, docs: Option<String>, note: Option<&str>) {
    let text = match (docs, note) {
        (Some(docs), Some(note)) => Some(format!("{docs} {note}")),
        (docs, note) => docs.or_else(|| note.map(str::to_owned)),
    };
    schema.maybe("description", text);
}
