//! Defaults and examples: a TOML value as the JSON that a request could have sent, if it keeps the type's rules.

use serde_json::Value as Json;

use crate::diag::Diagnostics;
use crate::lower::types::Types;
use crate::model::{Field, FieldType, TextRules, TypeKind};
use crate::parse::toml::{Table, Value, list};
use crate::source::Spanned;

// Diagnostic: bad-default
//
// `{ type = "u8", default = 256 }`: a default that a request would not get away with.
pub(super) fn lower_default(
    cx: &mut Diagnostics,
    types: &Types,
    ty: &FieldType,
    default: &Spanned<Value>,
    subject: &str,
) -> Option<Json> {
    match fit(types, ty, &default.value) {
        Ok(json) => Some(json),
        Err(reason) => {
            cx.error("bad-default", default.span, format!("the default of {subject} does not fit its type"))
                .label(reason);
            None
        }
    }
}

// Diagnostic: bad-example
//
// `{ type = "u8", example = 256 }`: readers would send what is refused.
pub(super) fn lower_example(
    cx: &mut Diagnostics,
    types: &Types,
    ty: &FieldType,
    example: &Spanned<Value>,
    subject: &str,
) -> Option<Json> {
    match fit(types, ty, &example.value) {
        Ok(json) => Some(json),
        Err(reason) => {
            cx.error("bad-example", example.span, format!("the example of {subject} does not fit its type"))
                .label(reason);
            None
        }
    }
}

/// The value as JSON, or what it must be.
pub(super) fn fit(types: &Types, ty: &FieldType, value: &Value) -> Result<Json, String> {
    match (ty, value) {
        (FieldType::Boolean, Value::Boolean(it)) => Ok(Json::Bool(*it)),
        (FieldType::Boolean, _) => Err("must be `true` or `false`".to_owned()),
        (FieldType::Integer { min, max, .. }, _) => fit_integer(*min, *max, value),
        (FieldType::Number { min, max }, _) => fit_number(*min, *max, value),
        (FieldType::Text(rules), _) => fit_text(rules, value),
        (FieldType::Timestamp, _) => fit_integer(0, MAX_TIMESTAMP, value),
        (FieldType::Json { object: true, max_len }, Value::Table(_))
        | (FieldType::Json { object: false, max_len }, _) => fit_json(*max_len, value),
        (FieldType::Json { .. }, _) => Err("must be a table".to_owned()),
        (FieldType::List { item, min_items, max_items }, Value::Array(items)) => {
            let (low, high) = (min_items.unwrap_or(0), max_items.unwrap_or(u32::MAX));
            if !u32::try_from(items.len()).is_ok_and(|count| (low..=high).contains(&count)) {
                return Err(sizes(low, high, "items"));
            }
            items.iter().map(|value| fit(types, item, value)).collect::<Result<_, _>>().map(Json::Array)
        }
        (FieldType::List { .. }, _) => Err("must be an array".to_owned()),
        (FieldType::Named(name) | FieldType::Kept(name), _) => match types.get(name).map(|def| &def.kind) {
            Some(TypeKind::Id(rules)) => fit_text(rules, value),
            Some(TypeKind::Int { min, max }) => fit_integer(*min, *max, value),
            Some(TypeKind::Enum { values, any_case }) => fit_enum(values, *any_case, value),
            Some(TypeKind::Record { fields }) => fit_record(types, fields, value),
            // Its own mistake has been told.
            None => Ok(Json::Null),
        },
    }
}

/// 2^53 − 1.
const MAX_TIMESTAMP: i64 = super::fields::MAX_SAFE;

fn fit_integer(min: i64, max: i64, value: &Value) -> Result<Json, String> {
    match value {
        Value::Integer(number) if (i128::from(min)..=i128::from(max)).contains(number) => {
            Ok(i64::try_from(*number).map_or(Json::Null, Json::from))
        }
        _ => Err(format!("must be an integer between {min} and {max}")),
    }
}

