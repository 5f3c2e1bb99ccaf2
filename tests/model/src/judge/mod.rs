//! What a call may be answered, and what the database may hold after it.
//!
//! What is allowed follows from the rules, the call, and what the database held before. Two things make that more than one outcome.
//! Leases that are lost and nodes that are silent may be dealt with by whoever comes by, or not yet; so each call is
//! judged before and after that. And a call whose answer was lost had its whole effect or none of it.

mod money;
mod nodes;
mod tasks;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::calls::Call;
use crate::settings::{Kept, Settings};
use crate::world::{Task, World, difference};

/// Silent for longer is offline.
pub const SILENCE: u64 = 300_000;
/// The largest amount.
pub const MAX: u64 = (1 << 53) - 1;

/// What was the case when a call was made, and what the model remembers beside the database.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Before<'a> {
    pub world: &'a World,
    /// The same before any of the calls that were made together.
    pub origin: &'a World,
    pub settings: &'a Settings,
    /// When each node was last heard of, at the latest: the registry may know, and the database not yet.
    pub heard: &'a BTreeMap<String, u64>,
    /// What was answered under a scope and key.
    pub kept: &'a BTreeMap<(String, String), Kept>,
    /// When it began, and how long it took.
    pub now: u64,
    pub took: u64,
}

/// One way in which a call may end.
#[derive(Clone, Debug)]
pub struct Allowed {
    status: u16,
    /// Of the problem; empty where there is none.
    code: &'static str,
    world: World,
    /// What the reply must say, by pointer.
    reply: Vec<(String, Json)>,
}

impl Allowed {
    fn new(status: u16, code: &'static str, world: &World) -> Self {
        Allowed { status, code, world: world.clone(), reply: Vec::new() }
    }

    fn saying(mut self, pointer: impl Into<String>, value: impl Into<Json>) -> Self {
        self.reply.push((pointer.into(), value.into()));
        self
    }
}

/// Whether a node is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    Here,
    Gone,
    /// The registry and the database may think otherwise of it.
    Unclear,
}

impl Before<'_> {
    fn presence(&self, node: &str) -> Presence {
        let Some(row) = self.world.nodes.get(node) else { return Presence::Gone };
        if !["active", "busy"].contains(&row.status.as_str()) {
            return if row.status == "paused" { Presence::Here } else { Presence::Gone };
        }
        let heard = self.heard.get(node).copied().unwrap_or(0).max(row.last_active_at);
        if self.now + self.took <= row.last_active_at + SILENCE {
            Presence::Here
        } else if self.now > heard + SILENCE {
            Presence::Gone
        } else {
            Presence::Unclear
        }
    }

    /// The statuses that count of a node.
    fn statuses(&self, node: &str) -> Vec<String> {
        let Some(row) = self.world.nodes.get(node) else { return Vec::new() };
        let offline = || "offline".to_owned();
        match self.presence(node) {
            _ if !["active", "busy"].contains(&row.status.as_str()) => vec![row.status.clone()],
            Presence::Here => vec![row.status.clone()],
            Presence::Gone => vec![offline()],
            Presence::Unclear => vec![row.status.clone(), offline()],
        }
    }

    /// Whether a lease may be taken back now.
    fn is_due(&self, task: &Task) -> bool {
        is_leased(task)
            && (self.now + self.took > task.expires_at.unwrap_or(0)
                || task.node.as_ref().is_none_or(|node| self.presence(node) != Presence::Here))
    }

    fn at<'b>(&'b self, world: &'b World) -> Before<'b> {
        Before { world, ..*self }
    }
}

fn is_leased(task: &Task) -> bool {
    ["assigned", "running"].contains(&task.status.as_str())
}

/// What a node says of an attempt that has failed.
const BROKE: &str = "it broke";

