//! Payouts as they are shown, and how one ends: paid or not, by the chain's word or the operator's.

use serde::{Deserialize, Serialize};
use williw_workers::Timestamp;
use williw_workers::d1::{D1Error, Key, Page, PageRequest, Query, ReadQuery};
use williw_workers::http::{Pointer, Violations};

use super::ROUNDS;
use super::reconcile::{Care, Trouble, care, on_chain};
use super::state::{Completed, Confirmed, Failed, LeadsTo, Requested, Review, Signed, Submitted, step};
use crate::app::Cx;
use crate::app::api::{ListPayoutsError, ListPayoutsQuery, ResolvePayoutError};
use crate::app::callers::NodeOrAdmin;
use crate::app::db::{Payout as Row, PayoutAttempt, payouts};
use crate::app::queries;
use crate::app::types::{
    Payout, PayoutGateway, PayoutId, PayoutList, PayoutOutcome, PayoutStatus, PayoutTransaction, ResolvePayout,
    TransactionSignature,
};
use crate::callers::NOT_YOURS;

/// The id of a payout, of 128 random bits.
pub(super) fn id_text(random: [u8; 16]) -> String {
    format!("pay_{:032x}", u128::from_be_bytes(random))
}

/// A payout as it is shown.
pub(super) fn view(row: Row) -> Payout {
    let Row { id, node_id, wallet_address, amount_lamports, status, gateway, .. } = row;
    let Row { transaction_signature, reason, created_at, updated_at, .. } = row;
    Payout {
        id,
        node_id,
        wallet_address,
        amount_lamports,
        status,
        gateway,
        transaction_signature,
        reason,
        created_at,
        updated_at,
    }
}

/// A transaction as it is shown: without its bytes, so that nobody but the service sends it.
fn transaction(row: PayoutAttempt) -> PayoutTransaction {
    let PayoutAttempt { payout_id, attempt, signature, last_valid_block_height, .. } = row;
    let PayoutAttempt { created_at, submitted_at, missing_since_at, error, .. } = row;
    PayoutTransaction {
        payout_id,
        attempt,
        signature,
        last_valid_block_height,
        created_at,
        submitted_at,
        missing_since_at,
        error,
    }
}

// ---- how one ends --------------------------------------------------------------------------

/// A payout is paid for good: the money leaves the wallet's pending, the rewards have their signature, the books say so.
pub(super) fn complete<From: LeadsTo<Completed>>(
    _: From,
    id: &PayoutId,
    signature: &TransactionSignature,
    reason: Option<&str>,
    now: Timestamp,
) -> Vec<Query<()>> {
    vec![
        queries::complete_payout(&From::STATUS, signature, now, reason, id),
        queries::debit_wallet_of_payout(now, id),
        queries::complete_rewards(signature, id),
        queries::book_payout(now, id),
    ]
}

/// A payout is not paid, for good: its rewards wait for another.
pub(super) fn fail<From: LeadsTo<Failed>>(
    from: From,
    (id, attempt): (&PayoutId, i64),
    reason: &str,
    now: Timestamp,
) -> Vec<Query<()>> {
    vec![step(from, Failed, (id, attempt), Some(reason), now), queries::release_rewards(id)]
}

/// What ends a payout that the operator has paid by this transaction; nothing where it has ended so. An `Err` says why it
/// cannot be.
pub(super) fn paid_by_hand(
    row: &Row,
    signature: &TransactionSignature,
    care: Care,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<Option<Vec<Query<()>>>, &'static str> {
    let at = (&row.id, row.attempt);
    let statements = match (row.status, row.gateway) {
        (PayoutStatus::Completed, _) if row.transaction_signature.as_ref() == Some(signature) => return Ok(None),
        (PayoutStatus::Completed, _) => return Err("it was paid by another transaction"),
        (PayoutStatus::Failed, _) => {
            return Err("it has failed: what it covered is in another payout, or waits for one");
        }
        (PayoutStatus::Requested, PayoutGateway::External) => {
            let mut statements = vec![
                step(Requested, Signed, at, None, now),
                step(Signed, Submitted, at, None, now),
                step(Submitted, Confirmed, at, None, now),
            ];
            statements.extend(complete(Confirmed, at.0, signature, reason, now));
            statements
        }
        (PayoutStatus::Review, _) => complete(Review, at.0, signature, reason, now),
        // What was confirmed once, and then not seen to become final.
        (PayoutStatus::Confirmed, _) => complete(Confirmed, at.0, signature, reason, now),
        (PayoutStatus::Signed | PayoutStatus::Submitted, _) if care == Care::Nothing => {
            let mut statements = to_review(row, now);
            statements.extend(complete(Review, at.0, signature, reason, now));
            statements
        }
        (PayoutStatus::Requested, _) if care != Care::Pays => {
            return Err("its gateway is not set any more: end it as failed, and settle again");
        }
        _ => return Err("the service pays it by itself: what becomes of it is known by itself"),
    };
    Ok(Some(statements))
}

