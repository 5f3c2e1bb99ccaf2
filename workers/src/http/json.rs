//! Reading JSON into types, listing everything that is wrong.
//!
//! serde's derive stops at the first mistake, so a body is parsed into a tree once and read from
//! it; each reader takes a value, the place where it stands and the list of violations, and returns
//! `None` where it added one. Numbers are never rounded: what is not exactly the type is refused.

use std::fmt;

use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::text::TextRules;
use super::{Pointer, Problem, StatusCode, Violations};
use crate::Timestamp;
use crate::d1::{Json, MAX_SAFE_INTEGER};

/// A type that a JSON value is read into. Generated for every type of the spec.
pub trait FromJson: Sized {
    /// Reads it, adding to `out` what is wrong.
    fn from_json(value: Value, at: &Pointer<'_>, out: &mut Violations) -> Option<Self>;
}

/// Parses a body and reads it.
///
/// # Errors
/// 400 `malformed_json`, or `None` with the violations in `out`.
pub fn read_body<T: FromJson>(body: &[u8], out: &mut Violations) -> Result<Option<T>, Problem> {
    let malformed = |detail: String| {
        Problem::new(StatusCode::BAD_REQUEST, "malformed_json", "The body is not JSON").with_detail(detail)
    };
    let text = std::str::from_utf8(body)
        .map_err(|error| malformed(format!("the body is not UTF-8 from byte {} on", error.valid_up_to())))?;
    let value = serde_json::from_str::<Document>(text).map_err(|error| {
        let place = format!("at line {}, column {}", error.line(), error.column());
        malformed(match error.classify() {
            Category::Data => error.to_string(),
            Category::Eof => format!("the body ends too early, {place}"),
            _ => format!("the body stops being JSON {place}"),
        })
    })?;
    Ok(T::from_json(value.0, &Pointer::Body, out))
}

/// Reads JSON from bytes, by the reader of texts: serde_json's code for bytes is as much again, and would be part of every
/// upload.
///
/// # Errors
/// What is wrong, in words.
pub fn from_bytes<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// A JSON value whose objects name each member once: which of two counts would be a guess
/// (RFC 8259, section 4, leaves it open).
struct Document(Value);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Document, E> {
        Ok(Document(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Document, E> {
        Ok(Document(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Document, E> {
        Ok(Document(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Document, E> {
        Ok(Document(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Document, E> {
        Ok(Document(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Document, E> {
        Ok(Document(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Document, A::Error> {
        let mut list = Vec::new();
        while let Some(Document(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Document(Value::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Document, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let Document(value) = members.next_value()?;
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("an object has a member twice"));
            }
        }
        Ok(Document(Value::Object(object)))
    }
}

/// The members of an object.
pub fn object(value: Value, at: &Pointer<'_>, out: &mut Violations) -> Option<Map<String, Value>> {
    match value {
        Value::Object(members) => Some(members),
        _ => out.push(at, "type", "must be an object"),
    }
}

/// A member that must be there.
pub fn required<T>(
    members: &mut Map<String, Value>,
    key: &str,
    at: &Pointer<'_>,
    out: &mut Violations,
    read: impl FnOnce(Value, &Pointer<'_>, &mut Violations) -> Option<T>,
) -> Option<T> {
    let at = Pointer::Key(at, key);
    match members.remove(key) {
        Some(value) => read(value, &at, out),
        None => out.push(&at, "required", "must be given"),
    }
}

/// A member that may be left out, or be null.
pub fn optional<T>(
    members: &mut Map<String, Value>,
    key: &str,
    at: &Pointer<'_>,
    out: &mut Violations,
    read: impl FnOnce(Value, &Pointer<'_>, &mut Violations) -> Option<T>,
) -> Option<Option<T>> {
    match members.remove(key) {
        None | Some(Value::Null) => Some(None),
        Some(value) => read(value, &Pointer::Key(at, key), out).map(Some),
    }
}

/// A member that stands for a default where it is left out, or is null.
pub fn defaulted<T>(
    members: &mut Map<String, Value>,
    key: &str,
    default: impl FnOnce() -> Value,
    at: &Pointer<'_>,
    out: &mut Violations,
    read: impl FnOnce(Value, &Pointer<'_>, &mut Violations) -> Option<T>,
) -> Option<T> {
    let value = match members.remove(key) {
        None | Some(Value::Null) => default(),
        Some(value) => value,
    };
    read(value, &Pointer::Key(at, key), out)
}

/// Refuses the members that no reader took.
pub fn nothing_else(members: &Map<String, Value>, known: &[&str], at: &Pointer<'_>, out: &mut Violations) {
    out.push_unknown(members.keys().map(String::as_str), known, |key| Pointer::Key(at, key));
}

/// A boolean.
pub fn boolean(value: Value, at: &Pointer<'_>, out: &mut Violations) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(value),
        _ => out.push(at, "type", "must be true or false"),
    }
}

/// A whole number within bounds; 5.0 is one, as in JSON Schema.
pub fn integer<T: TryFrom<i64>>(value: Value, min: i64, max: i64, at: &Pointer<'_>, out: &mut Violations) -> Option<T> {
    let Value::Number(number) = &value else {
        return out.push(at, "type", "must be a whole number");
    };
    let n = match (number.as_i64(), number.as_f64()) {
        (Some(n), _) => n,
        (None, Some(n)) if n.fract() == 0.0 && n.abs() <= MAX_SAFE_INTEGER as f64 => n as i64,
        // Too large for either way of writing it.
        (None, Some(n)) if n.fract() == 0.0 => {
            if n < 0.0 {
                i64::MIN
            } else {
                i64::MAX
            }
        }
        _ => return out.push(at, "type", "must be a whole number"),
    };
    if n < min {
        return out.push(at, "min", format!("must be at least {min}"));
    }
    match T::try_from(n) {
        Ok(n_of_type) if n <= max => Some(n_of_type),
        _ => out.push(at, "max", format!("must be at most {max}")),
    }
}

/// A finite number within bounds.
pub fn number(value: Value, min: f64, max: f64, at: &Pointer<'_>, out: &mut Violations) -> Option<f64> {
    match value.as_f64() {
        None => out.push(at, "type", "must be a number"),
        Some(n) if n < min => out.push(at, "min", format!("must be at least {min}")),
        Some(n) if n > max => out.push(at, "max", format!("must be at most {max}")),
        Some(n) => Some(n),
    }
}

/// A text that keeps these rules, in its canonical form.
pub fn text(value: Value, rules: &TextRules, at: &Pointer<'_>, out: &mut Violations) -> Option<String> {
    match value {
        Value::String(text) => match rules.apply(text) {
            Ok(text) => Some(text),
            Err(error) => out.push(at, error.code, error.detail),
        },
        _ => out.push(at, "type", "must be text"),
    }
}

/// Milliseconds since 1970, UTC.
pub fn timestamp(value: Value, at: &Pointer<'_>, out: &mut Violations) -> Option<Timestamp> {
    let millis: i64 = integer(value, 0, MAX_SAFE_INTEGER, at, out)?;
    Some(Timestamp::from_millis(millis))
}

/// A list, each item read.
pub fn list<T>(
    value: Value,
    (min_items, max_items): (usize, usize),
    at: &Pointer<'_>,
    out: &mut Violations,
    mut read: impl FnMut(Value, &Pointer<'_>, &mut Violations) -> Option<T>,
) -> Option<Vec<T>> {
    let Value::Array(items) = value else {
        return out.push(at, "type", "must be a list");
    };
    if items.len() < min_items {
        return out.push(at, "min_items", format!("must have at least {min_items} items"));
    }
    if items.len() > max_items {
        return out.push(at, "max_items", format!("must have at most {max_items} items"));
    }
    let count = items.len();
    // Every item is read, so that every violation is found.
    let read: Vec<T> =
        items.into_iter().enumerate().filter_map(|(i, item)| read(item, &Pointer::Index(at, i), out)).collect();
    (read.len() == count).then_some(read)
}

/// Any JSON, kept as it is; an object where one is demanded; of at most so many bytes when written
/// without spaces.
pub fn any(value: Value, object: bool, max_len: usize, at: &Pointer<'_>, out: &mut Violations) -> Option<Json<Value>> {
    if object && !value.is_object() {
        return out.push(at, "type", "must be an object");
    }
    match Json::new(&value) {
        Ok(json) if json.as_str().len() <= max_len => Some(json),
        Ok(_) => out.push(at, "max_length", format!("must have at most {max_len} bytes as JSON")),
        Err(_) => out.push(at, "type", "must be JSON"),
    }
}

/// A record that is kept as text, checked like any other.
pub fn kept<T: FromJson + Serialize>(value: Value, at: &Pointer<'_>, out: &mut Violations) -> Option<Json<T>> {
    let record = T::from_json(value, at, out)?;
    match Json::new(&record) {
        Ok(json) => Some(json),
        Err(_) => out.push(at, "type", "must be JSON"),
    }
}

/// One of a few texts. `find` gives the value of a text.
pub fn one_of<T>(
    value: Value,
    known: &str,
    at: &Pointer<'_>,
    out: &mut Violations,
    find: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let Value::String(text) = value else {
        return out.push(at, "type", "must be text");
    };
    match find(&text) {
        Some(value) => Some(value),
        None => out.push(at, "enum", format!("must be one of {known}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: TryFrom<i64>>(text: &str) -> Option<T> {
        let Document(value) = serde_json::from_str(text).unwrap();
        integer(value, -MAX_SAFE_INTEGER, MAX_SAFE_INTEGER, &Pointer::Body, &mut Violations::default())
    }

    #[test]
    fn a_whole_number_is_read_as_it_is_written() {
        for (text, expected) in [
            ("5.0", Some(5)),
            ("-1e3", Some(-1000)),
            ("2023095104423527.0", Some(2_023_095_104_423_527)),
            ("8999999999999999.0", Some(8_999_999_999_999_999)),
            ("9007199254740991.0", Some(9_007_199_254_740_991)),
            ("9007199254740992.0", None),
            ("2023095104423527.25", None),
            ("0.1", None),
        ] {
            assert_eq!(read::<i64>(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_is_read_as_it_is_written() {
        for text in ["0.1", "43.85158157", "2.2250738585072014e-308", "1.7976931348623157e308", "123456789.12345679"] {
            let Document(value) = serde_json::from_str(text).unwrap();
            let read = number(value, f64::MIN, f64::MAX, &Pointer::Body, &mut Violations::default());
            assert_eq!(read, text.parse().ok(), "{text}");
        }
    }
}
