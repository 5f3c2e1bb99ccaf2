//! What crosses between a Worker and SQLite, with the meaning that JSON gives it on D1.

use rusqlite::Statement;
use rusqlite::types::{ToSqlOutput, ValueRef};
use williw_workers::d1::{D1Error, MAX_SAFE_INTEGER, Value};

use super::error;

/// Binds a parameter, which was checked. Every number is a double, as it is in JSON: a column's
/// affinity turns it back.
pub(super) fn bind(statement: &mut Statement<'_>, position: usize, value: &Value) -> Result<(), D1Error> {
    let value = match value {
        Value::Null => ValueRef::Null,
        Value::Integer(n) => ValueRef::Real(*n as f64),
        Value::Real(n) => ValueRef::Real(*n),
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
        Value::Blob(bytes) => ValueRef::Blob(bytes),
    };
    statement.raw_bind_parameter(position, ToSqlOutput::Borrowed(value)).map_err(|e| error::d1(e, ""))
}

/// Reads a cell.
pub(super) fn read(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) if n.unsigned_abs() <= MAX_SAFE_INTEGER.unsigned_abs() => Value::Integer(n),
        // Rounded, as on its way through JavaScript.
        ValueRef::Integer(n) => Value::Real(n as f64),
        ValueRef::Real(n) if !n.is_finite() => Value::Null,
        // `5.0` is `5` in JSON.
        ValueRef::Real(n) if n.fract() == 0.0 && n.abs() <= MAX_SAFE_INTEGER as f64 => Value::Integer(n as i64),
        ValueRef::Real(n) => Value::Real(n),
        // SQLite does not check that a text is UTF-8.
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
    }
}
