//! Recording a contribution: the one way in which a task is completed, and the beginning of every lamport.
//!
//! What is hard: a lease may be lost, a task cancelled or the same request sent again at any moment, and the process may
//! die between any two statements. So the whole effect is one batch (the contribution, the task's completion, the node's
//! sums) whose first statement does nothing unless the lease is live then. What is computed before it rests on what the
//! lease's id fixes: when the task was assigned, and its timeout. Where the batch did nothing, it is read why.

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use williw_workers::Timestamp;
use williw_workers::d1::D1Error;
use williw_workers::driver::Level;
use williw_workers::http::{Pointer, Violations};

use super::info;
use super::score::{Work, basis_points, score_micro};
use crate::app::Cx;
use crate::app::api::{RecordContributionError as Refused, RecordContributionReply};
use crate::app::callers::Node;
use crate::app::queries::{self, ContributionView, NodeView, TaskLeaseRow};
use crate::app::types::{ContributionStatus, NodeStatus, Proof, ProofRecord, RecordContribution, TaskStatus, TaskType};
use crate::callers::NOT_YOURS;
use crate::nodes::{self, BANNED, Moment, no_node};
use crate::proofs::{self, Verdict};

/// The longest that counts, whatever a task allows.
const MAX_SECONDS: u64 = 2_592_000;
/// Clocks differ: a claim that is over by no more than this is not remarked upon.
const TOLERANCE_SECONDS: u64 = 5;
/// How often it is looked again when another request came in between. The second look finds what that one has done.
const ROUNDS: u32 = 3;

/// Records a contribution under the lease that the node holds.
pub(crate) async fn record(
    cx: &Cx,
    caller: Node,
    body: RecordContribution,
) -> Result<RecordContributionReply, Refused> {
    if body.node_id != caller.id {
        return Err(Refused::NotYours(NOT_YOURS.into()));
    }
    // What is not believed makes no difference.
    let body = RecordContribution { compute_score: None, timestamp: None, ..body };
    let digest = digest(&body)?;
    let proof = body.proof.as_ref().map(proof_bytes).transpose().map_err(Refused::Invalid)?;
    for _ in 0..ROUNDS {
        let at = Moment::of(cx);
        let look = (queries::node(&body.node_id), queries::contribution(&body.id), queries::task_lease(&body.task_id));
        let (node, known, task) = cx.db.batch(look).await?;
        let node = node.ok_or_else(|| Refused::NodeNotFound(no_node(&body.node_id).into()))?;
        if node.status == NodeStatus::Banned {
            return Err(Refused::NodeBanned(BANNED.into()));
        }
        if let Some(known) = known {
            let known = again(known, &digest)?;
            // Whoever recorded it may have died before.
            archive(cx, &body, &known).await;
            return Ok(RecordContributionReply::Ok(info(known)));
        }
        let task = task.ok_or_else(|| Refused::TaskNotFound(format!("no task is called `{}`", body.task_id).into()))?;
        let assigned_at = assigned_at(&task, &node, &body, at)?;
        check_device(&node, &body)?;
        let verdict = match (&body.proof, &proof) {
            (Some(Proof { scheme, statement, .. }), Some(bytes)) => {
                Some(proofs::verify(&cx.vars.node_env, scheme, statement, bytes))
            }
            _ => None,
        };
        if verdict == Some(Verdict::Unsupported) {
            return Err(Refused::UnknownProofScheme("send a proof of another scheme, or none".into()));
        }
        let counted = Counted::of(&body, &task, assigned_at, at.now)?;
        let judged = judge(task.task_type, &counted.work, verdict, cx.vars.zk_proof_enabled);
        if let Some(recorded) = write(cx, &body, &counted, &judged, verdict, &digest, at).await? {
            archive(cx, &body, &recorded).await;
            return Ok(RecordContributionReply::Created(info(recorded)));
        }
    }
    Err(Refused::LeaseLost(LEASE_LOST.into()))
}

const LEASE_LOST: &str = "this lease holds the task no more: ask for the next one";

/// The same request again is answered as it was; another one of the same id is none that may be recorded.
fn again(known: ContributionView, digest: &[u8]) -> Result<ContributionView, Refused> {
    if known.request_sha256 == digest {
        return Ok(known);
    }
    Err(Refused::ContributionConflict("record other work under another id".into()))
}