/// What brings a payout before a human that the service does not move on any more.
fn to_review(row: &Row, now: Timestamp) -> Vec<Query<()>> {
    let at = (&row.id, row.attempt);
    let submitted = (row.status == PayoutStatus::Signed).then(|| step(Signed, Submitted, at, None, now));
    submitted.into_iter().chain([step(Submitted, Review, at, None, now)]).collect()
}

/// What ends a payout that the operator will not pay, or knows not to be paid; nothing where it has ended so.
fn given_up(row: &Row, reason: &str, care: Care, now: Timestamp) -> Result<Option<Vec<Query<()>>>, &'static str> {
    let at = (&row.id, row.attempt);
    match row.status {
        PayoutStatus::Failed => Ok(None),
        PayoutStatus::Requested => Ok(Some(fail(Requested, at, reason, now))),
        PayoutStatus::Review => Ok(Some(fail(Review, at, reason, now))),
        PayoutStatus::Signed | PayoutStatus::Submitted if care == Care::Nothing => {
            let mut statements = to_review(row, now);
            statements.extend(fail(Review, at, reason, now));
            Ok(Some(statements))
        }
        PayoutStatus::Completed => Err("it was paid"),
        PayoutStatus::Signed | PayoutStatus::Submitted => {
            Err("its transaction may be on chain: what becomes of it is known by itself")
        }
        PayoutStatus::Confirmed => Err("its transaction was on chain: it may be completed, and not given up"),
    }
}

/// Ends a payout as the operator says.
pub(crate) async fn resolve(cx: &Cx, body: ResolvePayout) -> Result<Payout, ResolvePayoutError> {
    let ResolvePayout { payout_id: id, outcome, transaction_signature, reason } = body;
    let at = Pointer::Key(&Pointer::Body, "transaction_signature");
    let mut violations = Violations::default();
    let signature = match (outcome, transaction_signature) {
        (PayoutOutcome::Completed, None) => violations.push(&at, "required", "must be given of a payout that was paid"),
        (PayoutOutcome::Failed, Some(_)) => violations.push(&at, "mismatch", "a payout that has failed has none"),
        (_, signature) => signature,
    };
    if !violations.is_empty() {
        return Err(ResolvePayoutError::Invalid(violations));
    }
    for _ in 0..ROUNDS {
        let Some(row) = cx.db.run(payouts::get(&id)).await? else {
            return Err(ResolvePayoutError::PayoutNotFound(format!("no payout is called `{id}`").into()));
        };
        let (now, care) = (cx.clock.now(), care(&cx.vars, &cx.secrets, row.gateway));
        if let Some(signature) = &signature
            && cx.db.run(queries::other_payout_of(&id, signature)).await?.is_some()
        {
            return Err(ResolvePayoutError::PayoutConflict(PAID_ANOTHER.into()));
        }
        if matches!(row.status, PayoutStatus::Review | PayoutStatus::Confirmed) {
            agrees_with_chain(cx, &row, signature.as_ref()).await?;
        }
        let statements = match &signature {
            Some(signature) => paid_by_hand(&row, signature, care, reason.as_deref(), now),
            None => given_up(&row, reason.as_deref().unwrap_or("the operator says so"), care, now),
        };
        match statements.map_err(|why| ResolvePayoutError::PayoutConflict(why.into()))? {
            None => return Ok(view(row)),
            Some(statements) => match cx.db.batch(statements).await {
                // Done, or somebody else was faster: the next look says which.
                Ok(_) | Err(D1Error::NotNull { .. }) => {}
                Err(D1Error::Unique { .. }) => {
                    return Err(ResolvePayoutError::PayoutConflict(PAID_ANOTHER.into()));
                }
                Err(error) => return Err(error.into()),
            },
        }
    }
    Err(ResolvePayoutError::Internal(format!("payout `{id}` was changed by others {ROUNDS} times")))
}