/// A task after its attempt was lost or has failed.
fn lost(task: &Task, now: u64, error: &str) -> Task {
    let mut task = task.clone();
    task.failed_nodes.extend(task.node.clone());
    if task.attempt < task.max_attempts {
        task.status = "pending".to_owned();
        task.scheduled_at = now + (5_000 << (task.attempt - 1).min(20)).min(300_000);
        task.error = Some(error.to_owned()).filter(|error| error == BROKE);
    } else {
        task.status = "failed".to_owned();
        task.error = Some(error.to_owned());
    }
    task
}

/// Judges a call by its reply and by what the database holds after it. `trouble` is whether calls of the service's were made to fail
/// meanwhile.
///
/// # Errors
/// What is wrong.
pub fn judge(call: &Call, before: Before<'_>, reply: (u16, &Json), found: &World, trouble: bool) -> Result<(), String> {
    judge_last(call, before, reply, found, trouble, moves(call))
}

fn moves(call: &Call) -> bool {
    matches!(call, Call::Settle { .. } | Call::Cron { .. } | Call::Advance { .. })
}

/// One call, then the rest in any order.
fn one_first(
    call: &Call,
    reply: (u16, &Json),
    rest: &[(&Call, (u16, &Json))],
    before: Before<'_>,
    found: &World,
    moves: bool,
) -> Result<(), String> {
    if rest.is_empty() {
        return judge_last(call, before, reply, found, false, moves).map_err(|words| format!("{call:?}: {words}"));
    }
    let mut reasons = vec![format!("{call:?} first, answered {} {}", reply.0, reply.1)];
    for Allowed { status, code, world, reply: says } in allowed_among(call, before, found, reply.1, moves) {
        let fits = status == reply.0
            && (status < 400 || reply.1["code"].as_str() == Some(code))
            && says.iter().all(|(pointer, value)| reply.1.pointer(pointer) == Some(value));
        if !fits {
            continue;
        }
        let mut kept = before.kept.clone();
        for at in world.keys.keys().filter(|at| !before.world.keys.contains_key(*at)) {
            let body = call.keyed().map(|(_, _, body)| body).unwrap_or_default();
            kept.insert(at.clone(), Kept { body, reply: Some(reply.1.clone()), at: before.now });
        }
        for next in 0..rest.len() {
            let mut rest = rest.to_vec();
            let (call, reply) = rest.remove(next);
            let before = Before { world: &world, kept: &kept, ..before };
            match one_first(call, reply, &rest, before, found, moves) {
                Ok(()) => return Ok(()),
                Err(reason) => reasons.push(reason),
            }
        }
    }
    Err(reasons.join("\n  then "))
}

/// All ways in which a call may end; what is due counts as dealt with or not.
fn allowed(call: &Call, before: Before<'_>, found: &World, body: &Json) -> Vec<Allowed> {
    before.settings.hear(call, before.world);
    let mut reaped = before.world.clone();
    for task in reaped.tasks.values_mut().filter(|task| before.is_due(task)) {
        *task = lost(task, before.now, "attempts_exhausted");
    }
    let mut allowed = alternatives(call, before, found, body);
    if reaped != *before.world {
        allowed.extend(alternatives(call, before.at(&reaped), found, body));
    }
    allowed
}

/// The same for a call that comes while others run; where one of those `moves` payouts, this one may find its own in the midst
/// of that.
fn allowed_among(call: &Call, before: Before<'_>, found: &World, body: &Json, moves: bool) -> Vec<Allowed> {
    let mut allowed = allowed(call, before, found, body);
    if let Call::Resolve { payout, .. } | Call::Report { payout, .. } = call
        && let Some(found) = before.world.payouts.get(payout)
        && moves
        && !["completed", "failed"].contains(&found.status.as_str())
    {
        allowed.push(Allowed::new(409, "payout_conflict", before.world));
    }
    allowed
}

