//! Requests to services of others: one request, one answer, within a time and a size.
//!
//! What is hard is what may be concluded from a failure: nothing. After each of them the request may have arrived. So
//! nothing is sent a second time here, and no redirect is followed: both are answers, and who asked knows what they
//! may mean. What no host could send is refused before it leaves, so that it alone is known not to have.

use std::time::Duration;

use http::Uri;
use thiserror::Error;

use crate::driver::Host;
use crate::http::Method;
use crate::http::meter::{Call, Service};

/// How long an answer may take where nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How many bytes of body it may have where nothing else is said: 1 MiB.
const MAX_REPLY: usize = 1 << 20;

/// A request to somebody else's service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRequest {
    /// The method.
    pub method: Method,
    /// An absolute URL, `http` or `https`.
    pub url: String,
    /// Header fields; `host` and `content-length` are the host's.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
    /// How long the whole exchange may take, the reply's body included, by the real clock.
    pub timeout: Duration,
    /// How many bytes of body the reply may have.
    pub max_reply: usize,
}

/// What was answered, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchReply {
    /// The status: redirects too, which nobody follows.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: Vec<u8>,
}

/// Why there is no answer. Only after [`FetchError::Invalid`] it is known that the request has not arrived.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FetchError {
    /// No host could send it.
    #[error("the request cannot be sent: {0}")]
    Invalid(String),
    /// The service refused the connection, could not be found, or the connection broke.
    #[error("the service cannot be reached: {0}")]
    Unreachable(String),
    /// It took too long.
    #[error("the service did not answer in time")]
    Timeout,
    /// The reply is longer than was allowed.
    #[error("the service's answer is too large")]
    TooLarge,
}

impl FetchRequest {
    /// A request without header fields and body, for 10 seconds and 1 MiB.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        let (headers, body) = (Vec::new(), Vec::new());
        FetchRequest { method, url: url.into(), headers, body, timeout: TIMEOUT, max_reply: MAX_REPLY }
    }

    /// GET.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url)
    }

    /// POST of a JSON text.
    pub fn post_json(url: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        let request = Self::new(Method::POST, url).header("content-type", "application/json");
        FetchRequest { body: body.into(), ..request }
    }

    /// Adds a header field.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Gives it a body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// How long the whole exchange may take.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many bytes of body the reply may have.
    #[must_use]
    pub fn max_reply(mut self, bytes: usize) -> Self {
        self.max_reply = bytes;
        self
    }

    /// Sends it, once: `FetchRequest::get(url).send(&*cx.host)`.
    ///
    /// # Errors
    /// That there is no answer, and why.
    pub async fn send(self, host: &dyn Host) -> Result<FetchReply, FetchError> {
        self.check()?;
        let call = Call::begin(Service::Fetch);
        let reply = host.fetch(self).await;
        call.end();
        reply
    }

    /// Not the URL itself: there may be a key in it.
    fn check(&self) -> Result<(), FetchError> {
        let invalid = |why: &str| Err(FetchError::Invalid(why.to_owned()));
        let Ok(url) = self.url.parse::<Uri>() else { return invalid("its URL cannot be read") };
        if !matches!(url.scheme_str(), Some("http" | "https")) || url.host().is_none_or(str::is_empty) {
            return invalid("its URL must be absolute, and `http` or `https`");
        }
        // The platform takes no credentials in a URL.
        if url.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return invalid("its URL has credentials in it; put them into a header field");
        }
        if !self.body.is_empty() && matches!(self.method, Method::GET | Method::HEAD) {
            return invalid("GET and HEAD take no body");
        }
        for (name, value) in &self.headers {
            // RFC 9110's token; the table of known names would be more code than all of this.
            let is_name = !name.is_empty()
                && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it));
            if !is_name || http::HeaderValue::from_str(value).is_err() {
                return invalid("a header field cannot be written");
            }
        }
        Ok(())
    }
}

impl FetchReply {
    /// A field's value by its name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let field = self.headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        field.map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_host_could_send_does_not_leave() {
        for url in ["", "/path", "example.com", "ftp://example.com/", "http://", "http://a b/", "https://k:s@host/"] {
            let error = FetchRequest::get(url).check();
            assert!(matches!(&error, Err(FetchError::Invalid(why)) if !why.contains("k:s")), "{url}: {error:?}");
        }
        let get = || FetchRequest::get("https://example.com:8080/a?key=1");
        assert_eq!(get().check(), Ok(()));
        assert!(get().body("x").check().is_err());
        assert!(get().header("a b", "").check().is_err());
        assert!(get().header("a", "x\r\ny: z").check().is_err());
        assert_eq!(FetchRequest::post_json("http://127.0.0.1/", "{}").header("a", "b").check(), Ok(()));
    }
}
