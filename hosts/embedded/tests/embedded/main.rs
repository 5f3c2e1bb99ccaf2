//! The embedded host, from outside.
#![allow(clippy::disallowed_methods, reason = "how long a client waits is measured outside of any Worker")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test ends with a panic")]

#[path = "../support/mod.rs"]
mod support;

mod alarms;
mod cron;
mod d1_batches;
mod d1_errors;
mod d1_limits;
mod d1_meta;
mod d1_migrations;
mod d1_queries;
mod d1_schema;
mod d1_values;
mod documents;
mod exchange;
mod kv;
mod limits;
mod object_model;
mod objects;
mod server;
mod testing;
mod websockets;
mod wire;
