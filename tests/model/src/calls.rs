//! What is said to the service: each step with all its words, and the bodies that they stand for.

use serde_json::{Value as Json, json};
use williw_embedded::testing;
use williw_workers::http::{Method, Request};

/// The public key of every node: which key a node has is not what is tried here.
pub const KEY: &str = "5866666666666666666666666666666666666666666666666666666666666666";
/// The same as an address.
pub const KEY_BASE58: &str = "6x5SYnLroiN7WYq8NQYU9KHcH4YjpBbwpUfVu3EB7ieH";
pub(crate) const WALLETS: [&str; 2] =
    ["TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "EgU63XSnnHLgxASSKtVDck7zwQLZR7Qgpzhpv9Dv16oM"];
/// Signatures of transactions that the operator may have made.
pub(crate) const SIGNATURES: [&str; 8] = [
    "4gXrHw1dqafC4Vo2RTmHpRK3d3x8aYXLg81BtsMBWrWgQu9n45JWDMTM5yGhR1Ug1Reo4sFi4apJe9Zmoexx9Tc9",
    "3U1tFA9PdfkqMUAM3bDBW7stNbRSUFmxuc4LBu2chsgaGHSafbB1i3oLREKrtbGRTRH9YeDrV2GnbhYLofE6rW3S",
    "61jhZxXCPK6r56ysBwpUmMQojRHD23BKBa7cNzaP3YGxEEHzAX3ba7QTuJv7ZvvJjfRUfFsTTbZvUxo6ENKdfqbf",
    "5ZoncjnhafZkjCMbTAYgESm4u5MWM4YEJUuhBqwGV1ZRg5U98WNbuyAHmpvHuXgFTgFVfr5MS9C5nLUUTuf2MbnT",
    "4dj636k7rijC7JitehZSgPUEVr3echezPwr4GmCbRspXinjSRNZa3c6LXYyqYVDzifF5DDphRzLyRQBrc9soeUhe",
    "BsLY4FvScN68jSstJW6v5FjyEyWivzaA4aehuP1pGZwroxEwaxKeBuwmk6CwMTym6qWXyTsXV9KQTByAQE6bihJ",
    "2m99vFP9af4CYnkKwsZFJ4dMjGYL7k49jpLKdfQeZY2b72RzWonqBh49w19PGTnqDZPHvdiNJfWGDBR8pjHsVmxG",
    "263LXR7yS3qo9mFptZUqjo7X5TDRy4V1r2qBn17EBNc2TyHgYAUdZXNo3qZ8WDoNr9xnwgVyaWytj2skUnv53csP",
];
pub(crate) const START: u64 = 1_767_225_600_000;
pub(crate) const HOUR: u64 = 3_600_000;
pub(crate) fn node_name(node: u8) -> String {
    format!("n{node}")
}

/// A task that a node names in a heartbeat.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Claim {
    pub task: String,
    pub lease: String,
    pub failed: bool,
}

/// A step with everything said.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Call {
    Register {
        node: String,
        capabilities: Json,
        wallet: Option<String>,
    },
    Heartbeat {
        node: String,
        status: Option<&'static str>,
        tasks: Vec<Claim>,
    },
    SetStatus {
        node: String,
        status: &'static str,
        by_admin: bool,
    },
    Delete {
        node: String,
        by_admin: bool,
    },
    Add {
        task: String,
        body: Json,
    },
    Next {
        node: String,
    },
    Cancel {
        task: String,
    },
    Record {
        node: String,
        contribution: String,
        task: String,
        lease: String,
        work: Json,
    },
    Distribute {
        key: String,
        body: Json,
    },
    Settle {
        key: String,
        caller: String,
        node: Option<String>,
    },
    /// Takes a reward back.
    Reverse {
        contribution: String,
    },
    /// Says how a payout has ended: by this transaction, or not at all. By the way of a settlement, or by that of a resolution.
    Report {
        payout: String,
        signature: String,
        key: String,
    },
    Resolve {
        payout: String,
        signature: Option<String>,
    },
    Pending {
        node: String,
    },
    Balance {
        address: String,
    },
    Stats {
        node: String,
    },
    Cron {
        job: &'static str,
    },
    Advance {
        ms: u64,
    },
    Together {
        calls: Vec<Call>,
        apart: u8,
    },
    Nothing,
}

