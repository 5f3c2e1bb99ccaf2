//! What an object is given of its own: its name, storage, alarm and WebSockets.
//!
//! What a class declares decides what its state can do: a class without `alarm = true` cannot set one.

use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use serde::Serialize;

use super::socket::attachment_text;
use super::{Accept, ObjectError, ObjectId, SocketMessage, Storage, StorageError, WebSocket, schema};
use crate::Timestamp;
use crate::driver::ObjectDriver;

/// What is true of a class. Generated for each one.
pub trait Class: 'static {
    /// The class's name.
    const NAME: &'static str;
    /// The statements of its own schema; none where it has no database.
    const SCHEMA: &'static [&'static str];
}

/// A class that declares `alarm = true`.
#[diagnostic::on_unimplemented(
    message = "objects of `{Self}` have no alarm",
    note = "declare it in bindings.toml: `alarm = true` below the object"
)]
pub trait WithAlarm: Class {}

/// A class that declares `[object.X.websocket]`.
#[diagnostic::on_unimplemented(
    message = "objects of `{Self}` take no WebSockets",
    note = "declare it in bindings.toml: `[object.X.websocket]`"
)]
pub trait WithWebSockets: Class {}

/// A class that declares a `schema`.
#[diagnostic::on_unimplemented(
    message = "objects of `{Self}` have no database",
    note = "declare it in bindings.toml: `schema = \"….sql\"` below the object"
)]
pub trait WithDatabase: Class {}

/// An object's own place: a cheap handle, cloned at will.
pub struct ObjectState<C> {
    storage: Storage<C>,
    class: PhantomData<fn() -> C>,
}

impl<C: Class> ObjectState<C> {
    /// The state of an object that begins: its schema is made, if it is new.
    ///
    /// # Errors
    /// Where the storage was made with another schema.
    pub fn open(driver: Rc<dyn ObjectDriver>) -> Result<Self, ObjectError> {
        schema::ensure(&*driver, C::NAME, C::SCHEMA)?;
        Ok(ObjectState { storage: Storage::new(driver), class: PhantomData })
    }

    /// Which object it is.
    pub fn id(&self) -> ObjectId {
        self.driver().id()
    }

    /// The name that it is called by; empty where that has more than 1024 bytes, of which the platform tells nobody.
    pub fn name(&self) -> String {
        self.id().name.unwrap_or_default()
    }

    /// Its storage.
    pub fn storage(&self) -> &Storage<C> {
        &self.storage
    }

    fn driver(&self) -> &Rc<dyn ObjectDriver> {
        self.storage.driver()
    }
}

// The bounds stand at the methods, so that rustc shows what the traits say of a class without.

impl<C: Class> ObjectState<C> {
    /// When the alarm is set to ring; `None` where it is not, and while it rings.
    ///
    /// # Errors
    /// What the storage says.
    pub async fn alarm(&self) -> Result<Option<Timestamp>, StorageError>
    where
        C: WithAlarm,
    {
        let at = self.driver().alarm().await?;
        Ok(at.map(|ms| Timestamp::from_millis(i64::try_from(ms).unwrap_or(i64::MAX))))
    }

    /// Sets the alarm; there is one for each object, and the last time set counts. A time that has passed is now.
    ///
    /// # Errors
    /// What the storage says.
    pub fn set_alarm(&self, at: Timestamp) -> Result<(), StorageError>
    where
        C: WithAlarm,
    {
        match u64::try_from(at.as_millis()) {
            Ok(ms) if ms > 0 => self.driver().set_alarm(Some(ms)),
            _ => Err(StorageError("setAlarm() cannot be called with an alarm time <= 0".to_owned())),
        }
    }

    /// Takes the alarm back.
    ///
    /// # Errors
    /// What the storage says.
    pub fn delete_alarm(&self) -> Result<(), StorageError>
    where
        C: WithAlarm,
    {
        self.driver().set_alarm(None)
    }
}

impl<C: Class> ObjectState<C> {
    /// The open WebSockets, those from before the object left memory included, oldest first.
    pub fn sockets(&self) -> Vec<WebSocket>
    where
        C: WithWebSockets,
    {
        self.wrap(self.driver().sockets(None))
    }

    /// Those that were accepted with this tag.
    pub fn sockets_with_tag(&self, tag: &str) -> Vec<WebSocket>
    where
        C: WithWebSockets,
    {
        self.wrap(self.driver().sockets(Some(tag)))
    }

    /// Sends a value as JSON text to all open WebSockets. One that is closed by now misses it, and nobody else does.
    ///
    /// # Errors
    /// Where the value cannot be JSON.
    pub fn broadcast_json(&self, value: &impl Serialize) -> Result<(), StorageError> {
        let text = serde_json::to_string(value).map_err(|error| StorageError(error.to_string()))?;
        let message = SocketMessage::Text(text);
        for socket in self.driver().sockets(None) {
            let _ = self.driver().socket_send(socket, &message);
        }
        Ok(())
    }

    /// The WebSocket of an event. For generated code.
    #[doc(hidden)]
    pub fn socket(&self, id: super::SocketId) -> WebSocket
    where
        C: WithWebSockets,
    {
        WebSocket::new(Rc::clone(self.driver()), id)
    }

    fn wrap(&self, ids: Vec<super::SocketId>) -> Vec<WebSocket> {
        ids.into_iter().map(|id| WebSocket::new(Rc::clone(self.driver()), id)).collect()
    }
}

impl Accept {
    /// Accepts the WebSocket.
    pub fn new() -> Self {
        Accept::default()
    }

    /// With this tag, to find it by: up to 10 of up to 256 characters.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// With this attached, which outlives the object's memory: up to 16,352 bytes of JSON.
    ///
    /// # Errors
    /// Where it is too large or cannot be JSON.
    pub fn attach(mut self, attachment: &impl Serialize) -> Result<Self, StorageError> {
        self.attachment = Some(attachment_text(attachment)?);
        Ok(self)
    }

    /// And sends this text, before anything else is sent: what came before the client did.
    #[must_use]
    pub fn send(mut self, text: impl Into<String>) -> Self {
        self.messages.push(text.into());
        self
    }

    /// The same with a value, as JSON text.
    ///
    /// # Errors
    /// Where it cannot be JSON.
    pub fn send_json(self, value: &impl Serialize) -> Result<Self, StorageError> {
        let text = serde_json::to_string(value).map_err(|error| StorageError(error.to_string()))?;
        Ok(self.send(text))
    }
}

impl<C> Clone for ObjectState<C> {
    fn clone(&self) -> Self {
        ObjectState { storage: self.storage.clone(), class: PhantomData }
    }
}

impl<C: Class> fmt::Debug for ObjectState<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectState").field("class", &C::NAME).finish_non_exhaustive()
    }
}
