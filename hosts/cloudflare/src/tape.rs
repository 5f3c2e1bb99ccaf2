//! Results on their way in: a tape of cells, and the texts of all of them in one.
//!
//! A cell is a number of eight bytes and a tag. Texts stand one after the other behind the cells, and
//! a text's number is its length; so nothing is escaped on one side and searched for its end on the
//! other, which is what JSON would cost for each row. A result is four numbers (changes, last rowid,
//! rows read, rows written), the count of its names and they, the count of its cells and they. What
//! is hard: JavaScript knows lengths in UTF-16 units only, and Rust needs bytes; for ASCII they are
//! the same.

use williw_workers::d1::{Columns, D1Error, DecodeError, MAX_SAFE_INTEGER, Meta, ResultSet, Value};

/// Tags, as in `js/host.js`.
const NUMBER: u8 = 1;
const TEXT: u8 = 2;
/// Its bytes stand as the characters U+0000 to U+00FF.
const BLOB: u8 = 3;

/// Reads a call's results; `columns` are those of its statements. `input` begins with the numbers of
/// so many cells, then their tags, then so many bytes of text.
pub(crate) fn read_results(
    input: &[u8],
    cells: usize,
    text: usize,
    columns: &[Columns],
) -> Result<Vec<ResultSet>, D1Error> {
    let broken = || D1Error::from(DecodeError::new("the results of D1", "something else"));
    let mut tape = Tape::new(input, cells, text).ok_or_else(broken)?;
    let results: Option<Vec<_>> = columns.iter().map(|columns| read_result(&mut tape, *columns)).collect();
    results.filter(|_| tape.is_read()).ok_or_else(broken)
}

/// Reads values, whatever they mean; `None` where they are no tape.
pub(crate) fn read_values(input: &[u8], cells: usize, text: usize) -> Option<Vec<Value>> {
    let mut tape = Tape::new(input, cells, text)?;
    let values = (0..cells).map(|_| tape.value()).collect::<Option<Vec<_>>>()?;
    tape.is_read().then_some(values)
}

fn read_result(tape: &mut Tape<'_>, columns: Columns) -> Option<ResultSet> {
    // `as` saturates: whatever D1 counts becomes a count.
    let meta = Meta {
        changes: tape.number()? as u64,
        last_row_id: tape.number()? as i64,
        rows_read: tape.number()? as u64,
        rows_written: tape.number()? as u64,
    };
    let names = (0..tape.count()?).map(|_| tape.text()).collect::<Option<Vec<_>>>()?;
    let count = tape.count()?;
    let width = match columns {
        Columns::Known(known) => known.len(),
        Columns::Ask => names.len(),
    };
    if count > 0 && (width == 0 || count % width != 0) {
        return None;
    }
    let mut cells = Vec::with_capacity(count);
    for _ in 0..count {
        cells.push(tape.value()?);
    }
    Some(ResultSet { cells, width, names, meta })
}

struct Tape<'a> {
    numbers: std::slice::Iter<'a, [u8; 8]>,
    tags: std::slice::Iter<'a, u8>,
    /// What is left of the texts.
    text: &'a str,
    /// Whether every character of them is one byte.
    ascii: bool,
}

impl<'a> Tape<'a> {
    fn new(input: &'a [u8], cells: usize, text: usize) -> Option<Self> {
        let (numbers, rest) = input.split_at_checked(cells.checked_mul(8)?)?;
        let (tags, rest) = rest.split_at_checked(cells)?;
        let text = std::str::from_utf8(rest.get(..text)?).ok()?;
        Some(Tape { numbers: numbers.as_chunks().0.iter(), tags: tags.iter(), text, ascii: text.is_ascii() })
    }

    fn is_read(&self) -> bool {
        self.tags.as_slice().is_empty() && self.text.is_empty()
    }

    fn cell(&mut self) -> Option<(u8, f64)> {
        Some((*self.tags.next()?, f64::from_le_bytes(*self.numbers.next()?)))
    }

    fn number(&mut self) -> Option<f64> {
        self.cell().filter(|(tag, _)| *tag == NUMBER).map(|(_, number)| number)
    }

    /// A count of cells that follow: never more than there are.
    fn count(&mut self) -> Option<usize> {
        let count = self.number()? as usize;
        (count <= self.tags.len()).then_some(count)
    }

