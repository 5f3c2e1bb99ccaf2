//! A reply that is being read: what generated code takes out of it, by status.

use serde::de::DeserializeOwned;

use super::{ClientError, Problem, ProblemDetails, Response, RouteProblem, UnexpectedReply};
use crate::http::{Html, Location};

/// A reply of one call.
#[derive(Clone, Debug)]
pub struct Reply(pub(super) Response);

impl Reply {
    /// The status.
    pub fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    /// A record.
    ///
    /// # Errors
    /// A body that is not this record.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, UnexpectedReply> {
        serde_json::from_slice(self.0.body()).map_err(|error| self.unexpected(error.to_string()))
    }

    /// A page.
    ///
    /// # Errors
    /// A body that is not UTF-8.
    pub fn html(self) -> Result<Html, UnexpectedReply> {
        match String::from_utf8(self.0.body().clone()) {
            Ok(page) => Ok(Html(page)),
            Err(error) => Err(self.unexpected(error.to_string())),
        }
    }

    /// Where to go instead.
    ///
    /// # Errors
    /// It does not say.
    pub fn location(self) -> Result<Location, UnexpectedReply> {
        match self.header("location") {
            Some(location) => Ok(Location(location.to_owned())),
            None => Err(self.unexpected("there is no `location`".to_owned())),
        }
    }

    /// What a status is that the route does not declare as a success.
    pub fn into_error<P: RouteProblem>(self) -> ClientError<P> {
        match self.problem() {
            Some(problem) => ClientError::Problem(problem.into()),
            None => ClientError::Unexpected(self.unexpected("no such status in the service's table".to_owned())),
        }
    }

    /// The problem document that it is.
    pub(super) fn problem(&self) -> Option<Problem> {
        let status = self.0.status();
        if !(status.is_client_error() || status.is_server_error()) {
            return None;
        }
        let problem = serde_json::from_slice::<ProblemDetails>(self.0.body()).ok()?;
        let retry_after = self.header("retry-after").and_then(|seconds| seconds.trim().parse().ok());
        Some(ProblemDetails { retry_after, ..problem }.into())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.0.headers().get(name).and_then(|value| value.to_str().ok())
    }

    fn unexpected(self, reason: String) -> UnexpectedReply {
        let (head, body) = self.0.into_parts();
        UnexpectedReply { status: head.status, reason, body }
    }
}
