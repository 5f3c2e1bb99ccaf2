//! Replies.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
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
    /// The WebSocket that the connection becomes; only with 101.
    pub upgrade: Option<Upgrade>,
}

/// The client's end of a WebSocket that an object has accepted, on its way to the client. What is in it is the host's.
#[derive(Clone)]
pub struct Upgrade(Rc<dyn Any>);

impl Upgrade {
    /// Wraps what the host makes of it.
    pub fn new(inner: Rc<dyn Any>) -> Self {
        Upgrade(inner)
    }

    /// What the host made of it.
    pub fn inner<T: 'static>(&self) -> Option<Rc<T>> {
        Rc::clone(&self.0).downcast().ok()
    }
}

impl PartialEq for Upgrade {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Upgrade {}

impl fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upgrade")
    }
}

/// A page: a reply of `"html"`. What is in it was escaped by who wrote it; a template that does so by itself, such as
/// `maud`'s or `askama`'s, cannot forget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html(pub String);

/// Where to go instead, absolute or relative: a reply of `"location"`. What cannot stand in a header field is
/// percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location(pub String);

/// What no URI holds as it is (RFC 3986, section 2), and what would end the header field. A `%` stays: it is encoded
/// already.
const NOT_IN_A_URI: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

impl Response {
    /// A reply without body.
    pub fn new(status: StatusCode) -> Self {
        Response { status, headers: Vec::new(), body: Vec::new(), upgrade: None }
    }

    /// 101: the connection becomes this WebSocket.
    pub fn switching_protocols(upgrade: Upgrade) -> Self {
        Response { upgrade: Some(upgrade), ..Response::new(StatusCode::SWITCHING_PROTOCOLS) }
    }

    /// A reply with a JSON body. A value that cannot be written as JSON (a map whose keys are not
    /// text) becomes 500.
    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Response::new(status).with_body("application/json", body),
            Err(_) => Response::new(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// A page.
    pub fn html(status: StatusCode, page: Html) -> Self {
        Response::new(status).with_body("text/html; charset=utf-8", page.0.into_bytes())
    }

    /// A redirect.
    pub fn redirect(status: StatusCode, to: Location) -> Self {
        Response::new(status).with_header("location", utf8_percent_encode(&to.0, NOT_IN_A_URI).to_string())
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

/// What a handler returns when all is well. Generated for each route with several replies.
pub trait Reply {
    /// The reply.
    fn into_response(self) -> Response;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_stays_within_its_header_field() {
        for (to, sent) in [
            ("https://example.com/a?b=%20&c=d#e", "https://example.com/a?b=%20&c=d#e"),
            ("/a\r\nset-cookie: b=c", "/a%0D%0Aset-cookie:%20b=c"),
            ("/größe", "/gr%C3%B6%C3%9Fe"),
        ] {
            let response = Response::redirect(StatusCode::FOUND, Location(to.to_owned()));
            assert_eq!(response.headers, [("location", Cow::Borrowed(sent))]);
        }
    }
}
