//! HTTP as a Worker sees it: requests whose body was read by the host, replies, problems, and the
//! reading of bodies and parameters that lists every violation.
//!
//! Generated code does the routing; what does not depend on a spec is here.

pub mod accept;
pub mod auth;
pub mod cors;
pub mod exchange;
mod failure;
pub mod idempotency;
pub mod json;
pub mod limits;
pub(crate) mod meter;
mod pointer;
mod problem;
pub mod query;
pub(crate) mod record;
mod request;
mod response;
pub mod text;

pub use exchange::RequestId;
pub use failure::Failure;
pub use http::{Method, StatusCode};
pub use idempotency::{Commit, Committed, Refused};
pub use pointer::Pointer;
pub use problem::{Problem, Violation, Violations};
pub use request::{Anyone, Body, Headers, MAX_BODY, MAX_TARGET, Peer, Request, rightmost_address};
pub use response::{Html, Location, Reply, Response, Upgrade};
