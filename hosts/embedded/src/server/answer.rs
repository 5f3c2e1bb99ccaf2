//! One request: from hyper's form to the Worker's, and the answer back.

use std::borrow::Cow;
use std::rc::Rc;

use http::HeaderMap;
use http::header::{CONNECTION, HeaderName, HeaderValue};
use hyper::body::Incoming;
use williw_workers::HeaderSource;
use williw_workers::driver::Level;
use williw_workers::http::{Body, Headers, Problem, Request, Response, StatusCode};

use super::body::{self, BodyError};
use super::exchange::{AnswerBody, Exchange, headers_too_large, uri_too_long};
use super::{Context, MAX_HEADERS, MAX_TARGET, websocket};
use crate::clock;
use crate::objects::sockets::ClientEnd;
use crate::panics::{Panicked, caught};

/// Answers a request, whatever it is.
pub(super) async fn answer(exchange: &Rc<Exchange>, request: hyper::Request<Incoming>) -> hyper::Response<AnswerBody> {
    exchange.open();
    let context = &*exchange.context;
    let started = clock::monotonic();
    let (head, incoming) = request.into_parts();
    let handshake = websocket::handshake(&head);
    let target = target(&head.uri);
    let what = format!("{} {}", head.method, target.split('?').next().unwrap_or_default());
    let (response, last) = match read(context, &head.headers, &target, incoming).await {
        Ok(body) => {
            // What was not read of a body stands where the next request would begin.
            let last = body == Body::TooLarge;
            let request = Request::new(head.method, target, Headers::new(Fields(head.headers)), body);
            (run(context, request, &what).await, last)
        }
        Err(problem) => (Err(problem), true),
    };
    let response = response.unwrap_or_else(|problem| problem.into_response(&context.host.request_id()));
    let micros = started.elapsed().as_micros();
    context.log(Level::Debug, format_args!("{what} {} in {micros} µs", response.status.as_u16()));
    if response.status != StatusCode::SWITCHING_PROTOCOLS {
        return hyper_response(exchange, response, &what, last);
    }
    match (handshake, response.upgrade.as_ref().and_then(ClientEnd::take)) {
        (Some(fields), Some(client)) => {
            *exchange.upgrade.borrow_mut() = Some(client);
            let mut out = hyper_response(exchange, response, &what, false);
            out.headers_mut().extend(fields.map(|(name, value)| (Some(name), value)));
            out
        }
        (fields, _) => {
            // Generated code does not come here: who does not ask rightly never gets as far.
            let problem = match fields {
                Some(_) => Problem::internal(),
                None => Problem::upgrade_required(),
            };
            let response = problem.into_response(&context.host.request_id()).with_header("upgrade", "websocket");
            hyper_response(exchange, response, &what, last)
        }
    }
}

/// Reads the body of a request that keeps the limits.
async fn read(context: &Context, headers: &HeaderMap, target: &str, incoming: Incoming) -> Result<Body, Problem> {
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
            context.log(Level::Debug, format_args!("a body broke off: {e}"));
            Problem::new(StatusCode::BAD_REQUEST, "body_unreadable", "The request's body cannot be read")
        }
    })
}

/// Lets the Worker answer. One that takes too long is stopped, and one that panics harms nobody else.
async fn run(context: &Context, request: Request, what: &str) -> Result<Response, Problem> {
    let answer = caught(|| context.worker.fetch(request));
    match tokio::time::timeout(context.limits.answer, answer).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(Panicked)) => Err(panicked(context, what)),
        Err(_) => {
            let limit = context.limits.answer.as_secs();
            context.log(Level::Error, format_args!("{what}: no answer within {limit} s"));
            Err(Problem::unavailable())
        }
    }
}

fn panicked(context: &Context, what: &str) -> Problem {
    context.log(Level::Error, format_args!("{what}: the Worker panicked"));
    Problem::internal()
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

fn hyper_response(exchange: &Rc<Exchange>, response: Response, what: &str, last: bool) -> hyper::Response<AnswerBody> {
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
            _ => exchange.context.log(Level::Error, format_args!("{what}: the header field `{name}` cannot be sent")),
        }
    }
    if last {
        out.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    out
}
