//! Syntax → model: resolves references, reports what is unknown or named twice.

pub mod schema;
