//! The cron jobs: every five minutes, each alone, none of them necessary for a rule to hold.
//!
//! What is hard: a job may run twice at once, or die half way. Each run claims its name first, so that a second one
//! steps back, and every statement may run again. How a run ended is kept in `stats`, under `cron:` and its name.

use std::time::Duration;

use serde::Serialize;
use williw_workers::Timestamp;
use williw_workers::cron::{CronError, CronRun};
use williw_workers::d1::D1Error;
use williw_workers::driver::Level;
use williw_workers::kv::KvError;

use crate::app::db::{Stat, stats};
use crate::app::types::{JobOutcome, NodeId};
use crate::app::{self, Cx, queries};
use crate::nodes::{self, Moment};
use crate::{Service, books, health, settlement};

/// A run that has not ended after this long is dead, so that the next one, a minute later, goes on with its work. Where
/// it is not, two runs do no harm: each step has conditions of its own.
const STALE: Duration = Duration::from_secs(4 * 60);
/// A paused node that is silent for longer goes offline.
const PAUSE: Duration = Duration::from_secs(24 * 3600);
/// A node that is offline for longer is retired.
const ABSENCE: Duration = Duration::from_secs(7 * 24 * 3600);
/// How long an idempotency key is kept.
const KEYS_KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// How long a proof is kept.
const PROOFS_KEPT: Duration = Duration::from_secs(90 * 24 * 3600);
/// Where the search for old proofs goes on, in `stats`.
const PROOFS_PLACE: &str = "proofs_place";
/// The most that one run changes of a kind. The next run is five minutes away.
const AT_MOST: i64 = 1000;

#[app::handlers]
impl app::Cron for Service {
    async fn cleanup_expired_nodes(&self, cx: &Cx, run: CronRun) -> Result<(), CronError> {
        alone(cx, "cleanup_expired_nodes", run, async || {
            let at = Moment::of(cx);
            let paused_since = at.now.saturating_sub(PAUSE);
            let silent = queries::silent_nodes_go_offline(at.now, at.heard_since, paused_since, AT_MOST);
            let silent = cx.db.run(silent).await?;
            let reaped = cx.task_scheduler.named("task-scheduler").reap(AT_MOST as u32).await?;
            let since = at.now.saturating_sub(ABSENCE);
            let absent: Vec<NodeId> = cx.db.run(queries::long_offline_nodes(since, 100)).await?;
            let mut gone = 0;
            for id in &absent {
                // It may have come back by now.
                gone += u64::from(nodes::remove(cx, id, false, Some(since)).await?.is_some());
            }
            Ok(silent + u64::from(reaped) + gone)
        })
        .await
    }

    async fn cleanup_expired_kv_entries(&self, cx: &Cx, run: CronRun) -> Result<(), CronError> {
        alone(cx, "cleanup_expired_kv_entries", run, async || {
            let now = cx.clock.now();
            let keys = cx.db.run(queries::forget_idempotency_keys(now.saturating_sub(KEYS_KEPT), AT_MOST)).await?;
            Ok(keys + old_proofs(cx, now, AT_MOST.unsigned_abs().saturating_sub(keys)).await?)
        })
        .await
    }

    async fn update_statistics(&self, cx: &Cx, run: CronRun) -> Result<(), CronError> {
        alone(cx, "update_statistics", run, async || {
            // Nobody waits for money because something cannot be counted.
            let moved = settlement::move_payouts(cx).await;
            Ok(count(cx).await? + moved?)
        })
        .await
    }

    async fn health_check(&self, cx: &Cx, run: CronRun) -> Result<(), CronError> {
        alone(cx, "health_check", run, async || {
            let report = health::probe(cx).await;
            store(cx, "health", &report).await?;
            // Whatever does not answer: the books are looked at as far as they can be.
            let books = books::check(cx).await;
            match report.trouble() {
                None => Ok(report.len() + books?),
                Some(trouble) => Err(CronError::new(trouble)),
            }
        })
        .await
    }
}

