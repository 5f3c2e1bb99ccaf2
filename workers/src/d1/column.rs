//! Between a cell and a Rust type, and between a row and a struct.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::value::{MAX_SAFE_INTEGER, Value};

/// A Rust type that a column holds. `#[derive(Column)]` makes one of a newtype.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type",
    note = "derive it for a newtype or a unit-only enum: `#[derive(williw_workers::Column)]`"
)]
pub trait Column: Sized {
    /// Reads a cell.
    ///
    /// # Errors
    /// When the cell holds something else, an integer beyond ±(2^53 − 1) included.
    fn decode(value: Value) -> Result<Self, DecodeError>;
    /// The value to bind.
    fn encode(&self) -> Value;
}

/// A struct that is read from a row's cells, in the order of its statement's columns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a row",
    note = "derive it with the table or the named query that it projects: `#[derive(williw_workers::Row)]` and \
            `#[row(app::db::nodes)]` or `#[row(app::queries::stale_nodes)]`"
)]
pub trait FromRow: Sized {
    /// Reads one row.
    ///
    /// # Errors
    /// Names the first column whose cell does not fit.
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError>;
}

/// A generated row: a table's, or a named query's.
pub trait TableRow: FromRow {
    /// `SELECT` and the columns, up to `FROM`: how every generated statement of a table begins. `None` for the row
    /// of a named query.
    const SELECT: Option<&'static str>;
}

/// Some columns of a table or a named query. `#[derive(Row)]` makes one, checked against the spec.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no projection",
    note = "derive it with the table or the named query that it projects: `#[derive(williw_workers::Row)]` and \
            `#[row(app::db::nodes)]` or `#[row(app::queries::stale_nodes)]`"
)]
pub trait Projection: FromRow {
    /// The whole row.
    type Of: TableRow;
    /// The columns, as SQL.
    const LIST: &'static [&'static str];
    /// The columns' names.
    const COLUMNS: &'static [&'static str];
}

/// One column of a table or a named query, as a type: what `#[derive(Row)]` checks a field against.
pub trait TableColumn {
    /// The whole row.
    type Row: TableRow;
    /// What a cell holds; `Option` where it may be NULL.
    type Value: Column;
    /// The column's name.
    const NAME: &'static str;
    /// The column's name, quoted where SQL needs it.
    const SQL: &'static str;
}

/// The cells of one row, taken one after the other.
#[derive(Debug)]
pub struct Row<'a> {
    cells: std::slice::IterMut<'a, Value>,
}

impl<'a> Row<'a> {
    /// A row of these cells.
    pub fn new(cells: &'a mut [Value]) -> Self {
        Row { cells: cells.iter_mut() }
    }

    /// Takes the next cell. `column` is for the message only.
    ///
    /// # Errors
    /// When the cell does not fit `C`, or the row has no more cells.
    pub fn next<C: Column>(&mut self, column: &'static str) -> Result<C, DecodeError> {
        match self.cells.next() {
            Some(cell) => C::decode(std::mem::take(cell)).map_err(|e| e.in_column(column)),
            None => Err(DecodeError::new("a cell", "the end of the row").in_column(column)),
        }
    }

    /// Reads the next `width` cells as a row of their own; `None`, and past them, where all of them are NULL: an
    /// outer join found no row.
    ///
    /// # Errors
    /// When a cell does not fit `R`, or the row has fewer cells left.
    pub fn optional<R: FromRow>(&mut self, width: usize) -> Result<Option<R>, DecodeError> {
        let Some(cells) = self.cells.as_slice().get(..width) else {
            return Err(DecodeError::new("a cell", "the end of the row"));
        };
        if cells.iter().any(|cell| *cell != Value::Null) {
            return R::from_row(self).map(Some);
        }
        self.cells.by_ref().take(width).for_each(drop);
        Ok(None)
    }
}

/// A cell or row that does not fit its type. Never shows the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    column: Option<&'static str>,
    expected: &'static str,
    found: String,
}

impl DecodeError {
    /// `expected` and `found` complete "expected …, found …".
    pub fn new(expected: &'static str, found: impl Into<String>) -> Self {
        DecodeError { column: None, expected, found: found.into() }
    }

    fn mismatch(expected: &'static str, value: &Value) -> Self {
        Self::new(expected, value.type_name())
    }

