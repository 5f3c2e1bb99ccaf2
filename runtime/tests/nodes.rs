//! Rules of nodes that need a clock or a database at hand: silence, sparing writes, history, payouts.
//! What a client can see by itself is in `tests/conformance`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use serde_json::{Value as Json, json};
use support::{Network, network_of};
use williw::{Service, app};
use williw_embedded::{Host, testing};
use williw_workers::d1::Value;
use williw_workers::driver::Clock as _;
use williw_workers::http::Method;

const WALLET: &str = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
const NOTHING: [&str; 0] = [];

fn network() -> Network {
    network_of(Host::in_memory())
}

#[test]
fn silence_of_more_than_five_minutes_counts_on_every_read() {
    let network = network();
    for id in ["active", "busy", "offline", "paused"] {
        assert_eq!(network.register(id, None).0, 201);
        assert_eq!(network.set(id, id), 200);
    }
    network.wait(300_000);
    assert_eq!(network.listed("active=true"), ["active:active", "busy:busy"]);
    assert_eq!(network.listed("status=offline"), ["offline:offline"]);
    network.wait(1);
    assert_eq!(network.show("active")["status"], "offline");
    assert_eq!(network.show("paused")["status"], "paused");
    assert_eq!(network.listed("active=true"), NOTHING);
    assert_eq!(network.listed("status=busy"), NOTHING);
    assert_eq!(network.listed("status=offline"), ["active:offline", "busy:offline", "offline:offline"]);
    assert_eq!(network.listed("status=offline&limit=1"), ["active:offline"]);
    assert_eq!(network.listed(""), ["active:offline", "busy:offline", "offline:offline", "paused:paused"]);
}

#[test]
fn a_heartbeat_after_silence_makes_the_node_active() {
    let network = network();
    for id in ["active", "busy", "paused"] {
        network.register(id, None);
        network.set(id, id);
    }
    network.wait(300_001);
    for id in ["active", "busy", "paused"] {
        assert_eq!(network.call(&format!("POST /api/nodes/heartbeat?node_id={id}"), None).0, 200);
    }
    // A busy node has lost its lease, so it is no longer busy.
    assert_eq!(network.listed(""), ["active:active", "busy:active", "paused:paused"]);
}

#[test]
fn a_heartbeat_sooner_than_five_seconds_writes_nothing_but_a_change() {
    let network = network();
    let started = network.register("n", None).1["last_active_at"].as_u64().unwrap();
    let beat = |body| {
        let (status, _) = network.call("POST /api/nodes/heartbeat?node_id=n", body);
        assert_eq!(status, 200);
        network.show("n")["last_active_at"].as_u64().unwrap() - started
    };
    network.wait(4_999);
    assert_eq!(beat(None), 0);
    network.wait(1);
    assert_eq!(beat(None), 5_000);
    network.wait(10);
    assert_eq!(beat(Some(json!({"status": "active"}))), 5_000);
    assert_eq!(beat(Some(json!({"status": "busy"}))), 5_010);
}

#[test]
fn silent_nodes_make_room_for_others() {
    let network = network_of(Host::in_memory().var("MAX_NODES", "1"));
    assert_eq!(network.register("a", None).0, 201);
    assert_eq!(network.register("b", None).0, 503);
    network.wait(300_001);
    assert_eq!(network.register("b", None).0, 201);
    assert_eq!(network.register("a", None).0, 503);
}

#[test]
fn a_registration_that_is_refused_moves_no_wallet() {
    for asleep in ["active", "offline", "retired"] {
        let network = network_of(Host::in_memory().var("MAX_NODES", "1"));
        network.register("a", None);
        network.wait(300_001);
        network.sql(&format!("UPDATE nodes SET status = '{asleep}'"));
        let wallet = || network.sql("SELECT wallet_address FROM wallets WHERE node_id = 'a'");
        let before = wallet();
        assert_eq!(network.register("b", None).0, 201);
        assert_eq!(network.register("a", Some(WALLET)).0, 503, "{asleep}");
        assert_eq!(wallet(), before, "{asleep}");
        network.sql("UPDATE nodes SET status = 'offline'");
        assert_eq!(network.register("a", Some(WALLET)).0, 200, "{asleep}");
        assert_eq!(wallet(), [Value::Text(WALLET.into())], "{asleep}");
    }
}

