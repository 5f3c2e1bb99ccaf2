//! Rules of tasks that take time: leases and silence, what is tried again and when, and who goes before whom. What a
//! client can see by itself is in `tests/conformance`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod oracle;
mod statement;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use support::{Network, network_of};
use williw::{Service, app};
use williw_embedded::Host;
use williw_embedded::testing::{Faults, Seam, Server};
use williw_workers::d1::Value;
use williw_workers::http::Method;

const START: u64 = 1_767_225_600_000;
const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

fn network() -> Network {
    network_of(Host::in_memory().var("ZK_PROOF_ENABLED", "false"))
}

/// A network of these nodes.
fn network_with(nodes: &[&str]) -> Network {
    let network = network();
    nodes.iter().for_each(|node| assert_eq!(network.register(node, None).0, 201));
    network
}

/// What a node is answered that asks for a task.
#[track_caller]
fn next(network: &Network, node: &str) -> (u16, Json) {
    let reply = network.0.fetch(Method::GET, "/api/tasks/next", &[("x-node-id", node)], "");
    (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap_or_default())
}

/// The task and lease that a node is given; they are words without spaces.
#[track_caller]
fn take(network: &Network, node: &str) -> (String, String) {
    let (status, given) = next(network, node);
    assert_eq!(status, 200, "{given}");
    (text(&given["task"]["id"]), text(&given["lease_id"]))
}

fn text(json: &Json) -> String {
    json.as_str().unwrap().to_owned()
}

#[track_caller]
fn add(network: &Network, task: Json) -> Json {
    let mut body = json!({"task_type": "training", "params": {}});
    body.as_object_mut().unwrap().extend(task.as_object().unwrap().clone());
    let (status, task) = network.call("POST /api/tasks/add", Some(body));
    assert_eq!(status, 201, "{task}");
    task
}

/// A heartbeat that names one task; the reply.
#[track_caller]
fn report(network: &Network, node: &str, (task, lease): (&str, &str), state: &str) -> Json {
    let named = json!({"task_id": task, "lease_id": lease, "progress": 1, "state": state, "error": "it broke"});
    let target = format!("POST /api/nodes/heartbeat?node_id={node}");
    let (status, reply) = network.call(&target, Some(json!({"tasks": [named]})));
    assert_eq!(status, 200, "{reply}");
    reply
}

