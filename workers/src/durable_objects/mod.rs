//! Durable Objects: typed calls from outside, storage, alarm and WebSockets inside.
//!
//! What is hard: an object may be gone at every moment, and its caller cannot tell whether a call took effect. So a
//! stub repeats only what its table declares idempotent, each time on a new stub, and whatever an object must not
//! forget is in its storage before it answers.

mod driver;
mod error;

pub use driver::{
    Accept, AlarmEvent, ObjectAnswer, ObjectCall, ObjectId, ObjectReply, SocketEvent, SocketId, SocketMessage,
    StorageList,
};
pub use error::{ObjectError, StorageError};
