//! CORS (<https://fetch.spec.whatwg.org/#http-cors-protocol>): which pages of other origins may read the replies.
//!
//! No cookies, and nothing else that a browser adds by itself, are credentials here: `Access-Control-Allow-Credentials`
//! is never sent. What is hard is what must be the same for everybody: a reply depends on `Origin` as soon as there is
//! any rule about it, so `Vary` says so even to who sends none.

use std::borrow::Cow;

use super::{Method, Request, Response, StatusCode};

/// Header fields that a page may send, beside those that it always may.
pub const ALLOWED_HEADERS: &str = "authorization, content-digest, content-type, idempotency-key, signature, \
                                   signature-input, x-request-id";
/// Header fields of a reply that a page may read, beside those that it always may.
pub const EXPOSED_HEADERS: &str = "accept-signature, allow, date, idempotent-replayed, link, location, \
                                   ratelimit, ratelimit-policy, retry-after, server-timing, www-authenticate, x-request-id";

/// The rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cors {
    /// Which pages.
    pub origins: Origins,
    /// For how long a browser may remember the answer to a preflight, in seconds; `None`: as long as it likes.
    pub max_age_s: Option<u32>,
    /// Header fields that a page may send: a list for `Access-Control-Allow-Headers`.
    pub allowed_headers: Cow<'static, str>,
    /// Header fields that a page may read: a list for `Access-Control-Expose-Headers`.
    pub exposed_headers: &'static str,
}

/// The origins whose pages may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// All.
    Any,
    /// These, such as `https://app.example`, known while compiling.
    Listed(&'static [&'static str]),
    /// These, known when the Worker starts.
    Given(Vec<String>),
}

impl Origins {
    /// Reads what a variable holds: origins with white space or commas between them. `*` is all, nothing is none.
    pub fn parse(text: &str) -> Self {
        let origins = || text.split(|c: char| c == ',' || c.is_ascii_whitespace()).filter(|origin| !origin.is_empty());
        if origins().any(|origin| origin == "*") {
            return Origins::Any;
        }
        Origins::Given(origins().map(|origin| origin.trim_end_matches('/').to_owned()).collect())
    }

    /// What is answered to this origin; `None`: nothing.
    fn answer(&self, origin: &str) -> Option<Cow<'static, str>> {
        match self {
            Origins::Any => Some(Cow::Borrowed("*")),
            Origins::Listed(listed) => listed.iter().find(|listed| **listed == origin).map(|it| Cow::Borrowed(*it)),
            Origins::Given(given) => given.iter().find(|given| *given == origin).map(|it| Cow::Owned(it.clone())),
        }
    }
}

impl Cors {
    /// The rules with the usual header fields.
    pub const fn new(origins: Origins, max_age_s: Option<u32>) -> Self {
        Cors { origins, max_age_s, allowed_headers: Cow::Borrowed(ALLOWED_HEADERS), exposed_headers: EXPOSED_HEADERS }
    }

    /// The same with more header fields that a page may send.
    #[must_use]
    pub fn allowing(mut self, headers: &[&str]) -> Self {
        for header in headers {
            self.allowed_headers = format!("{}, {header}", self.allowed_headers).into();
        }
        self
    }

    /// Adds to a reply, of whatever status, what the browser must know. The answer to OPTIONS has `Allow` already.
    pub(super) fn apply(&self, request: &Request, response: &mut Response) {
        let headers = &mut response.headers;
        headers.push(("vary", Cow::Borrowed("origin")));
        let Some(allowed) = request.headers.get("origin").and_then(|origin| self.origins.answer(&origin)) else {
            return;
        };
        headers.push(("access-control-allow-origin", allowed));
        let allow = headers.iter().find(|(name, _)| *name == "allow").map(|(_, value)| value.clone());
        let preflight = request.method == Method::OPTIONS
            && response.status == StatusCode::NO_CONTENT
            && request.headers.get("access-control-request-method").is_some();
        match allow.filter(|_| preflight) {
            Some(methods) => {
                headers.push(("access-control-allow-methods", methods));
                headers.push(("access-control-allow-headers", self.allowed_headers.clone()));
                if let Some(seconds) = self.max_age_s {
                    headers.push(("access-control-max-age", Cow::Owned(seconds.to_string())));
                }
            }
            None => headers.push(("access-control-expose-headers", Cow::Borrowed(self.exposed_headers))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Body, Headers};

    const APP: &str = "https://app.example";

    /// The fields that a request of this origin is answered with, a line each.
    fn answer(cors: &Cors, method: Method, fields: &[(&str, &str)], response: Response) -> Vec<String> {
        let headers = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>();
        let request = Request::new(method, "/", Headers::new(headers), Body::Read(Vec::new()));
        let mut response = response;
        cors.apply(&request, &mut response);
        response.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect()
    }

    #[test]
    fn only_listed_origins_may_read() {
        let listed = Origins::Listed(&[APP, "https://b.example:8443"]);
        let exposed = format!("access-control-expose-headers: {EXPOSED_HEADERS}");
        for (origins, origin, expected) in [
            (&listed, Some(APP), Some(APP)),
            (&listed, Some("https://b.example:8443"), Some("https://b.example:8443")),
            (&listed, Some("https://b.example"), None),
            (&listed, Some("http://app.example"), None),
            (&listed, Some("https://app.example.evil"), None),
            (&listed, Some("null"), None),
            (&listed, None, None),
            (&Origins::Any, Some("https://anyone.example"), Some("*")),
            (&Origins::Any, None, None),
            (&Origins::parse(""), Some(APP), None),
            (&Origins::parse(" https://app.example/, https://c.example"), Some(APP), Some(APP)),
            (&Origins::parse("https://c.example *"), Some(APP), Some("*")),
        ] {
            let cors = Cors::new(origins.clone(), None);
            let fields: Vec<_> = origin.iter().map(|origin| ("origin", *origin)).collect();
            let got = answer(&cors, Method::GET, &fields, Response::new(StatusCode::NOT_FOUND));
            let mut all = vec!["vary: origin".to_owned()];
            if let Some(expected) = expected {
                all.extend([format!("access-control-allow-origin: {expected}"), exposed.clone()]);
            }
            assert_eq!(got, all, "{origin:?} of {origins:?}");
        }
    }

    #[test]
    fn a_preflight_is_told_what_it_may_send() {
        let cors = Cors::new(Origins::Listed(&[APP]), Some(3600)).allowing(&["x-sent-at"]);
        let fields = [("origin", APP), ("access-control-request-method", "POST")];
        let expected = [
            "allow: OPTIONS, POST",
            "vary: origin",
            "access-control-allow-origin: https://app.example",
            "access-control-allow-methods: OPTIONS, POST",
            &format!("access-control-allow-headers: {ALLOWED_HEADERS}, x-sent-at"),
            "access-control-max-age: 3600",
        ];
        assert_eq!(answer(&cors, Method::OPTIONS, &fields, Response::options("OPTIONS, POST")), expected);
        // Another origin, and one that only asks what the path takes.
        let other = [("origin", "https://evil.example"), fields[1]];
        assert_eq!(answer(&cors, Method::OPTIONS, &other, Response::options("GET")), ["allow: GET", "vary: origin"]);
        let plain = answer(&cors, Method::OPTIONS, &fields[..1], Response::options("GET"));
        assert!(plain.iter().all(|field| !field.starts_with("access-control-allow-methods")), "{plain:?}");
    }
}
