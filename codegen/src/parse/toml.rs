//! TOML as spanned values, and a reader that takes a table apart key by key.
//!
//! The crate `toml` parses; what is added here is what its tree does not hold: file order, comments as
//! docs, and the errors of a spec (`unknown-key`, `missing-key`, `wrong-type`) with places and help.
//! What is hard is a file that is not TOML: `toml` recovers and hands on a tree with invented values, so
//! [`Document::sound`] says whether complaints about the tree are worth telling.

use ::toml::Spanned as TomlSpanned;
use ::toml::de::{DeTable, DeValue, Error};

use crate::diag::{Diagnostics, nearest};
use crate::source::{FileId, SourceMap, Span, Spanned};

/// A whole file.
#[derive(Clone, Debug)]
pub struct Document {
    pub root: Table,
    /// Whether the text is TOML. If not, the tree holds what could be recovered.
    pub sound: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    String(String),
    /// Wider than any type of a spec, so that too big a number is told with its name.
    Integer(i128),
    Float(f64),
    Boolean(bool),
    Datetime(String),
    Array(Vec<Spanned<Value>>),
    Table(Table),
}

/// A table's entries in file order, whether a header, a dotted key or braces made it.
#[derive(Clone, Debug)]
pub struct Table {
    pub entries: Vec<Entry>,
    /// The header, the braces, or for a table that only others' headers name, that name.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub key: Spanned<String>,
    pub value: Spanned<Value>,
    /// Comment lines above the entry and beside it.
    pub docs: Vec<String>,
}

/// Tables are equal when their entries are; places do not count.
impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.entries.len() == other.entries.len()
            && self.entries.iter().zip(&other.entries).all(|(a, b)| a.key == b.key && a.value == b.value)
    }
}

impl Value {
    /// What it is, with its article.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Boolean(_) => "a boolean",
            Self::Datetime(_) => "a date",
            Self::Array(_) => "an array",
            Self::Table(_) => "a table",
        }
    }
}

/// Parses a file; reports `bad-toml` in toml's own words.
pub fn parse_document(cx: &mut Diagnostics, sources: &SourceMap, file: FileId) -> Document {
    let text = sources.text(file);
    let (root, errors) = DeTable::parse_recoverable(text);
    let sound = errors.is_empty();
    report(cx, text, file, errors);
    let span = Span::new(file, 0..0);
    let root = Converter { text, file }.table(root.get_ref(), span);
    Document { root, sound }
}

// Diagnostic: bad-toml
//
// The file is not TOML. After a mistake the parser finds its feet at the next header, so of the errors
// between two headers only the first is told.
fn report(cx: &mut Diagnostics, text: &str, file: FileId, errors: Vec<Error>) {
    let mut errors: Vec<_> = errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message())).collect();
    errors.sort_by_key(|(range, _)| range.start);
    let mut told = None;
    for (range, message) in errors {
        let again =
            told.is_some_and(|told| !text.get(told..range.start).is_some_and(|between| between.contains("\n[")));
        if !again {
            told = Some(range.start);
            let repeated = message == "duplicate key";
            let name = text.get(range.clone()).unwrap_or_default().to_owned();
            let building = cx.error("bad-toml", Span::new(file, range), message);
            if repeated {
                let _ = building.help(format!("`{name}` stands above already; give it another name or join the two"));
            }
        }
    }
}

struct Converter<'t> {
    text: &'t str,
    file: FileId,
}