fn judge_last(
    call: &Call,
    before: Before<'_>,
    reply: (u16, &Json),
    found: &World,
    trouble: bool,
    moves: bool,
) -> Result<(), String> {
    let (status, body) = reply;
    let code = body["code"].as_str().unwrap_or("");
    let mut allowed = allowed_among(call, before, found, body, moves);
    let unknown = trouble && [500, 503].contains(&status) && code != "settlement_halted";
    if unknown {
        allowed.push(Allowed::new(status, "", before.world));
        if let Call::Heartbeat { node, status, .. } = call {
            // What a node says of itself may have been heard, and what it says of its tasks not.
            allowed.extend(tasks::heartbeat(before, node, *status, &[], body));
        }
    }
    let mut reasons = Vec::new();
    for Allowed { status: expected, code: expected_code, world, reply } in allowed {
        // Who repeats a call of its own whose answer was lost finds that it is done.
        let alike = expected == status || (trouble && expected < 300 && status < 300);
        let fits = unknown || (alike && (expected < 400 || expected_code == code));
        if !fits {
            reasons.push(format!("{expected} {expected_code} was expected"));
            continue;
        }
        if let Some(wrong) = unreachable(call, world, found, before, moves) {
            reasons.push(wrong);
            continue;
        }
        let says = |(pointer, value): &(String, Json)| body.pointer(pointer) != Some(value);
        match reply.iter().find(|said| !unknown && says(said)) {
            None => return Ok(()),
            Some((pointer, value)) => reasons.push(format!("{pointer} should be {value}")),
        }
    }
    reasons.dedup();
    Err(format!("answered {status} {body}: {}", reasons.join("; or ")))
}

/// Judges calls that were made at the same time: as if they had been made one after another, in one order or other.
///
/// # Errors
/// What is wrong with each order.
pub fn judge_together(calls: &[(&Call, (u16, &Json))], before: Before<'_>, found: &World) -> Result<(), String> {
    let moves = calls.iter().any(|(call, _)| moves(call));
    let mut reasons = Vec::new();
    for first in 0..calls.len() {
        let mut rest = calls.to_vec();
        let (call, reply) = rest.remove(first);
        match one_first(call, reply, &rest, before, found, moves) {
            Ok(()) => return Ok(()),
            Err(reason) => reasons.push(reason),
        }
    }
    Err(reasons.join("\n"))
}

fn alternatives(call: &Call, before: Before<'_>, found: &World, body: &Json) -> Vec<Allowed> {
    match call {
        Call::Register { node, capabilities, wallet } => nodes::register(before, node, capabilities, wallet.as_deref()),
        Call::Heartbeat { node, status, tasks } => tasks::heartbeat(before, node, *status, tasks, body),
        Call::SetStatus { node, status, by_admin } => nodes::set_status(before, node, status, *by_admin),
        Call::Delete { node, by_admin } => nodes::delete(before, node, *by_admin),
        Call::Add { task, body } => tasks::add(before, task, body),
        Call::Next { node } => tasks::next(before, node, found),
        Call::Cancel { task } => tasks::cancel(before, task),
        Call::Record { node, contribution, task, lease, work } => {
            tasks::record(before, node, contribution, (task, lease), work, found)
        }
        Call::Distribute { key, body } => money::distribute(before, key, body),
        Call::Settle { key, caller, node } => money::settle(before, key, caller, node.as_deref(), found),
        Call::Reverse { contribution } => money::reverse(before, contribution),
        Call::Report { payout, signature, key } => money::report(before, payout, signature, key),
        Call::Resolve { payout, signature } => money::resolve(before, payout, signature.as_deref()),
        Call::Pending { node } => money::pending(before, node),
        Call::Balance { address } => money::balance(before, address),
        Call::Stats { node } => money::stats(before, node),
        Call::Cron { .. } => {
            // Who comes after it may find payouts where they end up.
            let mut moved = before.world.clone();
            money::move_payouts(&mut moved, found);
            vec![Allowed::new(200, "", before.world), Allowed::new(200, "", &moved)]
        }
        Call::Together { .. } | Call::Advance { .. } | Call::Nothing => {
            vec![Allowed::new(200, "", before.world)]
        }
    }
}

