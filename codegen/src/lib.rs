//! The compiler: spec files in, Rust tokens and diagnostics out.

pub mod source;

pub mod diag;

pub mod parse;

pub mod pattern;

pub mod judge;

pub mod names;

pub mod model;
