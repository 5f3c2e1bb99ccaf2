//! A hundred thousand contributions are rewarded and paid: how long that takes, and how many statements and rows it
//! costs, through the whole embedded stack without the socket, with the database in a file that is synced.
//!
//! `cargo bench -p williw --bench money [-- CONTRIBUTIONS NODES]`. A row is a row of a table that was changed; what D1
//! bills for indexes comes on top. The sums are checked at the end: a bench that pays wrongly is none.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a bench may panic")]
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]

use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use williw::{Service, app};
use williw_embedded::testing::TestWorker;
use williw_embedded::{Host, testing};
use williw_workers::d1::Value;
use williw_workers::http::Method;

const KEY: &str = "5866666666666666666666666666666666666666666666666666666666666666";

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let contributions = numbers.first().copied().unwrap_or(100_000);
    let nodes = numbers.get(1).copied().unwrap_or(1000);
    let data = tempfile::tempdir().unwrap();
    let setup = Host::in_memory().data(data.path()).var("AUTH_MODE", "off").var("MAX_NODES", "100000");
    let limits = ["ADMIN_LIMIT", "IP_LIMIT", "REGISTER_LIMIT"];
    let worker =
        testing::start(app::worker(Service), limits.into_iter().fold(setup, |it, limit| it.var(limit, "1000000")));
    let bench = Bench { worker, keys: 0.into() };
    bench.work(contributions, nodes);

    let mut rewarded = 0;
    let distribute = bench.measured(|| {
        let mut queries = 0;
        loop {
            let (reply, cost) = bench.once("/api/rewards/distribute", json!({}));
            queries += cost;
            rewarded += reply["rewards"].as_array().unwrap().len() as u64;
            if reply["rewards"].as_array().unwrap().is_empty() {
                return queries;
            }
        }
    });
    assert_eq!(rewarded, contributions);
    bench.tell("distribute", &distribute, contributions);

    let mut payouts = 0;
    let settle = bench.measured(|| {
        let mut queries = 0;
        loop {
            let (reply, cost) = bench.once("/api/rewards/settle", json!({}));
            queries += cost;
            payouts = payouts.max(bench.number("SELECT count(*) FROM payouts"));
            if reply["more"] == json!(false) || payouts >= nodes {
                return queries;
            }
        }
    });
    bench.tell("settle", &settle, contributions);

    let paid = bench.measured(|| {
        while bench.number("SELECT count(*) FROM payouts WHERE status <> 'completed'") > 0 {
            bench.worker.cron("update_statistics").unwrap();
        }
        0
    });
    bench.tell("pay", &paid, contributions);
    let sum = |sql: &str| bench.number(sql);
    assert_eq!(
        sum("SELECT sum(total_rewards_distributed_lamports) + sum(pending_rewards_lamports) FROM wallets"),
        sum("SELECT sum(amount_lamports) FROM rewards")
    );
    assert_eq!(sum("SELECT count(*) FROM rewards WHERE status = 'completed'"), contributions);
    println!("{contributions} rewards of {nodes} nodes, paid by {payouts} payouts: the books balance");
}

struct Bench {
    worker: TestWorker,
    keys: std::cell::Cell<u64>,
}

/// What a part has cost.
struct Cost {
    time: Duration,
    /// Statements of requests; those of cron jobs are not told.
    queries: u64,
    rows: u64,
}

impl Bench {
    /// Nodes that have worked, as `contributions/record` leaves them.
    fn work(&self, contributions: u64, nodes: u64) {
        let capabilities =
            json!({"cpu_cores": 8, "memory_mb": 1024, "network_type": "wifi", "max_bandwidth_mbps": 100});
        for n in 0..nodes {
            let body = json!({"node_id": format!("node-{n:05}"), "address": "a", "public_key": KEY, "capabilities": capabilities});
            assert_eq!(self.worker.json(Method::POST, "/api/nodes/register", body.to_string()).status, 201);
        }
        let each =
            format!("WITH RECURSIVE it(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM it WHERE i + 1 < {contributions})");
        for sql in [
            format!(
                "{each} INSERT INTO contributions SELECT printf('c%08d', i), printf('node-%05d', i % {nodes}), 't' || i, \
                 0.770596, 3600, 10000, 75.0, NULL, 500, i FROM it"
            ),
            format!(
                "{each} INSERT INTO contribution_meta (contribution_id, node_id, task_id, lease_id, status, score_micro, \
                 claimed_duration_seconds, request_sha256) SELECT printf('c%08d', i), printf('node-%05d', i % {nodes}), \
                 't' || i, 'l' || i, 'verified', 770596, 3600, zeroblob(32) FROM it"
            ),
        ] {
            self.worker.sql("DB", sql, Vec::new()).unwrap();
        }
    }

    /// A request with a new key; its reply, and how many statements it took.
    fn once(&self, target: &str, body: Json) -> (Json, u64) {
        self.keys.set(self.keys.get() + 1);
        let key = format!("key-{}", self.keys.get());
        let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
        let reply = self.worker.fetch(Method::POST, target, &headers, body.to_string());
        assert!(reply.status.is_success(), "{}", String::from_utf8_lossy(&reply.body));
        let timing = reply.headers.iter().find(|(name, _)| *name == "server-timing").map_or("", |(_, it)| it.as_ref());
        let queries = timing.split("d1;").nth(1).and_then(|it| it.split('"').nth(1)).unwrap_or("0 queries");
        (serde_json::from_slice(&reply.body).unwrap(), queries.split(' ').next().unwrap().parse().unwrap())
    }

    fn number(&self, sql: &str) -> u64 {
        match self.worker.sql("DB", sql, Vec::new()).unwrap().cells.as_slice() {
            [Value::Integer(number)] => number.unsigned_abs(),
            other => panic!("{other:?}"),
        }
    }

    fn measured(&self, work: impl FnOnce() -> u64) -> Cost {
        let (rows, start) = (self.number("SELECT total_changes()"), Instant::now());
        let queries = work();
        Cost { time: start.elapsed(), queries, rows: self.number("SELECT total_changes()") - rows }
    }

    fn tell(&self, what: &str, cost: &Cost, rewards: u64) {
        let each = |number: f64| number / rewards as f64;
        println!(
            "{what:>10}: {:.2} s, {:.1} µs a reward · {:.4} D1 queries a reward · {:.2} rows written a reward",
            cost.time.as_secs_f64(),
            each(cost.time.as_secs_f64() * 1e6),
            each(cost.queries as f64),
            each(cost.rows as f64),
        );
    }
}