/// Whether what was found is not what was expected, nor what it may have become by itself.
fn unreachable(call: &Call, mut expected: World, found: &World, before: Before<'_>, moves: bool) -> Option<String> {
    let end = before.now + before.took;
    let keeps_house = matches!(call, Call::Cron { .. } | Call::Advance { .. });
    let gone: Vec<String> = expected
        .nodes
        .iter()
        .filter(|(_, node)| ["offline", "banned", "retired"].contains(&node.status.as_str()))
        .map(|(id, _)| id.clone())
        .chain(before.world.nodes.keys().filter(|id| !expected.nodes.contains_key(*id)).cloned())
        .collect();
    for (id, task) in &mut expected.tasks {
        let is_due = |task: &Task| {
            before.is_due(task) || (is_leased(task) && task.node.as_ref().is_some_and(|node| gone.contains(node)))
        };
        let Some(other) = found.tasks.get(id) else { continue };
        if let Some(original) = before.origin.tasks.get(id)
            && is_due(original)
            && other == original
            && *task == lost(original, before.now, "attempts_exhausted")
        {
            // It counts as lost, and nobody has come by to write that down.
            task.clone_from(original);
        }
        if is_due(task) && task.status != other.status {
            let mut taken = lost(task, before.now, "");
            if taken.status == "failed"
                && other.error.as_deref().is_some_and(|e| ["timeout", "attempts_exhausted"].contains(&e))
            {
                taken.error.clone_from(&other.error);
            }
            *task = taken;
        }
        let slack = |time: &mut u64, other: u64| {
            if (*time..=*time + before.took).contains(&other) {
                *time = other;
            }
        };
        slack(&mut task.scheduled_at, other.scheduled_at);
        slack(&mut task.created_at, other.created_at);
        for (mine, theirs) in [
            (&mut task.assigned_at, other.assigned_at),
            (&mut task.expires_at, other.expires_at),
            (&mut task.deadline_at, other.deadline_at),
        ] {
            if let (Some(mine), Some(theirs)) = (mine, theirs) {
                slack(mine, theirs);
            }
        }
    }
    expected.nodes.retain(|id, node| {
        let Some(other) = found.nodes.get(id) else {
            // Deleted after a week's absence.
            let history = node.contributions > 0 || node.total_rewards > 0;
            return history || !keeps_house || end <= node.last_active_at + 7 * 86_400_000;
        };
        if (node.last_active_at..=end.max(node.last_active_at)).contains(&other.last_active_at)
            || node.last_active_at == before.now
        {
            node.last_active_at = other.last_active_at;
        }
        let sleeps = match node.status.as_str() {
            "active" | "busy" => end > other.last_active_at + SILENCE,
            "paused" => keeps_house && end > other.last_active_at + 86_400_000,
            _ => false,
        };
        let retires =
            keeps_house && end > other.last_active_at + 7 * 86_400_000 && (sleeps || node.status == "offline");
        if (sleeps && other.status == "offline") || (retires && other.status == "retired") {
            node.status.clone_from(&other.status);
        }
        true
    });
    if keeps_house {
        let kept = |key: &(String, String)| before.kept.get(key).is_none_or(|kept| end < kept.at + 7 * 86_400_000);
        expected.keys.retain(|key, _| found.keys.contains_key(key) || kept(key));
    }
    if moves {
        money::move_payouts(&mut expected, found);
    }
    for (id, contribution) in &mut expected.contributions {
        if let Some(other) = found.contributions.get(id)
            && (contribution.timestamp..=contribution.timestamp + before.took).contains(&other.timestamp)
        {
            contribution.timestamp = other.timestamp;
        }
    }
    difference(&plain(expected), &plain(found.clone()))
}

/// Without what no rule speaks of: the lease of a task that is not leased.
fn plain(mut world: World) -> World {
    for task in world.tasks.values_mut() {
        task.failed_nodes.sort();
        task.failed_nodes.dedup();
        if !is_leased(task) && task.status != "completed" {
            (task.node, task.lease, task.assigned_at, task.expires_at, task.deadline_at) = Default::default();
        }
        if task.status == "completed" {
            (task.expires_at, task.error) = Default::default();
        }
    }
    world
}
