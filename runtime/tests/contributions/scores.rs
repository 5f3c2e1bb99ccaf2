//! What a contribution counts: durations, shares, and sums.

use serde_json::{Value as Json, json};
use williw_workers::d1::Value;

use crate::{START, claim, claim_with, lease, network, one, quick, record, stats, text};

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
