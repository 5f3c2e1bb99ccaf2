//! Settlement: pending lamports on their way to a wallet, never twice.
//!
//! Here payouts are requested, shown, and ended by hand; `reconcile` moves them on. What is hard is that anything may be
//! asked again, at the same time, or be cut off: so a payout begins in one batch with the claim on the rewards that it
//! covers, whose gate refuses all of it where a wallet is not what was read; and each step after that is one batch with
//! a gate of its own.

mod payouts;
mod reconcile;
pub mod state;

use williw_workers::Timestamp;
use williw_workers::d1::D1Error;
use williw_workers::http::{Commit, Committed, Pointer, Refused, Violations};

use self::payouts::{id_text, paid_by_hand, view};
pub(crate) use self::payouts::{list, resolve};
pub(crate) use self::reconcile::move_payouts;
use crate::app::ReadCx;
use crate::app::api::SettleRewardsError;
use crate::app::callers::NodeOrAdmin;
use crate::app::db::{Payout as Row, Stat, payouts as table};
use crate::app::queries::{self, Owed};
use crate::app::types::{
    Lamports, NodeId, PayoutGateway, PayoutId, PayoutStatus, SettleRewards, Settlement, SkippedNode,
    TransactionSignature, WalletAddress,
};
use crate::callers::NOT_YOURS;
use crate::nodes::no_node;
use crate::{books, gateways};

/// How often a settlement looks again when a wallet has moved in between.
const ROUNDS: u32 = 8;
/// The most payouts that one request makes, shows or skips.
const AT_MOST: usize = 500;

/// What a settlement is about.
enum Asked {
    /// One node's pending lamports.
    Node(NodeId),
    /// Those of all nodes that have enough.
    All,
    /// A payout that the operator has made by hand.
    ByHand(PayoutId, TransactionSignature),
}

/// Starts paying out what is pending: of one node, or, for the operator, of all.
pub(crate) async fn settle(
    cx: &ReadCx,
    caller: NodeOrAdmin,
    body: SettleRewards,
    commit: Commit<Settlement>,
) -> Result<Committed<Settlement>, SettleRewardsError> {
    match asked(&caller, body)? {
        Asked::ByHand(id, signature) => by_hand(cx, &id, &signature, commit).await,
        Asked::Node(id) => pay(cx, Some(&id), commit).await,
        Asked::All => pay(cx, None, commit).await,
    }
}

fn asked(caller: &NodeOrAdmin, body: SettleRewards) -> Result<Asked, SettleRewardsError> {
    let SettleRewards { node_id, payout_id, transaction_signature } = body;
    let not_yours = |detail: &'static str| Err(SettleRewardsError::NotYours(detail.into()));
    let missing = |member: &str, with: &str| {
        let mut violations = Violations::default();
        violations.push::<()>(
            &Pointer::Key(&Pointer::Body, member),
            "required",
            format!("must be given with `{with}`"),
        );
        Err(SettleRewardsError::Invalid(violations))
    };
    match (payout_id, transaction_signature) {
        (None, None) => match (node_id, caller) {
            (Some(id), caller) if caller.is_or_admin(&id) => Ok(Asked::Node(id)),
            (Some(_), _) => not_yours(NOT_YOURS),
            (None, NodeOrAdmin::Admin(_)) => Ok(Asked::All),
            (None, NodeOrAdmin::Node(_)) => not_yours("a node names itself in `node_id`; all are paid by the operator"),
        },
        _ if !caller.is_admin() => not_yours("only the operator says what was paid by hand"),
        (Some(id), Some(signature)) => Ok(Asked::ByHand(id, signature)),
        (Some(_), None) => missing("transaction_signature", "payout_id"),
        (None, Some(_)) => missing("payout_id", "transaction_signature"),
    }
}

/// Requests payouts, of one node or of all.
async fn pay(
    cx: &ReadCx,
    node: Option<&NodeId>,
    mut commit: Commit<Settlement>,
) -> Result<Committed<Settlement>, SettleRewardsError> {
    let gateway = gateways::kind(&cx.vars, &cx.secrets)
        .map_err(|error| SettleRewardsError::SettlementHalted(error.to_string().into()))?;
    for _ in 0..ROUNDS {
        let found = match node {
            Some(node) => one(cx, node).await?,
            None => all(cx).await?,
        };
        let now = cx.clock.now();
        let mut payouts = Vec::with_capacity(found.open.len() + found.eligible.len());
        let mut plan: Vec<(PayoutId, NodeId, WalletAddress, Lamports)> = Vec::with_capacity(found.eligible.len());
        for owed in found.eligible {
            let row = requested(cx, owed, gateway, now)?;
            let Row { id, node_id, wallet_address, amount_lamports, .. } = &row;
            plan.push((id.clone(), node_id.clone(), wallet_address.clone(), *amount_lamports));
            payouts.push(view(row));
        }
        payouts.extend(found.open.into_iter().map(view));
        let settlement = Settlement { payouts, skipped: found.skipped, more: found.more };
        if plan.is_empty() {
            return Ok(commit.nothing(settlement).await?);
        }
        let plan = serde_json::to_string(&plan).map_err(|error| SettleRewardsError::Internal(error.to_string()))?;
        let batch = (queries::insert_payouts(&gateway, now, &plan), queries::claim_rewards(&plan));
        match commit.attempt(batch, settlement).await {
            Ok(committed) => return Ok(committed),
            // A wallet has moved, or a payout is under way meanwhile.
            Err(Refused { error: D1Error::NotNull { .. } | D1Error::Unique { .. }, commit: again }) => commit = again,
            Err(Refused { error, .. }) => return Err(error.into()),
        }
    }
    // Whoever came between has got through; that often it is something else.
    let detail = "what is owed and what the rewards come to differ: the books must be looked into";
    Err(SettleRewardsError::SettlementHalted(detail.into()))
}

