//! Replies.

use std::borrow::Cow;

use serde::Serialize;

use super::StatusCode;

/// One HTTP reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// Header fields, names in lower case; `content-length` is the host's.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// A reply without body.
    pub fn new(status: StatusCode) -> Self {
        Response { status, headers: Vec::new(), body: Vec::new() }
    }

    /// A reply with a JSON body. A value that cannot be written as JSON (a map whose keys are not
    /// text) becomes 500.
    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Response::new(status).with_body("application/json", body),
            Err(_) => Response::new(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// The same with this body.
    #[must_use]
    pub fn with_body(mut self, content_type: &'static str, body: Vec<u8>) -> Self {
        self.headers.push(("content-type", Cow::Borrowed(content_type)));
        self.body = body;
        self
    }

    /// The same with one more header field.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The answer to OPTIONS: 204 with what the path takes.
    pub fn options(allow: &'static str) -> Self {
        Response::new(StatusCode::NO_CONTENT).with_header("allow", allow)
    }
}

/// What a handler returns when all is well. Generated for each route; a record alone is one.
pub trait Reply {
    /// The reply.
    fn into_response(self) -> Response;
}
