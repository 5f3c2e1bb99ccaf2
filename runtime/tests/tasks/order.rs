//! Who goes before whom, and that everybody's turn comes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use williw::{Service, app};
use williw_embedded::Host;
use williw_embedded::testing::Server;
use williw_workers::d1::Value;
use williw_workers::http::Method;

use crate::support::{self, Network};
use crate::{MINUTE, START, add, network_with, next, report, text};

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
    // Each node works on a task for eight minutes: half a task a minute, as many as there come of high priority. Nobody
    // says anything more often than he must.
    const STEP: u64 = 4;
    let mut busy: BTreeMap<&str, (String, String, u64)> = BTreeMap::new();
    let mut waits: BTreeMap<String, u64> = BTreeMap::new();
    let (mut added, mut longest, mut done) = (BTreeMap::new(), 0, BTreeSet::new());
    for minute in (0..24 * 60).step_by(STEP as usize) {
        for new in (minute..minute + STEP).filter(|new| *new < 18 * 60) {
            for (every, name, priority) in [(2, "high", 100), (30, "low", 0)] {
                if new % every == 0 {
                    let id = format!("{name}-{new}");
                    add(&network, json!({"id": id, "priority": priority, "lease_ms": 10 * MINUTE}));
                    added.insert(id, minute);
                }
            }
        }
        network.wait(STEP * MINUTE);
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
                            assert_eq!(network.beat(node, None), 200);
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
