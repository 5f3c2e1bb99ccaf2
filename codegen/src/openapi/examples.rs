//! Values to show: those of the spec where it has one, and else the simplest that keeps the rules.
//!
//! A text that a function of the author's judges cannot be made up: where a record must have one and the spec shows
//! none, the record has no example.

use serde_json::Value;

use super::json::{Json, number};
use super::pattern;
use crate::model::{Field, FieldType, Model, TextRules, TypeKind};

/// 2026-01-01T00:00:00Z.
pub(super) const TIME: i64 = 1_767_225_600_000;

/// A record's example; `None` where it has a part that cannot be made up.
pub(super) fn record(model: &Model, name: &str) -> Option<Json> {
    named(model, name, &mut Vec::new())
}

/// A parameter's example.
pub(super) fn parameter(model: &Model, field: &Field) -> Option<Json> {
    of_field(model, field, &mut Vec::new())
}

/// `open` are the records that are being made: of one within itself a list stays empty.
fn named<'m>(model: &'m Model, name: &'m str, open: &mut Vec<&'m str>) -> Option<Json> {
    let def = model.types.iter().find(|def| def.name.source == name)?;
    if let Some(example) = &def.example {
        return Some(example.clone().into());
    }
    match &def.kind {
        TypeKind::Id(rules) => text(rules),
        TypeKind::Int { min, max } => Some(1.clamp(*min, *max).into()),
        TypeKind::Enum { values, .. } => values.first().map(|(value, _)| value.as_str().into()),
        TypeKind::Record { .. } if open.contains(&name) => None,
        TypeKind::Record { fields } => {
            open.push(name);
            let made = members(model, fields, open);
            open.pop();
            made.map(Json::Object)
        }
    }
}

fn members<'m>(model: &'m Model, fields: &'m [Field], open: &mut Vec<&'m str>) -> Option<Vec<(String, Json)>> {
    let mut members = Vec::new();
    for field in fields {
        match of_field(model, field, open) {
            // What may be left out is shown where its type or its author has something to show.
            Some(_) if field.optional && field.example.is_none() && !matches!(field.ty, FieldType::Named(_)) => {}
            Some(value) => {
                members.push((field.name.source.clone(), value));
            }
            None if field.optional || field.default.is_some() => {}
            None => return None,
        }
    }
    Some(members)
}

fn of_field<'m>(model: &'m Model, field: &'m Field, open: &mut Vec<&'m str>) -> Option<Json> {
    let said = field.example.as_ref().or(field.default.as_ref());
    // An empty list or object shows nothing.
    let says_much = |value: &&Value| field.example.is_some() || !matches!(value, Value::Array(_) | Value::Object(_));
    match said.filter(says_much) {
        Some(value) => Some(value.clone().into()),
        None => of_type(model, &field.ty, open).or_else(|| field.default.clone().map(Json::from)),
    }
}

fn of_type<'m>(model: &'m Model, ty: &'m FieldType, open: &mut Vec<&'m str>) -> Option<Json> {
    match ty {
        FieldType::Boolean => Some(true.into()),
        FieldType::Integer { min, max, .. } => Some(1.clamp(*min, *max).into()),
        FieldType::Number { min, max } => {
            Some(number(1.0_f64.max(min.unwrap_or(f64::MIN)).min(max.unwrap_or(f64::MAX))))
        }
        FieldType::Text(rules) => text(rules),
        FieldType::Timestamp => Some(TIME.into()),
        FieldType::Json { max_len: Some(0 | 1), object: false } => Some(0.into()),
        FieldType::Json { .. } => Some(Json::Object(Vec::new())),
        FieldType::Named(name) | FieldType::Kept(name) => named(model, name, open),
        FieldType::List { item, min_items, max_items } => {
            let count = min_items.unwrap_or(0).max(1).min(max_items.unwrap_or(u32::MAX));
            match of_type(model, item, open) {
                // Many of the same show no more.
                Some(item) if count <= 8 => Some(Json::List((0..count).map(|_| item.clone()).collect())),
                _ => (min_items.unwrap_or(0) == 0).then(|| Json::List(Vec::new())),
            }
        }
    }
}

fn text(rules: &TextRules) -> Option<Json> {
    let TextRules { min_len, max_len, pattern, format: _, parse_with } = rules;
    let (min, max) = (min_len.unwrap_or(0), max_len.unwrap_or(u32::MAX));
    match (parse_with, pattern) {
        (Some(_), _) => None,
        (None, Some(pattern)) => pattern::shortest(pattern, min, max).map(Json::from),
        (None, None) if min > 1024 => None,
        (None, None) => {
            let length = usize::try_from(min.max(4).min(max)).unwrap_or(4);
            Some("text".chars().cycle().take(length).collect::<String>().into())
        }
    }
}
