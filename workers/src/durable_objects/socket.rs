//! A WebSocket of an object.
//!
//! It is accepted for hibernation: the object may leave memory while it is open, and is built again when a message
//! comes. What must be known of a WebSocket then is attached to it.

use std::fmt;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{SocketId, SocketMessage, StorageError};
use crate::driver::ObjectDriver;

/// The object's end of an open WebSocket: a cheap handle, cloned at will.
#[derive(Clone)]
pub struct WebSocket {
    driver: Rc<dyn ObjectDriver>,
    id: SocketId,
}

/// How a WebSocket was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketClose {
    /// RFC 6455's code; 1005 where none was given, 1006 where the connection broke.
    pub code: u16,
    /// Why.
    pub reason: String,
    /// Whether the closing handshake was made.
    pub was_clean: bool,
}

impl WebSocket {
    pub(super) fn new(driver: Rc<dyn ObjectDriver>, id: SocketId) -> Self {
        WebSocket { driver, id }
    }

    /// Sends text. It leaves when what was written to storage before is durable.
    ///
    /// # Errors
    /// Where it is closed.
    pub fn send(&self, text: impl Into<String>) -> Result<(), StorageError> {
        self.driver.socket_send(self.id, &SocketMessage::Text(text.into()))
    }

    /// Sends a value as JSON text.
    ///
    /// # Errors
    /// Where it is closed, or the value cannot be JSON.
    pub fn send_json(&self, value: &impl Serialize) -> Result<(), StorageError> {
        self.send(serde_json::to_string(value).map_err(|error| StorageError(error.to_string()))?)
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// Where it is closed.
    pub fn send_bytes(&self, bytes: impl Into<Vec<u8>>) -> Result<(), StorageError> {
        self.driver.socket_send(self.id, &SocketMessage::Binary(bytes.into()))
    }

    /// Closes it, with a code from 1000 to 4999 (RFC 6455 keeps those below 3000, of which 1000 is a normal end, and
    /// 1004, 1005, 1006 and 1015 cannot be sent), and a reason of up to 123 bytes.
    ///
    /// # Errors
    /// Where code or reason cannot be sent.
    pub fn close(&self, code: u16, reason: &str) -> Result<(), StorageError> {
        self.driver.socket_close(self.id, code, reason)
    }

    /// The tags that it was accepted with.
    pub fn tags(&self) -> Vec<String> {
        self.driver.socket_tags(self.id)
    }

    /// What is attached to it.
    ///
    /// # Errors
    /// Where that is of another type.
    pub fn attachment<T: DeserializeOwned>(&self) -> Result<Option<T>, StorageError> {
        let text = self.driver.socket_attachment(self.id);
        text.map(|text| serde_json::from_str(&text)).transpose().map_err(|error| StorageError(error.to_string()))
    }

    /// Attaches something in place of what was: up to 16,352 bytes of JSON.
    ///
    /// # Errors
    /// Where it is too large or cannot be JSON.
    pub fn attach(&self, attachment: &impl Serialize) -> Result<(), StorageError> {
        self.driver.set_socket_attachment(self.id, &attachment_text(attachment)?)
    }
}

/// The platform takes 16,384 bytes, with a few of its own around the text.
const MAX_ATTACHMENT: usize = 16_384 - 32;

/// What is to be attached, as JSON text.
pub(super) fn attachment_text(attachment: &impl Serialize) -> Result<String, StorageError> {
    let text = serde_json::to_string(attachment).map_err(|error| StorageError(error.to_string()))?;
    if text.len() > MAX_ATTACHMENT {
        let message = format!("an attachment of {} bytes is too large: {MAX_ATTACHMENT} fit", text.len());
        return Err(StorageError(message));
    }
    Ok(text)
}

/// The same WebSocket of the same object.
impl PartialEq for WebSocket {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && Rc::ptr_eq(&self.driver, &other.driver)
    }
}

impl Eq for WebSocket {}

impl fmt::Debug for WebSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WebSocket").field(&self.id.0).finish()
    }
}
