//! Settlement: pending lamports on their way to a wallet, never twice.

use williw_workers::http::{Commit, Committed};

use crate::NOT_YET;
use crate::app::ReadCx;
use crate::app::api::SettleRewardsError;
use crate::app::callers::NodeOrAdmin;
use crate::app::types::{SettleRewards, Settlement};
use crate::callers::NOT_YOURS;

/// Starts paying out what is pending: of one node, or, for the operator, of all.
pub(crate) async fn settle(
    _: &ReadCx,
    caller: NodeOrAdmin,
    body: SettleRewards,
    _: Commit<Settlement>,
) -> Result<Committed<Settlement>, SettleRewardsError> {
    if !body.node_id.as_ref().map_or(caller.is_admin(), |id| caller.is_or_admin(id)) {
        return Err(SettleRewardsError::NotYours(NOT_YOURS.into()));
    }
    Err(SettleRewardsError::NotYet(NOT_YET.into()))
}
