//! How long `GET /api/tasks/next` takes with 10,000 nodes and a short or a long queue, through the whole embedded stack
//! without the socket and with databases in memory; and an empty queue, which is what most nodes ask most of the time.
//!
//! `cargo bench -p williw --bench next`. That the work itself does not grow is a test: `tests/tasks/statement.rs` counts it.
#![allow(clippy::unwrap_used, reason = "a bench may panic")]
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]

use std::time::Instant;

use williw::{Service, app};
use williw_embedded::Host;
use williw_embedded::testing::{self, TestWorker};
use williw_workers::driver::Clock;
use williw_workers::http::Method;

const NODES: u32 = 10_000;
const ASKED: u32 = 500;

fn main() {
    println!("{NODES} nodes; {ASKED} of them ask once");
    for tasks in [0, 1_000, 10_000, 100_000] {
        let worker = crowd(tasks);
        let mut micros: Vec<u128> = (0..ASKED).map(|n| ask(&worker, n, tasks > 0)).collect();
        micros.sort_unstable();
        let at = |percent: usize| micros.get(micros.len() * percent / 100).copied().unwrap_or_default();
        println!("{tasks:>7} pending tasks: {} µs (median), {} µs (99 %)", at(50), at(99));
    }
}

/// Nodes, and tasks of five priorities and four kinds of requirements, some of them for one node.
fn crowd(tasks: u32) -> TestWorker {
    let setup = Host::in_memory().var("AUTH_MODE", "off").var("NODE_LIMIT", "1000000").var("IP_LIMIT", "1000000");
    let worker = testing::start(app::worker(Service), setup);
    let now = worker.clock().now_ms();
    let capabilities = r#"{"cpu_cores":4,"memory_mb":1,"gpu_info":[],"network_type":"wifi","max_bandwidth_mbps":1}"#;
    let count = |n: u32| format!("WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {n})");
    let nodes = format!(
        "{} INSERT INTO nodes SELECT 'node-' || n, 'a', 'G2zZYy96ovhi5PpNnj8DQua7HCC4hULvnpq7NK6BXRsc', {now}, {now}, \
         'active', '{capabilities}', 0, 0, 0, {now}, {now} FROM s",
        count(NODES)
    );
    worker.sql("DB", nodes, Vec::new()).unwrap();
    if tasks > 0 {
        let tasks = format!(
            "{} INSERT INTO tasks (id, task_type, params, target_node, priority, scheduled_at, requirements, \
             request_sha256, created_at, updated_at) SELECT 't' || (n * 7919 % 1000003), 'training', '{{}}', \
             iif(n % 10 = 9, 'node-' || (n % {NODES}), NULL), n % 5, {now} - n * 997 % 18000000, \
             '{{\"min_cpu_cores\":' || (n / 10 % 4 + 2) || ',\"require_gpu\":false,\"network_types\":[]}}', \
             zeroblob(32), {now} - n * 997 % 18000000, {now} FROM s",
            count(tasks)
        );
        worker.sql("DB", tasks, Vec::new()).unwrap();
    }
    worker
}

fn ask(worker: &TestWorker, node: u32, some: bool) -> u128 {
    let node = format!("node-{node}");
    let start = Instant::now();
    let reply = worker.fetch(Method::GET, "/api/tasks/next", &[("x-node-id", &node)], "");
    let micros = start.elapsed().as_micros();
    assert_eq!(reply.status, if some { 200 } else { 204 });
    micros
}
