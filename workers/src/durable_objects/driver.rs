//! What crosses the seams around a Durable Object.

use std::borrow::Cow;

use crate::http::Upgrade;

/// A call of a method, or, with `upgrade`, a request to become a WebSocket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectCall {
    /// The method's name.
    pub method: Cow<'static, str>,
    /// The arguments, a JSON object.
    pub args: Vec<u8>,
    /// Whether the caller wants a WebSocket.
    pub upgrade: bool,
}

/// What the object's host gives to the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectReply {
    /// The answer's body, JSON.
    pub body: Vec<u8>,
    /// The client's end of the WebSocket, where the object accepted one.
    pub upgrade: Option<Upgrade>,
}

/// What an object gives to its host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectAnswer {
    /// The body, JSON.
    pub body: Vec<u8>,
    /// How the WebSocket is to be accepted; only where one was asked for.
    pub accept: Option<Accept>,
}

/// How a WebSocket is accepted: for hibernation, so that the object may leave memory while it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accept {
    /// Up to 10 tags of up to 256 characters, to find it by.
    pub tags: Vec<String>,
    /// What is attached to it: JSON text of up to 16,384 bytes.
    pub attachment: Option<String>,
    /// Texts that it is sent at once, before anything else is.
    pub messages: Vec<String>,
}

/// Which object it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectId {
    /// 64 hex digits.
    pub hex: String,
    /// The name that the id was made from.
    pub name: Option<String>,
}

/// The alarm rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlarmEvent {
    /// When it was to ring, in milliseconds since 1970.
    pub scheduled_ms: u64,
    /// How many times it rang for this time already, and failed: 0 to 6.
    pub retry_count: u32,
}

/// An open WebSocket of an object, as its host numbers them. A number is not used twice while the object is in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(pub u32);

/// A WebSocket message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketMessage {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Vec<u8>),
}

/// What happens on a WebSocket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketEvent {
    /// A message came.
    Message {
        /// On which.
        socket: SocketId,
        /// What.
        message: SocketMessage,
    },
    /// The other side closed it. Both sides are closed after this event.
    Close {
        /// Which.
        socket: SocketId,
        /// RFC 6455's code; 1005 where none was given, 1006 where the connection broke.
        code: u16,
        /// Why.
        reason: String,
        /// Whether the closing handshake was made.
        was_clean: bool,
    },
    /// Something other than a close went wrong.
    Error {
        /// With which.
        socket: SocketId,
        /// What.
        error: String,
    },
}

/// Which keys of an object's storage to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorageList {
    /// With which they begin.
    pub prefix: Option<String>,
    /// From this one on.
    pub start: Option<String>,
    /// From after this one on; not together with `start`.
    pub start_after: Option<String>,
    /// Up to before this one.
    pub end: Option<String>,
    /// From the last one to the first.
    pub reverse: bool,
    /// At most so many; 0 is an error.
    pub limit: Option<u32>,
}
