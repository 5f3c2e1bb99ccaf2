//! Rules of contributions that need a clock, a lease of one's own making, or calls that are lost: what counts, when a lease
//! is live, that everything is written once and together. What a client can see by itself is in `tests/conformance`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use serde_json::{Value as Json, json};
use support::calls::{Calls, Fate};
use support::{KEY, Network, network_of};
use williw_embedded::Host;
use williw_embedded::testing::{self, Faults, Seam};
use williw_workers::d1::Value;
use williw_workers::driver::Host as _;
use williw_workers::http::Method;

/// SHA-256 of `abc`, and `abc` in base64.
const STATEMENT: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const PROOF: &str = "YWJj";
/// The bytes `abd`.
const NO_PROOF: &str = "YWJk";
/// What the clock shows at first.
const START: u64 = 1_767_225_600_000;

/// A network where leases suffice, with a node `n` that has a GPU and 1000 MB.
fn network() -> Network {
    with(network_of(Host::in_memory().var("ZK_PROOF_ENABLED", "false")))
}

fn with(network: Network) -> Network {
    register(&network, "n", &json!([{"name": "g", "memory_mb": 1}]));
    network
}

fn register(network: &Network, id: &str, gpus: &Json) {
    let capabilities = json!({
        "cpu_cores": 1, "memory_mb": 1000, "network_type": "wifi", "max_bandwidth_mbps": 1, "gpu_info": gpus,
    });
    let body = json!({"node_id": id, "address": "a", "public_key": KEY, "capabilities": capabilities});
    assert_eq!(network.call("POST /api/nodes/register", Some(body)).0, 201);
}

/// A task of this type that a node has just taken, for an hour; the lease is called like it.
fn lease(network: &Network, task: &str, node: &str, task_type: &str) {
    let now = now(network);
    network.sql(&format!(
        "INSERT INTO tasks (id, task_type, params, scheduled_at, status, attempt, node_id, lease_id, assigned_at, \
         lease_expires_at, deadline_at, request_sha256, created_at, updated_at) \
         VALUES ('{task}', '{task_type}', '{{}}', {now}, 'running', 1, '{node}', 'lse-{task}', {now}, \
         {now} + 3600000, {now} + 3600000, zeroblob(32), {now}, {now})"
    ));
}

fn now(network: &Network) -> u64 {
    network.call("GET /health", None).1["server_time_ms"].as_u64().unwrap()
}

/// Twenty seconds of work for the task that is called like the contribution.
fn claim(id: &str) -> Json {
    json!({
        "id": id, "node_id": "n", "task_id": id, "lease_id": format!("lse-{id}"), "duration_seconds": 20,
        "samples_processed": 400,
    })
}

/// `claim` with other members.
fn claim_with(id: &str, other: Json) -> Json {
    let mut claim = claim(id);
    let (Json::Object(members), Json::Object(other)) = (&mut claim, other) else { panic!() };
    members.extend(other);
    claim
}

fn send(network: &Network, node: &str, claim: &Json) -> (u16, Json) {
    let headers = [("x-node-id", node), ("content-type", "application/json")];
    let reply = network.0.fetch(Method::POST, "/api/contributions/record", &headers, claim.to_string());
    (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap())
}

fn record(network: &Network, claim: &Json) -> (u16, Json) {
    send(network, "n", claim)
}

/// The status and code of a refusal.
#[track_caller]
fn refusal(network: &Network, claim: &Json) -> (u16, String) {
    let before = everything(network);
    let (status, problem) = record(network, claim);
    assert_eq!(everything(network), before, "a refusal changes nothing");
    (status, problem["code"].as_str().unwrap_or_default().to_owned())
}

/// Whatever a contribution writes.
fn everything(network: &Network) -> Vec<Vec<Value>> {
    ["contributions", "contribution_meta", "contribution_totals", "tasks", "nodes"]
        .map(|table| network.sql(&format!("SELECT * FROM {table}")))
        .into()
}

fn lost() -> (u16, String) {
    (409, "lease_lost".to_owned())
}

/// The archived proof of a contribution.
fn archived(network: &Network, id: &str) -> Json {
    let proofs = network.0.host().kv("PROOFS_STORE").unwrap();
    let kept = network.0.block_on(proofs.get(&format!("proof:{id}"), None)).unwrap();
    kept.map_or(Json::Null, |kept| serde_json::from_slice(&kept.value).unwrap())
}

