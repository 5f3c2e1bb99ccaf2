//! Rewards: what contributions have earned, credited to wallets.

use williw_workers::http::{Commit, Committed};

use crate::NOT_YET;
use crate::app::api::{
    DistributeRewardsError, PendingRewardsError, PendingRewardsQuery, RewardBalanceError, RewardBalanceQuery,
};
use crate::app::callers::NodeOrAdmin;
use crate::app::types::{Balance, DistributeRewards, Distribution, PendingRewards};
use crate::app::{Cx, ReadCx};
use crate::callers::NOT_YOURS;

/// Credits what verified contributions have earned, in the order of their ids.
pub(crate) async fn distribute(
    _: &ReadCx,
    _: DistributeRewards,
    _: Commit<Distribution>,
) -> Result<Committed<Distribution>, DistributeRewardsError> {
    Err(DistributeRewardsError::NotYet(NOT_YET.into()))
}

/// What an address has earned: the sum over all nodes that are paid there.
pub(crate) async fn balance(_: &Cx, _: NodeOrAdmin, _: RewardBalanceQuery) -> Result<Balance, RewardBalanceError> {
    Err(RewardBalanceError::NotYet(NOT_YET.into()))
}

/// What a node can be paid.
pub(crate) async fn pending(
    _: &Cx,
    caller: NodeOrAdmin,
    query: PendingRewardsQuery,
) -> Result<PendingRewards, PendingRewardsError> {
    if !caller.is_or_admin(&query.node_id) {
        return Err(PendingRewardsError::NotYours(NOT_YOURS.into()));
    }
    Err(PendingRewardsError::NotYet(NOT_YET.into()))
}
