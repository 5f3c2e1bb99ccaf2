//! What crosses between a Worker and D1.

use super::D1Error;

/// The largest integer that JSON, and so D1, carries exactly: 2^53 − 1.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// The longest text or BLOB that D1 keeps, in bytes. Where workerd runs on a developer's machine it
/// takes longer ones, and production then does not.
/// <https://developers.cloudflare.com/d1/platform/limits/>
pub const MAX_VALUE: usize = 2_000_000;

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

    /// Refuses what D1 would change on the way, or not keep: what a bound parameter must not be.
    pub(super) fn check(&self, position: usize) -> Result<(), D1Error> {
        let len = match self {
            Value::Null => 0,
            Value::Integer(n) if n.unsigned_abs() > MAX_SAFE_INTEGER.unsigned_abs() => {
                return Err(D1Error::Parameter {
                    position,
                    reason: "an integer beyond ±(2^53 − 1) is not exact in D1",
                });
            }
            Value::Real(n) if !n.is_finite() => {
                return Err(D1Error::Parameter { position, reason: "a number must be finite" });
            }
            Value::Integer(_) | Value::Real(_) => 0,
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
        };
        if len > MAX_VALUE {
            return Err(D1Error::TooLarge(format!(
                "parameter {position} has {len} bytes, and at most {MAX_VALUE} fit"
            )));
        }
        Ok(())
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
