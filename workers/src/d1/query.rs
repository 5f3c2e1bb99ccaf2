//! Named queries at run time: what generated code makes of a statement in `queries.sql`.
//!
//! A query's command says how its result is read: `:many`, `:one` and the `:exec` family each have a
//! function here, and a result of one column is read without a struct around it. What is hard: `None`
//! may be a row's cell or the lack of a row, so the functions are told apart by name, not by type.

use super::D1Error;
use super::column::{Column, DecodeError, FromRow, Row};
use super::statement::{Access, Asked, Bound, Changes, Columns, Decode, Executed, FromResult, Query, ResultSet, Write};
use super::value::Value;

/// A named query's statement, as the compiler wrote it.
///
/// ```
/// use williw_workers::d1::{Column, Read, ReadQuery, Statement};
///
/// /// How many nodes have this status.
/// pub fn count_nodes(status: &str) -> ReadQuery<i64> {
///     const STATEMENT: Statement<Read> = Statement {
///         sql: "SELECT count(*) FROM nodes WHERE status = ?1",
///         columns: &["count"],
///         access: Read,
///         idempotent: false,
///     };
///     STATEMENT.cell(vec![status.into()])
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Statement<A = Write> {
    /// One SQL statement with parameters `?1`, `?2`, ….
    pub sql: &'static str,
    /// The result's columns, all of different names; empty for a statement without rows.
    pub columns: &'static [&'static str],
    /// Whether the statement only reads: what SQLite says of it.
    pub access: A,
    /// Whether a second run changes nothing that the first did not: what its author says of it.
    pub idempotent: bool,
}

impl<A: Access> Statement<A> {
    /// All rows.
    pub fn many<R: FromRow>(&self, params: Vec<Value>) -> Query<Vec<R>, A> {
        self.rows_of(params, |result, _| FromResult::from_result(result))
    }

    /// The first row, or `None` where there is none.
    pub fn optional<R: FromRow>(&self, params: Vec<Value>) -> Query<Option<R>, A> {
        self.rows_of(params, |result, _| FromResult::from_result(result))
    }

    /// The first row of a statement that always has one, such as an aggregate's.
    /// [`D1Error::Decode`] where it has none after all.
    pub fn one<R: FromRow>(&self, params: Vec<Value>) -> Query<R, A> {
        self.rows_of(params, |result, _| Executed::from_result(result).map(|Executed(row)| row))
    }

    /// The only column's cells, one of each row.
    pub fn cells<C: Column>(&self, params: Vec<Value>) -> Query<Vec<C>, A> {
        self.rows_of(params, cells)
    }

    /// The only column's cell of the first row; `None` where there is no row. A column that may be
    /// NULL has an `Option` of its own inside.
    pub fn optional_cell<C: Column>(&self, params: Vec<Value>) -> Query<Option<C>, A> {
        self.rows_of(params, first_cell)
    }

    /// The only column's cell of the first row, which there always is. [`D1Error::Decode`] where
    /// there is none after all.
    pub fn cell<C: Column>(&self, params: Vec<Value>) -> Query<C, A> {
        self.rows_of(params, |result, asked| {
            first_cell(result, asked)?.ok_or_else(|| DecodeError::new("a row", "none").into())
        })
    }

    /// Nothing of the result: its rows are not even asked for.
    pub fn exec(&self, params: Vec<Value>) -> Query<(), A> {
        self.without_rows(params, |_, _| Ok(()))
    }

    /// How many rows were changed, those of triggers and cascades included.
    pub fn rows(&self, params: Vec<Value>) -> Query<u64, A> {
        self.without_rows(params, |result, _| Ok(result.meta.changes))
    }

    /// What the statement did.
    pub fn result(&self, params: Vec<Value>) -> Query<Changes, A> {
        self.without_rows(params, |result, _| FromResult::from_result(result))
    }

    /// The rowid of the inserted row: meaningful only for an INSERT that inserts.
    pub fn last_id(&self, params: Vec<Value>) -> Query<i64, A> {
        self.without_rows(params, |result, _| Ok(result.meta.last_row_id))
    }

    fn rows_of<T>(&self, params: Vec<Value>, decode: Decode<T>) -> Query<T, A> {
        Query::decoded(self.bound(params, self.columns), decode)
    }

