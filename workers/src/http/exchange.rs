//! What is the same around every request: its id, what it used, CORS, and what is told of it afterwards.
//!
//! Generated code calls [`answer`] with what is its own, the dispatch to a handler. On the way it says
//! [`note_route`] and [`note_caller`]; the rest is counted where drivers are called ([`meter`](super::meter)). What is
//! hard is to end well however a request ends: also one whose client has gone is told of, when its future is dropped.

use std::cell::Cell;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;

use super::cors::Cors;
use super::meter::{self, Scope};
use super::record::{self, RequestRecord, Usage, push_ms};
use super::{Failure, MAX_TARGET, Problem, Request, Response, StatusCode, limits};
use crate::driver::Host;
use crate::time::HeaderSource;

/// Answers a request with what `dispatch` makes of it.
///
/// ```ignore
/// exchange::answer(&cx.host, None, request, async |request| __dispatch(service, cx, request).await).await
/// ```
///
/// A request whose target is longer than [`MAX_TARGET`] is refused before: 414 `uri_too_long`. (The embedded host and the
/// platform do so too; who serves the Worker otherwise may not.) How long its header fields are, only a host can tell.
pub async fn answer(
    host: &Rc<dyn Host>,
    cors: Option<&Cors>,
    request: Request,
    dispatch: impl AsyncFnOnce(&Request) -> Result<Response, Failure>,
) -> Response {
    let mut open = Open::begin(host, &request);
    let result = {
        let mut work = pin!(async {
            match request.target.len() {
                ..=MAX_TARGET => dispatch(&request).await,
                _ => Err(uri_too_long().into()),
            }
        });
        poll_fn(|cx| meter::enter(&mut open.scope, || work.as_mut().poll(cx))).await
    };
    open.end(&request, result, cors)
}

/// 414.
pub fn uri_too_long() -> Problem {
    let problem = Problem::new(StatusCode::URI_TOO_LONG, "uri_too_long", "The request's target is too long");
    problem.with_detail(format!("it may have up to {MAX_TARGET} bytes"))
}

/// The name of the route that the request has come to, as the spec has it.
pub fn note_route(name: &'static str) {
    meter::with(|scope| scope.route = Some(name));
}

/// The kind of caller that was verified, as the spec has it.
pub fn note_caller(kind: &'static str) {
    meter::with(|scope| scope.caller = Some(kind));
}

/// The id of the request or run of a cron job that this thread is at, for who writes a log; `None` between them, and in
/// objects' events.
pub fn current_request_id() -> Option<RequestId> {
    meter::with(|scope| scope.id)
}

/// A request that has not been answered yet.
struct Open<'a> {
    host: &'a dyn Host,
    method: &'static str,
    began_us: u64,
    /// Elsewhere while the request is polled; gone when it is answered.
    scope: Option<Scope>,
}

impl<'a> Open<'a> {
    fn begin(host: &'a Rc<dyn Host>, request: &Request) -> Self {
        let host = &**host;
        let id = request.id.unwrap_or_else(|| request_id(&request.headers, host));
        let clock = host.clock();
        let began_us = clock.elapsed_us();
        let scope = Scope { id, clock, usage: Usage::default(), route: None, caller: None, limits: Vec::new() };
        Open { host, method: record::method_name(&request.method), began_us, scope: Some(scope) }
    }

    fn end(mut self, request: &Request, result: Result<Response, Failure>, cors: Option<&Cors>) -> Response {
        let id = match &self.scope {
            Some(scope) => scope.id,
            // Never: it comes back after each poll.
            None => request_id(&request.headers, self.host),
        };
        let mut response = match result {
            Ok(response) => response,
            // It writes to the log, which tells whose line it is.
            Err(failure) => meter::enter(&mut self.scope, || failure.into_response(self.host, &id)),
        };
        if let Some(cors) = cors {
            cors.apply(request, &mut response);
        }
        let Some(scope) = self.scope.take() else { return response };
        limits::tell(&scope.limits, &mut response);
        // What is for one caller is no cache's to keep: a signature is not known as credentials, as `Authorization` is
        // (RFC 9111, section 3.5).
        if scope.caller.is_some() && !response.headers.iter().any(|(name, _)| *name == "cache-control") {
            response.headers.push(("cache-control", "no-store".into()));
        }
        let duration_us = scope.clock.elapsed_us().saturating_sub(self.began_us);
        response.headers.push(("x-request-id", id.as_str().to_owned().into()));
        response.headers.push(("server-timing", server_timing(duration_us, &scope.usage).into()));
        self.tell(&scope, Some(response.status.as_u16()), duration_us);
        response
    }

