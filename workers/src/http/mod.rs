//! HTTP as a Worker sees it: requests whose body was read by the host, replies, problems, and the
//! reading of bodies and parameters that lists every violation.
//!
//! Generated code does the routing; what does not depend on a spec is here.

pub mod auth;
mod failure;
pub mod json;
mod pointer;
mod problem;
pub mod query;
mod request;
mod response;
pub mod text;

pub use failure::Failure;
pub use http::{Method, StatusCode};
pub use pointer::Pointer;
pub use problem::{Problem, Violation, Violations};
pub use request::{Body, Caller, Headers, MAX_BODY, Request};
pub use response::{Html, Location, Reply, Response, Upgrade};
