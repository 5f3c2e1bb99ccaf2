//! Statements as one text on their way out, results as one text on their way in.
//!
//! Out, what is new and what is to run (a call is one batch):
//! `[[[number, sql, columns], …], [[call, "DB", [[number, [param, …]], …]], …]]`. A statement known
//! only at run time has the number 0 and brings its text: `[0, [param, …], sql, columns]`. `columns`
//! is `null` where the other side must tell them.
//! In, a call's results: `[[changes, last_row_id, rows_read, rows_written, names, [row, …]], …]`.
//! What is hard: JSON knows one kind of number, so integers beyond 2^53 − 1 are refused before they
//! lose digits, and rows are read straight into flat cells, without a tree.

use std::fmt;

use serde::de::{self, DeserializeSeed, IgnoredAny, SeqAccess, Visitor};
use williw_workers::d1::{Bound, Columns, D1Error, DecodeError, MAX_SAFE_INTEGER, Meta, ResultSet, Value};

use crate::catalog::Number;

/// What waits to be sent.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    /// Statements that the other side does not know yet. They outlive the call that brought them:
    /// its request may answer without waiting for it.
    definitions: String,
    /// Calls of the request that is being polled.
    calls: String,
}

impl Outbox {
    /// Adds a call. `number` tells a statement's number.
    pub(crate) fn push(
        &mut self,
        call: u32,
        binding: &str,
        statements: &[Bound],
        mut number: impl FnMut(&Bound) -> Number,
    ) {
        let out = &mut self.calls;
        open(out);
        write_json(out, &call);
        out.push(',');
        write_json(out, binding);
        out.push_str(",[");
        for statement in statements {
            let number = number(statement);
            if let Number::New(id) = number {
                open(&mut self.definitions);
                write_json(&mut self.definitions, &id);
                write_text(&mut self.definitions, statement);
                self.definitions.push(']');
            }
            let id = match number {
                Number::Known(id) | Number::New(id) => id,
                Number::Dynamic => 0,
            };
            open(out);
            write_json(out, &id);
            out.push(',');
            write_params(out, &statement.params);
            if number == Number::Dynamic {
                write_text(out, statement);
            }
            out.push(']');
        }
        out.push_str("]]");
    }

    /// Drops the calls: their request answered without them.
    pub(crate) fn clear_calls(&mut self) {
        self.calls.clear();
    }

    /// Everything that waits, as text; empty where no call does.
    pub(crate) fn take(&mut self) -> String {
        if self.calls.is_empty() {
            return String::new();
        }
        let text = format!("[[{}],[{}]]", self.definitions, self.calls);
        self.definitions.clear();
        self.calls.clear();
        text
    }
}

/// Opens one more list in a list of lists.
fn open(out: &mut String) {
    if out.ends_with(']') {
        out.push(',');
    }
    out.push('[');
}

/// `,sql,columns`
fn write_text(out: &mut String, statement: &Bound) {
    out.push(',');
    write_json(out, &*statement.sql);
    out.push(',');
    match statement.columns {
        Columns::Known(names) => write_json(out, names),
        Columns::Ask => out.push_str("null"),
    }
}

/// Refuses what JSON, and so D1, would change on the way.
pub(crate) fn check_params(params: &[Value]) -> Result<(), D1Error> {
    for (i, param) in params.iter().enumerate() {
        let reason = match param {
            Value::Integer(n) if n.unsigned_abs() > MAX_SAFE_INTEGER as u64 => "an integer beyond ±(2^53 − 1)",
            Value::Real(n) if !n.is_finite() => "a real that is not finite",
            _ => continue,
        };
        return Err(D1Error::Parameter { position: i + 1, reason });
    }
    Ok(())
}

fn write_params(out: &mut String, params: &[Value]) {
    out.push('[');
    for (i, param) in params.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        match param {
            Value::Null => out.push_str("null"),
            Value::Integer(n) => write_json(out, n),
            Value::Real(n) => write_json(out, n),
            Value::Text(text) => write_json(out, text),
            Value::Blob(bytes) => write_json(out, bytes),
        }
    }
    out.push(']');
}

