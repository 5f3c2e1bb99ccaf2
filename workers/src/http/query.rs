//! Query and path parameters: percent-decoded text, read with the same readers as a body.

use std::borrow::Cow;

use percent_encoding::percent_decode;
use serde_json::Value;

use super::{Pointer, Violations};

/// How a parameter's text becomes the value that a reader takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As it is.
    Text,
    /// A number, written as in JSON.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// The parameters of a query that no reader has taken yet.
#[derive(Debug)]
pub struct Query<'a> {
    /// Without a value where it was no text, which has been told.
    pairs: Vec<(Cow<'a, str>, Option<Cow<'a, str>>)>,
}

impl<'a> Query<'a> {
    /// Splits a query at `&` and the first `=`; `+` is a space (as HTML forms write it).
    pub fn parse(query: &'a str, out: &mut Violations) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = match form_decode(name) {
                Some(name) => name,
                None => return out.push(&Pointer::Query(name), "encoding", "its name is not UTF-8"),
            };
            let value = form_decode(value);
            if value.is_none() {
                out.push::<()>(&Pointer::Query(&name), "encoding", "must be percent-encoded UTF-8");
            }
            Some((name, value))
        });
        Query { pairs: pairs.collect() }
    }

    /// A parameter that may be left out. One that is given twice is refused: which one counts would
    /// be a guess.
    pub fn optional<T>(
        &mut self,
        name: &str,
        kind: Kind,
        out: &mut Violations,
        read: impl FnOnce(Value, &Pointer<'_>, &mut Violations) -> Option<T>,
    ) -> Option<Option<T>> {
        let at = Pointer::Query(name);
        let mut given = self.pairs.extract_if(.., |(n, _)| n == name);
        let (first, second) = (given.next(), given.next());
        drop(given);
        match (first, second) {
            (None, _) => Some(None),
            (Some((_, None)), None) => None,
            (Some((_, Some(text))), None) => read(value(text.into_owned(), kind), &at, out).map(Some),
            (Some(_), Some(_)) => {
                self.pairs.retain(|(n, _)| n != name);
                out.push(&at, "repeated", "must be given once")
            }
        }
    }

    /// A parameter that must be there.
    pub fn required<T>(
        &mut self,
        name: &str,
        kind: Kind,
        out: &mut Violations,
        read: impl FnOnce(Value, &Pointer<'_>, &mut Violations) -> Option<T>,
    ) -> Option<T> {
        match self.optional(name, kind, out, read)? {
            Some(value) => Some(value),
            None => out.push(&Pointer::Query(name), "required", "must be given"),
        }
    }

    /// A parameter that stands for a default where it is left out.
    pub fn defaulted<T>(
        &mut self,
        name: &str,
        kind: Kind,
        default: impl FnOnce() -> Value,
        out: &mut Violations,
        read: impl Fn(Value, &Pointer<'_>, &mut Violations) -> Option<T>,
    ) -> Option<T> {
        match self.optional(name, kind, out, &read)? {
            Some(value) => Some(value),
            None => read(default(), &Pointer::Query(name), out),
        }
    }

    /// Refuses the parameters that no reader took.
    pub fn nothing_else(self, known: &[&str], out: &mut Violations) {
        out.push_unknown(self.pairs.iter().map(|(name, _)| &**name), known, Pointer::Query);
    }
}

/// A path parameter.
pub fn path<T>(
    name: &str,
    text: &str,
    kind: Kind,
    out: &mut Violations,
    read: impl FnOnce(Value, &Pointer<'_>, &mut Violations) -> Option<T>,
) -> Option<T> {
    let at = Pointer::Path(name);
    match percent_decode(text.as_bytes()).decode_utf8() {
        Ok(text) => read(value(text.into_owned(), kind), &at, out),
        Err(_) => out.push(&at, "encoding", "must be percent-encoded UTF-8"),
    }
}

/// The form of a path that the router compares (RFC 3986, 6.2.2): escaped letters, digits and `-._~`
/// stand for themselves, and `.` and `..` segments are gone. Other escapes stay, so that `%2F` never
/// splits a segment. workerd's URL parser removes dot segments before the Worker sees them; so the
/// same is done everywhere.
pub fn normalize_path(path: &str) -> Cow<'_, str> {
    let path = if path.contains('%') { Cow::Owned(unescape(path)) } else { Cow::Borrowed(path) };
    if path.contains("/.") { Cow::Owned(remove_dot_segments(&path)) } else { path }
}

fn unescape(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        // `from_str_radix` would take a sign.
        let hex = after.get(..2).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte.map(char::from) {
            Some(c) if c.is_ascii_alphanumeric() || "-._~".contains(c) => {
                out.push(c);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push('%');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn remove_dot_segments(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        // A dot segment at the end leaves its slash behind.
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            segment => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

fn form_decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(['%', '+']) {
        return Some(Cow::Borrowed(text));
    }
    let spaced = text.replace('+', " ");
    percent_decode(spaced.as_bytes()).decode_utf8().ok().map(|text| Cow::Owned(text.into_owned()))
}

fn value(text: String, kind: Kind) -> Value {
    match kind {
        Kind::Text => Value::String(text),
        // What does not parse stays text, and the reader says what it must be.
        Kind::Number => serde_json::from_str(&text).ok().filter(Value::is_number).unwrap_or(Value::String(text)),
        Kind::Boolean => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(text),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::normalize_path;

    #[test]
    fn paths_are_compared_in_one_form() {
        for (path, expected) in [
            ("/api/nodes", "/api/nodes"),
            ("/api/n%6Fdes", "/api/nodes"),
            ("/a%2Fb", "/a%2Fb"),
            ("/a%", "/a%"),
            ("/a%+1", "/a%+1"),
            ("/a/../b", "/b"),
            ("/a/%2e%2E/b", "/b"),
            ("/a/./b/.", "/a/b/"),
            ("/../..", "/"),
            ("/a/..b/.c", "/a/..b/.c"),
        ] {
            assert_eq!(normalize_path(path), expected, "{path}");
        }
    }
}
