//! Plays a sequence against a whole service in memory, and has every step judged.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use serde_json::{Value as Json, json};
use williw::{Service, app};
use williw_chain::{Answer, Chain};
use williw_embedded::testing::{self, Faults, Seam, TestWorker};
use williw_embedded::{Host, TestClock};
use williw_workers::cron::Trigger;
use williw_workers::driver::{Clock as _, Running};
use williw_workers::fetch::{FetchError, FetchReply};

use crate::books;
use crate::calls::{
    Call, Claim, HOUR, SIGNATURES, START, WALLETS, capabilities, name, node_name, request, task_body, work_body,
};
use crate::judge::{self, Before};
use crate::ops::{Fault, Held, Op, Step};
use crate::settings::{Kept, Settings};
use crate::world::World;
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
    chain: Arc<Mutex<Chain>>,
    settings: Settings,
    world: World,
    heard: BTreeMap<String, u64>,
    kept: BTreeMap<(String, String), Kept>,
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

impl Run {
    fn start(settings: Settings) -> Self {
        let (clock, faults) = (TestClock::at(START), Faults::new());
        let is_rpc = settings.gateway == "rpc";
        let chain_faults = if is_rpc { settings.gateway_faults.as_str() } else { "" };
        let (blocks, plan) = (clock.clone(), williw_chain::Faults::parse(settings.seed, chain_faults).unwrap());
        let chain = Arc::new(Mutex::new(Chain::new(plan, move || blocks.now_ms())));
        let behind = Arc::clone(&chain);
        let key = ed25519_dalek::SigningKey::from_bytes(&[42; 32]);
        let vars = [
            ("AUTH_MODE", "off".to_owned()),
            ("LOG_LEVEL", "error".to_owned()),
            ("BASE_REWARD_LAMPORTS", settings.base.to_string()),
            ("MIN_SETTLEMENT_LAMPORTS", settings.minimum.to_string()),
            ("ZK_PROOF_ENABLED", settings.needs_proof.to_string()),
            ("PAYOUT_GATEWAY", settings.gateway.to_owned()),
            ("MOCK_GATEWAY_FAULTS", if is_rpc { String::new() } else { settings.gateway_faults.clone() }),
        ];
        let limits =
            ["NODE_LIMIT", "ADMIN_LIMIT", "IP_LIMIT", "REGISTER_LIMIT"].map(|name| (name, "1000000".to_owned()));
        let setup = Host::in_memory().clock(clock.clone()).faults(&faults).network(move |request| {
            match behind.lock().unwrap().answer(&request.body) {
                Answer::Reply(status, body) => Ok(FetchReply { status, headers: Vec::new(), body: body.into_bytes() }),
                Answer::Lost => Err(FetchError::Unreachable("connection reset".to_owned())),
                Answer::Late => Err(FetchError::Timeout),
            }
        });
        let setup = setup.secret("SOLANA_PRIVATE_KEY", bs58::encode(key.to_keypair_bytes()).into_string());
        let setup = vars.into_iter().chain(limits).fold(setup, |setup, (name, value)| setup.var(name, value));
        let worker = testing::start(app::worker(Service), setup);
        books::watch(&worker);
        let world = World::of(&worker);
        Run {
            worker,
            clock,
            faults,
            chain,
            settings,
            world,
            heard: BTreeMap::new(),
            kept: BTreeMap::new(),
            leases: BTreeMap::new(),
            last: Call::Nothing,
            answers: BTreeMap::new(),
        }
    }

    /// The books, and what changed since the last look.
    fn look(&self) -> Result<(), String> {
        let mut wrong = books::broken(&self.worker);
        wrong.extend(books::check_invariants(&self.worker));
        wrong.extend(self.chain.lock().unwrap().paid_twice().into_iter().map(|memo| format!("{memo} was paid twice")));
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n  ")) }
    }

