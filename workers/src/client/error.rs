//! What comes of a call that did not succeed: a problem of the route's, or no answer that was agreed on.

use std::fmt;
use std::ops::Deref;

use serde::Deserialize;

use super::TransportError;
use crate::http::StatusCode;

/// Why a call did not succeed. `P` is the route's own enum, with a variant for each error that the table declares.
#[derive(Debug)]
pub enum ClientError<P> {
    /// The service has refused, or failed.
    Problem(P),
    /// There is no answer; whether the request arrived is not known.
    Transport(TransportError),
    /// The answer is not one that was agreed on: a proxy's page, or a newer service.
    Unexpected(UnexpectedReply),
    /// The request cannot be written, and was not sent: why.
    Request(String),
}

/// A problem of one route: generated for each.
pub trait RouteProblem: From<Problem> {
    /// The document, whichever variant it is.
    fn problem(&self) -> &Problem;
}

/// An error as the service tells it (RFC 9457): read its fields through it, `problem.code`. A pointer wide, so that results
/// stay small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(Box<ProblemDetails>);

impl Deref for Problem {
    type Target = ProblemDetails;

    fn deref(&self) -> &ProblemDetails {
        &self.0
    }
}

impl From<ProblemDetails> for Problem {
    fn from(details: ProblemDetails) -> Self {
        Problem(Box::new(details))
    }
}

/// What is in a [`Problem`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ProblemDetails {
    /// The HTTP status.
    pub status: u16,
    /// What kind of problem this is.
    pub code: String,
    /// The kind in words.
    pub title: String,
    /// This occurrence in words; empty where there is nothing to add.
    #[serde(default)]
    pub detail: String,
    /// What to name when asking the operator.
    #[serde(default)]
    pub request_id: String,
    /// Every violation of a bad request.
    #[serde(default)]
    pub errors: Vec<Violation>,
    /// Seconds to wait before the request is repeated: `Retry-After`, where it is given in seconds.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Violation {
    /// Where: a JSON Pointer into the body, `?name` for a query parameter, `{name}` for a path parameter.
    pub pointer: String,
    /// The rule, such as `required` or `max_length`.
    pub code: String,
    /// The rule in words.
    pub detail: String,
}

/// An answer that was not agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnexpectedReply {
    /// Its status.
    pub status: StatusCode,
    /// What is wrong with it.
    pub reason: String,
    /// Its body, which may hold anything.
    pub body: Vec<u8>,
}

impl<P: RouteProblem> ClientError<P> {
    /// The problem document, where the service has answered with one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            ClientError::Problem(problem) => Some(problem.problem()),
            ClientError::Transport(_) | ClientError::Unexpected(_) | ClientError::Request(_) => None,
        }
    }
}

impl<P: RouteProblem> fmt::Display for ClientError<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClientError::Problem(problem) => problem.problem().fmt(f),
            ClientError::Transport(error) => write!(f, "no answer: {error}"),
            ClientError::Unexpected(reply) => reply.fmt(f),
            ClientError::Request(reason) => write!(f, "the request cannot be sent: {reason}"),
        }
    }
}

impl<P: RouteProblem + fmt::Debug> std::error::Error for ClientError<P> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ClientError::Transport(error) => Some(error),
            ClientError::Problem(_) | ClientError::Unexpected(_) | ClientError::Request(_) => None,
        }
    }
}

/// `404 node_not_found: There is no such node (request 4f…)`, with what is wrong with a bad request.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ProblemDetails { status, code, title, detail, request_id, errors, retry_after: _ } = &**self;
        write!(f, "{status} {code}: {}", if detail.is_empty() { title } else { detail })?;
        for Violation { pointer, detail, .. } in errors {
            write!(f, "; `{pointer}` {detail}")?;
        }
        if request_id.is_empty() { Ok(()) } else { write!(f, " (request {request_id})") }
    }
}

impl fmt::Display for UnexpectedReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an unexpected answer, {}: {}", self.status, self.reason)
    }
}

impl<P> From<UnexpectedReply> for ClientError<P> {
    fn from(reply: UnexpectedReply) -> Self {
        ClientError::Unexpected(reply)
    }
}

impl<P> From<TransportError> for ClientError<P> {
    fn from(error: TransportError) -> Self {
        ClientError::Transport(error)
    }
}
