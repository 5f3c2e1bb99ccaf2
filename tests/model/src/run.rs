//! Plays a sequence against a whole service in memory, and has every step judged.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use williw::{Service, app};
use williw_embedded::testing::{self, Faults, Seam, TestWorker};
use williw_embedded::{Host, TestClock};
use williw_workers::driver::Clock as _;
use williw_workers::http::Method;

use crate::books;
use crate::judge::{self, Before};
use crate::ops::{Fault, Held, Op, Random, Step};
use crate::world::World;

/// The public key of every node: which key a node has is not what is tried here.
pub const KEY: &str = "5866666666666666666666666666666666666666666666666666666666666666";
/// The same as an address.
pub const KEY_BASE58: &str = "6x5SYnLroiN7WYq8NQYU9KHcH4YjpBbwpUfVu3EB7ieH";
const WALLETS: [&str; 2] =
    ["TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "EgU63XSnnHLgxASSKtVDck7zwQLZR7Qgpzhpv9Dv16oM"];
/// Signatures of transactions that the operator may have made.
const SIGNATURES: [&str; 8] = [
    "4gXrHw1dqafC4Vo2RTmHpRK3d3x8aYXLg81BtsMBWrWgQu9n45JWDMTM5yGhR1Ug1Reo4sFi4apJe9Zmoexx9Tc9",
    "3U1tFA9PdfkqMUAM3bDBW7stNbRSUFmxuc4LBu2chsgaGHSafbB1i3oLREKrtbGRTRH9YeDrV2GnbhYLofE6rW3S",
    "61jhZxXCPK6r56ysBwpUmMQojRHD23BKBa7cNzaP3YGxEEHzAX3ba7QTuJv7ZvvJjfRUfFsTTbZvUxo6ENKdfqbf",
    "5ZoncjnhafZkjCMbTAYgESm4u5MWM4YEJUuhBqwGV1ZRg5U98WNbuyAHmpvHuXgFTgFVfr5MS9C5nLUUTuf2MbnT",
    "4dj636k7rijC7JitehZSgPUEVr3echezPwr4GmCbRspXinjSRNZa3c6LXYyqYVDzifF5DDphRzLyRQBrc9soeUhe",
    "BsLY4FvScN68jSstJW6v5FjyEyWivzaA4aehuP1pGZwroxEwaxKeBuwmk6CwMTym6qWXyTsXV9KQTByAQE6bihJ",
    "2m99vFP9af4CYnkKwsZFJ4dMjGYL7k49jpLKdfQeZY2b72RzWonqBh49w19PGTnqDZPHvdiNJfWGDBR8pjHsVmxG",
    "263LXR7yS3qo9mFptZUqjo7X5TDRy4V1r2qBn17EBNc2TyHgYAUdZXNo3qZ8WDoNr9xnwgVyaWytj2skUnv53csP",
];
const START: u64 = 1_767_225_600_000;
const HOUR: u64 = 3_600_000;

/// A contribution as it was first sent: by whom, under which lease, and what it says.
type Said = (String, String, Json);

/// What a service is started with.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // The names say it.
pub struct Settings {
    pub base: u64,
    pub minimum: u64,
    pub needs_proof: bool,
    pub gateway: &'static str,
    pub gateway_faults: String,
    /// What was sent first under each contribution's name.
    pub works: RefCell<BTreeMap<String, Said>>,
}

impl Settings {
    /// Mostly the usual ones.
    pub fn random(random: &mut Random) -> Self {
        let base = match random.below(16) {
            0 => 0,
            1 => 4_000_000_000_000_000,
            2..5 => 12_000_000,
            _ => 1_000_000,
        };
        let minimum = [10_000_000, 890_880, 2_000_000][usize::try_from(random.below(3)).unwrap()];
        let gateway = if random.below(6) == 0 { "external" } else { "mock" };
        let gateway_faults = match random.below(3) {
            0 => String::new(),
            1 => format!("unanswered=30,never_found=30,failed=20,slow=40,seed={}", random.below(1000)),
            _ => format!("unanswered=10,never_found=5,failed=10,slow=50,seed={}", random.below(1000)),
        };
        let needs_proof = random.below(24) == 0;
        Settings { base, minimum, needs_proof, gateway, gateway_faults, works: RefCell::default() }
    }
}

/// What was answered to a request with a key.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Kept {
    pub body: Json,
    /// Unknown where the answer was lost.
    pub reply: Option<Json>,
    pub at: u64,
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
    Nothing,
}

