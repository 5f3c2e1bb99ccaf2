//! The wire of a call: arguments as a JSON object, the answer `{"ok": …}` or `{"error": {"code", "detail"}}`.
//!
//! What is hard is that errors have three origins: those that the method declares travel in the answer; what the
//! object throws, and what happens to it, comes from the host. A platform tells nothing of what was thrown but a text, so that
//! trouble which passes travels in the answer too.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ObjectAnswer, ObjectCall, ObjectError};
use crate::http::json::from_bytes;
use crate::http::{Pointer, Violations};

/// A method's error: its declared ones, and [`ObjectError`].
pub trait MethodError: Sized {
    /// The declared error of this code.
    fn declared(code: &str, detail: String) -> Option<Self>;
    /// Anything else.
    fn object(error: ObjectError) -> Self;
    /// The code and detail of a declared error, or what else it is.
    fn into_parts(self) -> Result<(&'static str, String), ObjectError>;
}

/// For methods that declare none.
impl MethodError for ObjectError {
    fn declared(_: &str, _: String) -> Option<Self> {
        None
    }

    fn object(error: ObjectError) -> Self {
        error
    }

    fn into_parts(self) -> Result<(&'static str, String), ObjectError> {
        Err(self)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer<T> {
    Ok(T),
    Error(Declared),
}

#[derive(Serialize, Deserialize)]
struct Declared {
    code: String,
    detail: String,
}

/// The code of [`ObjectError::Overloaded`] in an answer. Declared ones are words.
const OVERLOADED: &str = "503";

/// Writes a method's result.
///
/// # Errors
/// What the object threw.
pub fn answer<T: Serialize, E: MethodError>(result: Result<T, E>) -> Result<ObjectAnswer, ObjectError> {
    let answer = match result {
        Ok(value) => Answer::Ok(value),
        Err(error) => {
            let (code, detail) = match error.into_parts() {
                Err(ObjectError::Overloaded(detail)) => (OVERLOADED, detail),
                declared => declared?,
            };
            Answer::Error(Declared { code: code.to_owned(), detail })
        }
    };
    let body = serde_json::to_vec(&answer).map_err(|error| ObjectError::thrown(error.to_string()))?;
    Ok(ObjectAnswer { body, accept: None })
}

/// Reads what [`answer`] wrote.
pub(super) fn read_answer<T: DeserializeOwned, E: MethodError>(body: &[u8]) -> Result<T, E> {
    let decode = |reason: String| E::object(ObjectError::Decode(reason));
    match from_bytes(body).map_err(decode)? {
        Answer::Ok(value) => Ok(value),
        Answer::Error(Declared { code, detail }) if code == OVERLOADED => {
            Err(E::object(ObjectError::Overloaded(detail)))
        }
        Answer::Error(Declared { code, detail }) => {
            Err(E::declared(&code, detail).unwrap_or_else(|| decode(format!("it has no error `{code}`"))))
        }
    }
}

/// Reads the arguments of a call by the rules of the spec.
///
/// # Errors
/// Where they are not those of the method: a value that the caller made by hand breaks a rule, or caller and object
/// are of different versions.
pub fn read_args<T>(
    call: &ObjectCall,
    read: impl FnOnce(Value, &Pointer<'_>, &mut Violations) -> Option<T>,
) -> Result<T, ObjectError> {
    let unfit = |reason: &dyn fmt::Display| {
        ObjectError::thrown(format!("the arguments of `{}` do not fit: {reason}", call.method))
    };
    let value = from_bytes(&call.args).map_err(|error| unfit(&error))?;
    let mut violations = Violations::default();
    let args = read(value, &Pointer::Body, &mut violations);
    args.filter(|_| violations.is_empty()).ok_or_else(|| unfit(&violations))
}

/// The answer to a call of a method that the class does not have.
///
/// # Errors
/// Always.
pub fn unknown_method(class: &str, call: &ObjectCall) -> Result<ObjectAnswer, ObjectError> {
    let what = if call.upgrade { "WebSocket method" } else { "method" };
    Err(ObjectError::thrown(format!("`{class}` has no {what} `{}`", call.method)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::d1::D1Error;

    #[derive(Debug, PartialEq)]
    enum Full {
        Full(String),
        Object(ObjectError),
    }

    impl MethodError for Full {
        fn declared(code: &str, detail: String) -> Option<Self> {
            (code == "full").then_some(Full::Full(detail))
        }

        fn object(error: ObjectError) -> Self {
            Full::Object(error)
        }

        fn into_parts(self) -> Result<(&'static str, String), ObjectError> {
            match self {
                Full::Full(detail) => Ok(("full", detail)),
                Full::Object(error) => Err(error),
            }
        }
    }

    #[test]
    fn results_cross_as_they_are() {
        for (result, wire) in [
            (Ok(Some(1)), r#"{"ok":1}"#),
            (Ok(None), r#"{"ok":null}"#),
            (Err(Full::Full("no".into())), r#"{"error":{"code":"full","detail":"no"}}"#),
        ] {
            let expected = match &result {
                Ok(value) => Ok(*value),
                Err(_) => Err(Full::Full("no".into())),
            };
            let body = answer(result).unwrap().body;
            assert_eq!(std::str::from_utf8(&body), Ok(wire));
            assert_eq!(read_answer::<Option<u8>, Full>(&body), expected);
        }
        assert_eq!(read_answer::<(), ObjectError>(br#"{"ok":null}"#), Ok(()));
    }

    #[test]
    fn trouble_that_passes_stays_such() {
        let busy = ObjectError::from(D1Error::Transient("busy".to_owned()));
        let body = answer::<(), _>(Err(Full::Object(busy.clone()))).unwrap().body;
        assert_eq!(read_answer::<(), Full>(&body), Err(Full::Object(busy)));
        let wrong = ObjectError::from(D1Error::ForeignKey);
        assert_eq!(answer::<(), _>(Err(wrong.clone())), Err(wrong));
    }

    #[test]
    fn what_is_thrown_is_the_hosts_to_tell() {
        let thrown = ObjectError::thrown("disk");
        assert_eq!(answer::<(), _>(Err(Full::Object(thrown.clone()))), Err(thrown));
        let unknown = read_answer::<(), Full>(br#"{"error":{"code":"other","detail":""}}"#);
        assert_eq!(unknown, Err(Full::Object(ObjectError::Decode("it has no error `other`".into()))));
        assert!(matches!(read_answer::<u8, ObjectError>(b"{}"), Err(ObjectError::Decode(_))));
    }
}
