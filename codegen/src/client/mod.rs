//! Clients of a spec's HTTP interface in other languages: the model in, a whole file out.
//!
//! The Rust client is emitted beside the service, in `emit/client.rs`; what both know of a route's problems is in
//! [`problems`].

pub mod problems;
mod typescript;

pub use typescript::{SHARED, typescript};
