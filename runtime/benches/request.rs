//! One request through the whole embedded stack without the socket: routing, validation, SQL, decoding,
//! the reply. Beside it, the same reads written by hand over rusqlite and serde_json, with neither router
//! nor validation: what could be had at best.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that fails may panic")]

use divan::Bencher;
use rusqlite::Connection;
use serde_json::{Value, json};
use williw::{Service, app};
use williw_embedded::testing::Setup;
use williw_embedded::{Host, testing};
use williw_workers::Timestamp;
use williw_workers::driver::Clock;
use williw_workers::http::Method;
use williw_workers::http::auth::{Signer, Unsigned};

fn main() {
    divan::main();
}

const NODES: u32 = 100;

/// Nobody signs, as nobody does in what stands beside it; but for one bench, which is about that.
fn service() -> testing::TestWorker {
    start(Host::in_memory().var("AUTH_MODE", "off"))
}

fn start(setup: Setup) -> testing::TestWorker {
    let limits = ["NODE_LIMIT", "ADMIN_LIMIT", "IP_LIMIT", "REGISTER_LIMIT"];
    let setup =
        limits.into_iter().fold(setup.secret("ADMIN_TOKEN", TOKEN), |setup, limit| setup.var(limit, "1000000000"));
    let worker = testing::start(app::worker(Service), setup.var("LOG_LEVEL", "error"));
    for n in 0..NODES {
        let headers = [("authorization", "Bearer token"), ("content-type", "application/json")];
        let reply = worker.fetch(Method::POST, "/api/nodes/register", &headers, body(&format!("node-{n}")));
        assert_eq!(reply.status, 201);
    }
    worker
}

const TOKEN: &str = "token";

fn body(node_id: &str) -> Vec<u8> {
    let body = json!({
        "node_id": node_id,
        "address": "127.0.0.1:9000",
        "public_key": "FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z",
        "capabilities": {
            "cpu_cores": 8,
            "memory_mb": 16384,
            "gpu_info": [{ "name": "RTX 4090", "memory_mb": 24564, "compute_capability": "8.9" }],
            "network_type": "ethernet",
            "max_bandwidth_mbps": 1000,
        },
    });
    body.to_string().into_bytes()
}

#[divan::bench]
fn health(bencher: Bencher<'_, '_>) {
    let worker = service();
    bencher.bench_local(|| worker.get("/health"));
}

#[divan::bench]
fn point_read(bencher: Bencher<'_, '_>) {
    let worker = service();
    bencher.bench_local(|| worker.get("/api/nodes/node?node_id=node-42"));
}

#[divan::bench]
fn list_of_100(bencher: Bencher<'_, '_>) {
    let worker = service();
    bencher.bench_local(|| worker.get("/api/nodes/list?limit=100"));
}

/// Validates a body, reads, and writes two rows.
#[divan::bench]
fn refresh(bencher: Bencher<'_, '_>) {
    let worker = service();
    bencher.bench_local(|| worker.json(Method::POST, "/api/nodes/register", body("node-42")));
}

/// The same from a node that signs: its digest and signature are verified, its nonce is remembered, and its request is
/// counted. Signing it is not measured.
#[divan::bench]
fn signed_refresh(bencher: Bencher<'_, '_>) {
    let worker = start(Host::in_memory());
    let signer = Signer::new("signer", &[7; 32]).unwrap();
    let key: String = signer.public_key().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut of_signer: Value = serde_json::from_slice(&body("signer")).unwrap();
    of_signer["public_key"] = key.into();
    let body = of_signer.to_string().into_bytes();
    let mut nonce = 0_u64;
    let now = Timestamp::from_millis(i64::try_from(worker.clock().now_ms()).unwrap());
    let sign = || {
        nonce += 1;
        let nonce = format!("{nonce:016}");
        let mut unsigned = Unsigned::new(&Method::POST, "/api/nodes/register");
        (unsigned.body, unsigned.created, unsigned.nonce) = (&body, now, &nonce);
        let mut headers = signer.sign(&unsigned).unwrap();
        headers.push(("content-type", "application/json".to_owned()));
        headers
    };
    bencher.with_inputs(sign).bench_local_values(|headers| {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let reply = worker.fetch(Method::POST, "/api/nodes/register", &headers, body.clone());
        assert!(reply.status.is_success(), "{:?}", String::from_utf8_lossy(&reply.body));
        reply
    });
}

const COLUMNS: &str = "id, address, public_key, registered_at, last_active_at, status, capabilities";

/// The same rows in a database of the bench's own.
fn by_hand() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    for statement in app::MANIFEST.d1[0].schema {
        db.execute_batch(statement).unwrap();
    }
    let worker = service();
    let rows = worker.sql("DB", format!("SELECT {COLUMNS} FROM nodes ORDER BY id"), vec![]).unwrap();
    for row in rows.cells.chunks(rows.width) {
        let [id, address, key, registered, active, status, capabilities] = row else { unreachable!() };
        let text = |value: &williw_workers::d1::Value| match value {
            williw_workers::d1::Value::Text(text) => text.clone(),
            other => format!("{other:?}"),
        };
        let number = |value: &williw_workers::d1::Value| match value {
            williw_workers::d1::Value::Integer(n) => *n,
            _ => 0,
        };
        db.execute(
            &format!("INSERT INTO nodes ({COLUMNS}, total_compute_score, total_rewards_lamports, contribution_count, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, 0, 0)"),
            (text(id), text(address), text(key), number(registered), number(active), text(status), text(capabilities)),
        )
        .unwrap();
    }
    db
}

fn node(row: &rusqlite::Row<'_>) -> rusqlite::Result<Value> {
    let capabilities: String = row.get(6)?;
    Ok(json!({
        "node_id": row.get::<_, String>(0)?,
        "address": row.get::<_, String>(1)?,
        "public_key": row.get::<_, String>(2)?,
        "registered_at": row.get::<_, i64>(3)?,
        "last_active_at": row.get::<_, i64>(4)?,
        "status": row.get::<_, String>(5)?,
        "capabilities": serde_json::from_str::<Value>(&capabilities).unwrap(),
    }))
}

#[divan::bench]
fn point_read_by_hand(bencher: Bencher<'_, '_>) {
    let db = by_hand();
    bencher.bench_local(|| {
        let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM nodes WHERE id = ?1")).unwrap();
        statement.query_row(["node-42"], node).unwrap().to_string()
    });
}

#[divan::bench]
fn list_of_100_by_hand(bencher: Bencher<'_, '_>) {
    let db = by_hand();
    bencher.bench_local(|| {
        let sql = format!("SELECT {COLUMNS} FROM nodes ORDER BY id LIMIT 100");
        let mut statement = db.prepare_cached(&sql).unwrap();
        let nodes: Vec<Value> = statement.query_map([], node).unwrap().map(Result::unwrap).collect();
        json!({ "nodes": nodes }).to_string()
    });
}
