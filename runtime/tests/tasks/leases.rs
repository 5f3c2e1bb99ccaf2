//! How long a task is a node's, and what becomes of it then.

use serde_json::{Value as Json, json};
use williw_embedded::Host;
use williw_embedded::testing::{Faults, Seam};
use williw_workers::d1::Value;
use williw_workers::http::Method;

use crate::support::{Network, network_of};
use crate::{DAY, MINUTE, START, add, network_with, next, report, row, take};

#[test]
fn each_attempt_waits_twice_as_long_up_to_five_minutes() {
    let nodes: Vec<String> = (0..9).map(|n| format!("n{n}")).collect();
    let network = network_with(&nodes.iter().map(String::as_str).collect::<Vec<_>>());
    add(&network, json!({"id": "t", "max_attempts": 9}));
    let waits = [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000];
    for (n, wait) in waits.into_iter().enumerate() {
        let (id, lease) = take(&network, &nodes[n]);
        report(&network, &nodes[n], (&id, &lease), "failed");
        assert_eq!(row(&network, "t"), format!("pending {wait} {} it broke", n + 1));
        // Nobody is silent meanwhile.
        let beat = || nodes.iter().for_each(|node| assert_eq!(network.beat(node, None), 200));
        network.wait(wait - 1);
        beat();
        assert_eq!(next(&network, &nodes[8]).0, 204);
        network.wait(1);
        beat();
        assert_eq!(next(&network, &nodes[n]).0, 204, "who has failed is not asked again");
    }
    let (id, lease) = take(&network, "n8");
    assert_eq!(row(&network, "t"), "assigned 0 9 -", "this attempt has not failed");
    report(&network, "n8", (&id, &lease), "failed");
    assert!(row(&network, "t").starts_with("failed "), "{}", row(&network, "t"));
    assert!(row(&network, "t").ends_with(" 9 it broke"));
    assert_eq!(next(&network, "n0").0, 204);
}

#[test]
fn each_heartbeat_extends_however_soon_it_comes() {
    let network = network_with(&["n"]);
    add(&network, json!({"id": "t", "lease_ms": 60_000, "timeout_ms": 70_000}));
    let (_, lease) = take(&network, "n");
    for (waited, until) in [(0, 60_000), (1, 60_001), (999, 61_000), (4_000, 65_000), (5_001, 70_000), (1, 70_000)] {
        network.wait(waited);
        let reply = report(&network, "n", ("t", &lease), "running");
        assert_eq!(reply["leases"], json!([{"task_id": "t", "lease_expires_at": START + until}]));
        let row = network.sql("SELECT status, lease_expires_at FROM tasks");
        assert_eq!(row, [Value::Text("running".into()), Value::Integer((START + until) as i64)]);
    }
    assert_eq!(report(&network, "n", ("t", &lease), "failed")["leases"], json!([]));
    assert!(row(&network, "t").starts_with("pending "));
}

#[test]
fn a_lease_lives_to_its_last_millisecond() {
    let network = network_with(&["a", "b", "c"]);
    add(&network, json!({"id": "t", "lease_ms": 1000, "timeout_ms": 2500, "max_attempts": 2}));
    let (_, lease) = take(&network, "a");
    network.wait(1000);
    assert_eq!(next(&network, "a").1["lease_id"], lease, "now = lease_expires_at is not too late");
    let extended = |until: u64| json!([{"task_id": "t", "lease_expires_at": START + until}]);
    assert_eq!(report(&network, "a", ("t", &lease), "running")["leases"], extended(2000));
    network.wait(1000);
    // No further than the deadline.
    assert_eq!(report(&network, "a", ("t", &lease), "running")["leases"], extended(2500));
    network.wait(500);
    assert_eq!(report(&network, "a", ("t", &lease), "running")["leases"], extended(2500));
    network.wait(1);
    assert_eq!(report(&network, "a", ("t", &lease), "running")["lost"], json!(["t"]));
    assert_eq!(row(&network, "t"), "pending 5000 1 -");
    // The next attempt runs into the deadline too, and nobody says anything; somebody else's request notices.
    network.wait(5000);
    take(&network, "b");
    network.wait(1001);
    assert_eq!(next(&network, "c").0, 204);
    assert!(row(&network, "t").ends_with(" 2 attempts_exhausted"));
}

#[test]
fn what_runs_to_its_deadline_times_out() {
    let network = network_with(&["a"]);
    add(&network, json!({"id": "t", "timeout_ms": 1000, "max_attempts": 1}));
    take(&network, "a");
    network.wait(1001);
    // Long after it is the same.
    network.wait(MINUTE);
    assert_eq!(next(&network, "a").0, 204);
    assert!(row(&network, "t").ends_with(" 1 timeout"));
}