fn fit_number(min: Option<f64>, max: Option<f64>, value: &Value) -> Result<Json, String> {
    let number = match value {
        Value::Float(number) => *number,
        Value::Integer(number) => *number as f64,
        _ => return Err("must be a number".to_owned()),
    };
    if min.is_some_and(|min| number < min) {
        return Err(format!("must be at least {}", min.unwrap_or_default()));
    }
    if max.is_some_and(|max| number > max) {
        return Err(format!("must be at most {}", max.unwrap_or_default()));
    }
    serde_json::Number::from_f64(number).map(Json::Number).ok_or_else(|| "must be finite".to_owned())
}

fn fit_json(max_len: Option<u32>, value: &Value) -> Result<Json, String> {
    let json = json(value).ok_or_else(|| "has no form in JSON".to_owned())?;
    match max_len {
        Some(most) if !u32::try_from(json.to_string().len()).is_ok_and(|length| length <= most) => {
            Err(sizes(0, most, "bytes as JSON"))
        }
        _ => Ok(json),
    }
}

/// `parse_with` is the user's code and cannot be asked while compiling.
pub(super) fn fit_text(rules: &TextRules, value: &Value) -> Result<Json, String> {
    let Value::String(text) = value else { return Err("must be a string".to_owned()) };
    let (low, high) = (rules.min_len.unwrap_or(0), rules.max_len.unwrap_or(u32::MAX));
    if !u32::try_from(text.chars().count()).is_ok_and(|length| (low..=high).contains(&length)) {
        return Err(sizes(low, high, "characters"));
    }
    match &rules.pattern {
        Some(pattern) if !pattern.matches(text) => Err(format!("must match `{}`", pattern.source)),
        _ => Ok(Json::String(text.clone())),
    }
}

fn fit_enum(values: &[(String, String)], any_case: bool, value: &Value) -> Result<Json, String> {
    let same = |known: &str, text: &str| known == text || any_case && known.eq_ignore_ascii_case(text);
    let names: Vec<&str> = values.iter().map(|(value, _)| value.as_str()).collect();
    let found = match value {
        Value::String(text) => names.iter().find(|known| same(known, text)),
        _ => None,
    };
    found.map(|name| Json::from(*name)).ok_or_else(|| format!("must be one of {}", list(&names)))
}

fn fit_record(types: &Types, fields: &[Field], value: &Value) -> Result<Json, String> {
    let Value::Table(Table { entries, .. }) = value else { return Err("must be a table".to_owned()) };
    let mut object = serde_json::Map::new();
    for entry in entries {
        let field = fields.iter().find(|field| field.name.source == *entry.key);
        let field = field.ok_or_else(|| format!("has the unknown field `{}`", *entry.key))?;
        let value = fit(types, &field.ty, &entry.value).map_err(|reason| format!("`{}` {reason}", *entry.key))?;
        object.insert(entry.key.value.clone(), value);
    }
    let missing =
        |field: &&Field| !field.optional && field.default.is_none() && !object.contains_key(&field.name.source);
    match fields.iter().find(missing) {
        Some(field) => Err(format!("lacks the field `{}`", field.name.source)),
        None => Ok(Json::Object(object)),
    }
}

fn sizes(low: u32, high: u32, what: &str) -> String {
    match high {
        u32::MAX => format!("must have at least {low} {what}"),
        _ => format!("must have {low} to {high} {what}"),
    }
}

/// TOML without a type in mind: dates become text, and what JSON lacks (infinity) has no form.
fn json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::String(it) | Value::Datetime(it) => Json::String(it.clone()),
        Value::Integer(it) => Json::from(i64::try_from(*it).ok()?),
        Value::Float(it) => Json::Number(serde_json::Number::from_f64(*it)?),
        Value::Boolean(it) => Json::Bool(*it),
        Value::Array(items) => Json::Array(items.iter().map(|item| json(item)).collect::<Option<_>>()?),
        Value::Table(table) => {
            let entries = table.entries.iter().map(|entry| Some((entry.key.value.clone(), json(&entry.value)?)));
            Json::Object(entries.collect::<Option<_>>()?)
        }
    })
}
