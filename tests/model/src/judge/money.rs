//! Money: what is credited, what is paid, and what is said of it.

use serde_json::{Value as Json, json};

use super::{Allowed, Before, MAX};
use crate::rules;
use crate::world::{Payout, Reward, World};

/// What a request with a key is answered where it was answered before.
fn repeated(before: Before<'_>, scope: &str, key: &str, body: &Json, status: u16) -> Option<Vec<Allowed>> {
    let at = (scope.to_owned(), key.to_owned());
    if !before.world.keys.contains_key(&at) {
        return None;
    }
    let kept = before.kept.get(&at)?;
    if before.now >= kept.at + 7 * 86_400_000 {
        return None;
    }
    let mut allowed = Vec::new();
    if kept.body != *body {
        allowed.push(Allowed::new(422, "idempotency_mismatch", before.world));
        return Some(allowed);
    }
    let mut same = Allowed::new(status, "", before.world);
    if let Some(reply) = &kept.reply {
        same = same.saying("", reply.clone());
    }
    allowed.push(same);
    Some(allowed)
}

/// The contributions that a distribution is about, each with its node and what it earns by itself.
fn candidates(before: Before<'_>, body: &Json) -> Vec<(String, String, u128)> {
    let base = before.settings.base;
    let wanted = before.world.contributions.iter().filter(|(_, contribution)| {
        contribution.status == "verified"
            && body["node_id"].as_str().is_none_or(|node| node == contribution.node)
            && body["before"].as_u64().is_none_or(|before| contribution.timestamp < before)
    });
    let earned = wanted.map(|(id, it)| (id.clone(), it.node.clone(), rules::reward(base, it.score, it.duration)));
    earned.take(usize::try_from(body["limit"].as_u64().unwrap_or(500)).unwrap()).collect()
}

pub(super) fn distribute(before: Before<'_>, key: &str, body: &Json) -> Vec<Allowed> {
    const SCOPE: &str = "admin distribute_rewards";
    if let Some(allowed) = repeated(before, SCOPE, key, body, 200) {
        return allowed;
    }
    let unchanged = |status, code| Allowed::new(status, code, before.world);
    if body["node_id"].as_str().is_some_and(|node| !before.world.nodes.contains_key(node)) {
        return vec![unchanged(404, "node_not_found")];
    }
    let mut world = before.world.clone();
    world.keys.insert((SCOPE.to_owned(), key.to_owned()), true);
    let candidates = candidates(before, body);
    let nothing = unchanged(422, "nothing_to_distribute");
    let weights: Vec<u128> = candidates.iter().map(|(.., earned)| *earned).collect();
    let amounts: Vec<u128> = match body["pool_lamports"].as_u64() {
        Some(pool) => match rules::shares(pool, &weights) {
            Some(shares) => shares.into_iter().map(u128::from).collect(),
            None => return vec![nothing],
        },
        None if candidates.is_empty() => {
            let empty = Allowed::new(200, "", &world).saying("/rewards", json!([])).saying("/total_lamports", 0);
            return vec![empty, nothing];
        }
        None => weights,
    };
    let out_of_range = || vec![unchanged(422, "amount_out_of_range")];
    let mut credits = Vec::new();
    let mut total = 0u128;
    for ((id, node, _), amount) in candidates.into_iter().zip(amounts) {
        total += amount;
        let row = world.nodes.get_mut(&node).unwrap();
        let most = u128::from(row.total_rewards).max(u128::from(row.pending) + u128::from(row.paid)) + amount;
        if most.max(total) > u128::from(MAX) {
            return out_of_range();
        }
        let amount = u64::try_from(amount).unwrap();
        row.pending += amount;
        row.total_rewards += amount;
        "rewarded".clone_into(&mut world.contributions.get_mut(&id).unwrap().status);
        let reward = format!("rwd_{id}");
        credits.push(json!({ "reward_id": reward, "contribution_id": id, "node_id": node, "amount_lamports": amount }));
        world.rewards.insert(reward, Reward { node, amount, status: "pending".to_owned(), signature: None });
    }
    let total = u64::try_from(total).unwrap();
    vec![Allowed::new(200, "", &world).saying("/rewards", credits).saying("/total_lamports", total)]
}