impl Call {
    /// Scope, key and body of a request that is to happen once.
    pub(crate) fn keyed(&self) -> Option<(String, String, Json)> {
        match self {
            Call::Distribute { key, body } => Some(("admin distribute_rewards".to_owned(), key.clone(), body.clone())),
            Call::Settle { key, caller, node } => {
                let body = node.as_ref().map_or(json!({}), |node| json!({ "node_id": node }));
                Some((format!("{caller} settle_rewards"), key.clone(), body))
            }
            Call::Report { payout, signature, key } => {
                let body = json!({ "payout_id": payout, "transaction_signature": signature });
                Some(("admin settle_rewards".to_owned(), key.clone(), body))
            }
            _ => None,
        }
    }
}
/// A call as it is sent.
pub(crate) fn request(call: &Call) -> Request {
    let (request, node, key, body) = match call {
        Call::Register { node, capabilities, wallet } => {
            let mut body = json!({ "node_id": node, "address": "a", "public_key": KEY, "capabilities": capabilities });
            if let Some(wallet) = wallet {
                body["wallet_address"] = json!(wallet);
            }
            ("POST /api/nodes/register".to_owned(), Some(node), None, body)
        }
        Call::Heartbeat { node, status, tasks } => {
            let task = |Claim { task, lease, failed }: &Claim| {
                let state = if *failed { "failed" } else { "running" };
                let error = failed.then_some("it broke");
                json!({ "task_id": task, "lease_id": lease, "progress": 50, "state": state, "error": error })
            };
            let tasks: Vec<Json> = tasks.iter().map(task).collect();
            let body = json!({ "node_id": node, "status": status, "tasks": tasks });
            ("POST /api/nodes/heartbeat".to_owned(), Some(node), None, body)
        }
        Call::SetStatus { node, status, by_admin } => {
            let body = json!({ "node_id": node, "status": status });
            ("PUT /api/nodes/status".to_owned(), (!by_admin).then_some(node), None, body)
        }
        Call::Delete { node, by_admin } => {
            (format!("DELETE /api/nodes/node?node_id={node}"), (!by_admin).then_some(node), None, Json::Null)
        }
        Call::Add { body, .. } => ("POST /api/tasks/add".to_owned(), None, None, body.clone()),
        Call::Next { node } => ("GET /api/tasks/next".to_owned(), Some(node), None, Json::Null),
        Call::Cancel { task } => (format!("POST /api/tasks/cancel?task_id={task}"), None, None, Json::Null),
        Call::Record { node, contribution, task, lease, work } => {
            let mut body = work.clone();
            for (key, value) in [("id", contribution), ("node_id", node), ("task_id", task), ("lease_id", lease)] {
                body[key] = json!(value);
            }
            ("POST /api/contributions/record".to_owned(), Some(node), None, body)
        }
        Call::Distribute { key, body } => ("POST /api/rewards/distribute".to_owned(), None, Some(key), body.clone()),
        Call::Settle { key, caller, node } => {
            let body = node.as_ref().map_or(json!({}), |node| json!({ "node_id": node }));
            ("POST /api/rewards/settle".to_owned(), node.as_ref().filter(|_| caller != "admin"), Some(key), body)
        }
        Call::Reverse { contribution } => {
            let body = json!({ "reward_id": format!("rwd_{contribution}"), "reason": "it was not so" });
            ("POST /api/rewards/reverse".to_owned(), None, None, body)
        }
        Call::Report { payout, signature, key } => {
            let body = json!({ "payout_id": payout, "transaction_signature": signature });
            ("POST /api/rewards/settle".to_owned(), None, Some(key), body)
        }
        Call::Resolve { payout, signature } => {
            let outcome = if signature.is_some() { "completed" } else { "failed" };
            let mut body = json!({ "payout_id": payout, "outcome": outcome });
            if let Some(signature) = signature {
                body["transaction_signature"] = json!(signature);
            }
            ("POST /api/payouts/resolve".to_owned(), None, None, body)
        }
        Call::Pending { node } => (format!("GET /api/rewards/pending?node_id={node}"), None, None, Json::Null),
        Call::Balance { address } => (format!("GET /api/rewards/balance?address={address}"), None, None, Json::Null),
        Call::Stats { node } => (format!("GET /api/contributions/stats?node_id={node}"), None, None, Json::Null),
        Call::Cron { .. } | Call::Advance { .. } | Call::Together { .. } | Call::Nothing => {
            panic!("{call:?} is no request")
        }
    };
    let (method, target) = request.split_once(' ').unwrap();
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(node.map(|node| ("x-node-id", node.as_str())));
    headers.extend(key.map(|key| ("idempotency-key", key.as_str())));
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let method: Method = method.parse().unwrap();
    testing::request(method, target, &headers, body.into_bytes())
}