/// SHA-256 of what was asked for, however it was written.
fn digest(body: &RecordContribution) -> Result<[u8; 32], Refused> {
    let text = serde_json::to_vec(body).map_err(|error| Refused::Internal(error.to_string()))?;
    Ok(Sha256::digest(text).into())
}

/// A proof's bytes; the spec knows no more than how long their text may be, and of which letters.
fn proof_bytes(proof: &Proof) -> Result<Vec<u8>, Violations> {
    let mut violations = Violations::default();
    let at_proof = Pointer::Key(&Pointer::Body, "proof");
    let at = Pointer::Key(&at_proof, "proof");
    match BASE64_STANDARD.decode(&proof.proof) {
        Ok(bytes) if bytes.len() <= proofs::MAX_BYTES => return Ok(bytes),
        Ok(_) => violations.push::<()>(&at, "max_length", "must be at most 64 KiB of bytes"),
        Err(_) => violations.push::<()>(&at, "format", "must be base64 with padding, as an encoder writes it"),
    };
    Err(violations)
}

/// When the task was assigned under this lease, if the lease is live.
fn assigned_at(
    task: &TaskLeaseRow,
    node: &NodeView,
    body: &RecordContribution,
    at: Moment,
) -> Result<Timestamp, Refused> {
    if task.status == TaskStatus::Cancelled {
        return Err(Refused::TaskCancelled("the operator has taken it back: ask for the next one".into()));
    }
    let is_here = matches!(
        nodes::status(node.status, node.last_active_at, at),
        NodeStatus::Active | NodeStatus::Busy | NodeStatus::Paused
    );
    let is_held = matches!(task.status, TaskStatus::Assigned | TaskStatus::Running)
        && task.node_id.as_ref() == Some(&body.node_id)
        && task.lease_id.as_ref() == Some(&body.lease_id)
        && task.lease_expires_at.is_some_and(|expires| at.now <= expires);
    task.assigned_at.filter(|_| is_here && is_held).ok_or_else(|| Refused::LeaseLost(LEASE_LOST.into()))
}

/// A node uses what it has, by its own account.
fn check_device(node: &NodeView, body: &RecordContribution) -> Result<(), Refused> {
    let device = node.capabilities.parse().map_err(|error| Refused::Internal(error.to_string()))?;
    if body.gpu_usage_percent.is_some_and(|percent| percent > 0.0) && device.gpu_info.is_empty() {
        return Err(Refused::NotAcceptableContribution("the node is registered without a GPU".into()));
    }
    if body.memory_used_mb.is_some_and(|used| used > device.memory_mb) {
        let detail = format!("the node is registered with {} MB of memory", device.memory_mb);
        return Err(Refused::NotAcceptableContribution(detail.into()));
    }
    Ok(())
}

/// What counts of a claim.
struct Counted {
    work: Work,
    gpu_bp: Option<u32>,
    cpu_bp: Option<u32>,
    overclaimed: bool,
}

impl Counted {
    fn of(
        body: &RecordContribution,
        task: &TaskLeaseRow,
        assigned_at: Timestamp,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        let passed = now.saturating_duration_since(assigned_at).as_secs();
        let most = passed.min(task.timeout_ms / 1000).min(MAX_SECONDS);
        let points = |percent: Option<f64>| {
            let points = |percent| basis_points(percent).ok_or_else(|| Refused::Internal(format!("{percent} %")));
            percent.map(points).transpose()
        };
        let (gpu_bp, cpu_bp) = (points(body.gpu_usage_percent)?, points(body.cpu_usage_percent)?);
        let work = Work {
            duration_seconds: body.duration_seconds.min(most),
            samples: body.samples_processed,
            gpu_bp: gpu_bp.unwrap_or(0),
            cpu_bp: cpu_bp.unwrap_or(0),
            network_mb: body.network_upload_mb.unwrap_or(0).saturating_add(body.network_download_mb.unwrap_or(0)),
        };
        let overclaimed = body.duration_seconds.saturating_sub(most) > TOLERANCE_SECONDS;
        Ok(Counted { work, gpu_bp, cpu_bp, overclaimed })
    }
}