impl Converter<'_> {
    fn table(&self, table: &DeTable<'_>, span: Span) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| {
                let span = Span::new(self.file, key.span());
                let value = self.value(value);
                let docs = self.docs(key.span().start, value.span.end.max(span.end));
                Entry { key: Spanned::new(key.get_ref().to_string(), span), value, docs }
            })
            .collect();
        // The tree is sorted by name; people read their file from top to bottom.
        entries.sort_by_key(|entry| entry.key.span.start);
        Table { entries, span }
    }

    fn value(&self, value: &TomlSpanned<DeValue<'_>>) -> Spanned<Value> {
        let span = Span::new(self.file, value.span());
        let value =
            match value.get_ref() {
                DeValue::String(text) => Value::String(text.to_string()),
                DeValue::Integer(number) => Value::Integer(
                    // Saturates: beyond 128 bits a number is out of every range anyway.
                    i128::from_str_radix(number.as_str(), number.radix())
                        .unwrap_or(if number.as_str().starts_with('-') { i128::MIN } else { i128::MAX }),
                ),
                DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
                DeValue::Boolean(value) => Value::Boolean(*value),
                DeValue::Datetime(value) => Value::Datetime(value.to_string()),
                DeValue::Array(values) => Value::Array(values.iter().map(|value| self.value(value)).collect()),
                DeValue::Table(table) => Value::Table(self.table(table, span)),
            };
        Spanned::new(value, span)
    }

    /// The comment lines right above the line of `start`, and the comment after `end`.
    fn docs(&self, start: usize, end: usize) -> Vec<String> {
        comments(self.text, start, end)
    }
}

/// Comments are not in toml's tree; they are taken from the text around an entry. Something that shares its
/// line with an earlier entry has no comment above it. A `#:` line is for tools, never docs.
pub fn comments(text: &str, start: usize, end: usize) -> Vec<String> {
    let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let (above, lead) = before.split_at_checked(line_start).unwrap_or_default();
    let mut docs = Vec::new();
    if lead.chars().all(|it| it.is_whitespace() || it == '[') || lead.starts_with('[') {
        docs.extend(
            above.lines().rev().map_while(|line| line.trim().strip_prefix('#')).filter(|it| !it.starts_with(':')),
        );
        docs.reverse();
    }
    let beside = after.lines().next().unwrap_or_default();
    let beside = beside.trim_start_matches([' ', '\t', ',', ']']);
    docs.extend(beside.strip_prefix('#').filter(|_| !after.is_empty()));
    docs.into_iter().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()).collect()
}

// ---- reading -------------------------------------------------------------------------------

/// Takes a table apart: every key is asked for by name, and [`Reader::finish`] complains of the others.
#[derive(Debug)]
#[must_use = "`finish` reports unknown keys"]
pub struct Reader<'t> {
    table: &'t Table,
    /// The subject of messages, such as "id `NodeId`".
    subject: String,
    known: Vec<&'static str>,
}

impl<'t> Reader<'t> {
    pub fn new(table: &'t Table, subject: impl Into<String>) -> Self {
        Self { table, subject: subject.into(), known: Vec::new() }
    }

    /// The table's place.
    pub fn span(&self) -> Span {
        self.table.span
    }

    /// The entry of a key, which is legal from now on.
    pub fn entry(&mut self, key: &'static str) -> Option<&'t Entry> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.table.entries.iter().find(|entry| entry.key.value == key)
    }

    /// Whether the key stands there, whatever its value.
    pub fn has(&mut self, key: &'static str) -> bool {
        self.entry(key).is_some()
    }

    pub fn string(&mut self, cx: &mut Diagnostics, key: &'static str) -> Option<Spanned<String>> {
        let value = &self.entry(key)?.value;
        string(cx, value, &format!("`{key}` of {}", self.subject))
    }

    /// A string that must be there.
    pub fn required_string(
        &mut self,
        cx: &mut Diagnostics,
        key: &'static str,
        example: &str,
    ) -> Option<Spanned<String>> {
        if !self.has(key) {
            self.missing(cx, key, example);
        }
        self.string(cx, key)
    }

    pub fn boolean(&mut self, cx: &mut Diagnostics, key: &'static str) -> Option<Spanned<bool>> {
        let value = &self.entry(key)?.value;
        match value.value {
            Value::Boolean(it) => Some(Spanned::new(it, value.span)),
            _ => wrong_type(cx, value, &format!("`{key}` of {}", self.subject), "`true` or `false`"),
        }
    }

