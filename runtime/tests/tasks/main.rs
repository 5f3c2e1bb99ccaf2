//! Tasks: rules that take time (`leases`, `order`), and the statement that picks the next one (`statement`, beside
//! `oracle`). What a client can see by itself is in `tests/conformance`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod leases;
mod oracle;
mod order;
mod statement;
#[path = "../support/mod.rs"]
mod support;

use serde_json::{Value as Json, json};
use support::{Network, network_of};
use williw_embedded::Host;
use williw_workers::d1::Value;
use williw_workers::http::Method;

pub(crate) const START: u64 = 1_767_225_600_000;
pub(crate) const MINUTE: u64 = 60_000;
pub(crate) const DAY: u64 = 24 * 60 * MINUTE;

pub(crate) fn network() -> Network {
    network_of(Host::in_memory().var("ZK_PROOF_ENABLED", "false"))
}

/// A network of these nodes.
pub(crate) fn network_with(nodes: &[&str]) -> Network {
    let network = network();
    nodes.iter().for_each(|node| assert_eq!(network.register(node, None).0, 201));
    network
}

/// What a node is answered that asks for a task.
#[track_caller]
pub(crate) fn next(network: &Network, node: &str) -> (u16, Json) {
    let reply = network.0.fetch(Method::GET, "/api/tasks/next", &[("x-node-id", node)], "");
    (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap_or_default())
}

/// The task and lease that a node is given; they are words without spaces.
#[track_caller]
pub(crate) fn take(network: &Network, node: &str) -> (String, String) {
    let (status, given) = next(network, node);
    assert_eq!(status, 200, "{given}");
    (text(&given["task"]["id"]), text(&given["lease_id"]))
}

pub(crate) fn text(json: &Json) -> String {
    json.as_str().unwrap().to_owned()
}

#[track_caller]
pub(crate) fn add(network: &Network, task: Json) -> Json {
    let mut body = json!({"task_type": "training", "params": {}});
    body.as_object_mut().unwrap().extend(task.as_object().unwrap().clone());
    let (status, task) = network.call("POST /api/tasks/add", Some(body));
    assert_eq!(status, 201, "{task}");
    task
}

/// A heartbeat that names one task; the reply.
#[track_caller]
pub(crate) fn report(network: &Network, node: &str, (task, lease): (&str, &str), state: &str) -> Json {
    let named = json!({"task_id": task, "lease_id": lease, "progress": 1, "state": state, "error": "it broke"});
    let target = format!("POST /api/nodes/heartbeat?node_id={node}");
    let (status, reply) = network.call(&target, Some(json!({"tasks": [named]})));
    assert_eq!(status, 200, "{reply}");
    reply
}

/// `status scheduled_at attempt error` of a task, the time in milliseconds from now.
pub(crate) fn row(network: &Network, id: &str) -> String {
    let sql = format!("SELECT status, scheduled_at, attempt, coalesce(error, '-') FROM tasks WHERE id = '{id}'");
    let now = network.call("GET /health", None).1["server_time_ms"].as_i64().unwrap();
    match network.sql(&sql).as_slice() {
        [Value::Text(status), Value::Integer(at), Value::Integer(attempt), Value::Text(error)] => {
            format!("{status} {} {attempt} {error}", at - now)
        }
        other => panic!("{other:?}"),
    }
}
