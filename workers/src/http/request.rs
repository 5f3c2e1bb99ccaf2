//! A request as a host hands it over.
//!
//! Headers are looked up when they are asked for: on Cloudflare each one crosses from JavaScript,
//! and most requests need one or none. The body is there already, whole and bounded.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;

use super::exchange::RequestId;
use super::{Method, Problem, StatusCode};
use crate::time::HeaderSource;

/// The longest body that a host reads, in bytes: 256 KiB.
pub const MAX_BODY: usize = 262_144;

/// The longest target of a request, path and query, in bytes: 16 KiB, as on Cloudflare.
pub const MAX_TARGET: usize = 16 * 1024;

/// One HTTP request.
#[derive(Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query as they came, percent-encoded: `/api/nodes/node?node_id=n1`.
    pub target: String,
    /// The header fields.
    pub headers: Headers,
    /// The body.
    pub body: Body,
    /// Where it comes from.
    pub peer: Peer,
    /// Its id, where the host has given it one ([`request_id`](super::exchange::request_id)); else it is given one when
    /// it is answered.
    pub id: Option<RequestId>,
}

/// Who sent a request, as far as the host knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Peer {
    /// Nobody knows.
    #[default]
    Unknown,
    /// This address.
    Address(IpAddr),
    /// The address that the platform has put into this header field.
    Header(&'static str),
}

/// A request's body, read by the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// All of it; empty where there is none.
    Read(Vec<u8>),
    /// It is longer than [`MAX_BODY`]; the rest was not read.
    TooLarge,
}

/// A request's header fields, looked up by name.
#[derive(Clone)]
pub struct Headers(Rc<dyn HeaderSource>);

impl Headers {
    /// Fields from any source, such as a host's own map.
    pub fn new(source: impl HeaderSource + 'static) -> Self {
        Headers(Rc::new(source))
    }

    /// A field's value by its name, in any case; several fields of one name are joined by `, `.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.0.header(name)
    }
}

impl HeaderSource for Headers {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name)
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be secrets.
        f.write_str("Headers")
    }
}

impl Request {
    /// A request of somebody unknown, without an id.
    pub fn new(method: Method, target: impl Into<String>, headers: Headers, body: Body) -> Self {
        Request { method, target: target.into(), headers, body, peer: Peer::Unknown, id: None }
    }

    /// Whom the request comes from, as who counts clients sees it: an IPv4 address, or the first 64 bits of an IPv6
    /// address, since whoever has one of those has them all. `None` where the host does not know.
    pub fn client_ip(&self) -> Option<IpAddr> {
        let address = match self.peer {
            Peer::Unknown => return None,
            Peer::Address(address) => address,
            Peer::Header(name) => rightmost_address(&self.headers.get(name)?)?,
        };
        Some(network_of(address))
    }

    /// The path as it came, and the query without its `?`.
    pub fn path_and_query(&self) -> (&str, &str) {
        self.target.split_once('?').unwrap_or((&self.target, ""))
    }

    /// Whether the client asks for a WebSocket. The rest of its handshake is for the host to look at.
    pub fn wants_websocket(&self) -> bool {
        let upgrade = self.headers.get("upgrade").unwrap_or_default();
        let asked = upgrade.split(',').any(|protocol| protocol.trim().eq_ignore_ascii_case("websocket"));
        asked && self.method == Method::GET
    }