    pub fn integer(&mut self, cx: &mut Diagnostics, key: &'static str) -> Option<Spanned<i128>> {
        let value = &self.entry(key)?.value;
        match value.value {
            Value::Integer(it) => Some(Spanned::new(it, value.span)),
            _ => wrong_type(cx, value, &format!("`{key}` of {}", self.subject), "an integer"),
        }
    }

    /// A length or count.
    pub fn size(&mut self, cx: &mut Diagnostics, key: &'static str) -> Option<Spanned<u32>> {
        let number = self.integer(cx, key)?;
        match u32::try_from(number.value) {
            Ok(size) => Some(Spanned::new(size, number.span)),
            Err(_) => {
                let message = format!("`{key}` of {} must be between 0 and {}", self.subject, u32::MAX);
                cx.error("bad-value", number.span, message);
                None
            }
        }
    }

    /// An integer or a float, as it stands.
    pub fn number(&mut self, cx: &mut Diagnostics, key: &'static str) -> Option<Spanned<Value>> {
        let value = &self.entry(key)?.value;
        match value.value {
            Value::Integer(_) | Value::Float(_) => Some(value.clone()),
            _ => wrong_type(cx, value, &format!("`{key}` of {}", self.subject), "a number"),
        }
    }

    /// An array of strings; `None` where the key is missing.
    pub fn strings(&mut self, cx: &mut Diagnostics, key: &'static str) -> Option<Vec<Spanned<String>>> {
        let value = &self.entry(key)?.value;
        let subject = format!("`{key}` of {}", self.subject);
        let items = match &value.value {
            Value::Array(items) => items,
            Value::String(only) => {
                cx.error("wrong-type", value.span, format!("{subject} must be an array of strings, not a string"))
                    .help(format!("write `[{only:?}]`"));
                return None;
            }
            _ => return wrong_type(cx, value, &subject, "an array of strings"),
        };
        Some(items.iter().filter_map(|item| string(cx, item, &format!("an item of {subject}"))).collect())
    }

    /// A table's entries; none where the key is missing.
    pub fn entries(&mut self, cx: &mut Diagnostics, key: &'static str) -> &'t [Entry] {
        let Some(entry) = self.entry(key) else { return &[] };
        match &entry.value.value {
            Value::Table(table) => &table.entries,
            _ => {
                wrong_type::<()>(cx, &entry.value, &format!("`{key}` of {}", self.subject), "a table");
                &[]
            }
        }
    }

    /// The tables below a key, each with its name; what is no table is reported.
    pub fn tables(&mut self, cx: &mut Diagnostics, key: &'static str) -> Vec<(&'t Entry, &'t Table)> {
        let entries = self.entries(cx, key);
        entries
            .iter()
            .filter_map(|entry| Some((entry, table(cx, &entry.value, &format!("`{key}.{}`", *entry.key))?)))
            .collect()
    }

    // Diagnostic: missing-key
    //
    // A key that an entry cannot do without.
    pub fn missing(&self, cx: &mut Diagnostics, key: &str, example: &str) {
        if self.misspelt(key) {
            return;
        }
        cx.error("missing-key", self.table.span, format!("{} has no `{key}`", self.subject))
            .help(format!("add `{key} = {example}`"));
    }

    /// Whether a key that is not legal is probably meant to be this one; `finish` tells of it.
    pub fn misspelt(&self, key: &str) -> bool {
        let unknown = |entry: &&Entry| !self.known.contains(&entry.key.as_str());
        self.table.entries.iter().filter(unknown).any(|entry| nearest(&entry.key, [key]).is_some())
    }

    // Diagnostic: unknown-key
    //
    // `paterrn = "…"`: a key that means nothing here. Silently ignoring it would drop a rule.
    pub fn finish(self, cx: &mut Diagnostics) {
        for entry in &self.table.entries {
            let key = &entry.key;
            if !self.known.contains(&key.value.as_str()) {
                unknown_key(cx, key, &self.subject, &self.known);
            }
        }
    }
}

/// Complains of a key and names the nearest legal one, or all of them.
pub fn unknown_key(cx: &mut Diagnostics, key: &Spanned<String>, subject: &str, legal: &[&str]) {
    let help = match nearest(key, legal.iter().copied()) {
        Some(near) => format!("write `{near}`"),
        None => format!("legal here: {}", list(legal)),
    };
    cx.error("unknown-key", key.span, format!("{subject} has no key `{}`", **key)).help(help);
}

/// `a`, `b` and `c`, each in backticks.
pub fn list<T: AsRef<str>>(names: &[T]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [one] => format!("`{}`", one.as_ref()),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|name| format!("`{}`", name.as_ref())).collect();
            format!("{} and `{}`", first.join(", "), last.as_ref())
        }
    }
}