#[test]
fn a_node_with_ledger_history_is_retired_and_not_deleted() {
    let histories = [
        "INSERT INTO contributions VALUES ('c', 'n', 't', 0.5, 1, 1, NULL, NULL, NULL, 1)",
        "INSERT INTO rewards VALUES ('rwd_c', 'n', 1, 'failed', 1, NULL)",
        "INSERT INTO payouts (id, node_id, wallet_address, amount_lamports, status, gateway, created_at, updated_at) \
         VALUES ('p', 'n', 'w', 1, 'failed', 'mock', 1, 1)",
        "INSERT INTO ledger_entries VALUES ('x', 'node:n', 'n', 1, 'credit', 1)",
        "UPDATE wallets SET pending_rewards_lamports = 1",
        "UPDATE wallets SET total_rewards_distributed_lamports = 1",
        "UPDATE wallets SET sol_balance_lamports = 1",
    ];
    for history in histories {
        let network = network();
        network.register("n", None);
        network.sql(history);
        for _ in 0..2 {
            let removal = network.call("DELETE /api/nodes/node?node_id=n", None);
            assert_eq!(removal, (200, json!({"mode": "retired"})), "{history}");
        }
        assert_eq!(network.sql("SELECT count(*) FROM wallets"), [Value::Integer(1)], "{history}");
        assert_eq!(network.listed(""), NOTHING);
        assert_eq!(network.listed("status=retired"), ["n:retired"]);
        let (status, problem) = network.call("POST /api/nodes/heartbeat?node_id=n", None);
        assert_eq!((status, &problem["code"]), (409, &json!("node_retired")));
        let (status, problem) =
            network.call("PUT /api/nodes/status", Some(json!({"node_id": "n", "status": "active"})));
        assert_eq!((status, &problem["code"]), (409, &json!("invalid_status_change")));
        // It comes back by registering.
        let (status, node) = network.register("n", None);
        assert_eq!((status, &node["status"]), (200, &json!("active")));
    }
}

#[test]
fn the_operator_bans_who_has_gone_too() {
    let network = network();
    network.register("n", None);
    network.sql("INSERT INTO contributions VALUES ('c', 'n', 't', 0.5, 1, 1, NULL, NULL, NULL, 1)");
    network.call("DELETE /api/nodes/node?node_id=n", None);
    assert_eq!(network.set("n", "paused"), 409);
    let as_node = [("content-type", "application/json"), ("x-node-id", "n")];
    let ban = r#"{"node_id": "n", "status": "banned"}"#;
    assert_eq!(network.0.fetch(Method::PUT, "/api/nodes/status", &as_node, ban).status.as_u16(), 403);
    assert_eq!(network.set("n", "banned"), 200);
    assert_eq!(network.register("n", None).1["status"], json!("banned"));
}