/// Where a sequence failed, and why.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Failure {
    pub at: usize,
    pub words: String,
}

/// A service, and what the model remembers of what was said.
struct Run {
    worker: TestWorker,
    clock: TestClock,
    faults: Faults,
    settings: Settings,
    world: World,
    heard: BTreeMap<String, u64>,
    kept: BTreeMap<(String, String), Kept>,
    added: BTreeMap<String, Json>,
    /// Of each node, the leases that it was given.
    leases: BTreeMap<String, Vec<(String, String)>>,
    last: Call,
    /// How many answers of each status there were.
    answers: BTreeMap<(&'static str, u16), u64>,
}

/// Plays a sequence to its end, and lets what is under way come to an end after it.
///
/// # Errors
/// The step at which something was wrong; the last but one is the end.
pub fn play(steps: &[Step], settings: &Settings) -> Result<BTreeMap<(&'static str, u16), u64>, Failure> {
    let mut run = Run::start(settings.clone());
    for (at, step) in steps.iter().enumerate() {
        let called = run.step(step).and_then(|()| if at % 16 == 15 { run.look() } else { Ok(()) });
        called.map_err(|words| Failure { at, words })?;
    }
    run.end().map_err(|words| Failure { at: steps.len(), words })?;
    Ok(run.answers)
}

fn node_name(node: u8) -> String {
    format!("n{node}")
}

impl Run {
    fn start(settings: Settings) -> Self {
        let (clock, faults) = (TestClock::at(START), Faults::new());
        let vars = [
            ("AUTH_MODE", "off".to_owned()),
            ("LOG_LEVEL", "error".to_owned()),
            ("BASE_REWARD_LAMPORTS", settings.base.to_string()),
            ("MIN_SETTLEMENT_LAMPORTS", settings.minimum.to_string()),
            ("ZK_PROOF_ENABLED", settings.needs_proof.to_string()),
            ("PAYOUT_GATEWAY", settings.gateway.to_owned()),
            ("MOCK_GATEWAY_FAULTS", settings.gateway_faults.clone()),
        ];
        let limits =
            ["NODE_LIMIT", "ADMIN_LIMIT", "IP_LIMIT", "REGISTER_LIMIT"].map(|name| (name, "1000000".to_owned()));
        let setup = Host::in_memory().clock(clock.clone()).faults(&faults);
        let setup = vars.into_iter().chain(limits).fold(setup, |setup, (name, value)| setup.var(name, value));
        let worker = testing::start(app::worker(Service), setup);
        books::watch(&worker);
        let world = World::of(&worker);
        Run {
            worker,
            clock,
            faults,
            settings,
            world,
            heard: BTreeMap::new(),
            kept: BTreeMap::new(),
            added: BTreeMap::new(),
            leases: BTreeMap::new(),
            last: Call::Nothing,
            answers: BTreeMap::new(),
        }
    }

    /// The books, and what changed since the last look.
    fn look(&self) -> Result<(), String> {
        let mut wrong = books::broken(&self.worker);
        wrong.extend(books::check_invariants(&self.worker));
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n  ")) }
    }