pub fn string(cx: &mut Diagnostics, value: &Spanned<Value>, subject: &str) -> Option<Spanned<String>> {
    match &value.value {
        Value::String(text) => Some(Spanned::new(text.clone(), value.span)),
        _ => wrong_type(cx, value, subject, "a string"),
    }
}

pub fn table<'t>(cx: &mut Diagnostics, value: &'t Spanned<Value>, subject: &str) -> Option<&'t Table> {
    match &value.value {
        Value::Table(table) => Some(table),
        _ => wrong_type(cx, value, subject, "a table"),
    }
}

// Diagnostic: wrong-type
//
// `min = "0"`: the key is right, its value is of another kind.
pub fn wrong_type<T>(cx: &mut Diagnostics, value: &Spanned<Value>, subject: &str, expected: &str) -> Option<T> {
    cx.error("wrong-type", value.span, format!("{subject} must be {expected}, not {}", value.kind()));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Document, Vec<(&'static str, String)>) {
        let mut sources = SourceMap::default();
        let file = sources.add("types.toml", text);
        let mut cx = Diagnostics::default();
        let document = parse_document(&mut cx, &sources, file);
        (document, cx.into_sorted().into_iter().map(|it| (it.slug, it.message)).collect())
    }

    #[test]
    fn entries_stand_in_file_order_with_their_comments() {
        let text = "#:schema x.json\n# For z.\n# More.\n[z]  # beside\nb = 1\n\n# not a's: a line between\n\na = 2 # two\n# of c\nc = { e = 1, d = \"#\" }\n[[r]]\n# of n\nn = 1\n";
        let (document, errors) = parse(text);
        assert!(errors.is_empty());
        let z = &document.root.entries[0];
        assert_eq!((z.key.as_str(), &z.docs[..]), ("z", &["For z.", "More.", "beside"].map(String::from)[..]));
        let Value::Table(table) = &z.value.value else { panic!("z is a table") };
        let entries: Vec<_> = table.entries.iter().map(|it| (it.key.as_str(), it.docs.join("|"))).collect();
        assert_eq!(entries, [("b", ""), ("a", "two"), ("c", "of c")].map(|(key, docs)| (key, docs.to_owned())));
        let Value::Table(c) = &table.entries[2].value.value else { panic!("c is a table") };
        assert_eq!(c.entries[0].key.as_str(), "e");
        assert!(c.entries.iter().all(|it| it.docs.is_empty()));
    }

    #[test]
    fn one_complaint_between_headers() {
        let (document, errors) = parse("a = \nb = tru\n\n[ok]\nx = 1\n[t\ny = 2\n");
        assert!(!document.sound);
        assert_eq!(errors.iter().map(|(slug, _)| *slug).collect::<Vec<_>>(), ["bad-toml"; 2], "{errors:?}");
    }

    #[test]
    fn numbers_of_any_size() {
        let (document, errors) = parse("a = 0xff\nb = -99999999999999999999999999999999999999999999\nc = -1_000\n");
        assert!(errors.is_empty());
        let values: Vec<_> = document.root.entries.iter().map(|it| it.value.value.clone()).collect();
        assert_eq!(values, [Value::Integer(255), Value::Integer(i128::MIN), Value::Integer(-1000)]);
    }
}
