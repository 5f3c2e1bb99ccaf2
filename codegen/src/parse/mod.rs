//! Text → syntax with positions, no meaning: the only place that sees how a spec is written.

pub mod api;
pub mod bindings;
pub mod callers;
pub mod deploy;
mod files;
pub mod routes;
pub mod sql;
pub mod toml;
pub mod types;

pub use files::{DatabaseSyntax, Scripts, migration_files, query_files, schema_files};
