//! What crosses between a Worker and D1.

/// The largest integer that JSON, and so D1, carries exactly: 2^53 − 1.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// A bound parameter or a cell of a result.
///
/// The same on every host. A bound `Integer` or `Real` arrives in SQLite as REAL, and a column
/// with INTEGER affinity turns it back without loss; where no affinity does, the compiler writes a
/// CAST. A host refuses a bound integer beyond ±[`MAX_SAFE_INTEGER`] and a real that is not finite;
/// it returns an integral number within that range as `Integer`, any other number as `Real`.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    /// SQL NULL.
    #[default]
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating-point number; finite.
    Real(f64),
    /// Text. A NUL inside survives, though SQLite's own `length()` stops at it.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl Value {
    /// What kind of value this is, in SQLite's words.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "NULL",
            Value::Integer(_) => "INTEGER",
            Value::Real(_) => "REAL",
            Value::Text(_) => "TEXT",
            Value::Blob(_) => "BLOB",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Value::Blob(bytes.to_vec())
    }
}
