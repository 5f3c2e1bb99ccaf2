//! Syntax → model: resolves references, reports what is unknown or named twice.

mod api;
pub mod bindings;
mod callers;
pub mod databases;
mod defaults;
pub mod deploy;
mod fields;
mod paths;
pub mod queries;
pub mod routes;
mod rules;
pub mod schema;
pub mod types;