    /// Trouble is over: what is under way ends, what is asked again is answered the same, and the books are in order.
    fn end(&mut self) -> Result<(), String> {
        self.look()?;
        let by_hand = self.settings.gateway == "external";
        for _ in 0..30 {
            if by_hand || self.world.payouts.values().all(|payout| !payout.is_open() || payout.status == "review") {
                break;
            }
            self.clock.advance(61_000);
            self.call(&Call::Cron { job: "update_statistics" }, None)?;
        }
        let open = |payout: &crate::world::Payout| payout.is_open() && payout.status != "review" && !by_hand;
        if let Some((id, payout)) = self.world.payouts.iter().find(|(_, it)| open(it)) {
            return Err(format!("payout {id} does not come to an end: {payout:?}"));
        }
        let keys: Vec<_> = self.kept.iter().map(|(at, kept)| (at.clone(), kept.clone())).collect();
        for ((scope, key), kept) in keys {
            if !self.world.keys.contains_key(&(scope.clone(), key.clone())) {
                continue;
            }
            let call = match scope.split_once(' ').unwrap() {
                (_, "settle_rewards") if kept.body["payout_id"].is_string() => {
                    let text = |key: &str| kept.body[key].as_str().unwrap().to_owned();
                    Call::Report { payout: text("payout_id"), signature: text("transaction_signature"), key }
                }
                (caller, "settle_rewards") => {
                    let node = kept.body["node_id"].as_str().map(str::to_owned);
                    Call::Settle { key, caller: caller.to_owned(), node }
                }
                _ => Call::Distribute { key, body: kept.body },
            };
            self.call(&call, None)?;
        }
        for node in 0..crate::ops::NODES {
            self.step(&Step { op: Op::Ask { node }, fault: None })?;
        }
        self.look()
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        let calls = match &step.op {
            Op::Wait { ms } => {
                self.clock.advance(*ms);
                return Ok(());
            }
            Op::Restart => {
                self.worker.restart(app::worker(Service));
                vec![Call::Nothing]
            }
            Op::Evict { .. } => {
                for shard in 0..16 {
                    self.worker.evict("NodeRegistry", &shard.to_string());
                }
                vec![Call::Nothing]
            }
            Op::Again => vec![self.last.clone()],
            Op::Ask { node } => {
                let node = node_name(*node);
                let address = self.world.nodes.get(&node).map_or(WALLETS[0], |row| row.wallet.as_str()).to_owned();
                vec![Call::Pending { node: node.clone() }, Call::Balance { address }, Call::Stats { node }]
            }
            op => vec![self.resolve(op)],
        };
        calls.iter().try_for_each(|call| self.call(call, step.fault))
    }

    /// The lease that is meant, with its task.
    fn lease(&self, node: u8, held: Held) -> (String, String) {
        let of = |node: u8, back: usize| {
            let leases = self.leases.get(&node_name(node)).map_or(&[][..], Vec::as_slice);
            leases.iter().rev().nth(back).cloned()
        };
        let found = match held {
            Held::Last => of(node, 0),
            Held::Before => of(node, 1),
            Held::Others => of((node + 1) % crate::ops::NODES, 0),
            Held::None => of(node, 0).map(|(task, _)| (task, "nobodys".to_owned())),
        };
        found.unwrap_or(("t0".to_owned(), "nobodys".to_owned()))
    }

    /// The payout that a node waits for, or its last one.
    fn payout(&self, node: u8) -> String {
        let node = node_name(node);
        let of = self.world.payouts.iter().filter(|(_, payout)| payout.node == node);
        of.max_by_key(|(_, payout)| payout.is_open()).map_or("pay_none".to_owned(), |(id, _)| id.clone())
    }

