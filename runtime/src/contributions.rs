//! Contributions: what a node has done for a task, recorded once and scored by the server.

use crate::NOT_YET;
use crate::app::Cx;
use crate::app::api::{
    ContributionStatsError, ContributionStatsQuery, ListContributionsError, ListContributionsQuery,
    RecordContributionError, RecordContributionReply,
};
use crate::app::callers::{Node, NodeOrAdmin};
use crate::app::types::{ContributionList, ContributionStats, RecordContribution};
use crate::callers::NOT_YOURS;

/// Records a contribution under the lease that the node holds.
pub(crate) async fn record(
    _: &Cx,
    caller: Node,
    body: RecordContribution,
) -> Result<RecordContributionReply, RecordContributionError> {
    if body.node_id != caller.id {
        return Err(RecordContributionError::NotYours(NOT_YOURS.into()));
    }
    Err(RecordContributionError::NotYet(NOT_YET.into()))
}

/// Sums up what a node has done.
pub(crate) async fn stats(
    _: &Cx,
    caller: NodeOrAdmin,
    query: ContributionStatsQuery,
) -> Result<ContributionStats, ContributionStatsError> {
    if !caller.is_or_admin(&query.node_id) {
        return Err(ContributionStatsError::NotYours(NOT_YOURS.into()));
    }
    Err(ContributionStatsError::NotYet(NOT_YET.into()))
}

/// Lists what a node has done, newest first.
pub(crate) async fn list(
    _: &Cx,
    caller: NodeOrAdmin,
    query: ListContributionsQuery,
) -> Result<ContributionList, ListContributionsError> {
    if !caller.is_or_admin(&query.node_id) {
        return Err(ListContributionsError::NotYours(NOT_YOURS.into()));
    }
    Err(ListContributionsError::NotYet(NOT_YET.into()))
}
