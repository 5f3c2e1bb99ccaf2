//! Values as SQL writes them, so that SQLite reads back the same bits.
//!
//! What is hard is text: SQL has no way to write a NUL or what is not UTF-8, tools on the way change line ends, and wrangler takes the
//! words of a transaction out of a file even where they stand in a text. All of these are written by their bytes.

use std::fmt::Write as _;

use rusqlite::types::ValueRef;

/// A value, and how its text can be cut.
#[derive(Clone, Copy)]
pub(crate) enum Literal<'v> {
    /// Without quotes.
    Text(&'v str),
    /// The bytes of a text that is better not written as such.
    TextBytes(&'v [u8]),
    Blob(&'v [u8]),
    Short(ValueRef<'v>),
}

impl<'v> Literal<'v> {
    pub(crate) fn of(value: ValueRef<'v>) -> Self {
        match value {
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) if is_plain(text) => Literal::Text(text),
                _ => Literal::TextBytes(bytes),
            },
            ValueRef::Blob(bytes) => Literal::Blob(bytes),
            other => Literal::Short(other),
        }
    }

    /// The expression that gives the value.
    pub(crate) fn sql(self) -> String {
        match self {
            Literal::Text(text) => quoted(text),
            Literal::TextBytes(bytes) => format!("CAST({} AS TEXT)", hex(bytes)),
            Literal::Blob(bytes) => hex(bytes),
            Literal::Short(ValueRef::Integer(integer)) => integer.to_string(),
            Literal::Short(ValueRef::Real(real)) => self::real(real),
            Literal::Short(_) => "NULL".to_owned(),
        }
    }

    /// Expressions of not much more than twice `length` bytes each, and what makes the value of all of them joined by `||`.
    pub(crate) fn pieces(self, length: usize) -> (Vec<String>, fn(&str) -> String) {
        let of_bytes = |bytes: &[u8]| bytes.chunks(length.max(1)).map(hex).collect();
        match self {
            Literal::Text(text) => (cut(text, length).into_iter().map(quoted).collect(), |joined| joined.to_owned()),
            Literal::TextBytes(bytes) => (of_bytes(bytes), |joined| format!("CAST({joined} AS TEXT)")),
            Literal::Blob(bytes) => (of_bytes(bytes), |joined| format!("CAST({joined} AS BLOB)")),
            Literal::Short(_) => (vec![self.sql()], |joined| joined.to_owned()),
        }
    }
}

/// A name, quoted.
pub(crate) fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text, quoted.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn is_plain(text: &str) -> bool {
    !text.contains(|c: char| c.is_ascii_control() && !matches!(c, '\n' | '\t')) && !text.contains("BEGIN TRANSACTION")
}

fn hex(bytes: &[u8]) -> String {
    let mut sql = String::with_capacity(bytes.len() * 2 + 3);
    sql.push_str("x'");
    for byte in bytes {
        // Writing to a text cannot fail.
        let _ = write!(sql, "{byte:02x}");
    }
    sql.push('\'');
    sql
}

/// The shortest digits that are this number and no other, at most 17 of them.
fn real(real: f64) -> String {
    match real {
        f64::INFINITY => "9e999".to_owned(),
        f64::NEG_INFINITY => "-9e999".to_owned(),
        // With a point or an exponent, so that it is no integer.
        _ => format!("{real:?}"),
    }
}

fn cut(mut text: &str, length: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    while !text.is_empty() {
        let (piece, rest) = text.split_at(text.floor_char_boundary(length.max(4)));
        pieces.push(piece);
        text = rest;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use rusqlite::types::Value;

    use super::*;

    #[test]
    fn every_value_is_read_back() {
        let connection = Connection::open_in_memory().unwrap();
        let mut values: Vec<Value> = vec![Value::Null, Value::Blob(vec![]), Value::Blob((0..=255).collect())];
        values.extend([0, -1, i64::MAX, i64::MIN, i64::MIN + 1, (1 << 53) + 1].map(Value::Integer));
        for real in
            [0.0, -0.0, 5.0, 0.1, 1e16, 1e300, f64::MAX, f64::MIN_POSITIVE, 5e-324, f64::INFINITY, -f64::INFINITY]
        {
            values.push(Value::Real(real));
        }
        let mut random = 1u64;
        for _ in 0..100_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            values.push(Value::Real(f64::from_bits(random ^ (random >> 29))));
        }
        for text in ["", "it's", "a\0b", "a\r\nb", "a\nb\t", "12", "ä 🦀", "BEGIN TRANSACTION; COMMIT;", "-- ; /*"] {
            values.push(Value::Text(text.to_owned()));
        }
        let bits = |value: ValueRef<'_>| match value {
            ValueRef::Real(real) => format!("real {:x}", real.to_bits()),
            other => format!("{other:?}"),
        };
        for value in values.iter().filter(|value| !matches!(value, Value::Real(real) if real.is_nan())) {
            let literal = Literal::of(value.into());
            let (pieces, whole) = literal.pieces(7);
            for sql in [
                literal.sql(),
                whole(&format!("({})", if pieces.is_empty() { "''".to_owned() } else { pieces.join("||") })),
            ] {
                connection
                    .query_row(&format!("SELECT {sql}"), [], |row| {
                        assert_eq!(bits(row.get_ref(0)?), bits(value.into()), "{sql}");
                        Ok(())
                    })
                    .unwrap();
            }
        }
    }

    #[test]
    fn what_is_no_utf8_stays_so() {
        let connection = Connection::open_in_memory().unwrap();
        let sql = Literal::of(ValueRef::Text(b"a\xff\xfe")).sql();
        let is = |row: &rusqlite::Row<'_>| Ok(row.get_ref(0)? == ValueRef::Text(b"a\xff\xfe"));
        assert!(connection.query_row(&format!("SELECT {sql}"), [], is).unwrap());
    }
}