    fn text(&mut self) -> Option<String> {
        match self.value()? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn value(&mut self) -> Option<Value> {
        let (tag, number) = self.cell()?;
        Some(match tag {
            NUMBER if number.fract() == 0.0 && number.abs() <= MAX_SAFE_INTEGER as f64 => Value::Integer(number as i64),
            NUMBER => Value::Real(number),
            TEXT => Value::Text(self.take(number as usize)?.to_owned()),
            BLOB => {
                let bytes = self.take(number as usize)?.chars().map(|c| u8::try_from(c).ok());
                Value::Blob(bytes.collect::<Option<_>>()?)
            }
            _ => Value::Null,
        })
    }

    /// Takes a text of so many UTF-16 units.
    fn take(&mut self, units: usize) -> Option<&'a str> {
        let len = if self.ascii { units } else { bytes_of(self.text, units)? };
        let (text, rest) = self.text.split_at_checked(len)?;
        self.text = rest;
        Some(text)
    }
}

/// How many bytes the first so many UTF-16 units of a text take.
fn bytes_of(text: &str, units: usize) -> Option<usize> {
    let mut left = units;
    for (at, c) in text.char_indices() {
        if left == 0 {
            return Some(at);
        }
        left = left.checked_sub(c.len_utf16())?;
    }
    (left == 0).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a tape as JavaScript does.
    fn tape(cells: &[Value]) -> (Vec<u8>, usize, usize) {
        let (mut numbers, mut tags, mut text) = (Vec::new(), Vec::new(), String::new());
        for cell in cells {
            let (tag, number) = match cell {
                Value::Null => (0, 0.0),
                Value::Integer(n) => (NUMBER, *n as f64),
                Value::Real(n) => (NUMBER, *n),
                Value::Text(t) => {
                    text.push_str(t);
                    (TEXT, t.encode_utf16().count() as f64)
                }
                Value::Blob(bytes) => {
                    text.extend(bytes.iter().map(|b| char::from(*b)));
                    (BLOB, bytes.len() as f64)
                }
            };
            numbers.extend(number.to_le_bytes());
            tags.push(tag);
        }
        let (cells, len) = (tags.len(), text.len());
        ([numbers, tags, text.into_bytes(), vec![7; 3]].concat(), cells, len)
    }

    fn int(n: i64) -> Value {
        Value::Integer(n)
    }

    fn text(t: &str) -> Value {
        Value::Text(t.into())
    }

    #[test]
    fn rows_become_flat_cells() {
        let real = Value::Real(9_007_199_254_740_992.0);
        let rows = [Value::Null, int(-5), real, text("\0é\"😀"), Value::Blob(vec![0, 200, 255]), text("")];
        let mut cells = vec![int(1), int(7), int(2), int(3), int(0), int(0)];
        cells.extend([int(0), int(0), int(0), int(0), int(2), text("a"), text("ü"), int(6)]);
        cells.extend(rows.clone());
        let (input, count, len) = tape(&cells);
        let results = read_results(&input, count, len, &[Columns::Known(&[]), Columns::Ask]).unwrap();
        let [first, second] = &results[..] else { panic!("{results:?}") };
        assert_eq!(first.meta, Meta { changes: 1, last_row_id: 7, rows_read: 2, rows_written: 3 });
        assert_eq!((first.width, second.width), (0, 2));
        assert_eq!(second.names, ["a", "ü"]);
        assert_eq!(second.cells, rows);
        assert_eq!(read_values(&input, count, len), Some(cells));
        assert_eq!(read_values(&input, count, len - 1), None);
    }

    #[test]
    fn results_of_another_shape_are_errors() {
        let head = [int(0), int(0), int(0), int(0), int(0)];
        for rest in
            [vec![], vec![int(2), int(1)], vec![int(3), int(1), int(1), int(1)], vec![int(0), int(9)], vec![text("x")]]
        {
            let cells = [&head[..], &rest].concat();
            let (input, count, len) = tape(&cells);
            assert!(read_results(&input, count, len, &[Columns::Known(&["a", "b"])]).is_err(), "{rest:?}");
        }
        assert!(read_results(&[], 1, 0, &[]).is_err());
        assert!(read_results(&[], usize::MAX, 0, &[]).is_err());
        assert!(read_results(&[], 0, 1, &[]).is_err());
    }

    #[test]
    fn a_length_that_cuts_a_character_is_an_error() {
        assert_eq!(bytes_of("a😀b", 3), Some(5));
        assert_eq!(bytes_of("a😀b", 2), None);
        assert_eq!(bytes_of("a😀b", 4), Some(6));
        assert_eq!(bytes_of("a😀b", 5), None);
    }
}