    pub(crate) fn in_column(mut self, column: &'static str) -> Self {
        self.column = Some(column);
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(column) = self.column {
            write!(f, "column `{column}`: ")?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

impl std::error::Error for DecodeError {}

impl Column for i64 {
    fn decode(value: Value) -> Result<Self, DecodeError> {
        match value {
            Value::Integer(n) if n.unsigned_abs() <= MAX_SAFE_INTEGER as u64 => Ok(n),
            Value::Integer(_) => Err(DecodeError::new("an integer within ±(2^53 − 1)", "a larger one")),
            other => Err(DecodeError::mismatch("INTEGER", &other)),
        }
    }

    fn encode(&self) -> Value {
        Value::Integer(*self)
    }
}

macro_rules! narrow_integer {
    ($($ty:ty),*) => {$(
        impl Column for $ty {
            fn decode(value: Value) -> Result<Self, DecodeError> {
                <$ty>::try_from(i64::decode(value)?)
                    .map_err(|_| DecodeError::new(stringify!($ty), "an integer out of its range"))
            }

            fn encode(&self) -> Value {
                // Only a u64 can fail; what it then becomes is refused by every host.
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}
narrow_integer!(i8, i16, i32, u8, u16, u32, u64);

impl Column for f64 {
    fn decode(value: Value) -> Result<Self, DecodeError> {
        match value {
            Value::Real(n) => Ok(n),
            // A whole number looks like an integer in JSON.
            Value::Integer(n) => Ok(n as f64),
            other => Err(DecodeError::mismatch("REAL", &other)),
        }
    }

    fn encode(&self) -> Value {
        Value::Real(*self)
    }
}

impl Column for bool {
    fn decode(value: Value) -> Result<Self, DecodeError> {
        match value {
            Value::Integer(0) => Ok(false),
            Value::Integer(1) => Ok(true),
            other => Err(DecodeError::mismatch("0 or 1", &other)),
        }
    }

    fn encode(&self) -> Value {
        Value::Integer(i64::from(*self))
    }
}

impl Column for String {
    fn decode(value: Value) -> Result<Self, DecodeError> {
        match value {
            Value::Text(text) => Ok(text),
            other => Err(DecodeError::mismatch("TEXT", &other)),
        }
    }

    fn encode(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl Column for Vec<u8> {
    fn decode(value: Value) -> Result<Self, DecodeError> {
        match value {
            Value::Blob(bytes) => Ok(bytes),
            other => Err(DecodeError::mismatch("BLOB", &other)),
        }
    }

    fn encode(&self) -> Value {
        Value::Blob(self.clone())
    }
}

/// Any value: the type of a column whose declared type promises nothing.
impl Column for Value {
    fn decode(value: Value) -> Result<Self, DecodeError> {
        Ok(value)
    }

    fn encode(&self) -> Value {
        self.clone()
    }
}

impl<C: Column> Column for Option<C> {
    fn decode(value: Value) -> Result<Self, DecodeError> {
        match value {
            Value::Null => Ok(None),
            value => C::decode(value).map(Some),
        }
    }

    fn encode(&self) -> Value {
        self.as_ref().map_or(Value::Null, C::encode)
    }
}

/// A JSON document in a TEXT column. The text stays as it is until it is asked for: a list that is
/// passed on to the client is never parsed.
pub struct Json<T> {
    text: Box<RawValue>,
    ty: PhantomData<fn() -> T>,
}

impl<T: Serialize> Json<T> {
    /// The document of this value.
    ///
    /// # Errors
    /// When the value cannot be written as JSON (a map with keys that are not text).
    pub fn new(value: &T) -> Result<Self, serde_json::Error> {
        Ok(Json { text: serde_json::value::to_raw_value(value)?, ty: PhantomData })
    }
}

impl<T: DeserializeOwned> Json<T> {
    /// The value.
    ///
    /// # Errors
    /// When the document does not have the form of `T`.
    pub fn parse(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.text.get())
    }
}

impl<T> Json<T> {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.text.get()
    }
}

impl<T> Column for Json<T> {
    fn decode(value: Value) -> Result<Self, DecodeError> {
        let text = String::decode(value)?;
        let text = RawValue::from_string(text).map_err(|_| DecodeError::new("JSON", "other text"))?;
        Ok(Json { text, ty: PhantomData })
    }

    fn encode(&self) -> Value {
        Value::Text(self.text.get().to_owned())
    }
}

impl<T> Clone for Json<T> {
    fn clone(&self) -> Self {
        Json { text: self.text.clone(), ty: PhantomData }
    }
}

impl<T> fmt::Debug for Json<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.get())
    }
}

impl<T> PartialEq for Json<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text.get() == other.text.get()
    }
}

impl<T> Serialize for Json<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Json<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Json { text: Box::<RawValue>::deserialize(deserializer)?, ty: PhantomData })
    }
}
