//! Rules that need more than one item, each a function over the model.

pub mod files;
pub mod idempotency;
pub mod keys;
pub mod migrations;
pub mod queries;
pub mod routes;
pub mod statements;
