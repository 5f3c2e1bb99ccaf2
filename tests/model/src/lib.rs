//! The service seen by somebody who trusts nobody: a model of its rules, and what must hold of its books.
//!
//! [`books`] checks the invariants of any database of the service, whatever came before. [`run`] drives random sequences of
//! requests, lost replies, faults, restarts and leaps of the clock against the whole service in process, and has
//! each of them judged ([`judge`]): which replies are allowed, and what the database may hold after it ([`world`]). What is
//! hard is not to trust the service's own words anywhere: scores, rewards and shares are computed anew here
//! ([`rules`]), and what a request may change follows from what was in the database before it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test ends with a panic"
)]

pub mod books;
pub mod calls;
pub mod judge;
pub mod ops;
pub mod rules;
pub mod run;
pub mod settings;
pub mod world;
