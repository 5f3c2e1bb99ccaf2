//! How a request ends that did not succeed.

use std::borrow::Cow;

use super::exchange::RequestId;
use super::{Problem, Response, StatusCode, Violations};
use crate::d1::D1Error;
use crate::driver::{Host, Level};
use crate::durable_objects::ObjectError;
use crate::kv::KvError;

/// A problem to answer with, and what only the log may know. It passes through much code that mostly succeeds, so it is
/// small.
#[derive(Debug)]
pub struct Failure(Box<Parts>);

#[derive(Debug)]
struct Parts {
    problem: Problem,
    headers: Vec<(&'static str, Cow<'static, str>)>,
    log: Option<String>,
}

impl Failure {
    /// 405, with what the path takes.
    pub fn method_not_allowed(allow: &'static str) -> Self {
        Failure::from(Problem::method_not_allowed()).with_header("allow", allow)
    }

    /// 426: the path is for WebSockets only.
    pub fn upgrade_required() -> Self {
        Failure::from(Problem::upgrade_required()).with_header("upgrade", "websocket")
    }

    /// 500, the reason for the log only.
    pub fn internal(reason: String) -> Self {
        Failure::from(Problem::internal()).with_log(reason)
    }

    /// A declared error. A reply of 429 or 503 asks the client to come back, in a second where nothing else is said.
    pub fn declared(status: StatusCode, code: &'static str, title: &'static str, detail: Cow<'static, str>) -> Self {
        let mut problem = Problem::new(status, code, title).with_detail(detail);
        let passes = matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS);
        problem.retry_after = passes.then_some(1);
        Failure::from(problem)
    }

    /// The same with another `Retry-After`, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.problem.retry_after = Some(seconds);
        self
    }

    /// The same with one more header field.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.0.headers.push((name, value.into()));
        self
    }

    /// The same with what only the log may know.
    fn with_log(mut self, reason: String) -> Self {
        self.0.log = Some(reason);
        self
    }

    /// The reply to the request of this id, which runs: the log's part is told with it.
    pub fn into_response(self, host: &dyn Host, id: &RequestId) -> Response {
        let Parts { problem, headers, log } = *self.0;
        if let Some(reason) = log {
            host.log(Level::Error, &reason);
        }
        let mut response = problem.into_response(id.as_str());
        response.headers.extend(headers);
        response
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure(Box::new(Parts { problem, headers: Vec::new(), log: None }))
    }
}

impl From<Violations> for Failure {
    fn from(violations: Violations) -> Self {
        violations.into_problem().into()
    }
}

/// Trouble with the database that no handler expected: 503 where a later try may succeed, else 500.
impl From<D1Error> for Failure {
    fn from(error: D1Error) -> Self {
        let problem = match error {
            D1Error::Transient(_) | D1Error::Overloaded(_) => Problem::unavailable(),
            _ => Problem::internal(),
        };
        Failure::from(problem).with_log(error.to_string())
    }
}

/// Trouble with KV that no handler expected: 503 where a later try may succeed, else 500.
impl From<KvError> for Failure {
    fn from(error: KvError) -> Self {
        let problem = match error {
            KvError::Transient(_) | KvError::TooManyRequests(_) => Problem::unavailable(),
            _ => Problem::internal(),
        };
        Failure::from(problem).with_log(error.to_string())
    }
}

/// Trouble with an object that no handler expected: 503 where a later try may succeed, else 500.
impl From<ObjectError> for Failure {
    fn from(error: ObjectError) -> Self {
        let problem = match error {
            ObjectError::Transient(_) | ObjectError::Overloaded(_) => Problem::unavailable(),
            _ => Problem::internal(),
        };
        Failure::from(problem).with_log(error.to_string())
    }
}
