//! Rewards: what contributions have earned, credited to wallets.
//!
//! What is hard: a credit must happen once, whoever asks for it how often at the same time. So a distribution is one
//! batch, with the key of its request in it. It begins with a gate, which refuses all of it where a single contribution
//! is not waiting for its reward any more; then what there is to reward is read anew.

mod apportion;
mod formula;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use williw_workers::Timestamp;
use williw_workers::d1::D1Error;
use williw_workers::http::{Commit, Committed, Refused};

use self::apportion::apportion;
use self::formula::reward;
use crate::app::api::{
    DistributeRewardsError, PendingRewardsError, PendingRewardsQuery, ReverseRewardError, RewardBalanceError,
    RewardBalanceQuery,
};
use crate::app::callers::NodeOrAdmin;
use crate::app::db::{Reward as Row, rewards};
use crate::app::queries::{self, Earned};
use crate::app::types::{
    Balance, ContributionId, Credit, DistributeRewards, Distribution, Lamports, NodeId, PendingRewards, ReverseReward,
    Reward, RewardId, RewardStatus,
};
use crate::app::{Cx, ReadCx};
use crate::books;
use crate::callers::NOT_YOURS;
use crate::nodes::no_node;
use crate::settlement::min_settlement;

/// How often a distribution looks again when another one came in between. Each time that one has got through.
const ROUNDS: u32 = 8;

/// Credits what verified contributions have earned, in the order of their ids.
pub(crate) async fn distribute(
    cx: &ReadCx,
    body: DistributeRewards,
    mut commit: Commit<Distribution>,
) -> Result<Committed<Distribution>, DistributeRewardsError> {
    if let Some(id) = &body.node_id
        && cx.db.run(queries::node(id)).await?.is_none()
    {
        return Err(DistributeRewardsError::NodeNotFound(no_node(id).into()));
    }
    for _ in 0..ROUNDS {
        let now = cx.clock.now();
        let (before, limit) = (body.before.unwrap_or(Timestamp::MAX), i64::from(body.limit));
        let earned = match &body.node_id {
            Some(id) => queries::verified_contributions_of_node(id, before, limit),
            None => queries::verified_contributions(before, limit),
        };
        let credits = credits(cx.db.run(earned).await?, cx.vars.base_reward_lamports, body.pool_lamports)?;
        let distribution = sum(credits)?;
        if distribution.rewards.is_empty() {
            return Ok(commit.nothing(distribution).await?);
        }
        let plan: Vec<(&ContributionId, &NodeId, Lamports)> =
            distribution.rewards.iter().map(|it| (&it.contribution_id, &it.node_id, it.amount_lamports)).collect();
        let plan = serde_json::to_string(&plan).map_err(|error| DistributeRewardsError::Internal(error.to_string()))?;
        let batch = (
            queries::insert_rewards(now, &plan),
            queries::credit_wallets(now, &plan),
            queries::credit_nodes(now, &plan),
            queries::mark_rewarded(&plan),
            queries::book_credits(now, &plan),
        );
        match commit.attempt(batch, distribution).await {
            Ok(committed) => return Ok(committed),
            Err(Refused { error: D1Error::Check(_), .. }) => {
                return Err(out_of_range("a balance would be more than can be kept exactly"));
            }
            // Somebody else has just rewarded one of them.
            Err(Refused { error: D1Error::NotNull { .. } | D1Error::Unique { .. }, commit: again }) => commit = again,
            Err(Refused { error, .. }) => return Err(error.into()),
        }
    }
    Err(DistributeRewardsError::Internal(format!("others have distributed {ROUNDS} times meanwhile")))
}

/// What each is credited with: its own amount, or its share of the pool.
fn credits(
    earned: Vec<Earned>,
    base: i64,
    pool: Option<Lamports>,
) -> Result<Vec<(Earned, u64)>, DistributeRewardsError> {
    let base = u64::try_from(base).map_err(|error| DistributeRewardsError::Internal(error.to_string()))?;
    let mut tasks = BTreeSet::new();
    let mut weighed = Vec::with_capacity(earned.len());
    for it in earned {
        // A task is rewarded once; there never are two verified contributions to one.
        if tasks.insert(it.task_id.clone()) {
            let whole = |number: i64| u64::try_from(number).unwrap_or_default();
            let amount = reward(base, whole(it.score_micro), whole(it.duration_seconds));
            weighed.push((it, amount.ok_or_else(|| out_of_range("a contribution earns more than can be paid"))?));
        }
    }
    if let Some(pool) = pool {
        let weights: Vec<u64> = weighed.iter().map(|(_, amount)| *amount).collect();
        let shares = u64::try_from(pool.get()).ok().and_then(|pool| apportion(pool, &weights)).ok_or_else(|| {
            DistributeRewardsError::NothingToDistribute("no contribution waits for a share of the pool".into())
        })?;
        for ((_, amount), share) in weighed.iter_mut().zip(shares) {
            *amount = share;
        }
    }
    Ok(weighed)
}