/// What becomes of a contribution, and why where it is rejected.
type Judgement = (ContributionStatus, Option<Cow<'static, str>>);

/// Work that is none is rejected, and so is a false proof. What must be proved and is not waits, and earns nothing.
fn judge(task_type: TaskType, work: &Work, verdict: Option<Verdict>, must_prove: bool) -> Judgement {
    let rejected = |reason: Cow<'static, str>| (ContributionStatus::Rejected, Some(reason));
    let computes = matches!(task_type, TaskType::Training | TaskType::Inference);
    match verdict {
        Some(Verdict::Invalid(reason)) => rejected(format!("the proof is invalid: {reason}").into()),
        _ if computes && work.duration_seconds == 0 => rejected("it took no time".into()),
        _ if computes && work.samples == 0 => rejected("no sample was processed".into()),
        Some(Verdict::Valid) => (ContributionStatus::Verified, None),
        None | Some(Verdict::Unsupported) if must_prove => (ContributionStatus::Recorded, None),
        None | Some(Verdict::Unsupported) => (ContributionStatus::Verified, None),
    }
}

/// The whole effect, or none: then the lease is not live, or the id is taken.
async fn write(
    cx: &Cx,
    body: &RecordContribution,
    counted: &Counted,
    (status, rejection): &Judgement,
    verdict: Option<Verdict>,
    digest: &[u8],
    at: Moment,
) -> Result<Option<ContributionView>, D1Error> {
    let now = at.now;
    let (score, gpu_bp) = (count(score_micro(counted.work)), counted.gpu_bp.map(i64::from));
    let contribution = queries::insert_contribution(queries::InsertContributionParams {
        id: &body.id,
        node_id: &body.node_id,
        task_id: &body.task_id,
        lease_id: &body.lease_id,
        score_micro: score,
        duration_seconds: count(counted.work.duration_seconds),
        samples_processed: count(body.samples_processed),
        gpu_usage_bp: gpu_bp,
        memory_used_mb: body.memory_used_mb.map(count),
        network_upload_mb: body.network_upload_mb.map(count),
        now,
        heard_since: at.heard_since,
    });
    let meta = queries::insert_contribution_meta(queries::InsertContributionMetaParams {
        contribution_id: &body.id,
        lease_id: &body.lease_id,
        status,
        rejection: rejection.as_deref(),
        score_micro: score,
        claimed_duration_seconds: count(body.duration_seconds),
        overclaimed: counted.overclaimed,
        gpu_usage_bp: gpu_bp,
        cpu_usage_bp: counted.cpu_bp.map(i64::from),
        network_download_mb: body.network_download_mb.map(count),
        batches_processed: body.batches_processed.map(count),
        output_hash: body.output_hash.as_deref(),
        proof_scheme: body.proof.as_ref().map(|proof| proof.scheme.as_str()),
        proof_verdict: verdict.map(Into::into).as_ref(),
        verified_at: (*status == ContributionStatus::Verified).then_some(now),
        request_sha256: digest,
    });
    let batch = (
        contribution,
        meta,
        queries::complete_task(now, &body.task_id, &body.lease_id, &body.id),
        queries::count_contribution(&body.id, now),
        queries::add_to_contribution_totals(&body.id),
        queries::contribution(&body.id),
    );
    match cx.db.batch(batch).await {
        Ok((_, (), (), (), (), recorded)) => Ok(recorded),
        Err(error)
            if error.is_unique("contributions", &["id"])
                || error.is_unique("contribution_meta", &["contribution_id"]) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What requests count is at most 2^53 - 1.
fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Keeps a proof that was judged, for people to look at. Nothing depends on it.
async fn archive(cx: &Cx, body: &RecordContribution, recorded: &ContributionView) {
    let (Some(proof), Some(verdict)) = (&body.proof, recorded.proof_verdict) else { return };
    let record = ProofRecord {
        scheme: proof.scheme.clone(),
        statement: proof.statement.clone(),
        proof: proof.proof.clone(),
        verdict,
        verified_at: recorded.timestamp,
    };
    if let Err(error) = proofs::archive(cx, &body.id, &record).await {
        cx.host.log(Level::Warn, &format!("a proof was not archived: {error}"));
    }
}
