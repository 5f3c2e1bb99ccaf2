//! The work: hashing, which needs nothing but time, and shows for it.
//!
//! The task's parameters are hashed again and again, each time with the digest before, for `params.seconds`. After each
//! slice it sleeps for a moment, in which heartbeats are sent and others of its thread work; a future that is dropped
//! stops.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use williw_workers::client::Transport;

use super::Refused;
use crate::app::types::{Assignment, ContributionId, NodeId, Proof, RecordContribution, Task};

/// How long a task takes that does not say.
const SECONDS: f64 = 3.0;
/// After so many milliseconds others have their turn; or after so many hashes, by a clock that stands still.
const SLICE_MS: i64 = 2;
const SLICE_HASHES: u64 = 1 << 14;

/// What came of it.
#[derive(Clone, Debug)]
pub(super) struct Output {
    digest: [u8; 32],
    hashes: u64,
    seconds: u64,
}

/// Works on a task, and says every now and then how many percent are done.
pub(super) async fn compute(task: &Task, clock: &impl Transport, progress: impl Fn(f64)) -> Output {
    let params = task.params.as_str().as_bytes();
    let seconds = task.params.parse().ok().and_then(|params: Value| params.get("seconds")?.as_f64());
    // Nobody waits for longer than the task may take.
    let wanted_ms = (seconds.unwrap_or(SECONDS).max(0.0) * 1_000.0).min(task.timeout_ms as f64);
    let began = clock.now();
    let (mut digest, mut hashes) = ([0; 32], 0);
    loop {
        let (slice, last) = (clock.now(), hashes + SLICE_HASHES);
        while hashes < last && clock.now().millis_since(slice) < SLICE_MS {
            for _ in 0..32 {
                digest = Sha256::new().chain_update(digest).chain_update(params).finalize().into();
                hashes += 1;
            }
        }
        let passed_ms = clock.now().millis_since(began);
        if passed_ms as f64 >= wanted_ms {
            return Output { digest, hashes, seconds: u64::try_from(passed_ms / 1_000).unwrap_or(0) };
        }
        progress((passed_ms as f64 / wanted_ms * 100.0).clamp(0.0, 100.0));
        clock.sleep(1).await;
    }
}

/// What is recorded of it. The contribution is called after the lease, so that recording it again is the same.
pub(super) fn contribution(
    node_id: &NodeId,
    Assignment { task, lease_id, .. }: &Assignment,
    output: &Output,
) -> Result<RecordContribution, Refused> {
    let id = ContributionId::parse(format!("ctb-{lease_id}"));
    let statement: String = Sha256::digest(output.digest).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(RecordContribution {
        id: id.map_err(|error| Refused { code: String::new(), reason: error.to_string() })?,
        node_id: node_id.clone(),
        task_id: task.id.clone(),
        lease_id: lease_id.clone(),
        duration_seconds: output.seconds,
        samples_processed: output.hashes,
        gpu_usage_percent: None,
        memory_used_mb: None,
        network_upload_mb: None,
        cpu_usage_percent: None,
        network_download_mb: None,
        batches_processed: None,
        output_hash: Some(statement.clone()),
        proof: Some(Proof {
            scheme: "sha256-preimage".to_owned(),
            statement,
            proof: BASE64_STANDARD.encode(output.digest),
        }),
        compute_score: None,
        timestamp: None,
    })
}