/// Counts what is asked for often. Returns how many numbers that are.
async fn count(cx: &Cx) -> Result<u64, D1Error> {
    let totals = cx.db.run(queries::totals(Moment::of(cx).heard_since)).await?;
    let totals = [
        ("total_nodes", totals.total_nodes),
        ("active_nodes", totals.active_nodes),
        ("total_contributions", totals.total_contributions),
        ("total_rewards_distributed", totals.total_rewards_distributed),
        ("pending_tasks", totals.pending_tasks),
        ("open_payouts", totals.open_payouts),
        ("pending_lamports", totals.pending_lamports),
    ];
    let now = cx.clock.now();
    let stored = totals.map(|(name, value)| queries::store_stat(name, &value.to_string(), now));
    cx.db.batch(Vec::from(stored)).await?;
    Ok(totals.len() as u64)
}

/// Does the work unless another run of the job is at it, and keeps how it ended.
async fn alone(
    cx: &Cx,
    job: &str,
    run: CronRun,
    work: impl AsyncFnOnce() -> Result<u64, CronError>,
) -> Result<(), CronError> {
    let name = format!("cron:{job}");
    let began = cx.clock.now();
    let mut id = [0; 8];
    cx.host.random(&mut id);
    let id = format!("{:016x}", u64::from_be_bytes(id));
    let outcome = |ok, error, handled, running_since| JobOutcome {
        ok,
        error,
        handled,
        scheduled_at: run.scheduled_at,
        running_since,
        run: Some(id.clone()),
    };
    let claim = json(&outcome(true, None, 0, Some(began)))?;
    if cx.db.run(queries::claim_job(&name, &claim, began, began.saturating_sub(STALE))).await? == 0 {
        cx.host.log(Level::Info, &format!("cron job `{job}` is running already"));
        return Ok(());
    }
    let result = work().await;
    let ended = match &result {
        Ok(handled) => outcome(true, None, *handled, None),
        Err(error) => outcome(false, Some(error.to_string()), 0, None),
    };
    cx.db.run(queries::end_job(&json(&ended)?, cx.clock.now(), &name, &id)).await?;
    result.map(drop)
}

async fn store(cx: &Cx, name: &str, value: &impl Serialize) -> Result<(), CronError> {
    let text = json(value)?;
    let stored: Result<(), D1Error> = cx.db.run(queries::store_stat(name, &text, cx.clock.now())).await;
    Ok(stored?)
}

fn json(value: &impl Serialize) -> Result<String, CronError> {
    serde_json::to_string(value).map_err(|error| CronError::new(error.to_string()))
}

/// Deletes archived proofs that were verified too long ago, at most so many. KV lets go of them by itself; this is for
/// those that were written with another lifetime. A run looks at a few pages, and the next one goes on where it ended.
async fn old_proofs(cx: &Cx, now: Timestamp, most: u64) -> Result<u64, CronError> {
    let before = now.saturating_sub(PROOFS_KEPT);
    let place: Option<Stat> = cx.db.run(stats::get(PROOFS_PLACE)).await?;
    let place: Option<String> = place.and_then(|it| serde_json::from_str(&it.value).ok()).flatten();
    let (mut next, mut deleted) = (place.clone(), 0);
    for _ in 0..5 {
        let limit = most.saturating_sub(deleted).min(100);
        if limit == 0 {
            break;
        }
        let page = cx.proofs_store.proof_list().limit(limit as u32).after(next).page().await;
        let Ok(page) = page else {
            // The place may be what is wrong; from the start is right too.
            store(cx, PROOFS_PLACE, &None::<String>).await?;
            return Ok(page.map(|_| deleted)?);
        };
        let forever: Vec<_> = page.keys.iter().filter(|listed| listed.expires_at.is_none()).collect();
        for listed in forever {
            let entry = cx.proofs_store.proof(&listed.key.contribution_id);
            match entry.get().await {
                Ok(Some(proof)) if proof.verified_at < before => {
                    entry.delete().await?;
                    deleted += 1;
                }
                Ok(_) => {}
                // One that nobody can read keeps no others.
                Err(KvError::Decode { .. }) => {
                    let line = format!("the proof of `{}` cannot be read, and stays", listed.key.contribution_id);
                    cx.host.log(Level::Warn, &line);
                }
                Err(error) => return Err(error.into()),
            }
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    if next != place {
        store(cx, PROOFS_PLACE, &next).await?;
    }
    Ok(deleted)
}
