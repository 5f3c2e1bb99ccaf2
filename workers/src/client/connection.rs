//! A service as a client knows it: how it is reached, when a call is repeated, and what its clock shows.

use std::sync::atomic::{AtomicI64, Ordering};

use super::call::IDEMPOTENCY_KEY;
use super::{Call, ClientError, Reply, Request, RouteProblem, Transport};
use crate::http::auth::{Signer, Unsigned};
use crate::{Timestamp, TimestampUtils};

/// Where calls go.
#[derive(Debug)]
pub struct Connection<T> {
    transport: T,
    retry: Retry,
    /// Milliseconds that the service's clock shows more than ours, as far as it has told.
    ahead_ms: AtomicI64,
}

/// How patient a client is with a service that answers 429 or 503. Only what may happen twice is repeated: a GET, PUT or
/// DELETE, or a call with an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How often a call is repeated at most.
    pub times: u32,
    /// A service that asks for a longer pause than these milliseconds is not asked again.
    pub longest_pause_ms: u64,
}

impl Default for Retry {
    /// Two times, after ten seconds each at most.
    fn default() -> Self {
        Retry { times: 2, longest_pause_ms: 10_000 }
    }
}

/// How a client shows who calls.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// Not at all.
    None,
    /// A token that is a secret of the service's.
    Bearer(Token),
    /// HTTP Message Signatures.
    Signature(Box<Signer>),
}

/// A secret text: it does not show itself.
#[derive(Clone)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Credentials {
    /// A bearer token.
    pub fn bearer(token: impl Into<String>) -> Self {
        Credentials::Bearer(Token(token.into()))
    }

    /// The first of these that are any: what a route that several may call is called with.
    pub fn first<'c>(several: &[&'c Credentials]) -> &'c Credentials {
        several.iter().find(|it| !matches!(it, Credentials::None)).copied().unwrap_or(&Credentials::None)
    }
}

impl<T: Transport> Connection<T> {
    /// Over this transport.
    pub fn new(transport: T) -> Self {
        Connection { transport, retry: Retry::default(), ahead_ms: AtomicI64::new(0) }
    }

    /// The same with another patience.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// What it goes over.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Sends a call, repeats it where it may be repeated, and gives the last reply.
    ///
    /// # Errors
    /// A call that cannot be written, and no reply.
    pub async fn send<P: RouteProblem>(&self, call: &Call, credentials: &Credentials) -> Result<Reply, ClientError<P>> {
        let mut repeated = 0;
        let mut knows_time = false;
        loop {
            let request = self.request(call, credentials)?;
            let reply = Reply(self.transport.send(request).await?);
            // Refused before anything was done. A device's clock may be wrong, and the service has told the time.
            if !knows_time && reply.status() == 401 && self.learn_time(&reply) {
                knows_time = true;
                continue;
            }
            let busy = matches!(reply.status(), 429 | 503);
            if !busy || repeated >= self.retry.times || !call.may_repeat() {
                return Ok(reply);
            }
            repeated += 1;
            let pause = self.pause(repeated, reply.header("retry-after"));
            if pause > self.retry.longest_pause_ms {
                return Ok(reply);
            }
            self.transport.sleep(pause).await;
        }
    }

    /// The request that a call is, with credentials that hold once.
    ///
    /// # Errors
    /// A call that cannot be written.
    pub fn request<P>(&self, call: &Call, credentials: &Credentials) -> Result<Request, ClientError<P>> {
        let mut request = call.request().map_err(ClientError::Request)?;
        let fields = match credentials {
            Credentials::None => Vec::new(),
            Credentials::Bearer(Token(token)) => vec![("authorization", format!("Bearer {token}"))],
            Credentials::Signature(signer) => self.signature(call, &request, signer).map_err(ClientError::Request)?,
        };
        for (name, value) in fields {
            let value = ::http::HeaderValue::from_str(&value);
            let mut value = value.map_err(|error| ClientError::Request(format!("`{name}`: {error}")))?;
            value.set_sensitive(true);
            request.headers_mut().insert(name, value);
        }
        Ok(request)
    }

    fn signature(
        &self,
        call: &Call,
        request: &Request,
        signer: &Signer,
    ) -> Result<Vec<(&'static str, String)>, String> {
        let mut nonce = [0; 16];
        self.transport.random(&mut nonce);
        let nonce = format!("{:032x}", u128::from_be_bytes(nonce));
        let mut unsigned = Unsigned::new(&call.method, &call.target);
        unsigned.headers = request.headers();
        unsigned.body = request.body();
        // What decides whether a request happens twice is not for a proxy to change.
        if request.headers().contains_key(IDEMPOTENCY_KEY) {
            unsigned.cover = &[IDEMPOTENCY_KEY];
        }
        unsigned.created = self.service_time();
        unsigned.nonce = &nonce;
        signer.sign(&unsigned).map_err(|error| error.to_string())
    }

    /// What the service's clock shows, as far as it is known.
    fn service_time(&self) -> Timestamp {
        let now = self.transport.now().as_millis();
        Timestamp::from_millis(now.saturating_add(self.ahead_ms.load(Ordering::Relaxed)))
    }

    /// Learns what the service's clock shows, where it refuses ours and tells.
    fn learn_time(&self, reply: &Reply) -> bool {
        let skewed = || reply.problem().is_some_and(|problem| problem.code == "clock_skew");
        let date = reply.header("date").and_then(|date| TimestampUtils::parse_http_date(date).ok());
        let Some(date) = date.filter(|_| skewed()) else { return false };
        self.ahead_ms.store(date - self.transport.now().as_millis(), Ordering::Relaxed);
        true
    }

    /// Milliseconds until the next attempt: what the service asks for, in seconds or as a date (RFC 9110, 10.2.3); else
    /// longer each time, and never the same for all clients.
    fn pause(&self, attempt: u32, retry_after: Option<&str>) -> u64 {
        let until = |date: &str| {
            let ms = TimestampUtils::parse_http_date(date).ok()? - self.service_time().as_millis();
            Some(u64::try_from(ms).unwrap_or(0))
        };
        let asked = retry_after.and_then(|text| {
            let seconds = text.trim().parse::<u64>().ok();
            seconds.map(|seconds| seconds.saturating_mul(1000)).or_else(|| until(text))
        });
        asked.unwrap_or_else(|| {
            let mut random = [0];
            self.transport.random(&mut random);
            let longest = 250_u64 << attempt.min(16);
            longest / 2 + longest / 2 * u64::from(random[0]) / 255
        })
    }
}
