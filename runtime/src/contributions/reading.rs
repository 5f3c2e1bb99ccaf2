//! What a node has done: its sums, and the list of its contributions, newest first.
//!
//! Both cost the same however much there is: sums are kept, and a page is a range of one index.

use serde::{Deserialize, Serialize};
use williw_workers::Timestamp;
use williw_workers::d1::{Key, Page, PageRequest};

use super::info;
use crate::app::Cx;
use crate::app::api::{ContributionStatsError, ContributionStatsQuery, ListContributionsError, ListContributionsQuery};
use crate::app::callers::NodeOrAdmin;
use crate::app::queries::{self, ContributionView};
use crate::app::types::{ContributionId, ContributionList, ContributionStats};
use crate::callers::NOT_YOURS;
use crate::nodes::no_node;

/// Sums up what a node has done: all that it has recorded, rejected or not.
pub(crate) async fn stats(
    cx: &Cx,
    caller: NodeOrAdmin,
    query: ContributionStatsQuery,
) -> Result<ContributionStats, ContributionStatsError> {
    let id = query.node_id;
    if !caller.is_or_admin(&id) {
        return Err(ContributionStatsError::NotYours(NOT_YOURS.into()));
    }
    let Some(totals) = cx.db.run(queries::contribution_totals(&id)).await? else {
        return Err(ContributionStatsError::NodeNotFound(no_node(&id).into()));
    };
    Ok(ContributionStats {
        node_id: id,
        contribution_count: totals.contribution_count.unsigned_abs(),
        total_compute_score: totals.total_compute_score,
        total_duration_seconds: totals.duration_seconds.unsigned_abs(),
        total_samples_processed: totals.samples_processed.unsigned_abs(),
        total_network_upload_mb: totals.network_upload_mb.unsigned_abs(),
        average_compute_score: totals.average_compute_score,
        average_gpu_usage_percent: totals.average_gpu_usage_percent,
        average_memory_used_mb: totals.average_memory_used_mb,
    })
}

/// Lists what a node has done, newest first.
pub(crate) async fn list(
    cx: &Cx,
    caller: NodeOrAdmin,
    query: ListContributionsQuery,
) -> Result<ContributionList, ListContributionsError> {
    let id = &query.node_id;
    if !caller.is_or_admin(id) {
        return Err(ListContributionsError::NotYours(NOT_YOURS.into()));
    }
    let page = PageRequest::<Place>::from_cursor(query.cursor.as_deref(), query.limit)?;
    let (time, before) = match &page.after {
        Some(Place(time, before)) => (*time, before.as_str()),
        None => (Timestamp::MAX, ""),
    };
    let (node, rows) =
        cx.db.batch((queries::node(id), queries::contributions_before(id, time, before, page.fetch()))).await?;
    if node.is_none() {
        return Err(ListContributionsError::NodeNotFound(no_node(id).into()));
    }
    let page: Page<Place> = Page::cut(rows, page.limit);
    let contributions = page.rows.into_iter().map(info).collect();
    Ok(ContributionList { contributions, next_cursor: page.next.map(|place| place.to_cursor()) })
}

/// A contribution's place in a list: what is older comes after it, and of the same time what has a smaller id.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place(Timestamp, ContributionId);

impl Key for Place {
    type Row = ContributionView;

    fn of(row: &ContributionView) -> Option<Self> {
        Some(Place(row.timestamp, row.id.clone()))
    }
}
