//! One native process on SQLite: what runs a Worker without Cloudflare.
//!
//! A binary is one line, [`main`], or two with a command of its own; a test of the whole service is a few, with [`testing`].
//!
//! Everything runs on one thread, as in a Worker's isolate. It is a real server all the same:
//! commits are durable before they are acknowledged ([`d1`], [`kv`]), nothing leaves an object before
//! what it wrote is ([`objects`]), alarms and cron jobs come at their times ([`timers`]), requests are
//! bounded in size and time ([`server`]), and one data folder has one process ([`data`]).
#![deny(missing_docs)]
#![allow(rustdoc::private_intra_doc_links)] // Maintainers follow them.

mod cli;
mod clock;
mod d1;
mod data;
mod documents;
mod dotenv;
mod error;
mod host;
mod kv;
mod log;
mod metrics;
mod network;
mod objects;
mod outgoing;
mod panics;
mod ratelimit;
mod server;
mod sqlite;
pub mod testing;
mod timers;

pub use cli::{Own, main, main_with};
pub use clock::TestClock;
pub use error::Error;
pub use host::Host;
pub use server::Limits;