pub(crate) fn name(call: &Call) -> &'static str {
    match call {
        Call::Register { .. } => "register",
        Call::Heartbeat { .. } => "heartbeat",
        Call::SetStatus { .. } => "status",
        Call::Delete { .. } => "delete",
        Call::Add { .. } => "add",
        Call::Next { .. } => "next",
        Call::Cancel { .. } => "cancel",
        Call::Record { .. } => "record",
        Call::Distribute { .. } => "distribute",
        Call::Settle { .. } => "settle",
        Call::Reverse { .. } => "reverse",
        Call::Report { .. } => "report",
        Call::Resolve { .. } => "resolve",
        Call::Pending { .. } => "pending",
        Call::Balance { .. } => "balance",
        Call::Stats { .. } => "stats",
        Call::Cron { .. } => "cron",
        Call::Advance { .. } => "advance",
        Call::Together { .. } => "together",
        Call::Nothing => "nothing",
    }
}

pub(crate) fn capabilities(kind: u8) -> Json {
    let gpu = |mb: u64| json!([{ "name": "g", "memory_mb": mb, "compute_capability": "8.9" }]);
    let (cores, memory, gpus, network) = [
        (4, 8_000, json!([]), "wifi"),
        (16, 65_536, gpu(24_000), "ethernet"),
        (16, 65_536, gpu(8_000), "ethernet"),
        (1, 1_000, json!([]), "cellular"),
    ][usize::from(kind % 4)]
    .clone();
    json!({ "cpu_cores": cores, "memory_mb": memory, "gpu_info": gpus, "network_type": network, "max_bandwidth_mbps": 100 })
}

pub(crate) fn task_body(task: u8, kind: u8) -> Json {
    let mut body = json!({ "id": format!("t{task}"), "task_type": "training", "params": { "kind": kind } });
    let more = match kind {
        0..=2 => json!({}),
        3 => json!({ "task_type": "inference", "priority": 100, "max_attempts": 1 }),
        4 => json!({ "task_type": "health_check", "lease_ms": 60_000, "timeout_ms": 100_000, "priority": 5 }),
        5 => json!({ "target_node": node_name(task % crate::ops::NODES), "max_attempts": 2 }),
        6 => json!({ "requirements": { "require_gpu": true, "min_gpu_memory_mb": 16_000 }, "lease_ms": HOUR }),
        _ => json!({ "scheduled_at": START + HOUR, "requirements": { "network_types": ["wifi", "ethernet"] } }),
    };
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

pub(crate) fn work_body(work: u8) -> Json {
    match work {
        0 => json!({ "duration_seconds": 0, "samples_processed": 5 }),
        1 => json!({ "duration_seconds": 50, "samples_processed": 0 }),
        2 => {
            json!({ "duration_seconds": 10, "samples_processed": 5, "gpu_usage_percent": 33.335, "cpu_usage_percent": 12.345 })
        }
        3 => json!({ "duration_seconds": 10, "samples_processed": 5, "memory_used_mb": 9_000 }),
        4 => json!({ "duration_seconds": 90_000, "samples_processed": 1_000_000_000_000_u64 }),
        5 => {
            json!({ "duration_seconds": 7, "samples_processed": 1, "network_upload_mb": 500, "network_download_mb": 1 })
        }
        6 => json!({ "duration_seconds": 61, "samples_processed": 167, "cpu_usage_percent": 45 }),
        _ => {
            json!({ "duration_seconds": 60, "samples_processed": 167, "cpu_usage_percent": 99.99, "network_upload_mb": 8 })
        }
    }
}