    fn resolve(&self, op: &Op) -> Call {
        match op.clone() {
            Op::Register { node, kind, wallet } => {
                let wallet = usize::from(wallet).checked_sub(1).map(|at| WALLETS[at].to_owned());
                Call::Register { node: node_name(node), capabilities: capabilities(kind), wallet }
            }
            Op::Heartbeat { node, status, tasks } => {
                let mut claims: Vec<Claim> = Vec::new();
                for (held, failed) in tasks {
                    let (task, lease) = self.lease(node, held);
                    if claims.iter().all(|claim| claim.task != task) {
                        claims.push(Claim { task, lease, failed });
                    }
                }
                Call::Heartbeat { node: node_name(node), status, tasks: claims }
            }
            Op::SetStatus { node, status, by_admin } => Call::SetStatus { node: node_name(node), status, by_admin },
            Op::Delete { node, by_admin } => Call::Delete { node: node_name(node), by_admin },
            Op::Add { task, kind } => Call::Add { task: format!("t{task}"), body: task_body(task, kind) },
            Op::Next { node } => Call::Next { node: node_name(node) },
            Op::Cancel { task } => Call::Cancel { task: format!("t{task}") },
            Op::Record { node, contribution, held, work } => {
                let (task, lease) = self.lease(node, held);
                let contribution = format!("c{contribution:02}");
                Call::Record { node: node_name(node), contribution, task, lease, work: work_body(work) }
            }
            Op::Distribute { key, node, before, limit, pool } => {
                let mut body = serde_json::Map::new();
                let mut put = |key: &str, value: Option<Json>| body.extend(value.map(|value| (key.to_owned(), value)));
                put("node_id", node.map(|node| json!(node_name(node))));
                // Whole hours, so that the same step is the same request for a while.
                put("before", before.map(|ago| json!((self.clock.now_ms() - ago) / HOUR * HOUR + HOUR / 2)));
                put("limit", limit.map(Json::from));
                put("pool_lamports", pool.map(Json::from));
                Call::Distribute { key: format!("k{key}"), body: body.into() }
            }
            Op::Settle { key, node, by_admin } => {
                let caller = match node {
                    Some(node) if !by_admin => format!("node:{}", node_name(node)),
                    _ => "admin".to_owned(),
                };
                Call::Settle { key: format!("k{key}"), caller, node: node.map(node_name) }
            }
            Op::Reverse { contribution } => Call::Reverse { contribution: format!("c{contribution:02}") },
            Op::Report { node, key, signature } => Call::Report {
                payout: self.payout(node),
                signature: SIGNATURES[usize::from(signature)].to_owned(),
                key: format!("k{key}"),
            },
            Op::Resolve { node, signature } => {
                let signature = signature.map(|at| SIGNATURES[usize::from(at)].to_owned());
                Call::Resolve { payout: self.payout(node), signature }
            }
            Op::Cron { job } => Call::Cron { job },
            Op::Advance { ms } => Call::Advance { ms },
            Op::Ask { .. } | Op::Wait { .. } | Op::Again | Op::Restart | Op::Evict { .. } => Call::Nothing,
        }
    }

    /// Makes a call, and judges what came of it.
    fn call(&mut self, call: &Call, fault: Option<Fault>) -> Result<(), String> {
        if let Call::Add { task, body } = call
            && !self.world.tasks.contains_key(task)
        {
            self.added.insert(task.clone(), body.clone());
        }
        if let Call::Record { node, contribution, lease, work, .. } = call
            && !self.world.contributions.contains_key(contribution)
        {
            let said = (node.clone(), lease.clone(), work.clone());
            self.settings.works.borrow_mut().insert(contribution.clone(), said);
        }
        if let Some(Fault { seam, after, calls, has_effect }) = fault {
            self.faults.after(seam, after);
            if has_effect {
                self.faults.lose_answers(seam, calls);
            } else {
                self.faults.refuse(seam, calls);
            }
        }
        let now = self.clock.now_ms();
        let (status, reply) = self.send(call);
        for seam in [Seam::D1, Seam::Kv, Seam::Objects] {
            self.faults.after(seam, 0);
            self.faults.refuse(seam, 0);
            self.faults.lose_answers(seam, 0);
        }
        let took = self.clock.now_ms() - now;
        *self.answers.entry((name(call), status)).or_default() += 1;
        let found = World::of(&self.worker);
        let before = Before {
            world: &self.world,
            settings: &self.settings,
            heard: &self.heard,
            kept: &self.kept,
            added: &self.added,
            now,
            took,
        };
        let at = (now - START) as f64 / 1000.0;
        judge::judge(call, before, (status, &reply), &found, fault.is_some())
            .map_err(|words| format!("{call:?} at {at} s, {fault:?}: {words}"))?;
        self.remember(call, now + took, status, reply, found);
        let broken = books::broken(&self.worker);
        if broken.is_empty() { Ok(()) } else { Err(format!("{call:?} at {at} s: {}", broken.join("; "))) }
    }

