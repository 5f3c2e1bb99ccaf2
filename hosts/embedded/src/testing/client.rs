//! A typed client of a Worker that a test drives: no socket, no port, and the test's own clock.

use std::rc::Rc;

use williw_workers::Timestamp;
use williw_workers::client::{Request, Response, Transport, TransportError};
use williw_workers::driver::{Host as _, Running};

use super::TestWorker;
use crate::Host;

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
