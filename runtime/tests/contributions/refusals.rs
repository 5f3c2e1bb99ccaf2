//! Which contributions do not count, and why.

use serde_json::{Value as Json, json};
use williw_workers::d1::Value;

use crate::{claim, claim_with, lease, lost, network, now, one, quick, record, refusal, register, send};

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
