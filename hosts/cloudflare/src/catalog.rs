//! Numbers for what is known while compiling (statements, reply heads, header fields), so that its text crosses to JavaScript only once.
//!
//! A statement written by the compiler is a `&'static str`: its address says which one it is, and
//! no text is hashed or compared. The other side forgets its list when the module is instantiated
//! anew, and so does this one: both live as long as the instance.

use std::borrow::Cow;
use std::cell::Cell;

use williw_workers::d1::{Bound, Columns};
use williw_workers::http::Response;

/// What JavaScript must be told of a statement or a reply head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// It knows this number.
    Known(u32),
    /// This number is new: tell what it stands for.
    New(u32),
    /// Known only at run time: tell it in full, every time.
    Dynamic,
}

thread_local! {
    static LAST_NUMBER: Cell<u32> = const { Cell::new(0) };
}

/// A statement's number. They are given out once in an isolate, whichever database they are for.
pub(crate) fn next_number() -> u32 {
    let number = LAST_NUMBER.get().wrapping_add(1);
    LAST_NUMBER.set(number);
    number
}

/// The statements of one database binding, or of all objects.
#[derive(Debug, Default)]
pub(crate) struct Statements {
    /// Sorted by what identifies a statement: where its text and its columns are.
    numbers: Vec<([usize; 4], u32)>,
}

impl Statements {
    /// The number of a statement. `next` gives a number that no other statement has.
    pub(crate) fn number(&mut self, bound: &Bound, next: impl FnOnce() -> u32) -> Number {
        let Cow::Borrowed(sql) = bound.sql else {
            return Number::Dynamic;
        };
        // Equal texts may share an address, so the columns belong to the key.
        let columns = match bound.columns {
            Columns::Known(names) => [names.as_ptr() as usize, names.len()],
            Columns::Ask => [0, 0],
        };
        let key = [sql.as_ptr() as usize, sql.len(), columns[0], columns[1]];
        match self.numbers.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(place) => self.numbers.get(place).map_or(Number::Dynamic, |(_, number)| Number::Known(*number)),
            Err(place) => {
                let number = next();
                self.numbers.insert(place, (key, number));
                Number::New(number)
            }
        }
    }
}

/// Status and static header fields of replies; there are few of them. What differs from reply to reply (its id, where
/// the time went) is told beside the number.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    known: Vec<(u16, Vec<(&'static str, &'static str)>)>,
}

/// More than this many are not remembered: a Worker that has more makes them up.
const MAX_HEADS: usize = 64;

impl Heads {
    /// The number of a reply's status and header fields.
    pub(crate) fn number(&mut self, response: &Response) -> Number {
        let status = response.status.as_u16();
        let fields = || response.headers.iter().filter_map(fixed);
        let known = self.known.iter().position(|(s, known)| *s == status && known.iter().copied().eq(fields()));
        if let Some(position) = known {
            return Number::Known(position as u32 + 1);
        }
        if self.known.len() == MAX_HEADS {
            return Number::Dynamic;
        }
        self.known.push((status, fields().collect()));
        Number::New(self.known.len() as u32)
    }
}

type Field = (&'static str, Cow<'static, str>);

/// A header field that is known while compiling.
fn fixed((name, value): &Field) -> Option<(&'static str, &'static str)> {
    match value {
        Cow::Borrowed(value) => Some((*name, *value)),
        Cow::Owned(_) => None,
    }
}

/// Status and fixed header fields as text: the status, then names and values, a line each.
pub(crate) fn head_text(response: &Response) -> String {
    let mut text = response.status.as_str().to_owned();
    for (name, value) in response.headers.iter().filter_map(fixed) {
        text.push('\n');
        push_field(&mut text, name, value);
    }
    text
}

/// The other header fields: names and values, a line each.
pub(crate) fn own_fields(response: &Response) -> String {
    let mut text = String::new();
    for field in response.headers.iter().filter(|field| fixed(field).is_none()) {
        if !text.is_empty() {
            text.push('\n');
        }
        push_field(&mut text, field.0, &field.1);
    }
    text
}

fn push_field(text: &mut String, name: &str, value: &str) {
    text.reserve(name.len() + value.len() + 2);
    text.push_str(name);
    text.push('\n');
    // A line break would end the field; HTTP knows no way to write one.
    for part in value.split_inclusive(['\n', '\r', '\0']) {
        match part.strip_suffix(['\n', '\r', '\0']) {
            Some(part) => {
                text.push_str(part);
                text.push(' ');
            }
            None => text.push_str(part),
        }
    }
}

/// Header fields that requests are often asked for: JavaScript knows them by their places here, from 1 on. The same as
/// in `js/host.js`.
const HEADERS: [&str; 13] = [
    "x-request-id",
    "accept",
    "content-type",
    "origin",
    "cf-connecting-ip",
    "authorization",
    "signature-input",
    "signature",
    "content-digest",
    "x-request-start-time",
    "idempotency-key",
    "upgrade",
    "access-control-request-method",
];

/// The number of a header field; 0 where it has none.
pub(crate) fn number_of(name: &str) -> usize {
    HEADERS.iter().position(|known| *known == name).map_or(0, |place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use williw_workers::http::StatusCode;

    fn bound(sql: impl Into<Cow<'static, str>>, columns: Columns) -> Bound {
        Bound { sql: sql.into(), params: Vec::new(), columns, reads_only: true, idempotent: false }
    }

    #[test]
    fn a_static_statement_is_told_once() {
        let mut statements = Statements::default();
        let first = bound("SELECT 1", Columns::Known(&["1"]));
        assert_eq!(statements.number(&first, || 7), Number::New(7));
        assert_eq!(statements.number(&first.clone(), || 8), Number::Known(7));
        assert_eq!(statements.number(&bound("SELECT 1", Columns::Ask), || 8), Number::New(8));
        assert_eq!(statements.number(&bound("SELECT 1".to_owned(), Columns::Ask), || 9), Number::Dynamic);
    }

    #[test]
    fn both_sides_number_the_same_header_fields() {
        let list: String = HEADERS.iter().map(|name| format!(", \"{name}\"")).collect();
        let script: Vec<_> = include_str!("../js/host.js").split_whitespace().collect();
        assert!(script.join(" ").contains(&format!("const HEADERS = [\"\"{list}];")));
        assert_eq!((number_of("x-request-id"), number_of("x-other")), (1, 0));
    }

    #[test]
    fn static_fields_are_told_once_and_others_each_time() {
        let mut heads = Heads::default();
        let ok = Response::new(StatusCode::OK).with_body("application/json", vec![1]);
        assert_eq!(heads.number(&ok), Number::New(1));
        assert_eq!(heads.number(&ok), Number::Known(1));
        assert_eq!(heads.number(&Response::new(StatusCode::OK)), Number::New(2));
        let made = ok.clone().with_header("etag", "x".to_owned()).with_header("vary", "origin");
        assert_eq!(heads.number(&made), Number::New(3));
        assert_eq!(heads.number(&made.clone().with_header("a", "b".to_owned())), Number::Known(3));
        assert_eq!((own_fields(&ok), own_fields(&made)), (String::new(), "etag\nx".to_owned()));
        assert_eq!(head_text(&made), "200\ncontent-type\napplication/json\nvary\norigin");
        let split = ok.with_header("a", "b\r\nc".to_owned()).with_header("d", "\0".to_owned());
        assert_eq!(own_fields(&split), "a\nb  c\nd\n ");
    }
}