    fn without_rows<T>(&self, params: Vec<Value>, decode: Decode<T>) -> Query<T, A> {
        Query::decoded(self.bound(params, &[]), decode)
    }

    fn bound(&self, params: Vec<Value>, columns: &'static [&'static str]) -> Bound {
        let Statement { sql, idempotent, .. } = *self;
        let reads_only = A::READS_ONLY;
        // Borrowed: a host then knows the statement by its address.
        Bound { sql: sql.into(), params, columns: Columns::Known(columns), reads_only, idempotent }
    }
}

fn cells<C: Column>(mut result: ResultSet, asked: Asked) -> Result<Vec<C>, D1Error> {
    let width = result.width.max(1);
    let mut cells = Vec::with_capacity(result.cells.len() / width);
    for row in result.cells.chunks_mut(width) {
        cells.push(Row::new(row).next(asked.column())?);
    }
    Ok(cells)
}

fn first_cell<C: Column>(result: ResultSet, asked: Asked) -> Result<Option<C>, D1Error> {
    let first = result.cells.into_iter().next();
    Ok(first.map(|cell| C::decode(cell).map_err(|e| e.in_column(asked.column()))).transpose()?)
}

/// A list as one parameter, for `IN (SELECT value FROM json_each(?1))`: one statement whatever the
/// list's length, and an empty list is like any other.
///
/// The parameter is the text of a JSON array. Integers keep their type and all their digits, as no
/// bound number does. JSON has no bytes: a BLOB is its digits in upper-case hexadecimal, which the
/// statement reads with `unhex(value)`.
///
/// ```
/// use williw_workers::d1::{Value, list};
///
/// assert_eq!(list(["a", "b"]), Value::Text(r#"["a","b"]"#.into()));
/// assert_eq!(list(&[Some(1), None]), Value::Text("[1,null]".into()));
/// ```
pub fn list<I: ListItem>(values: impl IntoIterator<Item = I>) -> Value {
    let mut json = String::from("[");
    for value in values {
        if json.len() > 1 {
            json.push(',');
        }
        if value.write(&mut json).is_err() {
            // JSON cannot say it, and no host binds it: the statement fails with its position.
            return Value::Real(f64::NAN);
        }
    }
    json.push(']');
    Value::Text(json)
}

/// An item of a [`list`]: a reference to a column type, or a text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an item of a list",
    note = "a list has references to a column type, or `&str`s"
)]
pub trait ListItem {
    /// Adds the item to a JSON array.
    ///
    /// # Errors
    /// [`std::fmt::Error`] where the item is a number that is not finite.
    fn write(self, json: &mut String) -> std::fmt::Result;
}

impl<C: Column> ListItem for &C {
    fn write(self, json: &mut String) -> std::fmt::Result {
        use std::fmt::Write as _;

        match self.encode() {
            Value::Null => json.write_str("null"),
            Value::Integer(n) => write!(json, "{n}"),
            // With its point or exponent, so that it stays a REAL.
            Value::Real(n) if n.is_finite() => write!(json, "{n:?}"),
            Value::Real(_) => Err(std::fmt::Error),
            Value::Text(text) => text.as_str().write(json),
            Value::Blob(bytes) => {
                json.push('"');
                bytes.iter().try_for_each(|byte| write!(json, "{byte:02X}"))?;
                json.write_char('"')
            }
        }
    }
}

impl ListItem for &str {
    fn write(self, json: &mut String) -> std::fmt::Result {
        // Writing a text cannot fail.
        json.push_str(&serde_json::to_string(self).unwrap_or_default());
        Ok(())
    }
}

