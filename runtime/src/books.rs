//! The books: what must always be true of money and work, looked at little by little, and the latch that halts
//! settlement where it is not.
//!
//! What is hard is that requests go on meanwhile, so each node is looked at in one statement, which sees one moment. A run
//! looks at some nodes and some transactions of the ledger, and the next one goes on where it ended. What one row can
//! prove is proved by the schema: one reward for a contribution and a task, one open payout, one lease, amounts in range.

use williw_workers::cron::CronError;
use williw_workers::d1::{D1Error, ReadQuery};
use williw_workers::driver::Level;

use crate::app::Cx;
use crate::app::api::ResumeSettlementError;
use crate::app::db::{Stat, stats};
use crate::app::queries::{self, BooksOfNodesRow, NodesToCheckRow};
use crate::app::types::{BooksPlace, SettlementState};

/// The latch, in `stats`.
const LATCH: &str = "settlement_halted";
/// Where the check goes on, in `stats`.
const PLACE: &str = "books_place";
/// The most nodes of one run.
const NODES: i64 = 50;
/// The most contributions that they have made together, unless one node alone has more: all of it is read.
const CONTRIBUTIONS: i64 = 20_000;
/// The most transactions of the ledger of one run.
const TRANSACTIONS: i64 = 1000;

/// The latch, where it is set.
pub(crate) fn halt() -> ReadQuery<Option<Stat>> {
    stats::get(LATCH)
}

/// Halts settlement until the operator clears it. The first reason stays.
pub(crate) async fn stop(cx: &Cx, reason: &str) -> Result<(), D1Error> {
    cx.host.log(Level::Error, &format!("settlement is halted: {reason}"));
    let now = cx.clock.now();
    let state = SettlementState { halted: true, reason: Some(reason.to_owned()), since: Some(now) };
    let text = serde_json::to_string(&state).map_err(|error| D1Error::Other(error.to_string()))?;
    cx.db.run(queries::halt(&text, now)).await
}

/// Lets payouts be made again.
pub(crate) async fn resume(cx: &Cx) -> Result<SettlementState, ResumeSettlementError> {
    cx.db.run(stats::delete(LATCH)).await?;
    cx.host.log(Level::Warn, "settlement is resumed by the operator");
    Ok(SettlementState { halted: false, reason: None, since: None })
}

/// Looks at the next part of the books, and halts settlement where something is wrong. Returns how many nodes and
/// transactions were looked at; what is wrong is an error.
pub(crate) async fn check(cx: &Cx) -> Result<u64, CronError> {
    let place = cx.db.run(stats::get(PLACE)).await?;
    // Wherever it went on: from the start is right too.
    let place = place.and_then(|it| serde_json::from_str(&it.value).ok());
    let place = place.unwrap_or_else(|| BooksPlace { node: String::new(), transaction: String::new() });
    let to_check = cx.db.run(queries::nodes_to_check(&place.node, NODES)).await?;
    let at_once = at_once(&to_check);
    let look = (
        queries::books_of_nodes(&place.node, at_once as i64),
        queries::sums_of_transactions(&place.transaction, TRANSACTIONS),
    );
    let (mut wrong, looked_at, next) = match cx.db.batch(look).await {
        Ok((nodes, transactions)) => {
            let mut wrong: Vec<String> = nodes.iter().flat_map(faults).collect();
            let uneven = transactions.iter().filter(|it| it.lamports != 0);
            wrong.extend(uneven.map(|it| format!("transaction `{}` sums to {}", it.transaction_id, it.lamports)));
            // After the last one, from the start again.
            let after = |full: bool, last: Option<&str>| last.filter(|_| full).unwrap_or_default().to_owned();
            let next = BooksPlace {
                node: after(
                    to_check.len() as i64 == NODES || at_once < to_check.len(),
                    to_check.get(at_once.saturating_sub(1)).map(|it| it.id.as_str()),
                ),
                transaction: after(
                    transactions.len() as i64 == TRANSACTIONS,
                    transactions.last().map(|it| it.transaction_id.as_str()),
                ),
            };
            (wrong, Ok((nodes.len() + transactions.len()) as u64), next)
        }
        // No amount is that large: what cannot be read is wrong.
        Err(error) if is_beyond(&error) => {
            let wrong = format!("what stands after node `{}`, or in the ledger, cannot be read: {error}", place.node);
            (vec![wrong], Ok(0), place)
        }
        // One node's books alone may be too long to read in the time that there is: the others are looked at all the same.
        Err(error) => {
            let node = to_check.into_iter().next().filter(|_| at_once == 1).map(|it| it.id.as_str().to_owned());
            (Vec::new(), Err(error), BooksPlace { node: node.unwrap_or(place.node), ..place })
        }
    };
    if !wrong.is_empty() {
        let (first, more) = (wrong.swap_remove(0), wrong.len());
        let reason = if more == 0 { first } else { format!("{first}, and {more} more") };
        stop(cx, &reason).await?;
        // The place stays: the next run finds it again, unless it was mended.
        return Err(CronError::new(format!("the books do not balance: {reason}")));
    }
    let next = serde_json::to_string(&next).map_err(|error| CronError::new(error.to_string()))?;
    cx.db.run(queries::store_stat(PLACE, &next, cx.clock.now())).await?;
    Ok(looked_at?)
}