    fn remember(&mut self, call: &Call, now: u64, status: u16, reply: Json, found: World) {
        match call {
            Call::Register { node, .. } | Call::Heartbeat { node, .. } | Call::SetStatus { node, .. } => {
                self.heard.insert(node.clone(), now);
            }
            Call::Delete { node, .. } if !found.nodes.contains_key(node) => {
                self.heard.remove(node);
            }
            _ => {}
        }
        // A lease that was given and not heard of is the node's all the same: it hears of it when it asks again.
        if let (Call::Next { node }, 200) = (call, status) {
            let text = |pointer: &str| reply.pointer(pointer).and_then(Json::as_str).unwrap_or_default().to_owned();
            let lease = (text("/task/id"), text("/lease_id"));
            let leases = self.leases.entry(node.clone()).or_default();
            if leases.last() != Some(&lease) {
                leases.push(lease);
            }
        }
        let keyed = match call {
            Call::Distribute { key, body } => Some(("admin distribute_rewards".to_owned(), key, body.clone())),
            Call::Settle { key, caller, node } => {
                let body = node.as_ref().map_or(json!({}), |node| json!({ "node_id": node }));
                Some((format!("{caller} settle_rewards"), key, body))
            }
            Call::Report { payout, signature, key } => Some((
                "admin settle_rewards".to_owned(),
                key,
                json!({ "payout_id": payout, "transaction_signature": signature }),
            )),
            _ => None,
        };
        if let Some((scope, key, body)) = keyed {
            let at = (scope, key.clone());
            let week_old = self.kept.get(&at).is_some_and(|kept| now >= kept.at + 7 * 86_400_000);
            if found.keys.contains_key(&at) && (!self.world.keys.contains_key(&at) || (week_old && status < 300)) {
                let reply = (status < 300).then_some(reply);
                self.kept.insert(at, Kept { body, reply, at: now });
            }
        }
        if !matches!(call, Call::Pending { .. } | Call::Balance { .. } | Call::Stats { .. } | Call::Nothing) {
            self.last = call.clone();
        }
        self.world = found;
    }

    fn send(&self, call: &Call) -> (u16, Json) {
        let (request, node, key, body) = match call {
            Call::Register { node, capabilities, wallet } => {
                let mut body =
                    json!({ "node_id": node, "address": "a", "public_key": KEY, "capabilities": capabilities });
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
            Call::Distribute { key, body } => {
                ("POST /api/rewards/distribute".to_owned(), None, Some(key), body.clone())
            }
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
            Call::Balance { address } => {
                (format!("GET /api/rewards/balance?address={address}"), None, None, Json::Null)
            }
            Call::Stats { node } => (format!("GET /api/contributions/stats?node_id={node}"), None, None, Json::Null),
            Call::Cron { job } => {
                // Why a job failed is the log's; with calls lost it may.
                let _ = self.worker.cron(job);
                return (200, Json::Null);
            }
            Call::Advance { ms } => {
                self.worker.advance(*ms);
                return (200, Json::Null);
            }
            Call::Nothing => return (200, Json::Null),
        };
        let (method, target) = request.split_once(' ').unwrap();
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(node.map(|node| ("x-node-id", node.as_str())));
        headers.extend(key.map(|key| ("idempotency-key", key.as_str())));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let method: Method = method.parse().unwrap();
        let reply = self.worker.fetch(method, target, &headers, body);
        (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap_or_default())
    }
}

fn name(call: &Call) -> &'static str {
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
        Call::Nothing => "nothing",
    }
}

fn capabilities(kind: u8) -> Json {
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

fn task_body(task: u8, kind: u8) -> Json {
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

fn work_body(work: u8) -> Json {
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
