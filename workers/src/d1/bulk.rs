//! Many rows in few statements.
//!
//! D1 binds at most 100 parameters, so a list of rows is cut into statements of as many rows as fit,
//! all in one transaction. How many fit is known while compiling, and so is the text of a statement
//! that is full: it is made then, and a host knows it by its address, as any other. Only what is left
//! at the end has a text of its own. The alternative, one parameter with all rows as JSON, would bind
//! values by other rules than a single INSERT does.

use super::D1Error;
use super::column::{DecodeError, FromRow};
use super::database::{Batch, BatchDecoder, Single};
use super::statement::{Bound, Changes, Columns, FromResult, ResultSet};
use super::value::Value;

/// An INSERT of any number of rows, as the compiler wrote it. [`__bulk_insert!`](crate::__bulk_insert)
/// makes one.
#[derive(Clone, Copy, Debug)]
pub struct BulkInsert {
    parts: BulkParts,
    /// The statement with as many rows as fit.
    full: &'static str,
}

/// What an INSERT of several rows is put together from.
#[derive(Clone, Copy, Debug)]
pub struct BulkParts {
    /// `INSERT INTO t (a, b) VALUES `.
    pub head: &'static str,
    /// `(?, ?)`.
    pub row: &'static str,
    /// How many rows fit into one statement; at least 1.
    pub rows: usize,
    /// What follows the rows, such as ` RETURNING a, b`.
    pub tail: &'static str,
}

impl BulkParts {
    /// How long the statement with as many rows as fit is.
    pub const fn len_full(self) -> usize {
        let rows = (self.row.len() + SEPARATOR.len()) * self.rows;
        self.head.len() + rows.saturating_sub(SEPARATOR.len()) + self.tail.len()
    }

    /// The statement with as many rows as fit; `LEN` is its length.
    pub const fn full<const LEN: usize>(self) -> [u8; LEN] {
        let mut text = [0; LEN];
        let mut rest = put(&mut text, self.head);
        let mut rows = 0;
        while rows < self.rows {
            if rows > 0 {
                rest = put(rest, SEPARATOR);
            }
            rest = put(rest, self.row);
            rows += 1;
        }
        put(rest, self.tail);
        text
    }

    fn text(self, rows: usize) -> String {
        let rows = vec![self.row; rows].join(SEPARATOR);
        [self.head, &rows, self.tail].concat()
    }
}

const SEPARATOR: &str = ", ";

/// Writes a text to the front, and returns the room behind it.
const fn put<'a>(into: &'a mut [u8], text: &str) -> &'a mut [u8] {
    match into.split_at_mut_checked(text.len()) {
        Some((place, rest)) => {
            place.copy_from_slice(text.as_bytes());
            rest
        }
        None => &mut [],
    }
}

impl BulkInsert {
    /// An INSERT with its full text, which [`BulkParts::full`] made.
    pub const fn new(parts: BulkParts, full: &'static [u8]) -> Self {
        match std::str::from_utf8(full) {
            Ok(full) => BulkInsert { parts, full },
            Err(_) => BulkInsert { parts, full: "" },
        }
    }

    /// Adds rows, each given by its parameters.
    pub fn changes(&self, rows: impl IntoIterator<Item = Vec<Value>>) -> Bulk<Changes> {
        let decode = |results: Vec<ResultSet>| {
            let changes = results.iter().map(|result| result.meta.changes).sum();
            let last_row_id = results.last().map(|result| result.meta.last_row_id).unwrap_or_default();
            Ok(Changes { changes, last_row_id })
        };
        Bulk { statements: self.statements(rows, &[]), decode }
    }

    /// Adds rows, and returns each as it was stored.
    pub fn returning<R: FromRow>(
        &self,
        rows: impl IntoIterator<Item = Vec<Value>>,
        columns: &'static [&'static str],
    ) -> Bulk<Vec<R>> {
        let decode = |results: Vec<ResultSet>| {
            let mut rows = Vec::new();
            for result in results {
                rows.append(&mut Vec::from_result(result)?);
            }
            Ok(rows)
        };
        Bulk { statements: self.statements(rows, columns), decode }
    }

    fn statements(&self, rows: impl IntoIterator<Item = Vec<Value>>, columns: &'static [&'static str]) -> Vec<Bound> {
        let columns = Columns::Known(columns);
        let bound = |sql, params| Bound { sql, params, columns, reads_only: false, idempotent: false };
        let mut statements = Vec::new();
        let mut params = Vec::new();
        let mut pending = 0;
        for mut row in rows {
            params.append(&mut row);
            pending += 1;
            if pending == self.parts.rows {
                let room = params.len();
                statements.push(bound(self.full.into(), std::mem::replace(&mut params, Vec::with_capacity(room))));
                pending = 0;
            }
        }
        if pending > 0 {
            statements.push(bound(self.parts.text(pending).into(), params));
        }
        statements
    }
}

/// Statements that are one query to their caller: all of them are applied, or none is. No statement
/// at all is one that was run already.
#[derive(Clone, Debug)]
#[must_use = "a query does nothing until a database runs it"]
pub struct Bulk<T> {
    statements: Vec<Bound>,
    decode: Decode<T>,
}

