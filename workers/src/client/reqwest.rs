//! Over the network, natively: `reqwest` on tokio.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Request, Response, Transport, TransportError};
use crate::Timestamp;

/// How long a request may take that no client of one's own says otherwise of.
const TIMEOUT: Duration = Duration::from_secs(30);

/// One service at an origin, over HTTP. Clones share their connections.
///
/// For `https` the app chooses its TLS: `reqwest = { version = "0.13", features = ["rustls"] }` in its `Cargo.toml`.
#[derive(Clone, Debug)]
pub struct Reqwest {
    client: ::reqwest::Client,
    origin: String,
}

impl Reqwest {
    /// The service at this origin, such as `https://api.example.com`. A request may take 30 seconds; what the service was
    /// asked for is not sought elsewhere: redirects are not followed.
    ///
    /// # Errors
    /// No origin (a path has no place in it: a signature covers the path as the service sees it), or no TLS.
    pub fn new(origin: &str) -> Result<Self, TransportError> {
        let client = ::reqwest::Client::builder().redirect(::reqwest::redirect::Policy::none()).timeout(TIMEOUT);
        Self::with_client(client.build().map_err(TransportError::new)?, origin)
    }

    /// The same through a client of one's own, which must not follow redirects.
    ///
    /// # Errors
    /// No origin.
    pub fn with_client(client: ::reqwest::Client, origin: &str) -> Result<Self, TransportError> {
        let url: ::http::Uri = origin.parse().map_err(TransportError::new)?;
        let scheme = url.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"));
        match (scheme, url.authority(), url.path(), url.query()) {
            (Some(scheme), Some(authority), "/" | "", None) => {
                Ok(Reqwest { client, origin: format!("{scheme}://{authority}") })
            }
            _ => Err(TransportError::new(format!("`{origin}` is no origin such as `https://api.example.com`"))),
        }
    }
}

impl Transport for Reqwest {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let (head, body) = request.into_parts();
        let sent = self.client.request(head.method, format!("{}{}", self.origin, head.uri)).headers(head.headers);
        let mut got = sent.body(body).send().await.map_err(TransportError::new)?;
        let (status, headers) = (got.status(), std::mem::take(got.headers_mut()));
        let body = got.bytes().await.map_err(TransportError::new)?;
        let mut response = Response::new(body.to_vec());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }

    #[expect(clippy::disallowed_methods, reason = "a client outside of any host: nobody else can tell the time")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    async fn sleep(&self, ms: u64) {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }

    fn random(&self, bytes: &mut [u8]) {
        // A system without randomness cannot be trusted with a key either; a nonce of zeros is refused as used.
        if getrandom::fill(bytes).is_err() {
            bytes.fill(0);
        }
    }
}