pub(super) fn settle(before: Before<'_>, key: &str, caller: &str, node: Option<&str>, found: &World) -> Vec<Allowed> {
    let scope = format!("{caller} settle_rewards");
    let body = node.map_or(json!({}), |node| json!({ "node_id": node }));
    if let Some(allowed) = repeated(before, &scope, key, &body, 202) {
        return allowed;
    }
    let unchanged = |status, code| Allowed::new(status, code, before.world);
    let mut world = before.world.clone();
    world.keys.insert((scope, key.to_owned()), true);
    let Some(node) = node else {
        let nodes: Vec<String> = world.nodes.keys().cloned().collect();
        let is_banned = |node: &&String| before.world.nodes[*node].status == "banned";
        nodes.iter().filter(|node| !is_banned(node)).for_each(|node| pay(before, &mut world, node, found));
        return vec![Allowed::new(202, "", &world)];
    };
    let Some(row) = before.world.nodes.get(node) else { return vec![unchanged(404, "node_not_found")] };
    if row.status == "banned" && caller != "admin" {
        return vec![unchanged(403, "node_banned")];
    }
    if let Some((id, open)) = before.world.open_payout(node) {
        let said = Allowed::new(202, "", &world).saying("/payouts/0/id", id.as_str());
        return vec![said.saying("/payouts/0/amount_lamports", open.amount)];
    }
    if row.pending < before.settings.minimum {
        return vec![unchanged(409, "below_minimum_settlement")];
    }
    pay(before, &mut world, node, found);
    let said = Allowed::new(202, "", &world).saying("/payouts/0/node_id", node);
    let said = said.saying("/payouts/0/wallet_address", row.wallet.as_str());
    vec![said.saying("/payouts/0/amount_lamports", row.pending)]
}

/// Requests all that a node is owed, where that is enough. What the payout is called is the service's to say.
fn pay(before: Before<'_>, world: &mut World, node: &str, found: &World) {
    let row = &before.world.nodes[node];
    if row.pending < before.settings.minimum || before.world.open_payout(node).is_some() {
        return;
    }
    let is_new = |(id, payout): &(&String, &Payout)| payout.node == node && !before.world.payouts.contains_key(*id);
    let id = found.payouts.iter().find(is_new).map_or_else(|| format!("payout of {node}"), |(id, _)| id.clone());
    for (contribution, it) in &mut world.contributions {
        let reward = world.rewards.get(&format!("rwd_{contribution}"));
        if it.node == node && it.payout.is_none() && reward.is_some_and(|reward| reward.status == "pending") {
            it.payout = Some(id.clone());
        }
    }
    let payout = Payout {
        node: node.to_owned(),
        wallet: row.wallet.clone(),
        amount: row.pending,
        status: "requested".to_owned(),
        attempt: 0,
        signature: None,
    };
    world.payouts.insert(id, payout);
}

/// Takes over how far payouts have come, with all that follows from it. (That they move along the arrows is watched step by
/// step.)
pub(super) fn move_payouts(expected: &mut World, found: &World) {
    for (id, payout) in &mut expected.payouts {
        let Some(other) = found.payouts.get(id) else { continue };
        let was = std::mem::replace(&mut payout.status, other.status.clone());
        payout.attempt = other.attempt;
        payout.signature.clone_from(&other.signature);
        let row = expected.nodes.get_mut(&payout.node).unwrap();
        if other.status == "completed" && was != "completed" {
            row.pending -= payout.amount;
            row.paid += payout.amount;
        }
        for (contribution, it) in &mut expected.contributions {
            if it.payout.as_ref() != Some(id) {
                continue;
            }
            let reward = expected.rewards.get_mut(&format!("rwd_{contribution}")).unwrap();
            match other.status.as_str() {
                "failed" => it.payout = None,
                "confirmed" | "completed" => {
                    reward.status.clone_from(&other.status);
                    let there = found.rewards.get(&format!("rwd_{contribution}"));
                    // With its payout's, or not yet.
                    let signature = there.and_then(|reward| reward.signature.clone());
                    reward.signature = signature.filter(|it| Some(it) == other.signature.as_ref());
                }
                _ => {}
            }
        }
    }
}

/// Takes a credit back that no payout covers.
pub(super) fn reverse(before: Before<'_>, contribution: &str) -> Vec<Allowed> {
    let id = format!("rwd_{contribution}");
    let mut world = before.world.clone();
    let Some(reward) = world.rewards.get_mut(&id) else {
        return vec![Allowed::new(404, "reward_not_found", before.world)];
    };
    let it = world.contributions.get_mut(contribution).unwrap();
    match reward.status.as_str() {
        "failed" => return vec![Allowed::new(200, "", before.world)],
        "pending" if it.payout.is_none() => {}
        _ => return vec![Allowed::new(409, "reward_not_pending", before.world)],
    }
    "failed".clone_into(&mut reward.status);
    "rejected".clone_into(&mut it.status);
    let node = world.nodes.get_mut(&reward.node).unwrap();
    node.pending -= reward.amount;
    node.total_rewards -= reward.amount;
    vec![Allowed::new(200, "", &world).saying("/status", "failed")]
}

