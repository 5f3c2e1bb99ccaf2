//! What the registry keeps to itself, and for how long: D1 is compared with what was answered, with a moved clock, an
//! object that vanishes, and services that fail.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use serde_json::json;
use support::{KEY, Network, network_of};
use williw::workers::{DeviceCapabilities, NodeInfo, NodeRegistry, NodeStatus, TaskScheduler};
use williw::{Service, app};
use williw_embedded::Host;
use williw_embedded::testing::{Faults, Seam};
use williw_workers::d1::Value;

const START: i64 = 1_767_225_600_000;

fn network() -> Network {
    network_of(Host::in_memory())
}

/// Seconds after the start at which D1 has last heard of a node.
#[track_caller]
fn written(network: &Network, id: &str) -> i64 {
    match network.sql(&format!("SELECT last_active_at FROM nodes WHERE id = '{id}'")).as_slice() {
        [Value::Integer(at)] => (at - START) / 1000,
        other => panic!("{other:?}"),
    }
}

/// Seconds after the start at which the node was last heard of, as it is shown.
#[track_caller]
fn shown(network: &Network, id: &str) -> i64 {
    (network.show(id)["last_active_at"].as_i64().unwrap() - START) / 1000
}

/// Takes every shard out of memory.
fn evict(network: &Network) {
    for shard in 0..16 {
        network.0.evict("NodeRegistry", &shard.to_string());
    }
}

#[test]
fn a_sign_of_life_is_written_once_a_minute_and_shown_at_once() {
    let network = network();
    network.register("n", None);
    let mut seen = Vec::new();
    for _ in 0..8 {
        network.wait(20_000);
        assert_eq!(network.beat("n", None), 200);
        seen.push((written(&network, "n"), shown(&network, "n")));
    }
    assert_eq!(seen, [(0, 20), (0, 40), (60, 60), (60, 80), (60, 100), (120, 120), (120, 140), (120, 160)]);
}

#[test]
fn the_last_sign_of_a_silent_node_is_written_by_an_alarm() {
    let network = network();
    network.register("n", None);
    network.wait(61_000);
    network.beat("n", None);
    network.wait(30_000);
    network.beat("n", None);
    assert_eq!(written(&network, "n"), 61);
    // An object that is asked now and then stays in memory.
    for _ in 0..24 {
        network.0.advance(5_000);
        network.show("n");
    }
    assert_eq!(written(&network, "n"), 91);
    // So that five minutes of silence are counted from the truth.
    network.0.advance(180_000);
    assert_eq!(network.show("n")["status"], "active");
    network.0.advance(1);
    assert_eq!(network.show("n")["status"], "offline");
}

#[test]
fn so_is_the_first_sign_after_the_node_was_forgotten() {
    let network = network();
    network.register("n", None);
    network.wait(50_000);
    network.beat("n", None);
    assert_eq!(written(&network, "n"), 0);
    for _ in 0..24 {
        network.0.advance(5_000);
        network.show("n");
    }
    assert_eq!(written(&network, "n"), 50);
    network.0.advance(131_000);
    assert_eq!(network.listed("active=true"), ["n:active"]);
}

#[test]
fn an_object_that_vanishes_loses_a_minute_of_liveness_and_no_change() {
    let mut network = network();
    network.register("n", None);
    network.wait(60_000);
    network.beat("n", None);
    network.wait(10_000);
    network.beat("n", Some("busy"));
    network.wait(59_000);
    network.beat("n", None);
    assert_eq!(shown(&network, "n"), 129);
    evict(&network);
    assert_eq!(written(&network, "n"), 70);
    assert_eq!(network.show("n")["status"], "busy");
    network.0.restart(app::worker(Service));
    assert_eq!(network.show("n")["status"], "busy");
    network.wait(1_000);
    network.beat("n", None);
    assert_eq!(written(&network, "n"), 130);
}

#[test]
fn what_others_change_is_known_at_once() {
    let network = network();
    network.register("n", None);
    network.wait(60_000);
    network.beat("n", None);
    for (status, expected) in [("banned", 403), ("paused", 200), ("banned", 403), ("offline", 200)] {
        assert_eq!(network.set("n", status), 200);
        assert_eq!(network.beat("n", None), expected, "{status}");
    }
    assert_eq!(network.show("n")["status"], "active");
    network.call("DELETE /api/nodes/node?node_id=n", None);
    assert_eq!(network.beat("n", None), 404);
    assert_eq!(network.register("n", None).0, 201);
    assert_eq!(network.beat("n", None), 200);
}