fn one(network: &Network, sql: &str) -> Value {
    let [value] = <[Value; 1]>::try_from(network.sql(sql)).unwrap();
    value
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn stats(network: &Network) -> Json {
    network.call("GET /api/contributions/stats?node_id=n", None).1
}

/// Records a contribution to a task that was assigned a moment ago.
fn quick(network: &Network, id: &str, task_type: &str, other: Json) -> (u16, Json) {
    lease(network, id, "n", task_type);
    record(network, &claim_with(id, other))
}

#[test]
fn a_contribution_completes_its_task_and_counts_for_its_node() {
    let network = network();
    lease(&network, "a", "n", "training");
    network.wait(60_999);
    let other = json!({
        "duration_seconds": 60, "samples_processed": 167, "gpu_usage_percent": 75, "cpu_usage_percent": 45,
        "memory_used_mb": 1000, "network_upload_mb": 3, "network_download_mb": 5, "batches_processed": 7,
        "output_hash": "h", "compute_score": 1e9, "timestamp": "long ago",
    });
    let (status, contribution) = record(&network, &claim_with("a", other));
    let expected = json!({
        "id": "a", "node_id": "n", "task_id": "a", "compute_score": 0.505897, "duration_seconds": 60,
        "samples_processed": 167, "gpu_usage_percent": 75.0, "memory_used_mb": 1000, "network_upload_mb": 3,
        "timestamp": START + 60_999, "status": "verified", "overclaimed": false,
    });
    assert_eq!((status, contribution), (201, expected));
    let task = "SELECT status || ' ' || finished_at || ' ' || updated_at || ' ' || lease_id FROM tasks";
    let at = START + 60_999;
    assert_eq!(one(&network, task), text(&format!("completed {at} {at} lse-a")));
    let meta = "SELECT node_id || ' ' || task_id || ' ' || lease_id || ' ' || score_micro || ' ' || \
        claimed_duration_seconds || ' ' || gpu_usage_bp || ' ' || cpu_usage_bp || ' ' || network_download_mb || ' ' || \
        batches_processed || ' ' || output_hash || ' ' || verified_at FROM contribution_meta";
    assert_eq!(one(&network, meta), text(&format!("n a lse-a 505897 60 7500 4500 5 7 h {at}")));
    let node = "SELECT contribution_count || ' ' || total_compute_score || ' ' || updated_at FROM nodes";
    assert_eq!(one(&network, node), text(&format!("1 0.505897 {at}")));
}

#[test]
fn a_duration_is_what_was_claimed_has_passed_and_is_allowed() {
    let network = network();
    // Claimed, passed, timeout (milliseconds), counted, and whether the claim is remarked upon.
    let cases = [
        (10, 10_000_u64, 3_600_000_u64, 10, false),
        (0, 10_000, 3_600_000, 0, false),
        (9, 10_000, 3_600_000, 9, false),
        (11, 10_999, 3_600_000, 10, false),
        (15, 10_999, 3_600_000, 10, false),
        (16, 10_999, 3_600_000, 10, true),
        (11, 11_000, 3_600_000, 11, false),
        (9_007_199_254_740_991_u64, 10_000, 3_600_000, 10, true),
        (20, 20_000, 7_999, 7, true),
        (12, 20_000, 7_999, 7, false),
        (1, 0, 3_600_000, 0, false),
        (6, 0, 3_600_000, 0, true),
        (3_000_000, 2_592_009_000, 2_592_000_000, 2_592_000, true),
        (2_592_005, 2_592_009_000, 2_592_000_000, 2_592_000, false),
    ];
    for (i, (claimed, passed, timeout, counted, overclaimed)) in cases.into_iter().enumerate() {
        let id = format!("c{i}");
        lease(&network, &id, "n", "data_upload");
        // As if it had been assigned so long ago. (A lease never outlives its deadline; here the deadline is made to fit.)
        network.sql(&format!(
            "UPDATE tasks SET assigned_at = assigned_at - {passed}, timeout_ms = {timeout} WHERE id = '{id}'"
        ));
        let (status, contribution) = record(&network, &claim_with(&id, json!({"duration_seconds": claimed})));
        assert_eq!(status, 201, "{i}: {contribution}");
        assert_eq!(
            (&contribution["duration_seconds"], &contribution["overclaimed"]),
            (&json!(counted), &json!(overclaimed)),
            "{i}"
        );
    }
}

#[test]
fn a_clock_that_is_behind_the_one_that_assigned_has_seen_no_time_pass() {
    let network = network();
    lease(&network, "a", "n", "data_upload");
    network.sql("UPDATE tasks SET assigned_at = assigned_at + 5000");
    assert_eq!(record(&network, &claim("a")).1["duration_seconds"], 0);
}

#[test]
fn percentages_are_kept_as_basis_points() {
    let network = network();
    for (i, (percent, kept)) in
        [(0.005, 0.01), (1.005, 1.01), (87.454, 87.45), (99.995, 100.0), (0.0, 0.0)].into_iter().enumerate()
    {
        let other = json!({"gpu_usage_percent": percent, "cpu_usage_percent": percent});
        let (status, contribution) = quick(&network, &format!("c{i}"), "data_upload", other);
        assert_eq!((status, &contribution["gpu_usage_percent"]), (201, &json!(kept)), "{percent}");
    }
    assert_eq!(
        network.sql("SELECT gpu_usage_bp || ' ' || cpu_usage_bp FROM contribution_meta ORDER BY contribution_id"),
        ["1 1", "101 101", "8745 8745", "10000 10000", "0 0"].map(text)
    );
}

#[test]
fn the_same_request_again_is_answered_the_same_and_another_one_is_a_conflict() {
    let network = network();
    lease(&network, "a", "n", "training");
    network.wait(30_000);
    let first = claim_with("a", json!({"gpu_usage_percent": 50, "compute_score": 1}));
    let (status, contribution) = record(&network, &first);
    assert_eq!(status, 201);
    let before = everything(&network);
    network.wait(86_400_000);
    // Written otherwise, and long after the lease: it is the same all the same.
    let again = claim_with("a", json!({"gpu_usage_percent": 50.0, "memory_used_mb": null, "timestamp": [1, {}]}));
    assert_eq!(record(&network, &again), (200, contribution.clone()));
    let others = [
        json!({"samples_processed": 401}),
        json!({"duration_seconds": 21}),
        json!({"gpu_usage_percent": 50.001}),
        json!({"network_upload_mb": 0}),
        json!({"output_hash": "h"}),
        json!({"lease_id": "other"}),
        json!({"task_id": "other"}),
        json!({"proof": {"scheme": "sha256-preimage", "statement": STATEMENT, "proof": PROOF}}),
    ];
    for other in others {
        let mut changed = first.clone();
        changed.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        let (status, problem) = record(&network, &changed);
        assert_eq!((status, &problem["code"]), (409, &json!("contribution_conflict")), "{other}");
    }
    // Nor may another node use the id.
    register(&network, "m", &json!([]));
    let (status, problem) = send(&network, "m", &claim_with("a", json!({"node_id": "m", "gpu_usage_percent": 50})));
    assert_eq!((status, &problem["code"]), (409, &json!("contribution_conflict")));
    network.sql("DELETE FROM wallets WHERE node_id = 'm'");
    network.sql("DELETE FROM nodes WHERE id = 'm'");
    assert_eq!(everything(&network), before);
    // Once it is rewarded, that is told.
    network.sql("UPDATE contribution_meta SET status = 'rewarded'");
    assert_eq!(record(&network, &first).1["status"], "rewarded");
}

#[test]
fn a_task_is_completed_once() {
    let network = network();
    lease(&network, "a", "n", "training");
    network.wait(30_000);
    assert_eq!(record(&network, &claim("a")).0, 201);
    let second = claim_with("b", json!({"task_id": "a", "lease_id": "lse-a"}));
    assert_eq!(refusal(&network, &second), lost());
}

#[test]
fn only_a_live_lease_counts() {
    let network = network();
    register(&network, "m", &json!([]));
    lease(&network, "a", "n", "training");
    network.wait(20_000);
    assert_eq!(refusal(&network, &claim_with("a", json!({"task_id": "b"}))), (404, "task_not_found".to_owned()));
    assert_eq!(refusal(&network, &claim_with("a", json!({"lease_id": "lse-b"}))), lost());
    // A lease is worth nothing in another's hands.
    let (status, problem) = send(&network, "m", &claim_with("a", json!({"node_id": "m"})));
    assert_eq!((status, &problem["code"]), (409, &json!("lease_lost")));
    let (status, problem) = send(&network, "m", &claim("a"));
    assert_eq!((status, &problem["code"]), (403, &json!("not_yours")));
    let (status, problem) = send(&network, "nobody", &claim_with("a", json!({"node_id": "nobody"})));
    assert_eq!((status, &problem["code"]), (404, &json!("node_not_found")));
    let states = [
        ("pending", lost()),
        ("completed", lost()),
        ("failed", lost()),
        ("cancelled", (409, "task_cancelled".to_owned())),
    ];
    for (state, refused) in states {
        network.sql(&format!("UPDATE tasks SET status = '{state}'"));
        assert_eq!(refusal(&network, &claim("a")), refused, "{state}");
    }
    for state in ["assigned", "running"] {
        let id = format!("in-{state}");
        lease(&network, &id, "n", "training");
        network.sql(&format!("UPDATE tasks SET status = '{state}' WHERE id = '{id}'"));
        network.wait(1000);
        assert_eq!(record(&network, &claim(&id)).0, 201, "{state}");
    }
}

#[test]
fn a_lease_ends_after_its_last_millisecond() {
    let network = network();
    for (id, late) in [("in-time", 0), ("late", 1)] {
        lease(&network, id, "n", "training");
        network.sql(&format!("UPDATE tasks SET lease_expires_at = assigned_at + 60000 WHERE id = '{id}'"));
        network.wait(60_000 + late);
        if late == 0 {
            assert_eq!(record(&network, &claim(id)).0, 201);
        } else {
            assert_eq!(refusal(&network, &claim(id)), lost());
        }
    }
}

#[test]
fn a_lease_ends_with_the_node_that_holds_it() {
    let network = network();
    let gone = [("offline", lost()), ("retired", lost()), ("banned", (403, "node_banned".to_owned()))];
    lease(&network, "a", "n", "training");
    network.wait(20_000);
    for (status, refused) in gone {
        network.sql(&format!("UPDATE nodes SET status = '{status}'"));
        assert_eq!(refusal(&network, &claim("a")), refused, "{status}");
    }
    // Silence ends it, and a pause does not, for silent or not.
    for (status, silent, recorded) in
        [("active", 0, true), ("busy", 0, true), ("active", 1, false), ("busy", 1, false), ("paused", 1, true)]
    {
        let id = format!("{status}-{silent}");
        network.sql("UPDATE tasks SET status = 'completed'");
        lease(&network, &id, "n", "training");
        network.sql(&format!("UPDATE nodes SET status = '{status}', last_active_at = {}", now(&network)));
        network.wait(300_000 + silent);
        if recorded {
            assert_eq!(record(&network, &claim(&id)).0, 201, "{id}");
        } else {
            assert_eq!(refusal(&network, &claim(&id)), lost(), "{id}");
        }
    }
}

#[test]
fn what_cannot_be_true_is_not_accepted() {
    let network = network();
    register(&network, "m", &json!([]));
    let m = |id: &str, other: Json| {
        let mut claim = claim_with(id, other);
        claim["node_id"] = json!("m");
        send(&network, "m", &claim)
    };
    lease(&network, "a", "m", "training");
    network.wait(20_000);
    for other in
        [json!({"gpu_usage_percent": 50}), json!({"gpu_usage_percent": 0.001}), json!({"memory_used_mb": 1001})]
    {
        let (status, problem) = m("a", other.clone());
        assert_eq!((status, &problem["code"]), (422, &json!("not_acceptable_contribution")), "{other}");
    }
    let (status, contribution) = m("a", json!({"gpu_usage_percent": 0, "memory_used_mb": 1000}));
    assert_eq!((status, &contribution["gpu_usage_percent"]), (201, &json!(0.0)));
}

#[test]
fn what_no_request_may_say() {
    let network = network();
    lease(&network, "a", "n", "training");
    let most = 9_007_199_254_740_991_u64;
    let wrong = [
        ("duration_seconds", json!(most + 1), "max"),
        ("duration_seconds", json!(-1), "min"),
        ("samples_processed", json!(1_000_000_000_001_u64), "max"),
        ("network_upload_mb", json!(most + 1), "max"),
        ("network_download_mb", json!(most + 1), "max"),
        ("batches_processed", json!(most + 1), "max"),
        ("memory_used_mb", json!(most + 1), "max"),
        ("gpu_usage_percent", json!(100.000_1), "max"),
        ("cpu_usage_percent", json!(-0.1), "min"),
        ("gpu_usage_percent", json!("NaN"), "type"),
    ];
    for (member, value, code) in wrong {
        let (status, problem) = record(&network, &claim_with("a", json!({member: value})));
        let violation = &problem["errors"][0];
        assert_eq!(
            (status, &violation["pointer"], &violation["code"]),
            (400, &json!(format!("/{member}")), &json!(code))
        );
    }
    let largest = json!({
        "duration_seconds": most, "samples_processed": 1_000_000_000_000_u64, "network_upload_mb": most,
        "network_download_mb": most, "batches_processed": most, "gpu_usage_percent": 100, "cpu_usage_percent": 100,
    });
    network.wait(1000);
    let (status, contribution) = record(&network, &claim_with("a", largest));
    assert_eq!((status, &contribution["network_upload_mb"]), (201, &json!(most)));
    assert_eq!(contribution["compute_score"], 1.435869);
}

#[test]
fn work_that_is_none_is_rejected_and_completes_its_task() {
    let network = network();
    let none = [json!({"duration_seconds": 0}), json!({"samples_processed": 0})];
    let types = [
        ("training", true),
        ("inference", true),
        ("data_upload", false),
        ("model_sync", false),
        ("health_check", false),
    ];
    for (task_type, computes) in types {
        for (i, other) in none.iter().enumerate() {
            let id = format!("{task_type}{i}");
            lease(&network, &id, "n", task_type);
            network.wait(1000);
            let (status, contribution) = record(&network, &claim_with(&id, other.clone()));
            assert_eq!(status, 201);
            assert_eq!(contribution["status"], if computes { "rejected" } else { "verified" }, "{task_type} {other}");
            assert_eq!(contribution["rejection"].is_string(), computes);
        }
    }
    // Nothing has passed: whatever was claimed, it took no time.
    assert_eq!(quick(&network, "a", "training", json!({})).1["status"], "rejected");
    assert_eq!(one(&network, "SELECT count(*) FROM tasks WHERE status = 'completed'"), Value::Integer(11));
    assert_eq!(one(&network, "SELECT count(*) FROM contribution_meta WHERE verified_at IS NULL"), Value::Integer(5));
    assert_eq!(one(&network, "SELECT contribution_count FROM nodes"), Value::Integer(11));
}

#[test]
fn a_proof_decides_where_it_must_or_is_sent() {
    let proof =
        |scheme: &str, bytes: &str| json!({"proof": {"scheme": scheme, "statement": STATEMENT, "proof": bytes}});
    for (must, unproved) in [("true", "recorded"), ("false", "verified")] {
        let network = with(network_of(Host::in_memory().var("ZK_PROOF_ENABLED", must)));
        let cases = [
            ("none", json!({}), unproved, Value::Null),
            ("good", proof("sha256-preimage", PROOF), "verified", text("valid")),
            ("bad", proof("sha256-preimage", NO_PROOF), "rejected", text("invalid")),
        ];
        for (id, other, status, verdict) in cases {
            lease(&network, id, "n", "training");
            network.wait(1000);
            let claim = claim_with(id, other);
            let (created, contribution) = record(&network, &claim);
            assert_eq!((created, &contribution["status"]), (201, &json!(status)), "{must} {id}");
            assert_eq!(contribution["rejection"].is_string(), status == "rejected");
            let sql = |column: &str| {
                one(&network, &format!("SELECT {column} FROM contribution_meta WHERE contribution_id = '{id}'"))
            };
            assert_eq!(sql("proof_verdict"), verdict);
            assert_eq!(sql("proof_scheme IS NULL"), Value::Integer((id == "none").into()));
            assert_eq!(sql("verified_at IS NULL"), Value::Integer((status != "verified").into()));
            let archived = archived(&network, id);
            assert_eq!(archived.is_null(), id == "none");
            if id != "none" {
                let text = verdict_text(&verdict);
                let expected = json!({
                    "scheme": "sha256-preimage", "statement": STATEMENT, "proof": claim["proof"]["proof"],
                    "verdict": text, "verified_at": now(&network),
                });
                assert_eq!(archived, expected);
            }
            assert_eq!(record(&network, &claim), (200, contribution));
        }
        lease(&network, "unknown", "n", "training");
        network.wait(1000);
        let refused = refusal(&network, &claim_with("unknown", proof("groth16", PROOF)));
        assert_eq!(refused, (422, "unknown_proof_scheme".to_owned()));
        assert_eq!(archived(&network, "unknown"), Json::Null);
        // No work is no work, proved or not.
        let nothing = json!({"samples_processed": 0, "proof": proof("sha256-preimage", PROOF)["proof"]});
        assert_eq!(record(&network, &claim_with("unknown", nothing)).1["status"], "rejected");
    }
}

fn verdict_text(verdict: &Value) -> &str {
    let Value::Text(text) = verdict else { panic!() };
    text
}

#[test]
fn a_proof_is_64_kib_at_most() {
    let network = network();
    lease(&network, "a", "n", "training");
    network.wait(1000);
    let send = |proof: &str| {
        let proof = json!({"scheme": "sha256-preimage", "statement": STATEMENT, "proof": proof});
        record(&network, &claim_with("a", json!({"proof": proof})))
    };
    for (proof, code) in
        [("A".repeat(87_384), "max_length"), ("YR==".to_owned(), "format"), ("YWJ".to_owned(), "pattern")]
    {
        let (status, problem) = send(&proof);
        let violation = json!({"pointer": "/proof/proof", "code": code, "detail": problem["errors"][0]["detail"]});
        assert_eq!((status, &problem["errors"]), (400, &json!([violation])));
    }
    assert_eq!(send(&format!("{}AAA=", "A".repeat(87_376))).0, 201);
}

/// A request that a test polls by itself.
async fn sent(network: &Network, claim: &Json) -> (u16, Json) {
    let headers = [("x-node-id", "n"), ("content-type", "application/json")];
    let request = testing::request(Method::POST, "/api/contributions/record", &headers, claim.to_string().into_bytes());
    let reply = network.0.running().fetch(request).await;
    (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap())
}

fn proved(id: &str) -> Json {
    claim_with(id, json!({"proof": {"scheme": "sha256-preimage", "statement": STATEMENT, "proof": PROOF}}))
}

#[track_caller]
fn assert_recorded_once(network: &Network, what: &str) {
    assert_eq!(one(network, "SELECT status FROM contribution_meta"), text("verified"), "{what}");
    assert_eq!(one(network, "SELECT status FROM tasks"), text("completed"), "{what}");
    let sums = stats(network);
    assert_eq!((&sums["contribution_count"], &sums["total_duration_seconds"]), (&json!(1), &json!(1)), "{what}");
}

/// A network whose calls of D1 have fates.
fn fateful(calls: &Calls) -> Network {
    let setup = Host::in_memory().var("AUTH_MODE", "off");
    with(Network(testing::start(calls.service(), setup)))
}

#[test]
fn calls_that_are_lost_anywhere_record_once() {
    use Fate::{Arrives, Lost, Unanswered};
    // The service repeats a call four times.
    let plans: [(Vec<Fate>, u16); 9] = [
        (vec![], 201),
        (vec![Lost], 201),
        (vec![Unanswered], 201),
        (vec![Arrives, Lost], 201),
        // Written, and found to be.
        (vec![Arrives, Unanswered], 200),
        (vec![Arrives, Lost, Unanswered, Lost], 200),
        (vec![Lost; 5], 503),
        (vec![Arrives, Lost, Lost, Lost, Lost, Lost], 503),
        (vec![Arrives, Unanswered, Lost, Lost, Lost, Lost], 503),
    ];
    for (plan, answered) in plans {
        let calls = Calls::default();
        let network = fateful(&calls);
        lease(&network, "a", "n", "training");
        network.wait(1000);
        let claim = proved("a");
        calls.plan(plan.clone());
        let (status, reply) = record(&network, &claim);
        assert_eq!(status, answered, "{plan:?}");
        calls.plan([]);
        let (status, again) = record(&network, &claim);
        assert!(status == 200 && again == reply || answered == 503, "{plan:?}");
        assert_recorded_once(&network, &format!("{plan:?}"));
        // Whatever kept the first from it.
        let proof = archived(&network, "a");
        assert_eq!((&proof["verdict"], &proof["verified_at"]), (&json!("valid"), &again["timestamp"]), "{plan:?}");
    }
}

#[test]
fn an_archive_that_does_not_answer_is_no_trouble() {
    let faults = Faults::new();
    let network = with(network_of(Host::in_memory().faults(&faults)));
    lease(&network, "a", "n", "training");
    network.wait(1000);
    faults.refuse(Seam::Kv, 100);
    assert_eq!(record(&network, &proved("a")).0, 201);
    faults.refuse(Seam::Kv, 0);
    assert_eq!(archived(&network, "a"), Json::Null);
    assert_recorded_once(&network, "without an archive");
}

#[test]
fn two_at_once_record_once() {
    let network = fateful(&Calls::default());
    lease(&network, "a", "n", "training");
    network.wait(1000);
    let other = claim_with("b", json!({"task_id": "a", "lease_id": "lse-a", "proof": proved("b")["proof"]}));
    for (second, answered) in [(proved("a"), (200, Json::Null)), (other, (409, json!("lease_lost")))] {
        network.sql("DELETE FROM contribution_meta");
        network.sql("DELETE FROM contributions");
        network.sql("DELETE FROM contribution_totals");
        network.sql("UPDATE nodes SET contribution_count = 0");
        network.sql("UPDATE tasks SET status = 'running'");
        let claim = proved("a");
        let ((first, _), (status, reply)) = network.0.block_on(async {
            let (mut one, mut two) = (pin!(sent(&network, &claim)), pin!(sent(&network, &second)));
            let (mut first, mut answer) = (None, None);
            // By turns: both have looked before either writes.
            poll_fn(|cx| {
                if first.is_none()
                    && let Poll::Ready(reply) = one.as_mut().poll(cx)
                {
                    first = Some(reply);
                }
                if answer.is_none()
                    && let Poll::Ready(reply) = two.as_mut().poll(cx)
                {
                    answer = Some(reply);
                }
                if first.is_some() && answer.is_some() { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            (first.unwrap(), answer.unwrap())
        });
        assert_eq!((first, (status, reply["code"].clone())), (201, answered));
        assert_recorded_once(&network, "two");
    }
}

#[test]
fn sums_are_exact_and_averages_go_by_time() {
    let network = network();
    let zero = json!({
        "node_id": "n", "contribution_count": 0, "total_compute_score": 0.0, "total_duration_seconds": 0,
        "total_samples_processed": 0, "total_network_upload_mb": 0,
    });
    assert_eq!(stats(&network), zero);
    let (status, problem) = network.call("GET /api/contributions/stats?node_id=m", None);
    assert_eq!((status, &problem["code"]), (404, &json!("node_not_found")));
    // No time, no averages.
    quick(
        &network,
        "c0",
        "data_upload",
        json!({"samples_processed": 5, "gpu_usage_percent": 9, "network_upload_mb": 2}),
    );
    let sums = stats(&network);
    assert_eq!((&sums["total_samples_processed"], &sums["total_network_upload_mb"]), (&json!(5), &json!(2)));
    for average in ["average_compute_score", "average_gpu_usage_percent", "average_memory_used_mb"] {
        assert_eq!(sums[average], Json::Null);
    }
    let others = [
        (10_000, json!({"duration_seconds": 10, "gpu_usage_percent": 50, "network_upload_mb": 7})),
        (30_000, json!({"duration_seconds": 30, "gpu_usage_percent": 100, "memory_used_mb": 100})),
        (60_000, json!({"duration_seconds": 60, "memory_used_mb": 400})),
    ];
    for (i, (passed, other)) in others.into_iter().enumerate() {
        let id = format!("c{}", i + 1);
        lease(&network, &id, "n", "training");
        network.wait(passed);
        assert_eq!(record(&network, &claim_with(&id, other)).0, 201);
    }
    let sums = stats(&network);
    assert_eq!(sums["contribution_count"], 4);
    assert_eq!(sums["total_duration_seconds"], 100);
    assert_eq!(sums["total_samples_processed"], 1205);
    assert_eq!(sums["total_network_upload_mb"], 9);
    assert_eq!(sums["average_gpu_usage_percent"], 87.5);
    assert_eq!(sums["average_memory_used_mb"], 300.0);
    let exact = one(&network, "SELECT sum(score_micro) / 1000000.0 FROM contribution_meta");
    assert_eq!(exact, Value::Real(sums["total_compute_score"].as_f64().unwrap()));
    let weighted = "SELECT sum(score_micro * duration_seconds) / 100.0 / 1000000.0 \
        FROM contributions JOIN contribution_meta ON contribution_id = id";
    assert_eq!(one(&network, weighted), Value::Real(sums["average_compute_score"].as_f64().unwrap()));
}

#[test]
fn a_score_of_many_millionths_stays_exact() {
    let network = network();
    let mut sum = 0;
    // Sums at which a float that is added to a float would be off.
    for (i, start) in ["0", "0.1", "123456789.123457", "1125899906.842623"].iter().enumerate() {
        network.sql(&format!("UPDATE nodes SET total_compute_score = {start}"));
        let start = (start.parse::<f64>().unwrap() * 1e6).round() as i64;
        for j in 0..10 {
            assert_eq!(quick(&network, &format!("c{i}-{j}"), "data_upload", json!({"samples_processed": j})).0, 201);
        }
        let Value::Integer(added) = one(
            &network,
            &format!("SELECT sum(score_micro) FROM contribution_meta WHERE contribution_id LIKE 'c{i}-%'"),
        ) else {
            panic!()
        };
        sum += added;
        let Value::Real(total) = one(&network, "SELECT total_compute_score FROM nodes") else { panic!() };
        assert_eq!(total, (start + added) as f64 / 1e6);
    }
    assert!(sum > 0);
}

#[test]
fn sums_that_are_too_large_stop_and_stop_nobody() {
    let network = network();
    let most = 9_007_199_254_740_991_u64;
    for i in 0..3 {
        let other = json!({"network_upload_mb": most, "samples_processed": 1_000_000_000_000_u64});
        assert_eq!(quick(&network, &format!("c{i}"), "data_upload", other).0, 201);
    }
    network.sql("UPDATE contribution_totals SET samples_processed = 9007199254740990");
    assert_eq!(quick(&network, "last", "data_upload", json!({})).0, 201);
    let sums = stats(&network);
    assert_eq!((&sums["total_network_upload_mb"], &sums["total_samples_processed"]), (&json!(most), &json!(most)));
}

#[test]
fn a_list_is_newest_first_in_pages() {
    let network = network();
    let list = |query: &str| network.call(&format!("GET /api/contributions/list?node_id=n{query}"), None);
    assert_eq!(list(""), (200, json!({"contributions": []})));
    // Several of the same millisecond, too.
    for (i, passed) in [0, 0, 0, 1, 0, 5].into_iter().enumerate() {
        network.wait(passed);
        quick(&network, &format!("c{i}"), if i == 3 { "training" } else { "data_upload" }, json!({}));
    }
    let ids = |page: &Json| -> Vec<String> {
        page["contributions"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap().to_owned()).collect()
    };
    let newest = ["c5", "c4", "c3", "c2", "c1", "c0"];
    let (status, page) = list("");
    assert_eq!((status, ids(&page)), (200, newest.map(str::to_owned).to_vec()));
    assert_eq!(page["contributions"][2]["status"], "rejected");
    assert_eq!(page["next_cursor"], Json::Null);
    for limit in 1..=6 {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let (status, page) = list(&format!("&limit={limit}{cursor}"));
            assert_eq!(status, 200);
            assert!(ids(&page).len() <= limit);
            seen.extend(ids(&page));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, newest, "{limit}");
    }
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let foreign =
        ["abc".to_owned(), hex("[1]"), hex("[9223372036854775807,\"a\"]"), hex("[-1,\"a\"]"), hex("[1,\"?\"]")];
    for cursor in foreign {
        let (status, problem) = list(&format!("&cursor={cursor}"));
        assert_eq!((status, &problem["errors"][0]["pointer"]), (400, &json!("?cursor")), "{cursor}");
    }
    assert_eq!(network.call("GET /api/contributions/list?node_id=m", None).1["code"], "node_not_found");
    // Another's is not shown to a node.
    let reply = network.0.fetch(Method::GET, "/api/contributions/list?node_id=n", &[("x-node-id", "m")], "");
    assert_eq!(reply.status, 403);
    let reply = network.0.fetch(Method::GET, "/api/contributions/stats?node_id=n", &[("x-node-id", "m")], "");
    assert_eq!(reply.status, 403);
}

#[test]
fn what_it_costs() {
    let network = network();
    lease(&network, "a", "n", "training");
    network.wait(1000);
    let calls = |what: &str| {
        let logs = network.0.logs();
        let last = logs.iter().rev().find(|(_, line)| line.starts_with('{')).unwrap();
        let told: Json = serde_json::from_str(&last.1).unwrap();
        assert_eq!(told["route"], what);
        (told["d1_calls"].as_u64().unwrap(), told["kv_calls"].as_u64().unwrap(), told["object_calls"].as_u64().unwrap())
    };
    record(&network, &claim("a"));
    assert_eq!(calls("record_contribution"), (2, 0, 0));
    record(&network, &claim("a"));
    assert_eq!(calls("record_contribution"), (1, 0, 0));
    stats(&network);
    assert_eq!(calls("contribution_stats"), (1, 0, 0));
    network.call("GET /api/contributions/list?node_id=n", None);
    assert_eq!(calls("list_contributions"), (1, 0, 0));
}