/// Ban and delete is what an operator does with a cheat, who must not be paid for it.
#[test]
fn a_banned_node_that_is_deleted_stays_banned_where_the_books_speak_of_it() {
    let network = network();
    network.register("n", None);
    assert_eq!(network.set("n", "banned"), 200);
    assert_eq!(network.call("DELETE /api/nodes/node?node_id=n", None), (200, json!({"mode": "deleted"})));
    network.register("n", None);
    network.sql("UPDATE wallets SET pending_rewards_lamports = 20000000");
    assert_eq!(network.set("n", "banned"), 200);
    let as_node = [("content-type", "application/json"), ("x-node-id", "n"), ("idempotency-key", "k")];
    let code = |method, target, body: &str| {
        let reply = network.0.fetch(method, target, &as_node, body.to_owned());
        serde_json::from_slice::<Json>(&reply.body).unwrap()["code"].clone()
    };
    for _ in 0..2 {
        assert_eq!(network.call("DELETE /api/nodes/node?node_id=n", None), (200, json!({"mode": "retired"})));
        assert_eq!(network.listed("status=banned"), ["n:banned"]);
        assert_eq!(code(Method::POST, "/api/rewards/settle", r#"{"node_id": "n"}"#), json!("node_banned"));
        assert_eq!(network.register("n", None).1["status"], json!("banned"));
    }
    assert_eq!(code(Method::DELETE, "/api/nodes/node?node_id=n", ""), json!("node_banned"));
}

/// Whoever took its name would get the task.
#[test]
fn a_node_that_a_task_waits_for_keeps_its_name() {
    let network = network();
    let removed = || network.call("DELETE /api/nodes/node?node_id=n", None).1["mode"].clone();
    for (task, mode) in [
        (Some(json!({"id": "t", "task_type": "training", "params": {}, "target_node": "n"})), "retired"),
        (None, "deleted"),
    ] {
        network.register("n", None);
        match task {
            Some(task) => drop(network.call("POST /api/tasks/add", Some(task))),
            None => drop(network.call("POST /api/tasks/cancel?task_id=t", None)),
        }
        assert_eq!(removed(), json!(mode));
    }
}

#[test]
fn what_the_operator_says_of_a_node_is_no_sign_of_its_life() {
    let network = network();
    network.register("n", None);
    let heard = || network.sql("SELECT last_active_at - 1767225600000 FROM nodes");
    for (n, (status, at)) in
        [("paused", 0), ("offline", 0), ("active", 300_000), ("busy", 400_000)].into_iter().enumerate()
    {
        network.wait(100_000);
        assert_eq!(network.set("n", status), 200);
        assert_eq!(heard(), [Value::Integer(at)], "{n}: {status}");
    }
    // What it says itself is.
    network.wait(100_000);
    let as_node = [("content-type", "application/json"), ("x-node-id", "n")];
    let rest = r#"{"node_id": "n", "status": "paused"}"#;
    assert_eq!(network.0.fetch(Method::PUT, "/api/nodes/status", &as_node, rest).status.as_u16(), 200);
    assert_eq!(heard(), [Value::Integer(500_000)]);
}

#[test]
fn a_request_of_another_time_is_refused_whoever_verifies() {
    let network = network();
    network.register("n", None);
    let now = network.0.clock().now_ms();
    let ask = |time: &str| {
        let headers = [("x-node-id", "n"), ("x-request-start-time", time)];
        let reply = network.0.fetch(Method::GET, "/api/tasks/next", &headers, "");
        let problem: Json = serde_json::from_slice(&reply.body).unwrap_or_default();
        (reply.status.as_u16(), problem["code"].clone())
    };
    for time in [now, now - 300_000, now + 300_000] {
        assert_eq!(ask(&time.to_string()), (204, Json::Null), "{time}");
    }
    for time in [(now - 300_001).to_string(), (now + 300_001).to_string(), "1".to_owned(), "abc".to_owned()] {
        assert_eq!(ask(&time), (401, json!("clock_skew")), "{time}");
    }
}

#[test]
fn a_limit_that_is_set_otherwise_is_told_as_it_is() {
    let network =
        Network(testing::start(app::worker(Service), Host::in_memory().var("AUTH_MODE", "off").var("NODE_LIMIT", "2")));
    network.register("n", None);
    let ask = || network.0.fetch(Method::GET, "/api/tasks/next", &[("x-node-id", "n")], "");
    let replies: Vec<_> = (0..3).map(|_| ask()).collect();
    assert_eq!(replies.iter().map(|it| it.status.as_u16()).collect::<Vec<_>>(), [204, 204, 429]);
    let policies: Vec<_> = replies[2].headers.iter().filter(|(name, _)| *name == "ratelimit-policy").collect();
    assert_eq!(policies[0].1, "\"node_limit\";q=2;w=60");
    let problem: Json = serde_json::from_slice(&replies[2].body).unwrap();
    assert_eq!(problem["detail"], json!("up to 2 are answered in 60 seconds"));
}

#[test]
fn a_node_without_history_goes_with_its_wallet() {
    let network = network();
    network.register("n", None);
    assert_eq!(network.call("DELETE /api/nodes/node?node_id=n", None), (200, json!({"mode": "deleted"})));
    assert_eq!(network.sql("SELECT count(*) FROM wallets"), [Value::Integer(0)]);
}

#[test]
fn a_wallet_moves_when_asked_to_and_never_while_a_payout_is_open() {
    let network = network();
    let wallet = || network.sql("SELECT wallet_address FROM wallets WHERE node_id = 'n'");
    let text = |text: &str| [Value::Text(text.to_owned())];
    let (_, node) = network.register("n", None);
    let own = node["public_key"].as_str().unwrap();
    assert_eq!(wallet(), text(own));
    assert_eq!(network.register("n", Some(WALLET)).0, 200);
    assert_eq!(wallet(), text(WALLET));
    // Left out, it stays.
    assert_eq!(network.register("n", None).0, 200);
    assert_eq!(wallet(), text(WALLET));
    for status in ["requested", "signed", "submitted", "confirmed", "review"] {
        network.sql("DELETE FROM payouts");
        network.sql(&format!(
            "INSERT INTO payouts (id, node_id, wallet_address, amount_lamports, status, gateway, created_at, updated_at) \
             VALUES ('p', 'n', '{WALLET}', 1, '{status}', 'mock', 1, 1)"
        ));
        let (code, problem) = network.register("n", Some(own));
        assert_eq!((code, &problem["code"]), (409, &json!("payout_open")), "{status}");
        assert_eq!(wallet(), text(WALLET), "{status}");
        // What changes nothing about the wallet is fine.
        assert_eq!(network.register("n", Some(WALLET)).0, 200, "{status}");
        assert_eq!(network.register("n", None).0, 200, "{status}");
    }
    network.sql("UPDATE payouts SET status = 'failed'");
    // Whoever has the key of a banned node does not take what it is owed.
    network.set("n", "banned");
    let (code, problem) = network.register("n", Some(own));
    assert_eq!((code, &problem["code"]), (403, &json!("node_banned")));
    assert_eq!(wallet(), text(WALLET));
    assert_eq!((network.register("n", Some(WALLET)).0, network.register("n", None).0), (200, 200));
    network.set("n", "active");
    assert_eq!(network.register("n", Some(own)).0, 200);
    assert_eq!(wallet(), text(own));
}

#[test]
fn a_settlement_minimum_below_the_rent_is_refused_at_start() {
    let start =
        |value| testing::try_start(app::worker(Service), Host::in_memory().var("MIN_SETTLEMENT_LAMPORTS", value));
    assert!(start("890880").is_ok());
    let error = start("890879").unwrap_err().to_string();
    assert!(error.contains("MIN_SETTLEMENT_LAMPORTS") && error.contains("890880"), "{error}");
}

#[test]
fn a_service_without_its_database_is_degraded_and_says_no_more() {
    let network = network();
    network.sql("DROP TABLE stats");
    let (status, problem) = network.call("GET /health", None);
    assert_eq!((status, &problem["code"]), (503, &json!("degraded")));
    assert!(!problem.to_string().contains("stats"));
    assert!(network.0.logs().iter().any(|(_, line)| line.contains("stats")));
}
