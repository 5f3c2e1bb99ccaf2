//! Numbers for what is known while compiling, so that its text crosses to JavaScript only once.
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

/// Status and header fields of replies whose fields are all static; there are few of them.
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
        let known = self.known.iter().position(|(s, fields)| {
            *s == status
                && fields.len() == response.headers.len()
                && fields.iter().zip(&response.headers).all(|(a, b)| a.0 == b.0 && a.1 == b.1)
        });
        if let Some(position) = known {
            return Number::Known(position as u32 + 1);
        }
        let fields: Option<Vec<_>> = response
            .headers
            .iter()
            .map(|(name, value)| match value {
                Cow::Borrowed(value) => Some((*name, *value)),
                Cow::Owned(_) => None,
            })
            .collect();
        match fields {
            Some(fields) if self.known.len() < MAX_HEADS => {
                self.known.push((status, fields));
                Number::New(self.known.len() as u32)
            }
            _ => Number::Dynamic,
        }
    }
}

/// Status and header fields as text: the status, then names and values, a line each. None of them
/// can hold a line break.
pub(crate) fn head_text(response: &Response) -> String {
    let mut text = response.status.as_str().to_owned();
    for (name, value) in &response.headers {
        text.push('\n');
        text.push_str(name);
        text.push('\n');
        // A line break would end the field; HTTP knows no way to write one.
        text.extend(value.chars().map(|c| if matches!(c, '\n' | '\r' | '\0') { ' ' } else { c }));
    }
    text
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
    fn heads_with_static_fields_are_told_once() {
        let mut heads = Heads::default();
        let ok = Response::new(StatusCode::OK).with_body("application/json", vec![1]);
        assert_eq!(heads.number(&ok), Number::New(1));
        assert_eq!(heads.number(&ok), Number::Known(1));
        assert_eq!(heads.number(&Response::new(StatusCode::OK)), Number::New(2));
        let made = ok.clone().with_header("etag", "x".to_owned());
        assert_eq!(heads.number(&made), Number::Dynamic);
        assert_eq!(
            head_text(&ok.with_header("a", "b\r\nc".to_owned())),
            "200\ncontent-type\napplication/json\na\nb  c"
        );
    }
}
