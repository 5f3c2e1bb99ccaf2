//! Rules of contributions that need a clock, a lease of one's own making, or calls that are lost: what counts, when a lease
//! is live, that everything is written once and together. What a client can see by itself is in `tests/conformance`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod proofs;
mod reading;
mod refusals;
mod repeats;
mod scores;
#[path = "../support/mod.rs"]
mod support;

use serde_json::{Value as Json, json};
use support::{KEY, Network, network_of};
use williw_embedded::Host;
use williw_workers::d1::Value;
use williw_workers::driver::Host as _;
use williw_workers::http::Method;

/// SHA-256 of `abc`, and `abc` in base64.
pub(crate) const STATEMENT: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
pub(crate) const PROOF: &str = "YWJj";
/// The bytes `abd`.
pub(crate) const NO_PROOF: &str = "YWJk";
/// What the clock shows at first.
pub(crate) const START: u64 = 1_767_225_600_000;

/// A network where leases suffice, with a node `n` that has a GPU and 1000 MB.
pub(crate) fn network() -> Network {
    with(network_of(Host::in_memory().var("ZK_PROOF_ENABLED", "false")))
}

pub(crate) fn with(network: Network) -> Network {
    register(&network, "n", &json!([{"name": "g", "memory_mb": 1}]));
    network
}

pub(crate) fn register(network: &Network, id: &str, gpus: &Json) {
    let capabilities = json!({
        "cpu_cores": 1, "memory_mb": 1000, "network_type": "wifi", "max_bandwidth_mbps": 1, "gpu_info": gpus,
    });
    let body = json!({"node_id": id, "address": "a", "public_key": KEY, "capabilities": capabilities});
    assert_eq!(network.call("POST /api/nodes/register", Some(body)).0, 201);
}

/// A task of this type that a node has just taken, for an hour; the lease is called like it.
pub(crate) fn lease(network: &Network, task: &str, node: &str, task_type: &str) {
    let now = now(network);
    network.sql(&format!(
        "INSERT INTO tasks (id, task_type, params, scheduled_at, status, attempt, node_id, lease_id, assigned_at, \
         lease_expires_at, deadline_at, request_sha256, created_at, updated_at) \
         VALUES ('{task}', '{task_type}', '{{}}', {now}, 'running', 1, '{node}', 'lse-{task}', {now}, \
         {now} + 3600000, {now} + 3600000, zeroblob(32), {now}, {now})"
    ));
}

pub(crate) fn now(network: &Network) -> u64 {
    network.call("GET /health", None).1["server_time_ms"].as_u64().unwrap()
}

/// Twenty seconds of work for the task that is called like the contribution.
pub(crate) fn claim(id: &str) -> Json {
    json!({
        "id": id, "node_id": "n", "task_id": id, "lease_id": format!("lse-{id}"), "duration_seconds": 20,
        "samples_processed": 400,
    })
}

/// `claim` with other members.
pub(crate) fn claim_with(id: &str, other: Json) -> Json {
    let mut claim = claim(id);
    let (Json::Object(members), Json::Object(other)) = (&mut claim, other) else { panic!() };
    members.extend(other);
    claim
}

pub(crate) fn send(network: &Network, node: &str, claim: &Json) -> (u16, Json) {
    let headers = [("x-node-id", node), ("content-type", "application/json")];
    let reply = network.0.fetch(Method::POST, "/api/contributions/record", &headers, claim.to_string());
    (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap())
}

pub(crate) fn record(network: &Network, claim: &Json) -> (u16, Json) {
    send(network, "n", claim)
}

/// The status and code of a refusal.
#[track_caller]
pub(crate) fn refusal(network: &Network, claim: &Json) -> (u16, String) {
    let before = everything(network);
    let (status, problem) = record(network, claim);
    assert_eq!(everything(network), before, "a refusal changes nothing");
    (status, problem["code"].as_str().unwrap_or_default().to_owned())
}

/// Whatever a contribution writes.
pub(crate) fn everything(network: &Network) -> Vec<Vec<Value>> {
    ["contributions", "contribution_meta", "contribution_totals", "tasks", "nodes"]
        .map(|table| network.sql(&format!("SELECT * FROM {table}")))
        .into()
}

pub(crate) fn lost() -> (u16, String) {
    (409, "lease_lost".to_owned())
}

/// The archived proof of a contribution.
pub(crate) fn archived(network: &Network, id: &str) -> Json {
    let proofs = network.0.host().kv("PROOFS_STORE").unwrap();
    let kept = network.0.block_on(proofs.get(&format!("proof:{id}"), None)).unwrap();
    kept.map_or(Json::Null, |kept| serde_json::from_slice(&kept.value).unwrap())
}

pub(crate) fn one(network: &Network, sql: &str) -> Value {
    let [value] = <[Value; 1]>::try_from(network.sql(sql)).unwrap();
    value
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(crate) fn stats(network: &Network) -> Json {
    network.call("GET /api/contributions/stats?node_id=n", None).1
}

/// Records a contribution to a task that was assigned a moment ago.
pub(crate) fn quick(network: &Network, id: &str, task_type: &str, other: Json) -> (u16, Json) {
    lease(network, id, "n", task_type);
    record(network, &claim_with(id, other))
}

pub(crate) fn proved(id: &str) -> Json {
    claim_with(id, json!({"proof": {"scheme": "sha256-preimage", "statement": STATEMENT, "proof": PROOF}}))
}

#[track_caller]
pub(crate) fn assert_recorded_once(network: &Network, what: &str) {
    assert_eq!(one(network, "SELECT status FROM contribution_meta"), text("verified"), "{what}");
    assert_eq!(one(network, "SELECT status FROM tasks"), text("completed"), "{what}");
    let sums = stats(network);
    assert_eq!((&sums["contribution_count"], &sums["total_duration_seconds"]), (&json!(1), &json!(1)), "{what}");
}
