//! What typed clients are made over: a Worker that a test drives, without a socket and by the test's own clock, or one that
//! listens, by the host's way out.

use std::rc::Rc;

use williw_workers::Timestamp;
use williw_workers::client::{Request, Response, Transport, TransportError};
use williw_workers::driver::{Clock, Host as _, Running};
use williw_workers::fetch::FetchRequest;

use super::{Server, TestWorker};
use crate::host::Random;
use crate::network::Network;
use crate::{Host, clock};

/// Calls a Worker in its own thread: what a generated client is made over. [`TestWorker::transport`] makes one.
///
/// ```ignore
/// let worker = testing::start(app::worker(Service), Host::in_memory());
/// let client = Client::new(worker.transport()).with_admin("a secret");
/// let node = worker.block_on(client.get_node(&GetNodeQuery { node_id }))?;
/// ```
#[derive(Clone)]
pub struct InProcess {
    running: Rc<dyn Running>,
    host: Rc<Host>,
}

impl std::fmt::Debug for InProcess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InProcess").field("host", &self.host).finish_non_exhaustive()
    }
}

impl TestWorker {
    /// What a client of this Worker is made over. It shows the test's clock: what a client sleeps, the clock goes on. After
    /// a [`restart`](Self::restart) it still calls the Worker of before.
    pub fn transport(&self) -> InProcess {
        InProcess { running: self.running(), host: self.host() }
    }
}

impl Transport for InProcess {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let (head, body) = request.into_parts();
        let mut fields = Vec::new();
        for (name, value) in &head.headers {
            fields.push((name.as_str(), value.to_str().map_err(TransportError::new)?));
        }
        let request = super::request(head.method, &head.uri.to_string(), &fields, body);
        let answer = self.running.fetch(request).await;
        let mut response = ::http::Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(*name, value.as_ref());
        }
        response.body(answer.body).map_err(TransportError::new)
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(i64::try_from(self.host.clock().now_ms()).unwrap_or(i64::MAX))
    }

    async fn sleep(&self, ms: u64) {
        self.host.clock().sleep(ms).await;
    }

    fn random(&self, bytes: &mut [u8]) {
        self.host.random(bytes);
    }
}

/// Calls a [`Server`] over its socket, by the machine's clock. Clones share their connections. [`Server::transport`] makes
/// one.
#[derive(Clone, Debug)]
pub struct Loopback {
    network: Rc<Network>,
    origin: String,
}

impl Server {
    /// What a client of this Worker is made over, that sends real requests.
    pub fn transport(&self) -> Loopback {
        Loopback { network: Rc::new(Network::new(None)), origin: self.base_url() }
    }
}

impl Transport for Loopback {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let (head, body) = request.into_parts();
        let mut fetch = FetchRequest::new(head.method, format!("{}{}", self.origin, head.uri));
        for (name, value) in &head.headers {
            fetch.headers.push((name.to_string(), value.to_str().map_err(TransportError::new)?.to_owned()));
        }
        fetch.body = body;
        let reply = self.network.fetch(fetch).await.map_err(TransportError::new)?;
        let mut response = ::http::Response::builder().status(reply.status);
        for (name, value) in &reply.headers {
            response = response.header(name, value);
        }
        response.body(reply.body).map_err(TransportError::new)
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(i64::try_from(clock::system_now_ms()).unwrap_or(i64::MAX))
    }

    async fn sleep(&self, ms: u64) {
        clock::SystemClock.sleep(ms).await;
    }

    fn random(&self, bytes: &mut [u8]) {
        Random::System.fill(bytes);
    }
}