/// `status scheduled_at attempt error` of a task, the time in milliseconds from now.
fn row(network: &Network, id: &str) -> String {
    let sql = format!("SELECT status, scheduled_at, attempt, coalesce(error, '-') FROM tasks WHERE id = '{id}'");
    let now = network.call("GET /health", None).1["server_time_ms"].as_i64().unwrap();
    match network.sql(&sql).as_slice() {
        [Value::Text(status), Value::Integer(at), Value::Integer(attempt), Value::Text(error)] => {
            format!("{status} {} {attempt} {error}", at - now)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_attempt_waits_twice_as_long_up_to_five_minutes() {
    let nodes: Vec<String> = (0..9).map(|n| format!("n{n}")).collect();
    let network = network_with(&nodes.iter().map(String::as_str).collect::<Vec<_>>());
    add(&network, json!({"id": "t", "max_attempts": 9}));
    let waits = [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000];
    for (n, wait) in waits.into_iter().enumerate() {
        let (id, lease) = take(&network, &nodes[n]);
        report(&network, &nodes[n], (&id, &lease), "failed");
        assert_eq!(row(&network, "t"), format!("pending {wait} {} -", n + 1));
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
    report(&network, "n8", (&id, &lease), "failed");
    assert!(row(&network, "t").starts_with("failed "), "{}", row(&network, "t"));
    assert!(row(&network, "t").ends_with(" 9 it broke"));
    assert_eq!(next(&network, "n0").0, 204);
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

#[test]
fn age_makes_up_for_priority_within_bounds() {
    let network = network_with(&["n"]);
    let order = |network: &Network| {
        let mut ids = Vec::new();
        network.beat("n", None);
        while let (200, given) = next(network, "n") {
            ids.push(text(&given["task"]["id"]));
            network.call(&format!("POST /api/tasks/cancel?task_id={}", text(&given["task"]["id"])), None);
        }
        ids.join(" ")
    };
    add(&network, json!({"id": "old"}));
    network.wait(100 * MINUTE - 1);
    add(&network, json!({"id": "new", "priority": 100}));
    assert_eq!(order(&network), "new old");
    add(&network, json!({"id": "old-2"}));
    network.wait(100 * MINUTE);
    add(&network, json!({"id": "new-2", "priority": 100}));
    assert_eq!(order(&network), "old-2 new-2", "a tie, and the older goes first");
    // 200 is the most that there is: who waits for its 200th minute or its 400th is as urgent, and the older goes first.
    add(&network, json!({"id": "eldest", "priority": 0}));
    network.wait(150 * MINUTE);
    add(&network, json!({"id": "high", "priority": 100}));
    add(&network, json!({"id": "past", "priority": 90, "scheduled_at": 1}));
    network.wait(110 * MINUTE);
    assert_eq!(order(&network), "past eldest high");
    // It ages from when it may be done.
    add(&network, json!({"id": "later", "priority": 1, "scheduled_at": START + 460 * MINUTE + 10 * MINUTE}));
    add(&network, json!({"id": "now", "priority": 0}));
    network.wait(11 * MINUTE);
    assert_eq!(order(&network), "now later");
}

#[test]
fn in_a_day_nothing_starves_and_nothing_is_held_twice() {
    let names: Vec<String> = (0..4).map(|n| format!("n{n}")).collect();
    let network = network_with(&names.iter().map(String::as_str).collect::<Vec<_>>());
    // Each node works on a task for eight minutes: half a task a minute, as many as there come of high priority.
    let mut busy: BTreeMap<&str, (String, String, u64)> = BTreeMap::new();
    let mut waits: BTreeMap<String, u64> = BTreeMap::new();
    let (mut added, mut longest, mut done) = (BTreeMap::new(), 0, BTreeSet::new());
    for minute in 0..24 * 60_u64 {
        if minute % 2 == 0 && minute < 18 * 60 {
            add(&network, json!({"id": format!("high-{minute}"), "priority": 100, "lease_ms": 10 * MINUTE}));
            added.insert(format!("high-{minute}"), minute);
        }
        if minute % 30 == 0 && minute < 18 * 60 {
            add(&network, json!({"id": format!("low-{minute}"), "lease_ms": 10 * MINUTE}));
            added.insert(format!("low-{minute}"), minute);
        }
        network.wait(MINUTE);
        for (n, node) in names.iter().enumerate() {
            match busy.get(node.as_str()).cloned() {
                Some((task, lease, since)) if minute >= since + 8 => {
                    // Now and then one fails, or says nothing any more and is taken its task.
                    match (minute * 31 + n as u64) % 17 {
                        0 => drop(report(&network, node, (&task, &lease), "failed")),
                        1 => continue,
                        _ => {
                            let body = json!({
                                "id": format!("c-{task}"), "node_id": node, "task_id": task, "lease_id": lease,
                                "duration_seconds": 60, "samples_processed": 1,
                            });
                            let headers = [("x-node-id", node.as_str()), ("content-type", "application/json")];
                            let target = "/api/contributions/record";
                            let reply = network.0.fetch(Method::POST, target, &headers, body.to_string());
                            if reply.status == 201 {
                                assert!(done.insert(task), "done twice");
                            }
                        }
                    }
                    busy.remove(node.as_str());
                }
                Some((task, lease, _)) => drop(report(&network, node, (&task, &lease), "running")),
                None => assert_eq!(network.beat(node, None), 200),
            }
            if !busy.contains_key(node.as_str())
                && let (200, given) = next(&network, node)
            {
                let task = text(&given["task"]["id"]);
                assert!(!busy.values().any(|(held, ..)| *held == task), "{task} is held twice");
                let wait = minute - added[&task];
                waits.entry(task.clone()).or_insert(wait);
                longest = longest.max(waits[&task]);
                busy.insert(node, (task, text(&given["lease_id"]), minute));
            }
        }
    }
    assert_eq!(waits.len(), added.len(), "some were never given to anybody");
    assert!(done.len() > 500, "{}", done.len());
    println!("the longest that a task waited for its first attempt: {longest} minutes");
    let low = waits.iter().filter(|(task, _)| task.starts_with("low")).map(|(_, wait)| *wait).max().unwrap();
    let high = waits.iter().filter(|(task, _)| task.starts_with("high")).map(|(_, wait)| *wait).max().unwrap();
    assert!(low <= high + 101, "{low} {high}");
    let held = network.sql("SELECT count(*) FROM tasks WHERE status = 'pending' AND attempt < max_attempts");
    assert_eq!(held, [Value::Integer(0)]);
}

#[test]
fn of_sixteen_nodes_at_once_each_is_given_a_task_of_its_own() {
    let limits = ["NODE_LIMIT", "ADMIN_LIMIT", "IP_LIMIT", "REGISTER_LIMIT"];
    let setup = Host::in_memory().real_time().var("AUTH_MODE", "off");
    let setup = limits.into_iter().fold(setup, |setup, limit| setup.var(limit, "1000000"));
    let server = Server::start(|| app::worker(Service), setup);
    let base = server.base_url();
    let client = reqwest::blocking::Client::new();
    let post = |path: &str, body: Json| {
        let sent =
            client.post(format!("{base}{path}")).header("content-type", "application/json").body(body.to_string());
        assert_eq!(sent.send().unwrap().status(), 201);
    };
    let capabilities = json!({"cpu_cores": 1, "memory_mb": 1, "network_type": "wifi", "max_bandwidth_mbps": 1});
    for n in 0..16 {
        let node = json!({
            "node_id": format!("n{n}"), "address": "a", "public_key": support::KEY, "capabilities": capabilities,
        });
        post("/api/nodes/register", node);
    }
    // Fewer tasks than nodes.
    for n in 0..14 {
        post("/api/tasks/add", json!({"id": format!("t{n}"), "task_type": "training", "params": {}}));
    }
    let ask = |node: String| {
        let sent = client.get(format!("{base}/api/tasks/next")).header("x-node-id", node).send().unwrap();
        let status = sent.status().as_u16();
        let given: Json = serde_json::from_str(&sent.text().unwrap()).unwrap_or_default();
        (status == 200).then(|| text(&given["task"]["id"]))
    };
    let given: Vec<Option<String>> = std::thread::scope(|scope| {
        // Each node twice.
        let asked: Vec<_> = (0..32).map(|n| scope.spawn(move || ask(format!("n{}", n % 16)))).collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (first, second) = given.split_at(16);
    let of_each: Vec<Option<&String>> = first
        .iter()
        .zip(second)
        .map(|pair| match pair {
            (Some(one), Some(other)) => {
                assert_eq!(one, other, "a node is given the same again");
                Some(one)
            }
            (one, other) => one.as_ref().or(other.as_ref()),
        })
        .collect();
    assert_eq!(of_each.iter().flatten().count(), 14);
    assert_eq!(of_each.iter().flatten().collect::<BTreeSet<_>>().len(), 14, "each task is one node's");
}
