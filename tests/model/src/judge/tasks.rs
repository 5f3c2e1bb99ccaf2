//! Tasks: who may be given which, leases, and contributions.

use serde_json::{Value as Json, json};

use super::{Allowed, Before, is_leased, lost};
use crate::calls::Claim;
use crate::rules::{self, Work};
use crate::world::{Contribution, Node, Task, World};

pub(super) fn add(before: Before<'_>, id: &str, body: &Json) -> Vec<Allowed> {
    let unchanged = |status, code| Allowed::new(status, code, before.world);
    if before.world.tasks.contains_key(id) {
        let is_same = before.settings.added.borrow().get(id) == Some(body);
        return vec![if is_same { unchanged(200, "") } else { unchanged(409, "task_conflict") }];
    }
    let target = body["target_node"].as_str();
    let number = |key: &str, default| body[key].as_u64().unwrap_or(default);
    let mut world = before.world.clone();
    let task = Task {
        task_type: body["task_type"].as_str().unwrap().to_owned(),
        target: target.map(str::to_owned),
        priority: number("priority", 0),
        scheduled_at: number("scheduled_at", before.now),
        created_at: before.now,
        timeout_ms: number("timeout_ms", 3_600_000),
        lease_ms: number("lease_ms", 300_000),
        max_attempts: number("max_attempts", 3),
        status: "pending".to_owned(),
        attempt: 0,
        node: None,
        lease: None,
        assigned_at: None,
        expires_at: None,
        deadline_at: None,
        failed_nodes: Vec::new(),
        error: None,
    };
    world.tasks.insert(id.to_owned(), task);
    let added = Allowed::new(201, "", &world).saying("/id", id).saying("/status", "pending");
    let refused = unchanged(422, "unknown_target");
    match target.map(|target| before.world.nodes.get(target)) {
        Some(None) => vec![refused],
        Some(Some(node)) if node.status == "retired" => vec![added, refused],
        _ => vec![added],
    }
}

pub(super) fn cancel(before: Before<'_>, id: &str) -> Vec<Allowed> {
    let mut world = before.world.clone();
    let Some(task) = world.tasks.get_mut(id) else {
        return vec![Allowed::new(404, "task_not_found", before.world)];
    };
    if ["completed", "failed"].contains(&task.status.as_str()) {
        return vec![Allowed::new(409, "task_finished", before.world)];
    }
    "cancelled".clone_into(&mut task.status);
    vec![Allowed::new(200, "", &world).saying("/status", "cancelled")]
}

/// Whether a node has what a task requires.
fn meets(node: &Node, requirements: &Json) -> bool {
    let has = &node.capabilities;
    let least = |key: &str, value: &Json| requirements[key].as_f64().is_none_or(|least| value.as_f64() >= Some(least));
    let gpus = has["gpu_info"].as_array().cloned().unwrap_or_default();
    let kinds = requirements["network_types"].as_array().cloned().unwrap_or_default();
    least("min_cpu_cores", &has["cpu_cores"])
        && least("min_memory_mb", &has["memory_mb"])
        && least("min_bandwidth_mbps", &has["max_bandwidth_mbps"])
        && (requirements["require_gpu"] != json!(true) || !gpus.is_empty())
        && (requirements["min_gpu_memory_mb"].is_null()
            || gpus.iter().any(|gpu| least("min_gpu_memory_mb", &gpu["memory_mb"])))
        && (kinds.is_empty() || kinds.contains(&has["network_type"]))
}

/// The order in which tasks are given out: the first is the least.
fn rank(id: &str, task: &Task, now: u64) -> (std::cmp::Reverse<u64>, u64, u64, String) {
    let aged = task.priority + (now - task.created_at.max(task.scheduled_at)) / 60_000;
    (std::cmp::Reverse(aged.min(200)), task.scheduled_at, task.created_at, id.to_owned())
}

fn leased_by<'a>(world: &'a World, node: &str) -> Option<(&'a String, &'a Task)> {
    world.tasks.iter().find(|(_, task)| is_leased(task) && task.node.as_deref() == Some(node))
}

pub(super) fn next(before: Before<'_>, id: &str, found: &World) -> Vec<Allowed> {
    let unchanged = |status, code| Allowed::new(status, code, before.world);
    let Some(node) = before.world.nodes.get(id) else { return vec![unchanged(404, "node_not_found")] };
    if node.status == "banned" {
        return vec![unchanged(409, "node_not_active")];
    }
    let mut allowed = Vec::new();
    let held = leased_by(before.world, id);
    if let Some((task_id, task)) = held
        && before.now <= task.expires_at.unwrap()
    {
        let same = unchanged(200, "").saying("/task/id", task_id.as_str()).saying("/lease_id", task.lease.as_deref());
        allowed.push(same.saying("/attempt", task.attempt).saying("/deadline", task.deadline_at));
    }
    for status in before.statuses(id) {
        if status != "active" {
            allowed.push(unchanged(409, "node_not_active"));
        } else if held.is_none_or(|(_, task)| before.now + before.took > task.expires_at.unwrap()) {
            allowed.push(claim(before, id, node, found));
        }
    }
    allowed
}