/// A human may err: what a payout covers is not paid a second time while the chain still shows that it was, and a payout does
/// not end by another transaction than the one that is on chain. Where the chain does not answer, he is believed who says
/// that he has paid, and not who says that nobody has.
async fn agrees_with_chain(
    cx: &Cx,
    row: &Row,
    paid_by: Option<&TransactionSignature>,
) -> Result<(), ResolvePayoutError> {
    match (on_chain(cx, row).await, paid_by) {
        (Ok(there), Some(said)) if there.contains(said) => Ok(()),
        (Ok(there), _) => there.first().map_or(Ok(()), |signature| {
            let detail = format!(
                "its transaction `{signature}` is on chain: once that is final, it is what completes the payout"
            );
            Err(ResolvePayoutError::PayoutConflict(detail.into()))
        }),
        (Err(Trouble::Gateway(_)), Some(_)) => Ok(()),
        (Err(Trouble::Gateway(error)), None) => Err(ResolvePayoutError::PayoutConflict(
            format!("whether it was paid cannot be told: {error}; ask again when its gateway answers").into(),
        )),
        (Err(Trouble::Database(error)), _) => Err(error.into()),
    }
}

/// What is answered where a transaction is another payout's.
pub(super) const PAID_ANOTHER: &str = "this transaction is another payout's";

// ---- lists ---------------------------------------------------------------------------------

/// A payout's place in a list: after it, the next page begins. The time is the one that the list is ordered by.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place<const BY_UPDATE: bool>(Timestamp, String);

impl<const BY_UPDATE: bool> Key for Place<BY_UPDATE> {
    type Row = Row;

    fn of(row: &Row) -> Option<Self> {
        Some(Place(if BY_UPDATE { row.updated_at } else { row.created_at }, row.id.as_str().to_owned()))
    }
}

/// Lists payouts, newest first; those of a status alone by when they were last touched.
pub(crate) async fn list(
    cx: &Cx,
    caller: NodeOrAdmin,
    query: ListPayoutsQuery,
) -> Result<PayoutList, ListPayoutsError> {
    match (&query.node_id, &caller) {
        (Some(id), caller) if caller.is_or_admin(id) => {}
        (None, NodeOrAdmin::Admin(_)) => {}
        _ => return Err(ListPayoutsError::NotYours(NOT_YOURS.into())),
    }
    match (&query.node_id, query.status) {
        (None, Some(status)) => {
            page::<true>(cx, &query, |at, id, limit| queries::payouts_of_status_page(&status, at, id, limit)).await
        }
        (None, None) => page::<false>(cx, &query, queries::payouts_page).await,
        (Some(node), status) => {
            let of_node = |at, id: &str, limit| queries::payouts_of_node_page(node, at, id, status.as_ref(), limit);
            page::<false>(cx, &query, of_node).await
        }
    }
}

async fn page<const BY_UPDATE: bool>(
    cx: &Cx,
    query: &ListPayoutsQuery,
    rows: impl FnOnce(Timestamp, &str, i64) -> ReadQuery<Vec<Row>>,
) -> Result<PayoutList, ListPayoutsError> {
    let page: PageRequest<Place<BY_UPDATE>> =
        PageRequest::from_cursor(query.cursor.as_deref(), query.limit).map_err(ListPayoutsError::Invalid)?;
    let (at, id) = page.after.as_ref().map_or((Timestamp::MAX, ""), |Place(at, id)| (*at, id.as_str()));
    let rows = cx.db.run(rows(at, id, page.fetch())).await?;
    let page: Page<Place<BY_UPDATE>> = Page::cut(rows, page.limit);
    let ids: Vec<PayoutId> = page.rows.iter().filter(|it| it.attempt > 0).map(|it| it.id.clone()).collect();
    let attempts = if ids.is_empty() { Vec::new() } else { cx.db.run(queries::attempts_of_payouts(&ids)).await? };
    Ok(PayoutList {
        payouts: page.rows.into_iter().map(view).collect(),
        transactions: attempts.into_iter().map(transaction).collect(),
        next_cursor: page.next.map(|it| it.to_cursor()),
    })
}
