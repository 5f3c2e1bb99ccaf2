//! Ten thousand nodes that send a heartbeat every 30 s, for an hour of the clock: what that costs D1 in rows written,
//! and how long a heartbeat takes, through the whole embedded stack without the socket and with databases in memory.
//!
//! `cargo bench -p williw --bench heartbeats [-- NODES MINUTES]`. The bound that must hold is 0.6 rows for each
//! heartbeat; the bench fails beyond it. A row is a row of a table: `TouchNode` writes to no index, as its plan shows.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench may panic")]
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]

use std::time::{Duration, Instant};

use serde_json::json;
use williw::{Service, app};
use williw_embedded::{Host, testing};
use williw_workers::d1::Value;
use williw_workers::http::Method;

const KEY: &str = "5866666666666666666666666666666666666666666666666666666666666666";
const EVERY_MS: u64 = 30_000;

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let (nodes, minutes) = match numbers.as_slice() {
        [] => (10_000, 60),
        [nodes] => (*nodes, 60),
        [nodes, minutes, ..] => (*nodes, *minutes),
    };
    let worker = testing::start(app::worker(Service), Host::in_memory().var("MAX_NODES", (nodes + 1).to_string()));
    let capabilities = json!({"cpu_cores": 8, "memory_mb": 1024, "network_type": "wifi", "max_bandwidth_mbps": 100});
    for n in 0..nodes {
        let body =
            json!({"node_id": format!("node-{n}"), "address": "a", "public_key": KEY, "capabilities": capabilities});
        assert_eq!(worker.json(Method::POST, "/api/nodes/register", body.to_string()).status, 201);
    }
    let targets: Vec<String> = (0..nodes).map(|n| format!("/api/nodes/heartbeat?node_id=node-{n}")).collect();
    let written = || match worker.sql("DB", "SELECT total_changes()", Vec::new()).unwrap().cells.as_slice() {
        [Value::Integer(rows)] => *rows,
        other => panic!("{other:?}"),
    };
    let before = written();
    let mut times = Vec::new();
    let rounds = minutes * 60_000 / EVERY_MS;
    for _ in 0..rounds {
        // Nodes do not beat in step: the clock goes on between them.
        let mut passed = 0;
        for (n, target) in (0..nodes).zip(&targets) {
            let due = (n + 1) * EVERY_MS / nodes;
            worker.advance(due - passed);
            passed = due;
            let start = Instant::now();
            let reply = worker.fetch(Method::POST, target, &[], "");
            times.push(start.elapsed());
            assert_eq!(reply.status, 200);
        }
    }
    let (rows, beats) = (written() - before, times.len());
    times.sort();
    let at = |percent: usize| micros(times.get(beats * percent / 100).copied().unwrap_or_default());
    let per_beat = rows as f64 / beats as f64;
    println!("{nodes} nodes, {minutes} minutes, {beats} heartbeats, cron jobs and alarms included");
    println!("D1 rows written for each heartbeat: {per_beat:.3}");
    println!(
        "a heartbeat takes {} µs (median), {} µs (99 %), {} µs (longest)",
        at(50),
        at(99),
        micros(times.last().copied().unwrap_or_default())
    );
    assert!(per_beat < 0.6, "more than 0.6 rows are written for each heartbeat");
}

fn micros(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e6)
}