type Decode<T> = fn(Vec<ResultSet>) -> Result<T, D1Error>;

impl<T> Bulk<T> {
    /// The statements and their parameters.
    pub fn bound(&self) -> &[Bound] {
        &self.statements
    }
}

impl<T> Batch for Bulk<T> {
    type Output = T;
    type Decoder = BulkDecoder<T>;

    fn split(mut self, statements: &mut Vec<Bound>) -> BulkDecoder<T> {
        let decoder = BulkDecoder { statements: self.statements.len(), decode: self.decode };
        statements.append(&mut self.statements);
        decoder
    }
}

impl<T> Single for Bulk<T> {}

/// How to read the results of a [`Bulk`], once they are there.
#[derive(Clone, Copy, Debug)]
pub struct BulkDecoder<T> {
    statements: usize,
    decode: Decode<T>,
}

impl<T> BatchDecoder<T> for BulkDecoder<T> {
    fn decode(self, results: &mut std::vec::IntoIter<ResultSet>) -> Result<T, D1Error> {
        let own: Vec<_> = results.take(self.statements).collect();
        if own.len() < self.statements {
            return Err(DecodeError::new("a result for each statement", "fewer").into());
        }
        (self.decode)(own)
    }
}

/// An INSERT of several rows: its parts, and how many rows fit into one statement.
#[doc(hidden)]
#[macro_export]
macro_rules! __bulk_insert {
    ($head:expr, $row:expr, $rows:literal, $tail:expr) => {{
        const PARTS: $crate::d1::BulkParts = $crate::d1::BulkParts { head: $head, row: $row, rows: $rows, tail: $tail };
        const FULL: [u8; PARTS.len_full()] = PARTS.full();
        const { $crate::d1::BulkInsert::new(PARTS, &FULL) }
    }};
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn insert() -> BulkInsert {
        crate::__bulk_insert!("INSERT INTO ö (a, b) VALUES ", "(?, COALESCE(?, 5))", 3, " RETURNING a")
    }

    fn rows(n: i64) -> impl Iterator<Item = Vec<Value>> {
        (0..n).map(|n| vec![Value::Integer(n), Value::Null])
    }

    fn texts(bulk: &Bulk<Changes>) -> Vec<&str> {
        bulk.bound().iter().map(|bound| &*bound.sql).collect()
    }

    const ONE: &str = "INSERT INTO ö (a, b) VALUES (?, COALESCE(?, 5)) RETURNING a";
    const FULL: &str =
        "INSERT INTO ö (a, b) VALUES (?, COALESCE(?, 5)), (?, COALESCE(?, 5)), (?, COALESCE(?, 5)) RETURNING a";

    #[test]
    fn rows_are_cut_where_no_more_fit() {
        for (n, expected) in [
            (0, vec![]),
            (1, vec![ONE]),
            (3, vec![FULL]),
            (4, vec![FULL, ONE]),
            (7, vec![FULL, FULL, ONE]),
            (9, vec![FULL, FULL, FULL]),
        ] {
            let bulk = insert().changes(rows(n));
            assert_eq!(texts(&bulk), expected, "{n}");
            let values: Vec<_> = bulk.bound().iter().flat_map(|bound| bound.params.iter().step_by(2)).collect();
            assert_eq!(values, (0..n).map(Value::Integer).collect::<Vec<_>>().iter().collect::<Vec<_>>());
            assert!(bulk.bound().iter().all(|bound| bound.params.len() == bound.sql.matches('?').count()));
        }
    }

    #[test]
    fn a_full_statement_has_one_address() {
        let (one, other) = (insert().changes(rows(6)), insert().changes(rows(3)));
        let address = |bound: &Bound| match bound.sql {
            Cow::Borrowed(sql) => sql.as_ptr(),
            Cow::Owned(_) => panic!("made at run time"),
        };
        let addresses: Vec<_> = one.bound().iter().chain(other.bound()).map(address).collect();
        assert_eq!(addresses, [addresses[0]; 3]);
        assert!(matches!(insert().changes(rows(2)).bound()[0].sql, Cow::Owned(_)));
    }

    #[test]
    fn a_bulk_takes_its_own_results() {
        let result = |changes, last_row_id| {
            let meta = super::super::Meta { changes, last_row_id, ..Default::default() };
            ResultSet { meta, ..ResultSet::default() }
        };
        let mut statements = Vec::new();
        let decoder = (insert().changes(rows(4)), insert().changes(rows(0))).split(&mut statements);
        assert_eq!(statements.len(), 2);
        let mut results = vec![result(3, 3), result(1, 4), result(9, 9)].into_iter();
        let expected = (Changes { changes: 4, last_row_id: 4 }, Changes::default());
        assert_eq!(decoder.decode(&mut results), Ok(expected));
        assert_eq!(results.len(), 1);
        let decoder = insert().changes(rows(4)).split(&mut statements);
        assert!(decoder.decode(&mut results).is_err());
    }
}
