//! JSON whose members stay in the order in which they were written.
//!
//! `serde_json`'s map sorts them. A document is read from top to bottom, though, and a record's fields are where
//! their author put them.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// Anything, its members in the order that `serde_json` gives them.
    Value(serde_json::Value),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// An object of these members.
pub(super) fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// `{ "$ref": … }`.
pub(super) fn reference(kind: &str, name: &str) -> Json {
    object([("$ref", format!("#/components/{kind}/{name}").into())])
}

impl Json {
    /// Adds a member at the end; the value must be an object.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Json>) -> &mut Self {
        if let Json::Object(members) = self {
            members.push((key.to_owned(), value.into()));
        }
        self
    }

    /// Adds a member where there is a value.
    pub(super) fn maybe<T: Into<Json>>(&mut self, key: &str, value: Option<T>) -> &mut Self {
        match value {
            Some(value) => self.set(key, value),
            None => self,
        }
    }

    /// Whether there is no member or item.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Json::Value(_) => false,
            Json::List(items) => items.is_empty(),
            Json::Object(members) => members.is_empty(),
        }
    }

    /// The same value with sorted members.
    pub fn to_value(&self) -> serde_json::Value {
        // Only texts, finite numbers, lists and objects: writing them cannot fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// As text, for reading: two spaces a level, and a line break at the end.
    pub fn to_pretty(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// As text without spaces.
impl std::fmt::Display for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Value(value) => value.serialize(serializer),
            Json::List(items) => serializer.collect_seq(items),
            Json::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Json::Value(value)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Value(text.into())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Value(text.into())
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Value(value.into())
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Json::Value(number.into())
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Json::List(items.into_iter().map(Into::into).collect())
    }
}

/// A number that JSON can hold; whole ones without a point.
pub(super) fn number(number: f64) -> Json {
    let whole = (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64);
    match whole {
        Some(whole) => whole.into(),
        None => serde_json::Number::from_f64(number).map_or(serde_json::Value::Null, Into::into).into(),
    }
}