fn write_json<T: serde::Serialize + ?Sized>(out: &mut String, value: &T) {
    // Numbers, texts and lists of them: writing them cannot fail.
    out.push_str(&serde_json::to_string(value).unwrap_or_default());
}

/// Reads a call's results; `columns` are those of its statements.
pub(crate) fn read_results(text: &[u8], columns: &[Columns]) -> Result<Vec<ResultSet>, D1Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let results = Results { columns }.deserialize(&mut reader);
    match results {
        Ok(results) if results.len() == columns.len() => Ok(results),
        Ok(_) => Err(DecodeError::new("a result for each statement", "fewer").into()),
        Err(error) => Err(DecodeError::new("a result of D1", error.to_string()).into()),
    }
}

struct Results<'a> {
    columns: &'a [Columns],
}

impl<'de> DeserializeSeed<'de> for Results<'_> {
    type Value = Vec<ResultSet>;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Results<'_> {
    type Value = Vec<ResultSet>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of results")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut results = Vec::with_capacity(self.columns.len());
        for columns in self.columns {
            match seq.next_element_seed(OneResult { columns })? {
                Some(result) => results.push(result),
                None => break,
            }
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(results)
    }
}

struct OneResult<'a> {
    columns: &'a Columns,
}

impl<'de> DeserializeSeed<'de> for OneResult<'_> {
    type Value = ResultSet;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<ResultSet, D::Error> {
        deserializer.deserialize_tuple(6, self)
    }
}

impl<'de> Visitor<'de> for OneResult<'_> {
    type Value = ResultSet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result: four numbers, names, rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ResultSet, A::Error> {
        let mut count = || seq.next_element::<f64>().map(Option::unwrap_or_default);
        // `as` saturates, and what is not a number is 0: nothing here can fail.
        let (changes, last_row_id) = (count()? as u64, count()? as i64);
        let meta = Meta { changes, last_row_id, rows_read: count()? as u64, rows_written: count()? as u64 };
        let names: Vec<String> = seq.next_element::<Option<Vec<String>>>()?.flatten().unwrap_or_default();
        let mut result = ResultSet { names, meta, ..ResultSet::default() };
        result.width = match self.columns {
            Columns::Known(names) => names.len(),
            Columns::Ask => result.names.len(),
        };
        seq.next_element_seed(Rows { cells: &mut result.cells, width: result.width })?;
        Ok(result)
    }
}

struct Rows<'a> {
    cells: &'a mut Vec<Value>,
    width: usize,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(OneRow { cells: self.cells, width: self.width })?.is_some() {}
        Ok(())
    }
}

struct OneRow<'a> {
    cells: &'a mut Vec<Value>,
    width: usize,
}

impl<'de> DeserializeSeed<'de> for OneRow<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for OneRow<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a row of {} cells", self.width)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let start = self.cells.len();
        while let Some(Cell(value)) = seq.next_element()? {
            self.cells.push(value);
        }
        let width = self.cells.len() - start;
        if width == self.width { Ok(()) } else { Err(de::Error::invalid_length(width, &self)) }
    }
}

struct Cell(Value);

