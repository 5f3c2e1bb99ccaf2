//! How a typed value becomes the bytes that are stored, and back.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::http::json::from_bytes;

/// How values of a template are stored. `V` is what the Worker sees.
pub trait Format<V> {
    /// The bytes of a value.
    ///
    /// # Errors
    /// Why it has none.
    fn write(value: &V) -> Result<Vec<u8>, String>;
    /// The value of the bytes.
    ///
    /// # Errors
    /// Why they are none.
    fn read(bytes: Vec<u8>) -> Result<V, String>;
}

/// As JSON text, by `serde_json`.
#[derive(Clone, Copy, Debug)]
pub struct AsJson;

impl<V: Serialize + DeserializeOwned> Format<V> for AsJson {
    fn write(value: &V) -> Result<Vec<u8>, String> {
        serde_json::to_vec(value).map_err(|error| error.to_string())
    }

    fn read(bytes: Vec<u8>) -> Result<V, String> {
        // Many values at once come from the platform as text, with characters in place of what is none: the same words for one.
        from_bytes(&bytes).map_err(|error| match std::str::from_utf8(&bytes) {
            Ok(_) => error,
            Err(_) => from_bytes::<V>(String::from_utf8_lossy(&bytes).as_bytes()).err().unwrap_or(error),
        })
    }
}

/// As it is: text or bytes.
#[derive(Clone, Copy, Debug)]
pub struct AsStored;

impl Format<String> for AsStored {
    fn write(value: &String) -> Result<Vec<u8>, String> {
        Ok(value.clone().into_bytes())
    }

    fn read(bytes: Vec<u8>) -> Result<String, String> {
        String::from_utf8(bytes).map_err(|_| "it is no UTF-8 text".to_owned())
    }
}

impl Format<Vec<u8>> for AsStored {
    fn write(value: &Vec<u8>) -> Result<Vec<u8>, String> {
        Ok(value.clone())
    }

    fn read(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
        Ok(bytes)
    }
}
