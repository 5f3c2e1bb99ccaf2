//! A network whose contributions are there already: for tests of what they earn.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value as Json, json};
use williw_embedded::Host;
use williw_embedded::testing::Setup;
use williw_workers::d1::Value;
use williw_workers::http::Method;

use super::{Network, network_of};

pub(crate) struct Books {
    pub(crate) network: Network,
}

pub(crate) fn books(vars: &[(&str, &str)]) -> Books {
    let setup = vars.iter().fold(Host::in_memory(), |setup, (name, value)| setup.var(*name, *value));
    books_of(setup)
}

pub(crate) fn books_of(setup: Setup) -> Books {
    Books { network: network_of(setup) }
}

impl Books {
    /// A verified contribution, as `contributions/record` leaves it.
    pub(crate) fn contribution(&self, id: &str, node: &str, (duration, score_micro): (u64, u64)) {
        let score = score_micro as f64 / 1e6;
        for sql in [
            format!(
                "INSERT INTO contributions VALUES ('{id}', '{node}', 'task-{id}', {score}, {duration}, 1, NULL, NULL, NULL, 5)"
            ),
            format!(
                "INSERT INTO contribution_meta (contribution_id, node_id, task_id, lease_id, status, score_micro, \
                 claimed_duration_seconds, request_sha256) VALUES ('{id}', '{node}', 'task-{id}', 'l', 'verified', \
                 {score_micro}, {duration}, zeroblob(32))"
            ),
            format!(
                "UPDATE nodes SET contribution_count = contribution_count + 1, total_compute_score = \
                 (CAST(round(total_compute_score * 1000000) AS INTEGER) + {score_micro}) / 1000000.0 WHERE id = '{node}'"
            ),
        ] {
            self.network.sql(&sql);
        }
    }

    /// A request with a key that is new each time.
    pub(crate) fn once(&self, request: &str, body: Json) -> (u16, Json) {
        // Another one also for the next service on the same data.
        static KEYS: AtomicU32 = AtomicU32::new(0);
        self.keyed(request, &format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed)), body)
    }

    pub(crate) fn keyed(&self, request: &str, key: &str, body: Json) -> (u16, Json) {
        let (method, target) = request.split_once(' ').unwrap();
        let method: Method = method.parse().unwrap();
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        let reply = self.network.0.fetch(method, target, &headers, body.to_string());
        (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap_or_default())
    }

    pub(crate) fn distribute(&self, body: Json) -> (u16, Json) {
        self.once("POST /api/rewards/distribute", body)
    }

    pub(crate) fn settle(&self, body: Json) -> (u16, Json) {
        self.once("POST /api/rewards/settle", body)
    }

    /// The same, as a node.
    pub(crate) fn settle_as(&self, node: &str, body: Json) -> (u16, Json) {
        let headers = [("content-type", "application/json"), ("idempotency-key", "own"), ("x-node-id", node)];
        let reply = self.network.0.fetch(Method::POST, "/api/rewards/settle", &headers, body.to_string());
        (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap_or_default())
    }

    /// `pending, in flight, available, can settle` of a node.
    pub(crate) fn pending(&self, node: &str) -> Json {
        let it = self.network.call(&format!("GET /api/rewards/pending?node_id={node}"), None).1;
        json!([it["pending_rewards_lamports"], it["in_flight_lamports"], it["available_lamports"], it["can_settle"]])
    }

    /// Everything that the service itself finds wrong with its books.
    pub(crate) fn check(&self) {
        self.network.0.cron("health_check").unwrap();
    }

    pub(crate) fn move_payouts(&self) {
        self.network.0.cron("update_statistics").unwrap();
    }

    pub(crate) fn statuses(&self, table: &str) -> Vec<String> {
        let cells = self.network.sql(&format!("SELECT status FROM {table} ORDER BY id"));
        cells.into_iter().map(|cell| if let Value::Text(text) = cell { text } else { panic!("{cell:?}") }).collect()
    }
}