    fn tell(&self, scope: &Scope, status: Option<u16>, duration_us: u64) {
        let Scope { id, usage, route, caller, .. } = scope;
        let (request_id, method) = (id.as_str(), self.method);
        let (route, caller, usage) = (*route, *caller, *usage);
        self.host.observe(&RequestRecord { request_id, route, method, caller, status, duration_us, usage });
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let Some(scope) = self.scope.take() else { return };
        let duration_us = scope.clock.elapsed_us().saturating_sub(self.began_us);
        // What a panic leaves is dropped while it goes on; hosts make 500 of it.
        let status = std::thread::panicking().then_some(500);
        self.tell(&scope, status, duration_us);
    }
}

/// `total;dur=12.3, d1;dur=8;desc="3 queries"` (<https://www.w3.org/TR/server-timing/>): milliseconds of the host's
/// clock, and what they went to.
fn server_timing(total_us: u64, usage: &Usage) -> String {
    let mut out = String::with_capacity(64);
    out.push_str("total;dur=");
    push_ms(&mut out, total_us);
    for (name, calls, us, count, what) in [
        ("d1", usage.d1_calls, usage.d1_us, usage.d1_queries, "queries"),
        ("kv", usage.kv_calls, usage.kv_us, usage.kv_calls, "calls"),
        ("objects", usage.object_calls, usage.object_us, usage.object_calls, "calls"),
        ("fetch", usage.fetch_calls, usage.fetch_us, usage.fetch_calls, "calls"),
        ("limits", usage.limit_calls, usage.limit_us, usage.limit_calls, "calls"),
    ] {
        if calls == 0 {
            continue;
        }
        out.push_str(", ");
        out.push_str(name);
        out.push_str(";dur=");
        push_ms(&mut out, us);
        let what = match (what, count) {
            ("queries", 1) => "query",
            ("calls", 1) => "call",
            _ => what,
        };
        out.push_str(&format!(";desc=\"{count} {what}\""));
    }
    out
}

/// The longest id that is taken from a client, in bytes.
const MAX_ID: usize = 64;

/// A request's id: up to 64 of `A-Z a-z 0-9 . _ : -`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestId {
    bytes: [u8; MAX_ID],
    len: u8,
}

impl RequestId {
    /// An id that somebody else has given; `None` where it has other characters, or is too long or empty.
    pub fn parse(text: &str) -> Option<Self> {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
        let mut bytes = [0; MAX_ID];
        let place = bytes.get_mut(..text.len()).filter(|place| !place.is_empty())?;
        place.copy_from_slice(text.as_bytes());
        text.bytes().all(legal).then_some(RequestId { bytes, len: text.len() as u8 })
    }

    /// A new id, 32 hexadecimal digits. It is not a secret: who knows one can guess those after it.
    ///
    /// The host's randomness is asked for once in a thread, since it costs more than all the rest; then ids are counted,
    /// in an order that does not show.
    pub fn new(host: &dyn Host) -> Self {
        thread_local! {
            /// The thread's part of its ids, and how many there were.
            static IDS: Cell<Option<(u64, u64)>> = const { Cell::new(None) };
        }
        let (thread, count) = IDS.get().unwrap_or_else(|| {
            let mut random = [0; 16];
            host.random(&mut random);
            let [thread, start] = [0, 8].map(|at| {
                let bytes = random.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
                u64::from_le_bytes(bytes.unwrap_or_default())
            });
            (thread, start)
        });
        IDS.set(Some((thread, count.wrapping_add(1))));
        // SplitMix64, which gives no number twice.
        let mut z = count.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let number = u128::from(thread) << 64 | u128::from(z ^ (z >> 31));
        let mut id = RequestId { bytes: [0; MAX_ID], len: 32 };
        for (digit, place) in id.bytes.iter_mut().take(32).enumerate() {
            let nibble = (number >> (124 - 4 * digit)) as u8 & 15;
            *place = if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
        }
        id
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The id of a request: the one that it brings in `X-Request-Id`, where that may be one, else a new one. A host that
/// answers requests by itself asks for it early, and puts it into [`Request::id`].
pub fn request_id(headers: &dyn HeaderSource, host: &dyn Host) -> RequestId {
    let given = headers.header("x-request-id").and_then(|text| RequestId::parse(&text));
    given.unwrap_or_else(|| RequestId::new(host))
}

#[cfg(test)]
mod tests;
