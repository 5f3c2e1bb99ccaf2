//! What the database holds, as far as rules speak of it: read in one query, compared field by field.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde_json::Value as Json;

use crate::books::Look;

/// A node and its wallet.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // The names say it: they are the columns'.
pub struct Node {
    pub status: String,
    pub last_active_at: u64,
    pub capabilities: Json,
    pub contributions: u64,
    pub total_rewards: u64,
    pub wallet: String,
    pub pending: u64,
    pub paid: u64,
}

/// A task.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Task {
    pub task_type: String,
    pub target: Option<String>,
    pub priority: u64,
    pub scheduled_at: u64,
    pub created_at: u64,
    pub timeout_ms: u64,
    pub lease_ms: u64,
    pub max_attempts: u64,
    pub status: String,
    pub attempt: u64,
    pub node: Option<String>,
    pub lease: Option<String>,
    pub assigned_at: Option<u64>,
    pub expires_at: Option<u64>,
    pub deadline_at: Option<u64>,
    pub failed_nodes: Vec<String>,
    pub error: Option<String>,
}

/// A contribution.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Contribution {
    pub node: String,
    pub task: String,
    pub lease: String,
    pub status: String,
    pub duration: u64,
    pub samples: u64,
    pub score: u64,
    pub overclaimed: bool,
    pub timestamp: u64,
    pub payout: Option<String>,
}

/// A reward.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Reward {
    pub node: String,
    pub amount: u64,
    pub status: String,
    pub signature: Option<String>,
}

/// A payout.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Payout {
    pub node: String,
    pub wallet: String,
    pub amount: u64,
    pub status: String,
    pub attempt: u64,
    pub signature: Option<String>,
}

impl Payout {
    /// Whether its money is on its way.
    pub fn is_open(&self) -> bool {
        !["completed", "failed"].contains(&self.status.as_str())
    }
}

/// All of it, by id.
#[derive(Clone, Debug, PartialEq, Default)]
#[allow(missing_docs)]
pub struct World {
    pub nodes: BTreeMap<String, Node>,
    pub tasks: BTreeMap<String, Task>,
    pub contributions: BTreeMap<String, Contribution>,
    pub rewards: BTreeMap<String, Reward>,
    pub payouts: BTreeMap<String, Payout>,
    /// Scope and key of each request that is to happen once; whether it was answered.
    pub keys: BTreeMap<(String, String), bool>,
}

const QUERY: &str = "SELECT json_object(
    'nodes', (SELECT json_group_array(json_array(id, status, last_active_at, json(capabilities), contribution_count,
        total_rewards_lamports, wallet_address, pending_rewards_lamports, total_rewards_distributed_lamports))
        FROM nodes JOIN wallets ON node_id = id),
    'tasks', (SELECT json_group_array(json_array(id, task_type, target_node, priority, scheduled_at, created_at,
        timeout_ms, lease_ms, max_attempts, status, attempt, node_id, lease_id, assigned_at, lease_expires_at, deadline_at,
        json(failed_nodes), error)) FROM tasks),
    'contributions', (SELECT json_group_array(json_array(id, c.node_id, c.task_id, lease_id, status, duration_seconds, samples_processed,
        score_micro, overclaimed, timestamp, payout_id)) FROM contributions c JOIN contribution_meta ON contribution_id = id),
    'rewards', (SELECT json_group_array(json_array(id, node_id, amount_lamports, status, transaction_signature)) FROM rewards),
    'payouts', (SELECT json_group_array(json_array(id, node_id, wallet_address, amount_lamports, status, attempt,
        transaction_signature)) FROM payouts),
    'keys', (SELECT json_group_array(json_array(scope, idempotency_key, status IS NOT NULL)) FROM idempotency_keys)
)";

/// The cells of a row, in order.
struct Cells<'a>(std::slice::Iter<'a, Json>);

impl Cells<'_> {
    fn json(&mut self) -> Json {
        self.0.next().unwrap().clone()
    }

    fn maybe(&mut self) -> Option<String> {
        self.json().as_str().map(str::to_owned)
    }

    fn text(&mut self) -> String {
        self.maybe().unwrap()
    }

    fn maybe_number(&mut self) -> Option<u64> {
        self.json().as_u64()
    }

    fn number(&mut self) -> u64 {
        self.maybe_number().unwrap()
    }
}

