//! A wrangler configuration as a tree, whether it was TOML or JSON with comments.
//!
//! Whoever reads it takes out what he understands; what is left in the end was not understood, and is told of. So
//! nothing is lost without a word.

use jsonc_parser::ast::Value as JsonValue;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use williw_codegen::diag::{Diagnostics, render_all};
use williw_codegen::lower::bindings::is_secret_name;
use williw_codegen::parse::toml::{Table, Value, parse_document};
use williw_codegen::source::{SourceMap, Span};
use williw_codegen::wrangler::quoted;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Integer(i64),
    /// As written; also an integer that is too large for any use.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Map),
}

/// A table or object, in file order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Map {
    pub(crate) entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) value: Node,
    /// Comment lines above and beside, of TOML.
    pub(crate) docs: Vec<String>,
}

/// Reads a configuration; `path` tells the format where the text does not.
///
/// # Errors
/// What is wrong with the text, as the compiler tells it.
pub(crate) fn parse(path: &str, text: &str) -> Result<Map, String> {
    let text = text.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    let mut sources = SourceMap::default();
    let file = sources.add(path, text);
    let mut cx = Diagnostics::default();
    // No TOML begins so; nothing else is JSON.
    if ["{", "//", "/*"].iter().any(|it| start.starts_with(it)) || path.ends_with(".json") || path.ends_with(".jsonc") {
        let options = ParseOptions {
            allow_comments: true,
            allow_trailing_commas: true,
            allow_loose_object_property_names: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        match parse_to_ast(text, &CollectOptions::default(), &options).map(|found| found.value.map(of_json)) {
            Ok(Some(Node::Map(map))) => return Ok(map),
            Ok(_) => {
                cx.error("bad-json", Span::new(file, 0..0), "a configuration of wrangler's is an object");
            }
            Err(error) => {
                let range = error.range();
                let message = error.kind().to_string();
                let mut letters = message.chars();
                let first = letters.next().map(|first| first.to_ascii_lowercase());
                let message: String = first.into_iter().chain(letters).collect();
                cx.error("bad-json", Span::new(file, range.start..range.end), message);
            }
        }
    } else {
        let document = parse_document(&mut cx, &sources, file);
        if document.sound {
            return Ok(of_table(&document.root));
        }
    }
    Err(render_all(&sources, &cx.into_sorted()))
}

fn of_json(value: JsonValue<'_>) -> Node {
    match value {
        JsonValue::NullKeyword(_) => Node::Null,
        JsonValue::BooleanLit(it) => Node::Bool(it.value),
        JsonValue::NumberLit(it) => it.value.parse().map_or_else(|_| Node::Number(it.value.to_owned()), Node::Integer),
        JsonValue::StringLit(it) => Node::Text(it.value.into_owned()),
        JsonValue::Array(it) => Node::List(it.elements.into_iter().map(of_json).collect()),
        JsonValue::Object(it) => {
            let entry = |property: jsonc_parser::ast::ObjectProp<'_>| {
                let key = property.name.as_str().to_owned();
                Entry { key, value: of_json(property.value), docs: Vec::new() }
            };
            Node::Map(Map { entries: it.properties.into_iter().map(entry).collect() })
        }
    }
}

fn of_table(table: &Table) -> Map {
    let entry = |entry: &williw_codegen::parse::toml::Entry| Entry {
        key: entry.key.value.clone(),
        value: of_toml(&entry.value.value),
        docs: entry.docs.clone(),
    };
    Map { entries: table.entries.iter().map(entry).collect() }
}

fn of_toml(value: &Value) -> Node {
    match value {
        Value::String(text) | Value::Datetime(text) => Node::Text(text.clone()),
        Value::Integer(number) => {
            i64::try_from(*number).map_or_else(|_| Node::Number(number.to_string()), Node::Integer)
        }
        Value::Float(number) => Node::Number(format!("{number:?}")),
        Value::Boolean(it) => Node::Bool(*it),
        Value::Array(items) => Node::List(items.iter().map(|item| of_toml(&item.value)).collect()),
        Value::Table(table) => Node::Map(of_table(table)),
    }
}

// ---- taking --------------------------------------------------------------------------------

impl Map {
    /// Takes a value out, if it is one that `read` understands; else it stays.
    pub(crate) fn take<T>(&mut self, key: &str, read: impl Fn(&Node) -> Option<T>) -> Option<T> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        let found = read(&self.entries.get(at)?.value)?;
        self.entries.remove(at);
        Some(found)
    }

    /// A text that is not empty.
    pub(crate) fn take_text(&mut self, key: &str) -> Option<String> {
        self.take(key, |node| match node {
            Node::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        })
    }

    pub(crate) fn take_bool(&mut self, key: &str) -> Option<bool> {
        self.take(key, |node| match node {
            Node::Bool(it) => Some(*it),
            _ => None,
        })
    }

    /// A list of texts, all or nothing.
    pub(crate) fn take_texts(&mut self, key: &str) -> Option<Vec<String>> {
        self.take(key, |node| match node {
            Node::List(items) => items.iter().map(Node::text).collect(),
            _ => None,
        })
    }

    pub(crate) fn take_list(&mut self, key: &str) -> Vec<Node> {
        let list = self.take(key, |node| match node {
            Node::List(items) => Some(items.clone()),
            _ => None,
        });
        list.unwrap_or_default()
    }

    pub(crate) fn take_map(&mut self, key: &str) -> Option<Map> {
        self.take(key, |node| match node {
            Node::Map(map) => Some(map.clone()),
            _ => None,
        })
    }

    /// Puts back what was not understood after all.
    pub(crate) fn put(&mut self, key: &str, value: Node) {
        let empty = match &value {
            Node::List(items) => items.is_empty(),
            Node::Map(map) => map.entries.is_empty(),
            _ => false,
        };
        if !empty {
            self.entries.push(Entry { key: key.to_owned(), value, docs: Vec::new() });
        }
    }
}

impl Node {
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Node::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// As TOML on one line. The values of keys that look like a secret's are not told.
    pub(crate) fn inline(&self) -> String {
        match self {
            Node::Null => "null".to_owned(),
            Node::Bool(it) => it.to_string(),
            Node::Integer(it) => it.to_string(),
            Node::Number(it) => it.clone(),
            Node::Text(text) => quoted(text),
            Node::List(items) => {
                format!("[{}]", items.iter().map(Node::inline).collect::<Vec<_>>().join(", "))
            }
            Node::Map(map) => {
                let entries: Vec<String> = map.entries.iter().map(Entry::inline).collect();
                if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
            }
        }
    }

    /// One line for each value in it, with the way to it.
    pub(crate) fn lines(&self, way: &str, lines: &mut Vec<String>) {
        match self {
            Node::Map(map) if !map.entries.is_empty() => {
                for entry in &map.entries {
                    let way = format!("{way}.{}", key(&entry.key));
                    match &entry.value {
                        Node::Map(_) => entry.value.lines(&way, lines),
                        _ => lines.push(format!("{way} = {}", entry.shown())),
                    }
                }
            }
            other => lines.push(format!("{way} = {}", other.inline())),
        }
    }
}

impl Entry {
    fn inline(&self) -> String {
        format!("{} = {}", key(&self.key), self.shown())
    }

    fn shown(&self) -> String {
        if matches!(self.value, Node::Text(_)) && is_secret_name(&self.key) {
            return "\"…\"".to_owned();
        }
        self.value.inline()
    }
}

/// A key of TOML.
pub(crate) fn key(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_');
    if bare { key.to_owned() } else { quoted(key) }
}