impl ListItem for &&str {
    fn write(self, json: &mut String) -> std::fmt::Result {
        (*self).write(json)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::statement::{Meta, Read};
    use super::*;

    const READ: Statement<Read> =
        Statement { sql: "SELECT name FROM t", columns: &["name"], access: Read, idempotent: false };
    const WRITE: Statement =
        Statement { sql: "DELETE FROM t RETURNING name", columns: &["name"], access: Write, idempotent: true };

    fn read<T, A>(query: Query<T, A>, cells: Vec<Value>) -> Result<T, String> {
        let meta = Meta { changes: 3, last_row_id: 7, ..Meta::default() };
        let (bound, decoder) = query.split();
        let width = match bound.columns {
            Columns::Known(names) => names.len(),
            Columns::Ask => panic!("the columns are known"),
        };
        let result = ResultSet { cells, width, names: Vec::new(), meta };
        decoder.decode(result).map_err(|e| e.to_string())
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    /// A row that is its only cell.
    #[derive(Debug, PartialEq)]
    struct Name(String);

    impl FromRow for Name {
        fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
            row.next("name").map(Name)
        }
    }

    #[test]
    fn a_statement_is_borrowed_and_says_what_may_be_repeated() {
        let query = READ.cells::<String>(vec![Value::Null]);
        let bound = query.bound();
        assert!(matches!(bound.sql, Cow::Borrowed(sql) if std::ptr::eq(sql, READ.sql)));
        assert_eq!((bound.params.len(), bound.reads_only, bound.may_repeat()), (1, true, true));
        let query = WRITE.exec(vec![]);
        assert_eq!((query.bound().reads_only, query.bound().may_repeat()), (false, true));
        assert_eq!(query.bound().columns, Columns::Known(&[]));
    }

    #[test]
    fn rows_are_read_as_the_command_says() {
        let rows = vec![text("a"), text("b")];
        assert_eq!(read(READ.many(vec![]), rows.clone()), Ok(vec![Name("a".into()), Name("b".into())]));
        assert_eq!(read(READ.optional(vec![]), rows.clone()), Ok(Some(Name("a".into()))));
        assert_eq!(read(READ.optional::<Name>(vec![]), vec![]), Ok(None));
        assert_eq!(read(READ.one(vec![]), rows), Ok(Name("a".into())));
        let none = "unexpected data: expected a row, found none";
        assert_eq!(read(READ.one::<Name>(vec![]), vec![]), Err(none.into()));
        assert_eq!(read(READ.cell::<String>(vec![]), vec![]), Err(none.into()));
    }

    #[test]
    fn a_null_cell_is_not_a_missing_row() {
        let query = || READ.optional_cell::<Option<String>>(vec![]);
        assert_eq!(read(query(), vec![]), Ok(None));
        assert_eq!(read(query(), vec![Value::Null]), Ok(Some(None)));
        assert_eq!(read(query(), vec![text("a")]), Ok(Some(Some("a".into()))));
        assert_eq!(read(READ.cell::<Option<String>>(vec![]), vec![Value::Null]), Ok(None));
        assert_eq!(read(READ.cells(vec![]), vec![text("a"), Value::Null]), Ok(vec![Some("a".to_owned()), None]));
    }

    #[test]
    fn a_cell_that_does_not_fit_is_named() {
        let expected = Err("unexpected data: column `name`: expected TEXT, found INTEGER".to_owned());
        assert_eq!(read(READ.cell::<String>(vec![]), vec![Value::Integer(1)]), expected);
        let expected = Err("unexpected data: column `name`: expected TEXT, found NULL".to_owned());
        assert_eq!(read(READ.cells::<String>(vec![]), vec![text("a"), Value::Null]), expected);
    }

    #[test]
    fn what_was_done_is_read_from_the_meta() {
        assert_eq!(read(WRITE.exec(vec![]), vec![]), Ok(()));
        assert_eq!(read(WRITE.rows(vec![]), vec![]), Ok(3));
        assert_eq!(read(WRITE.last_id(vec![]), vec![]), Ok(7));
        assert_eq!(read(WRITE.result(vec![]), vec![]), Ok(Changes { changes: 3, last_row_id: 7 }));
    }

    #[test]
    fn a_list_is_a_json_array() {
        assert_eq!(list([""; 0]), text("[]"));
        assert_eq!(list(&["a\"\\\n\0ü".to_owned()]), text(r#"["a\"\\\n\u0000ü"]"#));
        assert_eq!(list(["a", "b"].iter()), text(r#"["a","b"]"#));
        assert_eq!(list(["a", "b"]), text(r#"["a","b"]"#));
        assert_eq!(list(&[1, -2, i64::MAX, i64::MIN]), text("[1,-2,9223372036854775807,-9223372036854775808]"));
        assert_eq!(list(&[true, false]), text("[1,0]"));
        assert_eq!(list(&[Some(vec![0_u8, 171, 255]), None]), text(r#"["00ABFF",null]"#));
        assert_eq!(list(&[1.0, 1e300]), text("[1.0,1e300]"));
        assert!(matches!(list(&[1.0, f64::NAN]), Value::Real(n) if n.is_nan()));
    }
}