/// Whether a sum is larger than any amount may be: SQLite then gives a float, or refuses to add.
fn is_beyond(error: &D1Error) -> bool {
    match error {
        D1Error::Decode(_) => true,
        D1Error::Other(words) => words.starts_with("integer overflow"),
        _ => false,
    }
}

/// How many of these nodes are looked at together: at least one, so that the next run is further.
fn at_once(nodes: &[NodesToCheckRow]) -> usize {
    let mut contributions = 0_i64;
    let fit = nodes.iter().take_while(|it| {
        contributions = contributions.saturating_add(it.contribution_count);
        contributions <= CONTRIBUTIONS
    });
    fit.count().max(1)
}

/// What is wrong with one node's books.
fn faults(it: &BooksOfNodesRow) -> Vec<String> {
    let (Some(pending), Some(distributed)) = (it.pending_rewards_lamports, it.total_rewards_distributed_lamports)
    else {
        return vec![format!("node `{}` has no wallet", it.id)];
    };
    let (pending, distributed) = (pending.get(), distributed.get());
    let total = it.total_rewards_lamports.get();
    // Exact: a sum of millionths is far below 2^53 of them.
    let score_micro = (it.total_compute_score * 1e6).round() as i64;
    let must = [
        (it.credited == total, format!("is credited {} and has {total} in total", it.credited)),
        (
            pending.checked_add(distributed) == Some(total),
            format!("has {total} in total, {pending} pending and {distributed} distributed"),
        ),
        (it.booked == total, format!("has {total} in total and {} in the ledger", it.booked)),
        (it.booked_out == distributed, format!("has {distributed} distributed and {} by the ledger", it.booked_out)),
        (it.covered == it.in_flight, format!("has {} in flight, for rewards of {}", it.in_flight, it.covered)),
        (it.in_flight <= pending, format!("has {pending} pending and {} in flight", it.in_flight)),
        (
            it.paid_out == distributed && it.paid == distributed,
            format!("has {distributed} distributed, {} by payouts and {} by rewards", it.paid_out, it.paid),
        ),
        (it.paid_by_nothing == 0, format!("has {} rewards that no payout has paid", it.paid_by_nothing)),
        (it.waiting_again == 0, format!("has {} rewarded contributions that wait for a reward", it.waiting_again)),
        (
            it.contributions == it.contribution_count,
            format!("has {} contributions and counts {}", it.contributions, it.contribution_count),
        ),
        (score_micro == it.score_micro, format!("has a score of {score_micro} and sums to {}", it.score_micro)),
    ];
    must.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| format!("node `{}` {what}", it.id)).collect()
}
