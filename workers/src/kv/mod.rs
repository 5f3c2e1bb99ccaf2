//! KV: keys from templates, typed values, one place for the platform's limits.
//!
//! What is hard: KV is eventually consistent and speaks of its limits in sentences. What it would refuse is refused
//! here, in its own words, before anything leaves; so both hosts refuse the same.

mod driver;
mod error;

pub use driver::{Expiry, KvKey, KvKeys, KvList, KvPut, KvValue};
pub use error::KvError;