    /// Trouble is over: what is under way ends, what is asked again is answered the same, and the books are in order.
    fn end(&mut self) -> Result<(), String> {
        self.look()?;
        self.chain.lock().unwrap().set_faults(williw_chain::Faults::none());
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
        if self.settings.gateway == "rpc" {
            self.compare_with_chain()?;
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

    /// What the chain has paid is what the books say, payout by payout.
    fn compare_with_chain(&self) -> Result<(), String> {
        let transfers = self.chain.lock().unwrap().transfers();
        let sent = transfers.into_iter().map(|it| (it.memo, (it.to, it.lamports))).collect::<BTreeMap<_, _>>();
        let completed = self.world.payouts.iter().filter(|(_, payout)| payout.status == "completed");
        let paid = completed.map(|(id, it)| (format!("williw:{id}"), (it.wallet.clone(), it.amount)));
        let paid: BTreeMap<_, _> = paid.collect();
        // What waits for a human, or has, may have been paid by another transaction; that is for the human to find out.
        let waits = |memo: &String| {
            let payout = memo.strip_prefix("williw:").and_then(|id| self.world.payouts.get(id));
            payout.is_some_and(|payout| payout.status == "review" || payout.attempt == 5)
        };
        let known = |of: BTreeMap<String, (String, u64)>| -> BTreeMap<_, _> {
            of.into_iter().filter(|(memo, _)| !waits(memo)).collect()
        };
        let (sent, paid) = (known(sent), known(paid));
        if sent == paid { Ok(()) } else { Err(format!("the chain has paid {sent:?}, and the books say {paid:?}")) }
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
        // Where the node has none, another one's: most payouts that are asked for shall be there.
        let of = of.chain(self.world.payouts.iter().filter(|(_, payout)| payout.node != node && payout.is_open()));
        of.max_by_key(|(_, payout)| payout.is_open()).map_or("pay_none".to_owned(), |(id, _)| id.clone())
    }

    /// A contribution that has a reward, mostly one that can be taken back.
    fn rewarded(&self, which: u8) -> String {
        let named = format!("c{which:02}");
        let pending: Vec<_> = self.world.rewards.iter().filter(|(_, reward)| reward.status == "pending").collect();
        let chosen = usize::from(which) % pending.len().max(1);
        match pending.get(chosen).and_then(|(id, _)| id.strip_prefix("rwd_")) {
            Some(id) if !which.is_multiple_of(3) => id.to_owned(),
            _ => named,
        }
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
            Op::Reverse { contribution } => Call::Reverse { contribution: self.rewarded(contribution) },
            Op::Report { node, key, signature } => Call::Report {
                payout: self.payout(node),
                signature: SIGNATURES[usize::from(signature)].to_owned(),
                key: format!("k{key}"),
            },
            Op::Resolve { node, signature } => {
                let signature = signature.map(|at| SIGNATURES[usize::from(at)].to_owned());
                Call::Resolve { payout: self.payout(node), signature }
            }
            Op::Together { ops, apart } => {
                Call::Together { calls: ops.iter().map(|op| self.resolve(op)).collect(), apart }
            }
            Op::Cron { job } => Call::Cron { job },
            Op::Advance { ms } => Call::Advance { ms },
            Op::Ask { .. } | Op::Wait { .. } | Op::Again | Op::Restart | Op::Evict { .. } => Call::Nothing,
        }
    }

    /// Makes a call, and judges what came of it.
    fn call(&mut self, call: &Call, fault: Option<Fault>) -> Result<(), String> {
        if let Call::Together { calls, apart } = call {
            return self.together(calls, *apart);
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
        for seam in [Seam::D1, Seam::Kv, Seam::Objects, Seam::Fetch] {
            self.faults.after(seam, 0);
            self.faults.refuse(seam, 0);
            self.faults.lose_answers(seam, 0);
        }
        let took = self.clock.now_ms() - now;
        *self.answers.entry((name(call), status)).or_default() += 1;
        // What looks at the chain fails where that does, and is the judge's to follow; housekeeping needs a reason.
        if let (Call::Cron { job }, 500, None) = (call, status, fault)
            && job.starts_with("cleanup_")
        {
            return Err(format!("{job} failed though nothing else did"));
        }
        let status = if let Call::Cron { .. } = call { 200 } else { status };
        let found = World::of(&self.worker);
        let before = Before {
            world: &self.world,
            origin: &self.world,
            settings: &self.settings,
            heard: &self.heard,
            kept: &self.kept,
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
        self.hear(call, now);
        if let Call::Delete { node, .. } = call
            && !found.nodes.contains_key(node)
        {
            self.heard.remove(node);
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
        if let Some((scope, key, body)) = call.keyed() {
            let at = (scope, key);
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
        match call {
            Call::Cron { job } => {
                // Why a job failed is the log's.
                (if self.worker.cron(job).is_ok() { 200 } else { 500 }, Json::Null)
            }
            Call::Advance { ms } => {
                self.worker.advance(*ms);
                (200, Json::Null)
            }
            Call::Nothing | Call::Together { .. } => (200, Json::Null),
            call => self.worker.block_on(answer(self.worker.running(), call.clone(), self.clock.now_ms())),
        }
    }

    /// Makes calls at the same time, and judges what came of all of them.
    fn together(&mut self, calls: &[Call], apart: u8) -> Result<(), String> {
        let now = self.clock.now_ms();
        for call in calls {
            self.hear(call, now);
        }
        const SEAMS: [Seam; 4] = [Seam::D1, Seam::Kv, Seam::Objects, Seam::Fetch];
        SEAMS.iter().for_each(|seam| self.faults.wait(*seam, true));
        let mut under_way: Vec<_> =
            calls.iter().map(|call| Box::pin(answer(self.worker.running(), call.clone(), now))).collect();
        let mut replies: Vec<Option<(u16, Json)>> = vec![None; calls.len()];
        let mut turn = 0;
        self.worker.block_on(std::future::poll_fn(|cx| {
            for (at, call) in under_way.iter_mut().enumerate() {
                let begins = at * usize::from(apart);
                if turn == begins && at > 0 && matches!(calls[at], Call::Cron { .. }) {
                    // As if the other run had been going on for more than four minutes.
                    let _ = self.worker.sql("DB", "DELETE FROM stats WHERE name LIKE 'cron:%'", Vec::new());
                }
                if turn >= begins
                    && replies[at].is_none()
                    && let Poll::Ready(reply) = call.as_mut().poll(cx)
                {
                    replies[at] = Some(reply);
                }
            }
            turn += 1;
            cx.waker().wake_by_ref();
            if replies.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
        }));
        drop(under_way);
        SEAMS.iter().for_each(|seam| self.faults.wait(*seam, false));
        let replies: Vec<(u16, Json)> = replies.into_iter().flatten().collect();
        let found = World::of(&self.worker);
        let took = self.clock.now_ms() - now;
        let at = (now - START) as f64 / 1000.0;
        let judged = {
            let (world, settings, heard, kept) = (&self.world, &self.settings, &self.heard, &self.kept);
            let before = Before { world, origin: world, settings, heard, kept, now, took };
            let told = calls.iter().zip(&replies).map(|(call, (status, reply))| (call, (*status, reply)));
            judge::judge_together(&told.collect::<Vec<_>>(), before, &found)
        };
        judged.map_err(|words| format!("together, {apart} apart, at {at} s: {words}"))?;
        *self.answers.entry(("together", 200)).or_default() += 1;
        let before = self.world.clone();
        for (call, (status, reply)) in calls.iter().zip(replies) {
            self.world = before.clone();
            if status < 300 {
                self.remember(call, now + took, status, reply, found.clone());
            }
        }
        self.world = found;
        let broken = books::broken(&self.worker);
        if broken.is_empty() { Ok(()) } else { Err(format!("{calls:?} at {at} s: {}", broken.join("; "))) }
    }

    /// A sign of life may count from now on.
    fn hear(&mut self, call: &Call, now: u64) {
        if let Call::Register { node, .. } | Call::Heartbeat { node, .. } | Call::SetStatus { node, .. } = call {
            self.heard.insert(node.clone(), now);
        }
    }
}

/// Lets the service answer a call.
async fn answer(running: Rc<dyn Running>, call: Call, now: u64) -> (u16, Json) {
    if let Call::Cron { job } = call {
        running.scheduled(Trigger::Job(job), now).await;
        return (200, Json::Null);
    }
    let reply = running.fetch(request(&call)).await;
    (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap_or_default())
}
