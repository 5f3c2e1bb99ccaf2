//! The Worker in this process, in memory, with a clock that is moved.

use williw_embedded::{Host, testing};

use crate::outside::Outside;

pub(crate) struct Embedded {
    worker: testing::TestWorker,
}

/// A host of its own for each case.
pub(crate) fn start() -> Embedded {
    Embedded { worker: testing::start(williw_bindings::worker(), Host::in_memory().var("HOST", "embedded")) }
}

impl Outside for Embedded {
    fn get(&mut self, target: &str) -> (u16, String) {
        let reply = self.worker.get(target);
        (reply.status.as_u16(), String::from_utf8(reply.body).unwrap())
    }

    fn wait(&mut self, seconds: u64) {
        self.worker.clock().advance(seconds * 1000);
    }
}