/// The first of the tasks that a node may have, or nothing.
fn claim(before: Before<'_>, id: &str, node: &Node, found: &World) -> Allowed {
    let now = before.now;
    let may_have = |id_of: &String, task: &Task| {
        task.status == "pending"
            && task.scheduled_at <= now
            && task.target.as_deref().is_none_or(|target| target == id)
            && !task.failed_nodes.iter().any(|failed| failed == id)
            && before.settings.added.borrow().get(id_of).is_none_or(|body| meets(node, &body["requirements"]))
    };
    let candidates = before.world.tasks.iter().filter(|(id, task)| may_have(id, task));
    let Some((task_id, _)) = candidates.min_by_key(|(id, task)| rank(id, task, now)) else {
        return Allowed::new(204, "", before.world);
    };
    let mut world = before.world.clone();
    let task = world.tasks.get_mut(task_id).unwrap();
    // The one thing that cannot be known before.
    let lease = found.tasks.get(task_id).and_then(|task| task.lease.clone());
    "assigned".clone_into(&mut task.status);
    task.attempt += 1;
    task.node = Some(id.to_owned());
    task.assigned_at = Some(now);
    task.deadline_at = Some(now + task.timeout_ms);
    task.expires_at = Some(now + task.lease_ms.min(task.timeout_ms));
    task.lease.clone_from(&lease);
    task.error = None;
    let attempt = task.attempt;
    let given = Allowed::new(200, "", &world).saying("/task/id", task_id.as_str()).saying("/lease_id", lease);
    given.saying("/attempt", attempt)
}

pub(super) fn heartbeat(
    before: Before<'_>,
    id: &str,
    status: Option<&str>,
    tasks: &[Claim],
    reply: &Json,
) -> Vec<Allowed> {
    let unchanged = |status, code| vec![Allowed::new(status, code, before.world)];
    let Some(node) = before.world.nodes.get(id) else { return unchanged(404, "node_not_found") };
    match node.status.as_str() {
        "banned" => return unchanged(403, "node_banned"),
        "retired" => return unchanged(409, "node_retired"),
        _ => {}
    }
    let (now, id_of_node) = (before.now, id);
    let mut allowed = Vec::new();
    // Who goes offline has no leases, whatever it says of them.
    let keeps = if status == Some("offline") { &[true, false][..] } else { &[true] };
    for (stored, keeps) in
        before.statuses(id).into_iter().flat_map(|it| keeps.iter().map(move |keeps| (it.clone(), *keeps)))
    {
        let mut world = before.world.clone();
        let row = world.nodes.get_mut(id).unwrap();
        row.last_active_at = now;
        match (status, stored.as_str()) {
            (Some(status), _) => status.clone_into(&mut row.status),
            (None, "offline") => "active".clone_into(&mut row.status),
            (None, _) => {}
        }
        let (mut leases, mut lost_ones, mut cancelled) = (Vec::new(), Vec::new(), Vec::new());
        for Claim { task: task_id, lease, failed } in tasks {
            let task = world.tasks.get_mut(task_id).filter(|task| task.node.as_deref() == Some(id));
            let task = task.filter(|task| task.lease.as_deref() == Some(lease));
            match task {
                Some(task) if keeps && is_leased(task) && now <= task.expires_at.unwrap() => {
                    if *failed {
                        *task = lost(task, now, super::BROKE);
                    } else {
                        "running".clone_into(&mut task.status);
                        task.expires_at = Some((now + task.lease_ms).min(task.deadline_at.unwrap()));
                        leases.push(json!({ "task_id": task_id, "lease_expires_at": task.expires_at }));
                    }
                }
                Some(task) if task.status == "cancelled" => cancelled.push(task_id.clone()),
                _ => lost_ones.push(task_id.clone()),
            }
        }
        // A task may be told of without being named, and as cancelled whatever lease is named.
        let told = |key: &str, id: &String| reply[key].as_array().is_some_and(|told| told.contains(&json!(id)));
        let was_cancelled = |id: &String| {
            world.tasks.get(id).is_some_and(|it| it.status == "cancelled" && it.node.as_deref() == Some(id_of_node))
        };
        let fits = lost_ones.iter().all(|id| told("lost", id) || (was_cancelled(id) && told("cancelled", id)))
            && cancelled.iter().all(|id| told("cancelled", id));
        let mut heard = Allowed::new(200, "", &world);
        if before.took == 0 {
            leases.dedup();
            heard = heard.saying("/leases", leases);
        }
        if !fits {
            heard = heard.saying("/lost", lost_ones).saying("/cancelled", cancelled);
        }
        allowed.push(heard);
    }
    allowed
}