impl<'de> de::Deserialize<'de> for Cell {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor).map(Cell)
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a cell: null, a number, text, or a list of bytes")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Integer(i64::from(b)))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        let safe = n.unsigned_abs() <= MAX_SAFE_INTEGER as u64;
        Ok(if safe { Value::Integer(n) } else { Value::Real(n as f64) })
    }

    fn visit_u64<E>(self, n: u64) -> Result<Value, E> {
        let safe = n <= MAX_SAFE_INTEGER as u64;
        Ok(if safe { Value::Integer(n as i64) } else { Value::Real(n as f64) })
    }

    fn visit_f64<E>(self, n: f64) -> Result<Value, E> {
        Ok(Value::Real(n))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = seq.next_element::<u8>()? {
            bytes.push(byte);
        }
        Ok(Value::Blob(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(params: Vec<Value>, columns: Columns) -> Bound {
        Bound { sql: "SELECT \"x\"".into(), params, columns, reads_only: true }
    }

    #[test]
    fn statements_are_written_as_numbers_and_parameters() {
        let params = vec![
            Value::Null,
            Value::Integer(-MAX_SAFE_INTEGER),
            Value::Real(0.5),
            Value::Text("a\0\"ü".into()),
            Value::Blob(vec![0, 255]),
        ];
        let statements =
            [bound(params, Columns::Known(&["x"])), bound(vec![], Columns::Ask), bound(vec![], Columns::Ask)];
        let mut numbers = [Number::Known(3), Number::New(4), Number::Dynamic].into_iter();
        let mut outbox = Outbox::default();
        outbox.push(9, "DB", &statements, |_| numbers.next().unwrap());
        outbox.push(10, "DB", &statements[1..2], |_| Number::New(5));
        assert_eq!(
            outbox.take(),
            "[[[4,\"SELECT \\\"x\\\"\",null],[5,\"SELECT \\\"x\\\"\",null]],\
             [[9,\"DB\",[[3,[null,-9007199254740991,0.5,\"a\\u0000\\\"ü\",[0,255]]],\
             [4,[]],[0,[],\"SELECT \\\"x\\\"\",null]]],[10,\"DB\",[[5,[]]]]]]"
        );
        assert_eq!(outbox.take(), "");
    }

    #[test]
    fn a_definition_outlives_its_call() {
        let mut outbox = Outbox::default();
        outbox.push(1, "DB", &[bound(vec![], Columns::Known(&[]))], |_| Number::New(1));
        outbox.clear_calls();
        assert_eq!(outbox.take(), "");
        outbox.push(2, "DB", &[bound(vec![], Columns::Known(&[]))], |_| Number::Known(1));
        assert_eq!(outbox.take(), "[[[1,\"SELECT \\\"x\\\"\",[]]],[[2,\"DB\",[[1,[]]]]]]");
    }

    #[test]
    fn what_json_would_change_is_refused() {
        for param in [
            Value::Integer(MAX_SAFE_INTEGER + 1),
            Value::Integer(i64::MIN),
            Value::Real(f64::NAN),
            Value::Real(f64::INFINITY),
        ] {
            let error = check_params(&[Value::Null, param]).unwrap_err();
            assert!(matches!(error, D1Error::Parameter { position: 2, .. }), "{error}");
        }
    }

    #[test]
    fn rows_become_flat_cells() {
        let text = br#"[[1,7,2,3,null,[]],[0,0,0,0,["a","b"],[[null,5],[9007199254740992,"\u0000\u00e9"]]],[0,0,0,0,null,[[[1,255]],[1.5]]]]"#;
        let columns = [Columns::Known(&[]), Columns::Ask, Columns::Known(&["x"])];
        let results = read_results(text, &columns).unwrap();
        assert_eq!(results[0].meta, Meta { changes: 1, last_row_id: 7, rows_read: 2, rows_written: 3 });
        assert_eq!((results[1].width, &results[1].names[..]), (2, &["a".to_owned(), "b".to_owned()][..]));
        let real = Value::Real(9_007_199_254_740_992.0);
        assert_eq!(results[1].cells, [Value::Null, Value::Integer(5), real, Value::Text("\0é".into())]);
        assert_eq!(results[2].cells, [Value::Blob(vec![1, 255]), Value::Real(1.5)]);
    }

    #[test]
    fn results_of_another_shape_are_errors() {
        for text in ["", "[]", "{}", "[[0,0,0,0,null,[[1,2]]]]", "[[0,0,0,0,null,[[]]]]", "[[0,0,0,0,null,[[{}]]]]"] {
            let result = read_results(text.as_bytes(), &[Columns::Known(&["x"])]);
            assert!(matches!(result, Err(D1Error::Decode(_))), "{text}");
        }
    }
}
