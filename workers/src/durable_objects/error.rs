//! What a call to an object, and what an object's storage, may end with.

use thiserror::Error;

use crate::d1::D1Error;
use crate::kv::KvError;

/// Why a call to an object failed, apart from the errors that its method declares.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ObjectError {
    /// The object was reset, moved or lost its connection: `retryable`. Nobody knows whether the call took effect.
    #[error("the object was briefly unavailable: {0}")]
    Transient(String),
    /// Too much is asked of it, or of what its own code asks: a database that is briefly unavailable. Asking again at once
    /// adds to it.
    #[error("{0}")]
    Overloaded(String),
    /// What the object's own code threw.
    #[error("{0}")]
    Thrown(String),
    /// The answer is no value of the declared type: caller and object are of different versions.
    #[error("the object's answer is not what the spec says: {0}")]
    Decode(String),
}

impl ObjectError {
    /// What code in an object throws, with this reason.
    pub fn thrown(reason: impl Into<String>) -> Self {
        ObjectError::Thrown(reason.into())
    }
}

/// Why an object's storage, alarm or WebSocket refused something, in the platform's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct StorageError(pub String);

impl From<StorageError> for ObjectError {
    fn from(error: StorageError) -> Self {
        ObjectError::Thrown(error.0)
    }
}

impl From<D1Error> for ObjectError {
    /// Trouble that passes stays such: whoever called is answered with 503, not with 500.
    fn from(error: D1Error) -> Self {
        match error {
            D1Error::Transient(_) | D1Error::Overloaded(_) => ObjectError::Overloaded(error.to_string()),
            error => ObjectError::Thrown(error.to_string()),
        }
    }
}

impl From<KvError> for ObjectError {
    fn from(error: KvError) -> Self {
        ObjectError::Thrown(error.to_string())
    }
}