fn rows<K: Ord, V>(all: &Json, table: &str, read: impl Fn(&mut Cells<'_>) -> (K, V)) -> BTreeMap<K, V> {
    // A subquery's JSON is a text again.
    let rows: Vec<Vec<Json>> = serde_json::from_str(all[table].as_str().unwrap()).unwrap();
    rows.iter().map(|row| read(&mut Cells(row.iter()))).collect()
}

impl World {
    /// Reads it.
    pub fn of(database: &impl Look) -> Self {
        let texts = database.texts(QUERY).unwrap_or_else(|e| panic!("{e}"));
        let all: Json = serde_json::from_str(&texts[0]).unwrap();
        World {
            nodes: rows(&all, "nodes", |row| {
                let id = row.text();
                let node = Node {
                    status: row.text(),
                    last_active_at: row.number(),
                    capabilities: row.json(),
                    contributions: row.number(),
                    total_rewards: row.number(),
                    wallet: row.text(),
                    pending: row.number(),
                    paid: row.number(),
                };
                (id, node)
            }),
            tasks: rows(&all, "tasks", |row| {
                let id = row.text();
                let task = Task {
                    task_type: row.text(),
                    target: row.maybe(),
                    priority: row.number(),
                    scheduled_at: row.number(),
                    created_at: row.number(),
                    timeout_ms: row.number(),
                    lease_ms: row.number(),
                    max_attempts: row.number(),
                    status: row.text(),
                    attempt: row.number(),
                    node: row.maybe(),
                    lease: row.maybe(),
                    assigned_at: row.maybe_number(),
                    expires_at: row.maybe_number(),
                    deadline_at: row.maybe_number(),
                    failed_nodes: serde_json::from_value(row.json()).unwrap(),
                    error: row.maybe(),
                };
                (id, task)
            }),
            contributions: rows(&all, "contributions", |row| {
                let id = row.text();
                let contribution = Contribution {
                    node: row.text(),
                    task: row.text(),
                    lease: row.text(),
                    status: row.text(),
                    duration: row.number(),
                    samples: row.number(),
                    score: row.number(),
                    overclaimed: row.number() != 0,
                    timestamp: row.number(),
                    payout: row.maybe(),
                };
                (id, contribution)
            }),
            rewards: rows(&all, "rewards", |row| {
                let id = row.text();
                let reward =
                    Reward { node: row.text(), amount: row.number(), status: row.text(), signature: row.maybe() };
                (id, reward)
            }),
            payouts: rows(&all, "payouts", |row| {
                let id = row.text();
                let payout = Payout {
                    node: row.text(),
                    wallet: row.text(),
                    amount: row.number(),
                    status: row.text(),
                    attempt: row.number(),
                    signature: row.maybe(),
                };
                (id, payout)
            }),
            keys: rows(&all, "keys", |row| ((row.text(), row.text()), row.number() != 0)),
        }
    }

    /// The open payout of a node.
    pub fn open_payout(&self, node: &str) -> Option<(&String, &Payout)> {
        self.payouts.iter().find(|(_, payout)| payout.node == node && payout.is_open())
    }
}

/// What differs between what was expected and what is there; `None` where nothing does.
pub fn difference(expected: &World, found: &World) -> Option<String> {
    differing("node", &expected.nodes, &found.nodes)
        .or_else(|| differing("task", &expected.tasks, &found.tasks))
        .or_else(|| differing("contribution", &expected.contributions, &found.contributions))
        .or_else(|| differing("reward", &expected.rewards, &found.rewards))
        .or_else(|| differing("payout", &expected.payouts, &found.payouts))
        .or_else(|| differing("key", &expected.keys, &found.keys))
}

fn differing<K: Ord + Debug, V: PartialEq + Debug>(
    kind: &str,
    expected: &BTreeMap<K, V>,
    found: &BTreeMap<K, V>,
) -> Option<String> {
    let told = |id: &K| match (expected.get(id), found.get(id)) {
        (one, other) if one == other => None,
        (one, other) => Some(format!("{kind} {id:?}: expected {one:?}, found {other:?}")),
    };
    expected.keys().chain(found.keys()).find_map(told)
}
