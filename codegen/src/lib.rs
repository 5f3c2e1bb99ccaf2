//! The compiler: spec files in, Rust tokens and diagnostics out.

pub mod source;

pub mod diag;

pub mod model;
