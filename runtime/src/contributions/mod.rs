//! Contributions: what a node has done for a task, recorded once, judged and scored by the server.
//!
//! `record` is where work becomes worth something; `reading` shows what there is. The numbers are in `score`, which
//! knows of nothing else.

mod reading;
mod record;
mod score;
#[cfg(test)]
mod tests;

pub(crate) use reading::{list, stats};
pub(crate) use record::record;

use crate::app::queries::ContributionView;
use crate::app::types::Contribution;

/// A contribution as it is shown.
fn info(row: ContributionView) -> Contribution {
    // The database holds no count below zero.
    Contribution {
        id: row.id,
        node_id: row.node_id,
        task_id: row.task_id,
        compute_score: row.compute_score,
        duration_seconds: row.duration_seconds.unsigned_abs(),
        samples_processed: row.samples_processed.unsigned_abs(),
        gpu_usage_percent: row.gpu_usage_percent,
        memory_used_mb: row.memory_used_mb.map(i64::unsigned_abs),
        network_upload_mb: row.network_upload_mb.map(i64::unsigned_abs),
        timestamp: row.timestamp,
        status: row.status,
        rejection: row.rejection,
        overclaimed: row.overclaimed,
    }
}
