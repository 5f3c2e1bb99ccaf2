//! What a Worker is made of: time, D1, KV, Durable Objects, cron, HTTP, and the seam to its host.
//!
//! Generated code calls this crate; business rules use its types. It knows no host: everything that
//! reaches the world goes through the traits of [`driver`].
#![deny(missing_docs)]

#[cfg(feature = "client")]
pub mod client;
pub mod cron;
pub mod d1;
pub mod driver;
pub mod durable_objects;
pub mod fetch;
mod generated;
pub mod http;
pub mod kv;
pub mod rate_limit;
mod retry;
pub mod start;
pub mod time;

pub use d1::D1Adapter;
pub use kv::{InMemoryKV, KVStorage};
pub use time::{HeaderSource, Timestamp, TimestampUtils, WorkersClock};
pub use williw_macros::{Column, Key, Row, handlers, query, spec};

/// What generated code uses, under a name that carries the version: a macro and a library that do
/// not belong together fail while compiling.
#[doc(hidden)]
pub mod __private_0_1_0;