    /// Whether the body is one that a Worker takes: it was read whole.
    ///
    /// # Errors
    /// 413 `body_too_large`.
    pub fn check_size(&self) -> Result<(), Problem> {
        match self.body {
            Body::Read(_) => Ok(()),
            Body::TooLarge => {
                let problem = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "The body is too large");
                Err(problem.with_detail(format!("a body may have up to {MAX_BODY} bytes")))
            }
        }
    }

    /// The body of a request that must, or may, carry JSON: `None` where it is empty.
    ///
    /// # Errors
    /// 413 `body_too_large`, 415 `unsupported_media_type` where a body is there and its media type
    /// is not JSON's, or it is compressed.
    pub fn json_body(&self) -> Result<Option<&[u8]>, Problem> {
        self.check_size()?;
        let body = match &self.body {
            Body::Read(body) if !body.is_empty() => body,
            _ => return Ok(None),
        };
        let is_coded = |coding: &str| !coding.trim().eq_ignore_ascii_case("identity");
        let detail = if !self.headers.get("content-type").is_some_and(|value| is_json(&value)) {
            "send the body as `content-type: application/json`"
        } else if self.headers.get("content-encoding").is_some_and(|value| is_coded(&value)) {
            "send the body as it is, without `content-encoding`"
        } else {
            return Ok(Some(body));
        };
        let code = "unsupported_media_type";
        let problem = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code, "The body's media type is not accepted");
        Err(problem.with_detail(detail))
    }
}

/// The last address of a list such as `X-Forwarded-For`'s: the only one that the nearest proxy vouches for. What stands
/// before it, a client may have written.
pub fn rightmost_address(field: &str) -> Option<IpAddr> {
    let last = field.rsplit(',').next()?.trim();
    let bare = last.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(last, |(address, _)| address);
    // `192.0.2.1:4711`, as some proxies write it; an IPv6 address has more colons.
    bare.parse().ok().or_else(|| bare.rsplit_once(':')?.0.parse::<Ipv4Addr>().ok().map(IpAddr::V4))
}

fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

/// `application/json`, or another type with the suffix `+json` (RFC 6839), in UTF-8 (RFC 8259 knows
/// no other encoding).
fn is_json(content_type: &str) -> bool {
    let (essence, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    let essence = essence.trim();
    let suffix = essence.len().checked_sub(5).and_then(|at| essence.get(at..));
    let json = essence.eq_ignore_ascii_case("application/json")
        || (essence.contains('/') && suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("+json")));
    let utf8 = parameters.split(';').all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    });
    json && utf8
}

/// Whoever it is: the caller of a route that is for anyone. Nobody has looked at credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anyone;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_an_address_or_a_network_of_ipv6() {
        let v6 = "2001:db8:1:2:3:4:5:6";
        for (field, counted) in [
            ("192.0.2.1", Some("192.0.2.1")),
            ("198.51.100.7, 192.0.2.1", Some("192.0.2.1")),
            ("192.0.2.1:4711", Some("192.0.2.1")),
            (v6, Some("2001:db8:1:2::")),
            ("[2001:db8:1:2:3:4:5:6]:443", Some("2001:db8:1:2::")),
            ("::ffff:192.0.2.1", Some("192.0.2.1")),
            ("192.0.2.1, unknown", None),
            ("", None),
        ] {
            let headers = Headers::new(vec![("X-Client".to_owned(), field.to_owned())]);
            let mut request = Request::new(Method::GET, "/", headers, Body::Read(Vec::new()));
            assert_eq!(request.client_ip(), None);
            request.peer = Peer::Header("x-client");
            assert_eq!(request.client_ip(), counted.map(|address| address.parse().unwrap()), "{field}");
        }
        let headers = Headers::new(Vec::<(String, String)>::new());
        let mut request = Request::new(Method::GET, "/", headers, Body::Read(Vec::new()));
        request.peer = Peer::Address(v6.parse().unwrap());
        assert_eq!(request.client_ip(), "2001:db8:1:2::".parse().ok());
    }

    #[test]
    fn json_media_types() {
        for yes in [
            "application/json",
            "Application/JSON; charset=\"UTF-8\"",
            "application/merge-patch+json",
            "application/json;",
        ] {
            assert!(is_json(yes), "{yes}");
        }
        for no in ["", "text/plain", "application/jsonx", "json", "+json", "application/json; charset=latin1"] {
            assert!(!is_json(no), "{no}");
        }
    }
}