/// What there is to pay.
#[derive(Default)]
struct Found {
    eligible: Vec<Owed>,
    open: Vec<Row>,
    skipped: Vec<SkippedNode>,
    more: bool,
}

/// Of one node: its open payout, or what is pending.
async fn one(cx: &ReadCx, node: &NodeId) -> Result<Found, SettleRewardsError> {
    let least = least(cx)?;
    let look = (queries::wallet_of_node(node), queries::open_payout_of_node(node), books::halt());
    let (owed, open, halt) = cx.db.batch(look).await?;
    refuse_when_halted(halt)?;
    let Some(owed) = owed else { return Err(SettleRewardsError::NodeNotFound(no_node(node).into())) };
    if let Some(open) = open {
        return Ok(Found { open: vec![open], ..Found::default() });
    }
    if owed.pending_rewards_lamports < least {
        let (has, least) = (owed.pending_rewards_lamports.get(), least.get());
        return Err(SettleRewardsError::BelowMinimumSettlement(
            format!("{has} lamports are pending; {least} are the least that is paid out").into(),
        ));
    }
    Ok(Found { eligible: vec![owed], ..Found::default() })
}

/// Of all nodes: those that have enough, the most first, then open payouts, and who has too little.
async fn all(cx: &ReadCx) -> Result<Found, SettleRewardsError> {
    let least = least(cx)?;
    let fetch = AT_MOST as i64 + 1;
    let look = (
        queries::wallets_to_settle(&least, fetch),
        queries::open_payouts(fetch),
        queries::wallets_too_small(&least, fetch),
        queries::wallets_of_nothing(fetch),
        books::halt(),
    );
    let (mut eligible, mut open, mut small, nothing, halt) = cx.db.batch(look).await?;
    refuse_when_halted(halt)?;
    let more = eligible.len() > AT_MOST || open.len() > AT_MOST;
    eligible.truncate(AT_MOST);
    open.truncate(AT_MOST);
    small.extend(nothing);
    small.truncate(AT_MOST);
    let skipped = small.into_iter().map(|owed| SkippedNode {
        node_id: owed.node_id,
        code: "below_minimum_settlement".to_owned(),
        available_lamports: owed.pending_rewards_lamports,
    });
    Ok(Found { eligible, open, skipped: skipped.collect(), more })
}

/// Ends a payout that the operator has made by hand.
async fn by_hand(
    cx: &ReadCx,
    id: &PayoutId,
    signature: &TransactionSignature,
    mut commit: Commit<Settlement>,
) -> Result<Committed<Settlement>, SettleRewardsError> {
    for _ in 0..ROUNDS {
        let (found, halt) = cx.db.batch((table::get(id), books::halt())).await?;
        refuse_when_halted(halt)?;
        let Some(row) = found else {
            return Err(SettleRewardsError::PayoutNotFound(format!("no payout is called `{id}`").into()));
        };
        let now = cx.clock.now();
        let (batch, settled) = match paid_by_hand(row, signature, now) {
            Ok(Some(paid)) => paid,
            Ok(None) => {
                let same = cx.db.run(table::get(id)).await?.into_iter().map(view).collect();
                let settlement = Settlement { payouts: same, skipped: Vec::new(), more: false };
                return Ok(commit.nothing(settlement).await?);
            }
            Err(conflict) => return Err(SettleRewardsError::PayoutConflict(conflict.into())),
        };
        let settlement = Settlement { payouts: vec![view(settled)], skipped: Vec::new(), more: false };
        match commit.attempt(batch, settlement).await {
            Ok(committed) => return Ok(committed),
            Err(Refused { error: D1Error::Unique { .. }, .. }) => {
                let detail = "another payout was paid by this transaction";
                return Err(SettleRewardsError::PayoutConflict(detail.into()));
            }
            Err(Refused { error: D1Error::NotNull { .. }, commit: again }) => commit = again,
            Err(Refused { error, .. }) => return Err(error.into()),
        }
    }
    Err(SettleRewardsError::Internal(format!("payout `{id}` was changed by others {ROUNDS} times")))
}

/// A payout that is made now.
fn requested(cx: &ReadCx, owed: Owed, gateway: PayoutGateway, now: Timestamp) -> Result<Row, SettleRewardsError> {
    let mut random = [0; 16];
    cx.random(&mut random);
    let id = PayoutId::parse(id_text(random)).map_err(|error| SettleRewardsError::Internal(error.to_string()))?;
    Ok(Row {
        id,
        node_id: owed.node_id,
        wallet_address: owed.wallet_address,
        amount_lamports: owed.pending_rewards_lamports,
        status: PayoutStatus::Requested,
        gateway,
        attempt: 0,
        transaction_signature: None,
        reason: None,
        created_at: now,
        updated_at: now,
        completed_at: None,
    })
}

fn least(cx: &ReadCx) -> Result<Lamports, SettleRewardsError> {
    let least = cx.vars.min_settlement_lamports;
    Lamports::new(least).ok_or_else(|| SettleRewardsError::Internal(format!("{least} lamports are no amount")))
}

fn refuse_when_halted(halt: Option<Stat>) -> Result<(), SettleRewardsError> {
    match halt {
        None => Ok(()),
        Some(_) => Err(SettleRewardsError::SettlementHalted(
            "the books did not balance: the operator looks into them, and resumes settlement".into(),
        )),
    }
}