/// How a payout ends by the operator's word; what is said of one that has ended so already.
fn by_hand(before: Before<'_>, id: &str, signature: Option<&str>) -> Result<World, (u16, &'static str)> {
    let mut world = before.world.clone();
    let Some(payout) = world.payouts.get_mut(id) else {
        return Err((404, "payout_not_found"));
    };
    let conflict = || (409, "payout_conflict");
    let is_external = before.settings.gateway == "external";
    match (payout.status.as_str(), signature) {
        ("completed", Some(_)) if payout.signature.as_deref() == signature => return Ok(world),
        ("failed", None) => return Ok(world),
        ("requested", Some(_)) if is_external => {}
        ("requested" | "review", None) | ("review" | "confirmed", Some(_)) => {}
        _ => return Err(conflict()),
    }
    if signature.is_some_and(|signature| {
        before.world.payouts.values().any(|other| other.signature.as_deref() == Some(signature))
    }) {
        return Err(conflict());
    }
    let status = if signature.is_some() { "completed" } else { "failed" };
    // Followed as if it had been found so.
    let mut after = world.clone();
    let payout = after.payouts.get_mut(id).unwrap();
    status.clone_into(&mut payout.status);
    payout.signature = signature.map(str::to_owned);
    for (contribution, it) in &before.world.contributions {
        if it.payout.as_deref() == Some(id) {
            let reward = after.rewards.get_mut(&format!("rwd_{contribution}")).unwrap();
            reward.signature = signature.map(str::to_owned);
        }
    }
    move_payouts(&mut world, &after);
    Ok(world)
}

pub(super) fn report(before: Before<'_>, payout: &str, signature: &str, key: &str) -> Vec<Allowed> {
    const SCOPE: &str = "admin settle_rewards";
    let body = json!({ "payout_id": payout, "transaction_signature": signature });
    if let Some(allowed) = repeated(before, SCOPE, key, &body, 202) {
        return allowed;
    }
    match by_hand(before, payout, Some(signature)) {
        Ok(mut world) => {
            world.keys.insert((SCOPE.to_owned(), key.to_owned()), true);
            vec![Allowed::new(202, "", &world).saying("/payouts/0/status", "completed")]
        }
        Err((status, code)) => vec![Allowed::new(status, code, before.world)],
    }
}

pub(super) fn resolve(before: Before<'_>, payout: &str, signature: Option<&str>) -> Vec<Allowed> {
    // What waits for a human is not given up while the chain shows it, or says nothing.
    let may_be_paid = signature.is_none() && before.world.payouts.get(payout).is_some_and(|it| it.status == "review");
    match by_hand(before, payout, signature) {
        Ok(world) if may_be_paid => {
            vec![Allowed::new(200, "", &world), Allowed::new(409, "payout_conflict", before.world)]
        }
        Ok(world) => vec![Allowed::new(200, "", &world)],
        Err((status, code)) => vec![Allowed::new(status, code, before.world)],
    }
}

pub(super) fn pending(before: Before<'_>, node: &str) -> Vec<Allowed> {
    let Some(row) = before.world.nodes.get(node) else {
        return vec![Allowed::new(404, "node_not_found", before.world)];
    };
    let flying = before.world.open_payout(node).map_or(0, |(_, payout)| payout.amount);
    let (available, minimum) = (row.pending - flying, before.settings.minimum);
    let said = json!({
        "pending_rewards_lamports": row.pending, "in_flight_lamports": flying, "available_lamports": available,
        "min_settlement_lamports": minimum, "can_settle": available >= minimum && flying == 0,
    });
    let mut other = said.clone();
    other["can_settle"] = json!(available >= minimum);
    let fine = Allowed::new(200, "", before.world);
    vec![fine.clone().saying("", said), fine.saying("", other)]
}

pub(super) fn balance(before: Before<'_>, address: &str) -> Vec<Allowed> {
    let nodes: Vec<_> = before.world.nodes.iter().filter(|(_, node)| node.wallet == address).collect();
    if nodes.is_empty() {
        return vec![Allowed::new(404, "wallet_not_found", before.world)];
    }
    let sum = |of: fn(&crate::world::Node) -> u64| nodes.iter().map(|(_, node)| of(node)).sum::<u64>();
    let flying = |id: &String| before.world.open_payout(id).map_or(0, |(_, payout)| payout.amount);
    let flying: u64 = nodes.iter().map(|(id, _)| flying(id)).sum();
    let (pending, paid) = (sum(|node| node.pending), sum(|node| node.paid));
    if pending.max(paid).max(flying) > MAX {
        return vec![Allowed::new(422, "amount_out_of_range", before.world)];
    }
    let ids: Vec<&String> = nodes.iter().map(|(id, _)| *id).collect();
    let fine =
        Allowed::new(200, "", before.world).saying("/pending_rewards_lamports", pending).saying("/nodes", json!(ids));
    vec![fine.saying("/in_flight_lamports", flying).saying("/total_rewards_distributed_lamports", paid)]
}

pub(super) fn stats(before: Before<'_>, node: &str) -> Vec<Allowed> {
    if !before.world.nodes.contains_key(node) {
        return vec![Allowed::new(404, "node_not_found", before.world)];
    }
    let of: Vec<_> = before.world.contributions.values().filter(|it| it.node == node).collect();
    let duration: u64 = of.iter().map(|it| it.duration).sum();
    let samples: u64 = of.iter().map(|it| it.samples).sum();
    let fine = Allowed::new(200, "", before.world).saying("/contribution_count", of.len());
    vec![fine.saying("/total_duration_seconds", duration).saying("/total_samples_processed", samples)]
}