/// What a silent node does when it comes back, and what it holds then.
#[test]
fn a_silent_node_has_lost_its_lease_however_it_comes_back() {
    type Back = fn(&Network);
    let ways: [(&str, Back); 5] = [
        ("a heartbeat", |network| assert_eq!(network.beat("n", None), 200)),
        ("a heartbeat that says so", |network| assert_eq!(network.beat("n", Some("active")), 200)),
        ("registering", |network| assert_eq!(network.register("n", None).0, 200)),
        ("a status", |network| assert_eq!(network.set("n", "active"), 200)),
        ("asking", |network| assert_eq!(next(network, "n").1["code"], "node_not_active")),
    ];
    for (way, back) in ways {
        let network = network_with(&["n"]);
        add(&network, json!({"id": "t", "lease_ms": 30 * DAY, "timeout_ms": 30 * DAY}));
        let (_, lease) = take(&network, "n");
        network.wait(5 * MINUTE);
        let reply = report(&network, "n", ("t", &lease), "running");
        assert_eq!(reply["leases"][0]["task_id"], "t", "{way}: five minutes are not more than five minutes");
        network.wait(5 * MINUTE + 1);
        back(&network);
        assert_eq!(row(&network, "t"), "pending 5000 1 -", "{way}");
        assert_eq!(report(&network, "n", ("t", &lease), "running")["lost"], json!(["t"]), "{way}");
    }
}

/// Nobody waits for the cron job: who asks for a task looks after the leases of some others.
#[test]
fn what_a_silent_node_holds_is_given_to_the_next_who_asks() {
    // Before and after whoever asks, in the order of names.
    for silent in ["a", "z"] {
        let network = network_with(&["m", silent]);
        add(&network, json!({"id": "t", "lease_ms": DAY, "timeout_ms": DAY}));
        take(&network, silent);
        network.wait(5 * MINUTE);
        network.beat("m", None);
        assert_eq!(next(&network, "m").0, 204, "five minutes are not more than five minutes");
        assert!(row(&network, "t").starts_with("assigned "));
        network.wait(1);
        assert_eq!(next(&network, "m").0, 204);
        assert_eq!(row(&network, "t"), "pending 5000 1 -");
        network.wait(5_000);
        assert_eq!(next(&network, "m").1["task"]["id"], json!("t"));
    }
}

#[test]
fn whoever_lists_tasks_sees_what_silent_nodes_have_lost() {
    for as_node in [true, false] {
        let network = network_with(&["m", "silent"]);
        add(&network, json!({"id": "t", "lease_ms": DAY, "timeout_ms": DAY}));
        take(&network, "silent");
        network.wait(5 * MINUTE + 1);
        network.beat("m", None);
        let headers: &[(&str, &str)] = if as_node { &[("x-node-id", "m")] } else { &[] };
        let reply = network.0.fetch(Method::GET, "/api/tasks/list", headers, "");
        let list: Json = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(list["tasks"][0]["status"], json!("pending"), "{list}");
    }
}

#[test]
fn a_silent_node_has_lost_its_lease_where_the_registry_does_not_answer() {
    let faults = Faults::new();
    let network = network_of(Host::in_memory().faults(&faults));
    network.register("n", None);
    add(&network, json!({"id": "t", "lease_ms": 30 * DAY, "timeout_ms": 30 * DAY}));
    let (_, lease) = take(&network, "n");
    faults.refuse(Seam::Objects, u32::MAX);
    network.wait(5 * MINUTE + 1);
    assert_eq!(report(&network, "n", ("t", &lease), "running")["lost"], json!(["t"]));
}

#[test]
fn who_goes_loses_its_lease_and_who_rests_keeps_it() {
    type Goes = fn(&Network) -> u16;
    let ways: [(&str, Goes, bool); 7] = [
        ("paused", |network| network.set("n", "paused"), true),
        ("busy", |network| network.beat("n", Some("busy")), true),
        ("paused by a heartbeat", |network| network.beat("n", Some("paused")), true),
        ("banned", |network| network.set("n", "banned"), false),
        ("offline", |network| network.set("n", "offline"), false),
        ("offline by a heartbeat", |network| network.beat("n", Some("offline")), false),
        ("deleted", |network| network.call("DELETE /api/nodes/node?node_id=n", None).0, false),
    ];
    for (way, goes, keeps) in ways {
        let network = network_with(&["n"]);
        add(&network, json!({"id": "t"}));
        let (_, lease) = take(&network, "n");
        assert_eq!(goes(&network), 200, "{way}");
        if keeps {
            assert_eq!(next(&network, "n").1["lease_id"], lease, "{way}");
        } else {
            assert_eq!(row(&network, "t"), "pending 5000 1 -", "{way}");
        }
    }
    // One with history is retired.
    let network = network_with(&["n"]);
    network.sql("INSERT INTO contributions VALUES ('c', 'n', 't', 0.5, 1, 1, NULL, NULL, NULL, 1)");
    add(&network, json!({"id": "t", "target_node": "n", "max_attempts": 1}));
    take(&network, "n");
    let (_, reply) = network.call("DELETE /api/nodes/node?node_id=n", None);
    assert_eq!((&reply["mode"], row(&network, "t").as_str()), (&json!("retired"), "failed 0 1 attempts_exhausted"));
    let (status, problem) =
        network.call("POST /api/tasks/add", Some(json!({"task_type": "training", "params": {}, "target_node": "n"})));
    assert_eq!((status, &problem["code"]), (422, &json!("unknown_target")));
}