pub(super) fn record(
    before: Before<'_>,
    id: &str,
    contribution: &str,
    (task_id, lease): (&str, &str),
    work: &Json,
    found: &World,
) -> Vec<Allowed> {
    let unchanged = |status, code| Allowed::new(status, code, before.world);
    let Some(node) = before.world.nodes.get(id) else { return vec![unchanged(404, "node_not_found")] };
    if let Some(there) = before.world.contributions.get(contribution) {
        // Recorded under the same lease it may still say something else.
        let same =
            before.settings.works.borrow().get(contribution) == Some(&(id.to_owned(), lease.to_owned(), work.clone()));
        let mut allowed = vec![if same {
            unchanged(200, "").saying("/id", contribution).saying("/duration_seconds", there.duration)
        } else {
            unchanged(409, "contribution_conflict")
        }];
        if node.status == "banned" {
            allowed.push(unchanged(403, "node_banned"));
        }
        return allowed;
    }
    if node.status == "banned" {
        return vec![unchanged(403, "node_banned")];
    }
    let mut world = before.world.clone();
    let Some(task) = world.tasks.get_mut(task_id) else { return vec![unchanged(404, "task_not_found")] };
    let number = |key: &str| work[key].as_u64().unwrap_or(0);
    let bp = |key: &str| (work[key].as_f64().unwrap_or(0.0) * 100.0).round() as u64;
    let has_gpu = node.capabilities["gpu_info"].as_array().is_some_and(|gpus| !gpus.is_empty());
    let untrue = (bp("gpu_usage_percent") > 0 && !has_gpu)
        || number("memory_used_mb") > node.capabilities["memory_mb"].as_u64().unwrap();
    let mut allowed = Vec::new();
    if untrue || (work["gpu_usage_percent"].is_number() && !has_gpu) {
        allowed.push(unchanged(422, "not_acceptable_contribution"));
    }
    let is_mine = task.node.as_deref() == Some(id) && task.lease.as_deref() == Some(lease);
    if task.status == "cancelled" {
        allowed.push(unchanged(409, "task_cancelled"));
        if !is_mine {
            allowed.push(unchanged(409, "lease_lost"));
        }
        return allowed;
    }
    if !is_mine || !is_leased(task) || before.now > task.expires_at.unwrap() {
        allowed.push(unchanged(409, "lease_lost"));
        return allowed;
    }
    if before.now + before.took > task.expires_at.unwrap() {
        allowed.push(unchanged(409, "lease_lost"));
    }
    if untrue {
        return allowed;
    }
    // With trouble on the way it took longer: the service says when.
    let recorded = found.contributions.get(contribution).map_or(before.now, |there| there.timestamp);
    let recorded = recorded.clamp(before.now, before.now + before.took);
    let claimed = number("duration_seconds");
    let possible = ((recorded - task.assigned_at.unwrap()) / 1000).min(task.timeout_ms / 1000).min(2_592_000);
    let duration = claimed.min(possible);
    let work = Work {
        duration,
        samples: number("samples_processed"),
        gpu_bp: bp("gpu_usage_percent"),
        cpu_bp: bp("cpu_usage_percent"),
        network_mb: number("network_upload_mb") + number("network_download_mb"),
    };
    let is_empty =
        (work.duration == 0 || work.samples == 0) && ["training", "inference"].contains(&task.task_type.as_str());
    "completed".clone_into(&mut task.status);
    let status = match (is_empty, before.settings.needs_proof) {
        (true, _) => "rejected",
        (false, true) => "recorded",
        (false, false) => "verified",
    };
    let row = Contribution {
        node: id.to_owned(),
        task: task_id.to_owned(),
        lease: lease.to_owned(),
        status: status.to_owned(),
        duration,
        samples: work.samples,
        score: rules::score(work),
        overclaimed: claimed > possible + 5,
        timestamp: recorded,
        payout: None,
    };
    let score = row.score as f64 / 1e6;
    world.contributions.insert(contribution.to_owned(), row);
    world.nodes.get_mut(id).unwrap().contributions += 1;
    let said = Allowed::new(201, "", &world).saying("/id", contribution).saying("/status", status);
    allowed.push(said.saying("/duration_seconds", duration).saying("/compute_score", score));
    allowed
}
