//! A network of nodes on the embedded host, with a clock that the test moves.
#![allow(dead_code, reason = "each test uses some of it")]

pub(crate) mod calls;

pub(crate) mod books;

pub(crate) mod chain;

use serde_json::{Value as Json, json};
use williw::{Service, app};
use williw_embedded::testing::{self, Setup, TestWorker};
use williw_workers::d1::Value;
use williw_workers::http::Method;

pub(crate) const KEY: &str = "5866666666666666666666666666666666666666666666666666666666666666";

pub(crate) struct Network(pub(crate) TestWorker);

pub(crate) fn network_of(setup: Setup) -> Network {
    // Nobody signs: these are tests of rules, by one address that may call as often as it likes.
    let limits = ["NODE_LIMIT", "ADMIN_LIMIT", "IP_LIMIT", "REGISTER_LIMIT"];
    let setup = limits.into_iter().fold(setup.var("AUTH_MODE", "off"), |setup, limit| setup.var(limit, "1000000"));
    Network(testing::start(app::worker(Service), setup))
}

impl Network {
    #[track_caller]
    pub(crate) fn call(&self, request: &str, body: Option<Json>) -> (u16, Json) {
        let (method, target) = request.split_once(' ').unwrap();
        let method: Method = method.parse().unwrap();
        // Only nodes send heartbeats; all else is the operator's.
        let node = target.strip_prefix("/api/nodes/heartbeat?node_id=").map(|id| ("x-node-id", id));
        let mut headers: Vec<(&str, &str)> = node.into_iter().collect();
        headers.push(("content-type", "application/json"));
        let reply = self.0.fetch(method, target, &headers, body.map(|body| body.to_string()).unwrap_or_default());
        (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap_or_default())
    }

    #[track_caller]
    pub(crate) fn register(&self, id: &str, wallet: Option<&str>) -> (u16, Json) {
        let capabilities = json!({"cpu_cores": 1, "memory_mb": 1, "network_type": "wifi", "max_bandwidth_mbps": 1});
        let body = json!({
            "node_id": id, "address": "a", "public_key": KEY, "wallet_address": wallet, "capabilities": capabilities,
        });
        self.call("POST /api/nodes/register", Some(body))
    }

    /// A heartbeat; what it is answered.
    #[track_caller]
    pub(crate) fn beat(&self, id: &str, status: Option<&str>) -> u16 {
        let body = status.map(|status| json!({"status": status}));
        self.call(&format!("POST /api/nodes/heartbeat?node_id={id}"), body).0
    }

    #[track_caller]
    pub(crate) fn set(&self, id: &str, status: &str) -> u16 {
        self.call("PUT /api/nodes/status", Some(json!({"node_id": id, "status": status}))).0
    }

    #[track_caller]
    pub(crate) fn show(&self, id: &str) -> Json {
        self.call(&format!("GET /api/nodes/node?node_id={id}"), None).1
    }

    /// `id:status` of each node on the first page.
    #[track_caller]
    pub(crate) fn listed(&self, query: &str) -> Vec<String> {
        let (status, list) = self.call(&format!("GET /api/nodes/list?{query}"), None);
        assert_eq!(status, 200);
        let text = |node: &Json, key: &str| node[key].as_str().unwrap().to_owned();
        let nodes = list["nodes"].as_array().unwrap();
        nodes.iter().map(|node| format!("{}:{}", text(node, "node_id"), text(node, "status"))).collect()
    }

    #[track_caller]
    pub(crate) fn sql(&self, sql: &str) -> Vec<Value> {
        self.0.sql("DB", sql, Vec::new()).unwrap().cells
    }

    /// Moves the clock and nothing else: no alarm rings, no cron job runs.
    pub(crate) fn wait(&self, millis: u64) {
        self.0.clock().advance(millis);
    }
}