/// What is answered to a distribution of these credits.
fn sum(credits: Vec<(Earned, u64)>) -> Result<Distribution, DistributeRewardsError> {
    let mut total = Lamports::MIN;
    let mut rewards = Vec::with_capacity(credits.len());
    for (earned, amount) in credits {
        let amount = i64::try_from(amount).ok().and_then(Lamports::new);
        let amount_lamports = amount.ok_or_else(|| out_of_range("a contribution earns more than can be paid"))?;
        total = total.checked_add(amount_lamports).ok_or_else(|| out_of_range("it is too much at a time"))?;
        let Earned { contribution_id, node_id, .. } = earned;
        let reward_id = RewardId::parse(format!("rwd_{contribution_id}"))
            .map_err(|error| DistributeRewardsError::Internal(error.to_string()))?;
        rewards.push(Credit { reward_id, contribution_id, node_id, amount_lamports });
    }
    Ok(Distribution { rewards, total_lamports: total })
}

fn out_of_range(detail: &'static str) -> DistributeRewardsError {
    DistributeRewardsError::AmountOutOfRange(detail.into())
}

/// What an address has earned: the sum over all nodes that are paid there.
pub(crate) async fn balance(
    cx: &Cx,
    caller: NodeOrAdmin,
    query: RewardBalanceQuery,
) -> Result<Balance, RewardBalanceError> {
    let wallets = cx.db.run(queries::wallets_at(&query.address)).await?;
    let Some(last_updated_at) = wallets.iter().map(|it| it.last_updated_at).max() else {
        return Err(RewardBalanceError::WalletNotFound("no node is paid to this address".into()));
    };
    if !wallets.iter().any(|it| caller.is_or_admin(&it.node_id)) {
        return Err(RewardBalanceError::NotYours("a node may ask for the address that it is paid to".into()));
    }
    let sum = |of: fn(&queries::WalletsAtRow) -> i64| {
        let total = wallets.iter().try_fold(0_i64, |sum, it| sum.checked_add(of(it)));
        total.and_then(Lamports::new).ok_or_else(|| {
            RewardBalanceError::AmountOutOfRange("the nodes at this address have too much for one sum".into())
        })
    };
    Ok(Balance {
        pending_rewards_lamports: sum(|it| it.pending_rewards_lamports.get())?,
        in_flight_lamports: sum(|it| it.in_flight_lamports)?,
        total_rewards_distributed_lamports: sum(|it| it.total_rewards_distributed_lamports.get())?,
        nodes: wallets.into_iter().map(|it| it.node_id).collect(),
        address: query.address,
        last_updated_at,
    })
}

/// What a node can be paid.
pub(crate) async fn pending(
    cx: &Cx,
    caller: NodeOrAdmin,
    query: PendingRewardsQuery,
) -> Result<PendingRewards, PendingRewardsError> {
    if !caller.is_or_admin(&query.node_id) {
        return Err(PendingRewardsError::NotYours(NOT_YOURS.into()));
    }
    let look =
        (queries::wallet_of_node(0, &query.node_id), queries::open_payout_of_node(&query.node_id), books::halt());
    let (owed, open, halt) = cx.db.batch(look).await?;
    let Some(owed) = owed else {
        return Err(PendingRewardsError::NodeNotFound(no_node(&query.node_id).into()));
    };
    // A node has one open payout at most.
    let in_flight = open.map_or(Lamports::MIN, |it| it.amount_lamports);
    let pending = owed.pending_rewards_lamports;
    let available = pending.checked_sub(in_flight).unwrap_or(Lamports::MIN);
    let least = min_settlement(&cx.vars).map_err(PendingRewardsError::Internal)?;
    Ok(PendingRewards {
        pending_rewards_lamports: pending,
        in_flight_lamports: in_flight,
        available_lamports: available,
        min_settlement_lamports: least,
        // While a payout is under way there is no second one; a banned node is paid by the operator alone.
        can_settle: in_flight == Lamports::MIN
            && available >= least
            && halt.is_none()
            && (caller.is_admin() || !owed.is_banned),
    })
}

/// Takes a credit back that no payout covers. One that was taken back is answered the same.
pub(crate) async fn reverse(cx: &Cx, body: ReverseReward) -> Result<Reward, ReverseRewardError> {
    let id = &body.reward_id;
    let now = cx.clock.now();
    let reason = format!("reward_reversed: {}", body.reason);
    let batch = (
        queries::fail_reward(id),
        queries::reject_rewarded(&reason, id),
        queries::debit_wallet_of_reward(now, id),
        queries::debit_node_of_reward(now, id),
        queries::book_reversal(now, id),
    );
    match cx.db.batch(batch).await {
        // Done, or not pending: what it is now says which.
        Ok(_) | Err(D1Error::NotNull { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let Some(found) = cx.db.run(rewards::get(id)).await? else {
        return Err(ReverseRewardError::RewardNotFound(format!("no reward is called `{id}`").into()));
    };
    match found.status {
        RewardStatus::Failed => Ok(view(found)),
        RewardStatus::Pending => {
            Err(ReverseRewardError::RewardNotPending("a payout is under way that covers the reward".into()))
        }
        RewardStatus::Confirmed | RewardStatus::Completed => {
            Err(ReverseRewardError::RewardNotPending("the reward has been paid".into()))
        }
    }
}

/// A reward as it is shown.
fn view(row: Row) -> Reward {
    let Row { id, node_id, amount_lamports, status, distributed_at, transaction_signature } = row;
    Reward { id, node_id, amount_lamports, status, distributed_at, transaction_signature }
}
