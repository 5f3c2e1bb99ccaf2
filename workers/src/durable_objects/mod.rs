//! Durable Objects: typed calls from outside, storage, alarm and WebSockets inside.
//!
//! ```ignore
//! // Outside: one attempt, or more where the table says that the method is idempotent.
//! let reply = cx.node_registry.named("registry").heartbeat(&id, &beat).await?;
//! // Inside: storage answers at once, and what is written between two awaits is one transaction.
//! self.state.storage().put("count", &3)?;
//! self.state.set_alarm(cx.clock.now().saturating_add(MINUTE))?;
//! ```
//!
//! What is hard: an object may be gone at every moment, and its caller cannot tell whether a call took effect. So a
//! stub repeats only what its table declares idempotent, each time on a new stub, and whatever an object must not
//! forget is in its storage before it answers.

mod call;
mod driver;
mod error;
mod namespace;
mod schema;
mod socket;
mod state;
mod storage;

pub use call::{MethodError, answer, read_args, unknown_method};
pub use driver::{
    Accept, AlarmEvent, ObjectAnswer, ObjectCall, ObjectId, ObjectReply, SocketEvent, SocketId, SocketMessage,
    StorageList,
};
pub use error::{ObjectError, StorageError};
pub use namespace::{ObjectNamespace, Stub};
pub use socket::{SocketClose, WebSocket};
pub use state::{Class, ObjectState, WithAlarm, WithDatabase, WithWebSockets};
pub use storage::Storage;