#[test]
fn who_goes_says_why_what_it_held_has_failed() {
    for attempts in [1, 2] {
        let network = network_with(&["n"]);
        add(&network, json!({"id": "t", "max_attempts": attempts}));
        add(&network, json!({"id": "u"}));
        let (task, lease) = take(&network, "n");
        assert_eq!(task, "t");
        let named = json!([
            {"task_id": "t", "lease_id": lease, "progress": 1, "state": "failed", "error": "out of memory"},
            {"task_id": "u", "lease_id": lease, "progress": 1, "state": "running"},
        ]);
        let beat = |tasks: &Json| {
            let body = json!({"status": "offline", "tasks": tasks});
            network.call("POST /api/nodes/heartbeat?node_id=n", Some(body)).1
        };
        assert_eq!(beat(&named)["lost"], json!(["u"]));
        let is = if attempts == 1 { "failed 0 1 out of memory" } else { "pending 5000 1 out of memory" };
        assert_eq!(row(&network, "t"), is);
        assert_eq!(beat(&named)["lost"], json!(["t", "u"]), "said again, it is not its own any more");
        assert_eq!(row(&network, "t"), is);
    }
    // What it does not give back it loses.
    let network = network_with(&["n"]);
    add(&network, json!({"id": "t"}));
    let (_, lease) = take(&network, "n");
    let named = json!([{"task_id": "t", "lease_id": lease, "progress": 1, "state": "running"}]);
    let body = json!({"status": "offline", "tasks": named});
    let (_, reply) = network.call("POST /api/nodes/heartbeat?node_id=n", Some(body));
    assert_eq!((&reply["leases"], &reply["lost"]), (&json!([]), &json!(["t"])));
    assert_eq!(row(&network, "t"), "pending 5000 1 -");
}

/// A lease may be shorter than the time to the next heartbeat, which must tell all the same.
#[test]
fn a_node_is_told_of_what_was_cancelled_under_it_even_after_the_lease() {
    let network = network_with(&["n"]);
    add(&network, json!({"id": "t", "lease_ms": 600}));
    take(&network, "n");
    network.call("POST /api/tasks/cancel?task_id=t", None);
    let told = || network.call("POST /api/nodes/heartbeat?node_id=n", None).1["cancelled"].clone();
    network.wait(30_000);
    assert_eq!(told(), json!(["t"]));
    // The latest first, where they are many.
    for n in 0..65 {
        add(&network, json!({"id": format!("u{n}"), "priority": 1}));
        take(&network, "n");
        network.wait(1);
        network.call(&format!("POST /api/tasks/cancel?task_id=u{n}"), None);
    }
    let told = told();
    assert_eq!(told.as_array().unwrap().len(), 64);
    assert!(told.as_array().unwrap().contains(&json!("u64")), "{told}");
}

#[test]
fn what_went_wrong_is_told_to_who_said_it_and_to_the_operator() {
    let network = network_with(&["n", "m"]);
    add(&network, json!({"id": "t"}));
    let (_, lease) = take(&network, "n");
    report(&network, "n", ("t", &lease), "failed");
    for (node, error) in [(Some("n"), json!("it broke")), (Some("m"), Json::Null), (None, json!("it broke"))] {
        let headers: Vec<(&str, &str)> = node.map(|node| ("x-node-id", node)).into_iter().collect();
        let reply = network.0.fetch(Method::GET, "/api/tasks/list", &headers, "");
        let list: Json = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(list["tasks"][0]["error"], error, "{node:?}");
    }
}

#[test]
fn the_cron_job_takes_back_what_nobody_asks_about() {
    let network = network_with(&["late", "silent", "here"]);
    add(&network, json!({"id": "a", "lease_ms": 1000, "target_node": "late"}));
    add(&network, json!({"id": "b", "lease_ms": DAY, "timeout_ms": DAY, "target_node": "silent"}));
    add(&network, json!({"id": "c", "lease_ms": DAY, "timeout_ms": DAY, "target_node": "here"}));
    for node in ["late", "silent", "here"] {
        take(&network, node);
    }
    for _ in 0..10 {
        network.0.advance(MINUTE);
        network.beat("late", None);
        network.beat("here", None);
    }
    let statuses = network.sql("SELECT status FROM tasks ORDER BY id");
    assert_eq!(statuses, ["pending", "pending", "assigned"].map(|status| Value::Text(status.into())));
}