#[test]
fn a_refusal_is_never_given_from_memory() {
    let network = network();
    network.register("n", None);
    network.set("n", "banned");
    assert_eq!(network.beat("n", None), 403);
    // Past the service, so that nobody is told.
    network.sql("UPDATE nodes SET status = 'active'");
    assert_eq!(network.beat("n", None), 200);
}

#[test]
fn without_the_registry_the_database_will_do() {
    let faults = Faults::new();
    let network = network_of(Host::in_memory().faults(&faults));
    network.register("n", None);
    network.wait(6_000);
    faults.refuse(Seam::Objects, u32::MAX);
    assert_eq!(network.beat("n", None), 200);
    let at = written(&network, "n");
    assert!(at >= 6, "{at}");
    assert_eq!(network.show("n")["status"], "active");
    assert_eq!(network.set("n", "banned"), 200);
    assert_eq!(network.beat("n", None), 403);
    assert_eq!(network.beat("nobody", None), 404);
}

#[test]
fn a_fault_that_passes_is_not_seen() {
    let faults = Faults::new();
    let network = network_of(Host::in_memory().faults(&faults));
    network.register("n", None);
    network.wait(61_000);
    for seam in [Seam::Objects, Seam::D1, Seam::Kv] {
        faults.refuse(seam, 2);
        faults.lose_answers(seam, 1);
        assert_eq!(network.beat("n", Some("busy")), 200);
        assert_eq!(network.beat("n", Some("active")), 200);
        assert_eq!(network.show("n")["status"], "active");
        assert_eq!(network.call("GET /api/nodes/list", None).0, 200);
    }
}

#[test]
fn a_cache_that_does_not_answer_is_done_without() {
    let faults = Faults::new();
    let network = network_of(Host::in_memory().faults(&faults));
    network.register("n", None);
    faults.refuse(Seam::Kv, u32::MAX);
    assert_eq!(network.show("n")["status"], "active");
    assert_eq!(network.set("n", "paused"), 200);
    faults.refuse(Seam::Kv, 0);
    assert_eq!(network.show("n")["status"], "paused");
}

#[test]
fn a_copy_of_a_silent_node_does_not_outlive_its_silence() {
    let network = network();
    network.register("n", None);
    network.wait(300_001);
    assert_eq!(network.show("n")["status"], "offline");
    assert_eq!(network.beat("n", None), 200);
    assert_eq!(network.show("n")["status"], "active");
    assert_eq!(shown(&network, "n"), 300);
}

#[test]
fn the_first_descriptions_registry() {
    let network = network();
    let node = |id: &str, key: &str| NodeInfo {
        node_id: id.to_string(),
        address: "127.0.0.1:8080".to_string(),
        public_key: key.to_string(),
        registered_at: 1704067200000,
        last_active_at: 1704067200000,
        status: NodeStatus::Active,
        capabilities: DeviceCapabilities {
            cpu_cores: 8,
            memory_mb: 16384,
            gpu_info: Vec::new(),
            network_type: "wifi".to_string(),
            max_bandwidth_mbps: 100,
        },
    };
    network.0.block_on(async {
        let registry = NodeRegistry::new("node-registry".to_string());
        registry.register_node(node("node-123", KEY)).await.unwrap();
        registry.register_node(node("node-124", KEY)).await.unwrap();
        registry.update_heartbeat("node-123").await.unwrap();
        let active: Vec<_> = registry.list_active_nodes().await.unwrap();
        let ids: Vec<_> = active.iter().map(|node| node.node_id.as_str()).collect();
        assert_eq!(ids, ["node-123", "node-124"]);
        // The server decides.
        assert_eq!(active[0].registered_at, START);
        for (result, code) in [
            (registry.register_node(node("node-123", &"1".repeat(32))).await, "invalid_node"),
            (registry.register_node(node("node 123", KEY)).await, "invalid_node"),
            (registry.update_heartbeat("nobody").await, "node_not_found"),
        ] {
            assert_eq!(result.unwrap_err().code, code);
        }
    });
    network.wait(61_000);
    network.beat("node-123", None);
    network.wait(10_000);
    network.beat("node-123", None);
    network.0.block_on(async {
        let registry = NodeRegistry::new("node-registry");
        assert_eq!(written(&network, "node-123"), 61);
        registry.persist().await.unwrap();
        assert_eq!(written(&network, "node-123"), 71);
        registry.load().await.unwrap();
        assert_eq!(TaskScheduler::new("task-scheduler").reap().await, Ok(0));
    });
    assert_eq!(network.call("GET /api/nodes/node?node_id=node-124", None).1["capabilities"]["cpu_cores"], json!(8));
}
