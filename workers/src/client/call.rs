//! A request that is being written: what generated code puts into it, piece by piece.

use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::Request;
use crate::http::Method;

/// The field of a call that must happen once.
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// What stands for itself anywhere in a URI (RFC 3986, 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A call of one route.
#[derive(Clone, Debug)]
pub struct Call {
    pub(super) method: Method,
    pub(super) target: String,
    pub(super) accept: &'static str,
    pub(super) body: Option<Vec<u8>>,
    pub(super) idempotency_key: Option<String>,
    has_query: bool,
    wrong: Option<String>,
}

impl Call {
    /// A call without path. `accept` is what the replies carry.
    pub fn new(method: Method, accept: &'static str) -> Self {
        let target = String::new();
        Call { method, target, accept, body: None, idempotency_key: None, has_query: false, wrong: None }
    }

    /// Adds a piece of the path that the spec wrote.
    #[must_use]
    pub fn path(mut self, literal: &str) -> Self {
        self.target.push_str(literal);
        self
    }

    /// Adds a parameter of the path.
    #[must_use]
    pub fn segment(mut self, name: &str, value: impl Display) -> Self {
        let text = value.to_string();
        // Whoever reads a URI leaves such segments out, and the route would be another one.
        if matches!(text.as_str(), "" | "." | "..") {
            self.wrong = Some(format!("path parameter `{name}` cannot be `{text}`"));
        }
        self.target.extend(utf8_percent_encode(&text, ENCODED));
        self
    }

    /// Adds a parameter of the query.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        self.target.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        self.target.extend(utf8_percent_encode(name, ENCODED));
        self.target.push('=');
        self.target.extend(utf8_percent_encode(&value.to_string(), ENCODED));
        self
    }

    /// Adds a parameter of the query, where there is one.
    #[must_use]
    pub fn query_if(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Gives it a body.
    #[must_use]
    pub fn body(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.body = Some(body),
            Err(error) => self.wrong = Some(error.to_string()),
        }
        self
    }

    /// Gives it a body, where there is one.
    #[must_use]
    pub fn body_if(self, body: Option<&impl Serialize>) -> Self {
        match body {
            Some(body) => self.body(body),
            None => self,
        }
    }

    /// Says which intent it is, so that it happens once.
    #[must_use]
    pub fn idempotency_key(mut self, key: &str) -> Self {
        self.idempotency_key = Some(key.to_owned());
        self
    }

    /// Whether it may reach the service twice.
    pub(super) fn may_repeat(&self) -> bool {
        self.idempotency_key.is_some() || self.method.is_idempotent()
    }

    /// The request without credentials, or why there is none.
    pub(super) fn request(&self) -> Result<Request, String> {
        if let Some(reason) = &self.wrong {
            return Err(reason.clone());
        }
        let mut request =
            ::http::Request::builder().method(&self.method).uri(self.target.as_str()).header("accept", self.accept);
        if self.body.is_some() {
            request = request.header("content-type", "application/json");
        }
        if let Some(key) = &self.idempotency_key {
            request = request.header(IDEMPOTENCY_KEY, key);
        }
        request.body(self.body.clone().unwrap_or_default()).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> Call {
        Call::new(Method::GET, "application/json")
    }

    #[test]
    fn what_a_uri_cannot_hold_is_encoded() {
        let call = call().path("/a/").segment("b", "ä/?").path("/c").query("d e", "1&2=+").query_if("f", Some(true));
        let call = call.query_if("g", None::<u8>).query("h", "");
        assert_eq!(call.request().unwrap().uri(), "/a/%C3%A4%2F%3F/c?d%20e=1%262%3D%2B&f=true&h=");
    }

    #[test]
    fn what_no_path_can_hold_is_not_sent() {
        for text in ["", ".", ".."] {
            assert!(call().path("/").segment("a", text).request().is_err(), "{text}");
        }
        assert!(call().path("/").segment("a", "...").request().is_ok());
        assert!(call().path("/").idempotency_key("a\nb").request().is_err());
    }
}
