//! Where a connection stands between request and answer, so that a refusal by hyper itself can be
//! told from an answer of the Worker's, and be a problem document like every other error.
//!
//! hyper answers what it cannot parse (400, 414, 431) on its own, with an empty body and without
//! asking anyone. Nothing else is ever written while no request is open and no answer is under way:
//! then, and only then, what hyper writes is replaced.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as TaskContext, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use williw_workers::driver::{Host as _, RequestRecord, Usage};
use williw_workers::http::exchange::uri_too_long;
use williw_workers::http::{Problem, RequestId, StatusCode};

use super::Context;
use crate::objects::sockets::ClientEnd;

/// The state of one connection, shared by its socket, its service and the answers.
pub(super) struct Exchange {
    pub(super) context: Rc<Context>,
    /// Who is at the other end of the connection.
    pub(super) peer: IpAddr,
    phase: Cell<Phase>,
    /// What the connection becomes once the answer is written.
    pub(super) upgrade: RefCell<Option<ClientEnd>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    /// Nothing is open, and all that was written has left.
    Idle,
    /// A request is open, or hyper has not taken all of its answer yet.
    Open,
    /// hyper has all of the answer, and has yet to write some of it.
    Taken,
}

impl Exchange {
    pub(super) fn new(context: Rc<Context>, peer: IpAddr) -> Self {
        Exchange { context, peer, phase: Cell::new(Phase::Idle), upgrade: RefCell::default() }
    }

    /// A request has come.
    pub(super) fn open(&self) {
        self.phase.set(Phase::Open);
    }

    /// hyper has nothing left to write.
    pub(super) fn flushed(&self) {
        if self.phase.get() == Phase::Taken {
            self.phase.set(Phase::Idle);
        }
    }

    /// What goes out in place of these bytes: the same head with a problem document behind it.
    /// `None` where they are to go out as they are.
    pub(super) fn replacement(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.phase.get() != Phase::Idle {
            return None;
        }
        let head = std::str::from_utf8(bytes).ok()?;
        let status = StatusCode::from_bytes(head.strip_prefix("HTTP/1.1 ")?.get(..3)?.as_bytes()).ok()?;
        let problem = match status {
            StatusCode::BAD_REQUEST => Problem::new(status, "bad_request", "The request is not valid HTTP"),
            StatusCode::URI_TOO_LONG => uri_too_long(),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => headers_too_large(),
            _ => return None,
        };
        let host = &self.context.host;
        let id = RequestId::new(&**host);
        let body = problem.into_response(id.as_str()).body;
        let length = body.len();
        let fields =
            format!("content-type: application/problem+json\r\ncontent-length: {length}\r\nx-request-id: {id}\r\n");
        let (before, after) = head.split_once("content-length: 0\r\n")?;
        // What cannot be parsed has no method, and nobody knows how long it took.
        host.observe(&unrouted(&id, "other", status, 0));
        Some([before.as_bytes(), fields.as_bytes(), after.as_bytes(), &body].concat())
    }
}

/// What is told of a request that has not come to the Worker.
pub(super) fn unrouted<'a>(
    id: &'a RequestId,
    method: &'static str,
    status: StatusCode,
    duration_us: u64,
) -> RequestRecord<'a> {
    let (request_id, status) = (id.as_str(), Some(status.as_u16()));
    RequestRecord { request_id, route: None, method, caller: None, status, duration_us, usage: Usage::default() }
}

/// 431.
pub(super) fn headers_too_large() -> Problem {
    let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
    let problem = Problem::new(status, "headers_too_large", "The request's header fields are too large");
    let limit = super::MAX_HEADERS;
    problem.with_detail(format!("there may be up to 100 of them, of together {limit} bytes"))
}

/// An answer's body.
pub(super) struct AnswerBody {
    bytes: Bytes,
    exchange: Rc<Exchange>,
}

impl AnswerBody {
    pub(super) fn new(bytes: impl Into<Bytes>, exchange: &Rc<Exchange>) -> Self {
        AnswerBody { bytes: bytes.into(), exchange: Rc::clone(exchange) }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

impl Drop for AnswerBody {
    fn drop(&mut self) {
        self.exchange.phase.set(Phase::Taken);
    }
}
