//! One request through the whole embedded stack without the socket: routing, validation, SQL, decoding,
//! the reply. Beside it, the same reads written by hand over rusqlite and serde_json, with neither router
//! nor validation: what could be had at best.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that fails may panic")]

use divan::Bencher;
use rusqlite::Connection;
use serde_json::{Value, json};
use williw::{Service, app};
use williw_embedded::{Host, testing};
use williw_workers::http::Method;

fn main() {
    divan::main();
}

const NODES: u32 = 100;

fn service() -> testing::TestWorker {
    let worker = testing::start(app::worker(Service), Host::in_memory());
    for n in 0..NODES {
        let reply = worker.json(Method::POST, "/api/nodes/register", body(&format!("node-{n}")));
        assert_eq!(reply.status, 201);
    }
    worker
}

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
