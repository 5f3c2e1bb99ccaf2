//! Nodes: registration, status, removal.

use serde_json::Value as Json;

use super::{Allowed, Before, Presence};
use crate::calls::KEY_BASE58;
use crate::world::{Node, Task};

pub(super) fn register(before: Before<'_>, node: &str, capabilities: &Json, wallet: Option<&str>) -> Vec<Allowed> {
    let mut world = before.world.clone();
    let Some(row) = world.nodes.get_mut(node) else {
        let row = Node {
            status: "active".to_owned(),
            last_active_at: before.now,
            capabilities: capabilities.clone(),
            contributions: 0,
            total_rewards: 0,
            wallet: wallet.unwrap_or(KEY_BASE58).to_owned(),
            pending: 0,
            paid: 0,
        };
        world.nodes.insert(node.to_owned(), row);
        return vec![Allowed::new(201, "", &world).saying("/status", "active")];
    };
    let moves = wallet.is_some_and(|wallet| wallet != row.wallet);
    if moves && row.status == "banned" {
        return vec![Allowed::new(403, "node_banned", before.world)];
    }
    if moves && before.world.open_payout(node).is_some() {
        return vec![Allowed::new(409, "payout_open", before.world)];
    }
    row.last_active_at = before.now;
    row.capabilities = capabilities.clone();
    if let Some(wallet) = wallet {
        wallet.clone_into(&mut row.wallet);
    }
    if ["offline", "retired"].contains(&row.status.as_str()) {
        "active".clone_into(&mut row.status);
    }
    let is_busy = row.status == "busy";
    let mut allowed = vec![Allowed::new(200, "", &world)];
    if is_busy && before.presence(node) != Presence::Here {
        "active".clone_into(&mut world.nodes.get_mut(node).unwrap().status);
        allowed.push(Allowed::new(200, "", &world));
    }
    allowed
}

pub(super) fn set_status(before: Before<'_>, node: &str, status: &str, by_admin: bool) -> Vec<Allowed> {
    let unchanged = |status, code| vec![Allowed::new(status, code, before.world)];
    if !by_admin && status == "banned" {
        return unchanged(403, "not_yours");
    }
    let mut world = before.world.clone();
    let Some(row) = world.nodes.get_mut(node) else { return unchanged(404, "node_not_found") };
    match (row.status.as_str(), status) {
        ("retired", "banned") if by_admin => {
            status.clone_into(&mut row.status);
            vec![Allowed::new(200, "", &world)]
        }
        ("retired", _) => unchanged(409, "invalid_status_change"),
        ("banned", _) if !by_admin => unchanged(403, "node_banned"),
        (_, "retired") => unchanged(409, "invalid_status_change"),
        _ => {
            status.clone_into(&mut row.status);
            vec![Allowed::new(200, "", &world)]
        }
    }
}

pub(super) fn delete(before: Before<'_>, node: &str, by_admin: bool) -> Vec<Allowed> {
    let mut world = before.world.clone();
    let Some(row) = world.nodes.get_mut(node) else {
        return vec![Allowed::new(404, "node_not_found", before.world)];
    };
    if row.status == "banned" && !by_admin {
        return vec![Allowed::new(403, "node_banned", before.world)];
    }
    let has_history = row.contributions > 0
        || row.total_rewards > 0
        || row.pending > 0
        || before.world.rewards.values().any(|reward| reward.node == node)
        || before.world.payouts.values().any(|payout| payout.node == node);
    let waits = |task: &Task| task.status == "pending" && task.target.as_deref() == Some(node);
    if has_history || before.world.tasks.values().any(waits) {
        if row.status != "banned" {
            "retired".clone_into(&mut row.status);
        }
        return vec![Allowed::new(200, "", &world).saying("/mode", "retired")];
    }
    world.nodes.remove(node);
    vec![Allowed::new(200, "", &world).saying("/mode", "deleted")]
}
