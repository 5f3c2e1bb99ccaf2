//! The embedded host, from outside.

#[path = "../support/mod.rs"]
mod support;

mod d1_batches;
mod d1_limits;
mod d1_schema;
mod d1_values;
mod limits;
mod server;
mod testing;
mod wire;
