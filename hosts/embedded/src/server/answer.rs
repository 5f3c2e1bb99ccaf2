//! One request: from hyper's form to the Worker's, and the answer back.

use std::borrow::Cow;
use std::net::IpAddr;
use std::rc::Rc;

use http::HeaderMap;
use http::header::{CONNECTION, HeaderName, HeaderValue};
use hyper::body::Incoming;
use williw_workers::HeaderSource;
use williw_workers::driver::{Host as _, Level, method_name};
use williw_workers::http::exchange::{request_id, uri_too_long};
use williw_workers::http::{
    Body, Headers, MAX_TARGET, Peer, Problem, Request, RequestId, Response, StatusCode, rightmost_address,
};

use super::body::{self, BodyError};
use super::exchange::{AnswerBody, Exchange, headers_too_large, unrouted};
use super::{Context, MAX_HEADERS, scheduled, websocket};
use crate::clock;
use crate::objects::sockets::ClientEnd;
use crate::panics::{Panicked, caught};

/// Answers a request, whatever it is.
pub(super) async fn answer(exchange: &Rc<Exchange>, request: hyper::Request<Incoming>) -> hyper::Response<AnswerBody> {
    exchange.open();
    let context = &*exchange.context;
    let host = &context.host;
    let started = clock::monotonic();
    let (head, incoming) = request.into_parts();
    let id = request_id(&head.headers, &**host);
    let method = method_name(&head.method);
    let handshake = websocket::handshake(&head);
    let target = target(&head.uri);
    let (answered, last) = match read(context, &id, &head.headers, &target, incoming).await {
        Ok(body) => {
            // What was not read of a body stands where the next request would begin.
            let last = body == Body::TooLarge;
            let peer = Peer::Address(client(context, &head.headers).unwrap_or(exchange.peer));
            let headers = Headers::new(Fields(head.headers));
            let request = Request { method: head.method, target, headers, body, peer, id: Some(id) };
            (run(context, &id, request).await, last)
        }
        Err(problem) => (Answered { response: problem.into_response(id.as_str()), is_told: false }, true),
    };
    let Answered { mut response, is_told } = answered;
    let mut upgrade = None;
    if response.status == StatusCode::SWITCHING_PROTOCOLS {
        upgrade = match (handshake, response.upgrade.as_ref().and_then(ClientEnd::take)) {
            (Some(fields), Some(client)) => Some((fields, client)),
            // Generated code does not come here: who does not ask rightly never gets as far.
            (fields, _) => {
                let problem = match fields {
                    Some(_) => Problem::internal(),
                    None => Problem::upgrade_required(),
                };
                response = problem.into_response(id.as_str()).with_header("upgrade", "websocket");
                None
            }
        };
    }
    if !is_told {
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        host.observe(&unrouted(&id, method, response.status, micros));
    }
    if !has_id(&response) {
        response = response.with_header("x-request-id", id.as_str().to_owned());
    }
    let mut out = hyper_response(exchange, &id, response, last && upgrade.is_none());
    if let Some((fields, client)) = upgrade {
        *exchange.upgrade.borrow_mut() = Some(client);
        out.headers_mut().extend(fields.map(|(name, value)| (Some(name), value)));
    }
    out
}

/// An answer, and whether the Worker has told of it already.
struct Answered {
    response: Response,
    is_told: bool,
}

/// Generated code puts the id on its answers, and tells of them. A Worker written by hand may do neither.
fn has_id(response: &Response) -> bool {
    response.headers.iter().any(|(name, _)| *name == "x-request-id")
}

/// The client's address as the proxy tells it, where there is one; a request that did not pass it has none.
fn client(context: &Context, headers: &HeaderMap) -> Option<IpAddr> {
    let name = context.client_ip_header.as_ref()?;
    rightmost_address(&headers.header(name.as_str())?)
}

/// Reads the body of a request that keeps the limits.
async fn read(
    context: &Context,
    id: &RequestId,
    headers: &HeaderMap,
    target: &str,
    incoming: Incoming,
) -> Result<Body, Problem> {
    if target.len() > MAX_TARGET {
        return Err(uri_too_long());
    }
    if size(headers) > MAX_HEADERS {
        return Err(headers_too_large());
    }
    body::read(incoming, context.limits.body).await.map_err(|e| match e {
        BodyError::Slow => {
            let status = StatusCode::REQUEST_TIMEOUT;
            Problem::new(status, "request_timeout", "The request's body did not come in time")
        }
        BodyError::Broken(e) => {
            context.log(Level::Debug, format_args!("request {id}: a body broke off: {e}"));
            Problem::new(StatusCode::BAD_REQUEST, "body_unreadable", "The request's body cannot be read")
        }
    })
}

/// Lets the Worker answer, or runs cron jobs where that is asked for and allowed.
async fn run(context: &Context, id: &RequestId, request: Request) -> Answered {
    if let (Some(timers), (scheduled::PATH | scheduled::OLD_PATH, query)) =
        (&context.scheduled, request.path_and_query())
    {
        let response = scheduled::run(timers, context.host.clock().now_ms(), query).await;
        return Answered { response, is_told: false };
    }
    ask(context, id, request).await
}

/// Lets the Worker answer. One that takes too long is stopped, and one that panics harms nobody else.
async fn ask(context: &Context, id: &RequestId, request: Request) -> Answered {
    let mut work = caught(|| context.worker.fetch(request));
    let problem = match tokio::time::timeout(context.limits.answer, &mut work).await {
        Ok(Ok(response)) => {
            let is_told = has_id(&response);
            return Answered { response, is_told };
        }
        Ok(Err(Panicked)) => {
            context.log(Level::Error, format_args!("request {id}: the Worker panicked"));
            Problem::internal()
        }
        Err(_) => {
            let limit = context.limits.answer.as_secs();
            context.log(Level::Error, format_args!("request {id}: no answer within {limit} s"));
            Problem::unavailable()
        }
    };
    let response = problem.into_response(id.as_str());
    let is_told = context.host.stop_request(response.status.as_u16(), work);
    Answered { response, is_told }
}

/// Path and query as on Cloudflare: with every byte outside of ASCII percent-encoded.
fn target(uri: &http::Uri) -> String {
    let target = uri.path_and_query().map_or("*", |target| target.as_str());
    let mut out = String::with_capacity(target.len());
    for c in target.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

fn size(headers: &HeaderMap) -> usize {
    // `name: value` and the line's end.
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}

/// A request's header fields. Several of one name are joined, as on Cloudflare.
struct Fields(HeaderMap);

impl HeaderSource for Fields {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut values = self.0.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        let first = values.next()?;
        Some(values.fold(first, |joined, value| Cow::Owned(format!("{joined}, {value}"))))
    }
}

fn hyper_response(
    exchange: &Rc<Exchange>,
    id: &RequestId,
    response: Response,
    last: bool,
) -> hyper::Response<AnswerBody> {
    let bodiless = response.status.is_informational()
        || [StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT, StatusCode::NOT_MODIFIED].contains(&response.status);
    // For HEAD, hyper says how long the body would be, and leaves it out.
    let body = if bodiless { Vec::new() } else { response.body };
    let mut out = hyper::Response::new(AnswerBody::new(body, exchange));
    *out.status_mut() = response.status;
    for (name, value) in response.headers {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            (Ok(name), Ok(value)) => {
                out.headers_mut().append(name, value);
            }
            _ => exchange
                .context
                .log(Level::Error, format_args!("request {id}: the header field `{name}` cannot be sent")),
        }
    }
    if last {
        out.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    out
}
