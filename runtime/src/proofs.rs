//! The archive of proofs: what a node has proved, and what was found of it, for ninety days.
//!
//! It decides nothing: the verdict that gates money is in the database. KV may show a proof late, or not at all.

use williw_workers::kv::KvError;

use crate::app::Cx;
use crate::app::types::{ContributionId, ProofRecord};

/// Archives the proof of a contribution; one that is there already is overwritten.
///
/// # Errors
/// What KV says.
pub async fn archive(cx: &Cx, contribution: &ContributionId, proof: &ProofRecord) -> Result<(), KvError> {
    cx.proofs_store.proof(contribution).put(proof).await
}

/// The archived proof of a contribution.
///
/// # Errors
/// What KV says.
pub async fn find(cx: &Cx, contribution: &ContributionId) -> Result<Option<ProofRecord>, KvError> {
    cx.proofs_store.proof(contribution).get().await
}
