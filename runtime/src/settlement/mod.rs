//! Settlement: pending lamports on their way to a wallet, never twice.
//!
//! Here payouts are requested, shown, and ended by hand; `reconcile` moves them on. What is hard is that anything may be
//! asked again, at the same time, or be cut off: so a payout begins in one batch with the claim on the rewards that it
//! covers, whose gate refuses all of it where a wallet is not what was read; and each step after that is one batch with
//! a gate of its own.

mod payouts;
mod reconcile;
pub mod state;
mod verdict;

use williw_workers::Timestamp;
use williw_workers::d1::D1Error;
use williw_workers::http::{Commit, Committed, Pointer, Refused, Violations};

use self::payouts::{PAID_ANOTHER, id_text, paid_by_hand, view};
pub(crate) use self::payouts::{list, resolve};
pub(crate) use self::reconcile::move_payouts;
use self::reconcile::{Care, care};
use crate::app::api::SettleRewardsError;
use crate::app::callers::NodeOrAdmin;
use crate::app::db::{Payout as Row, Stat, payouts as table};
use crate::app::queries::{self, Owed, WalletOfNodeRow, WalletsToSettleRow};
use crate::app::types::{
    Lamports, NodeId, PayoutGateway, PayoutId, PayoutStatus, SettleRewards, Settlement, SkippedNode,
    TransactionSignature, WalletAddress,
};
use crate::app::{ReadCx, Vars};
use crate::callers::NOT_YOURS;
use crate::nodes::no_node;
use crate::{books, gateways};

/// How often a settlement looks again when a wallet has moved in between.
const ROUNDS: u32 = 8;
/// The most payouts that one request makes, shows or skips.
const AT_MOST: usize = 500;
/// The most rewards that one payout covers, and one request puts into payouts, unless one node alone has more. Each is a row
/// of the one batch that asks for a payout, and of the one that completes it; a batch that D1 has no time for never succeeds.
const COVERED: i64 = 50_000;

/// What a settlement is about.
enum Asked {
    /// One node's pending lamports.
    Node(NodeId),
    /// Those of all nodes that have enough.
    All,
    /// A payout that the operator has made by hand, of this node where he names it.
    ByHand(PayoutId, TransactionSignature, Option<NodeId>),
}

/// Starts paying out what is pending: of one node, or, for the operator, of all.
pub(crate) async fn settle(
    cx: &ReadCx,
    caller: NodeOrAdmin,
    body: SettleRewards,
    commit: Commit<Settlement>,
) -> Result<Committed<Settlement>, SettleRewardsError> {
    match asked(&caller, body)? {
        Asked::ByHand(id, signature, node) => by_hand(cx, &id, &signature, node.as_ref(), commit).await,
        Asked::Node(id) => pay(cx, Some((&id, caller.is_admin())), commit).await,
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
        (Some(id), Some(signature)) => Ok(Asked::ByHand(id, signature, node_id)),
        (Some(_), None) => missing("transaction_signature", "payout_id"),
        (None, Some(_)) => missing("payout_id", "transaction_signature"),
    }
}

/// Requests payouts, of one node or of all. A banned node does not pay itself; the operator may, by naming it.
async fn pay(
    cx: &ReadCx,
    node: Option<(&NodeId, bool)>,
    mut commit: Commit<Settlement>,
) -> Result<Committed<Settlement>, SettleRewardsError> {
    let gateway = gateways::kind(&cx.vars, &cx.secrets)
        .map_err(|error| SettleRewardsError::SettlementHalted(error.to_string().into()))?;
    for round in 0..ROUNDS {
        let mut found = match node {
            Some((node, may_pay_banned)) => one(cx, node, may_pay_banned).await?,
            None => all(cx).await?,
        };
        if round > 0 {
            // Somebody came between; or a wallet is not what its rewards come to, which keeps nobody else waiting.
            found.leave_out(&unbalanced(cx, &found.eligible).await?);
            if let (Some((node, _)), [], []) = (node, found.eligible.as_slice(), found.open.as_slice()) {
                return Err(SettleRewardsError::SettlementHalted(
                    format!("what node `{node}` is owed is not what its rewards come to").into(),
                ));
            }
        }
        let now = cx.clock.now();
        let mut payouts = Vec::with_capacity(found.open.len() + found.eligible.len());
        let mut plan: Vec<(PayoutId, NodeId, WalletAddress, Lamports, bool)> = Vec::with_capacity(found.eligible.len());
        for due in found.eligible {
            let is_part = due.is_part();
            let row = requested(cx, due, gateway, now)?;
            let Row { id, node_id, wallet_address, amount_lamports, .. } = &row;
            plan.push((id.clone(), node_id.clone(), wallet_address.clone(), *amount_lamports, is_part));
            payouts.push(view(row));
        }
        payouts.extend(found.open.into_iter().map(view));
        let settlement = Settlement { payouts, skipped: found.skipped, more: found.more, cut: found.cut };
        if plan.is_empty() {
            return Ok(commit.nothing(settlement).await?);
        }
        let plan = serde_json::to_string(&plan).map_err(|error| SettleRewardsError::Internal(error.to_string()))?;
        let batch = (queries::insert_payouts(COVERED, &gateway, now, &plan), queries::claim_rewards(&plan, COVERED));
        match commit.attempt(batch, settlement).await {
            Ok(committed) => return Ok(committed),
            // A wallet has moved, or a payout is under way meanwhile.
            Err(Refused { error: D1Error::NotNull { .. } | D1Error::Unique { .. }, commit: again }) => commit = again,
            Err(Refused { error, .. }) => return Err(error.into()),
        }
    }
    Err(SettleRewardsError::Internal(format!("wallets were changed by others {ROUNDS} times")))
}

/// Of these nodes, those whose wallets are not what their rewards come to that no payout covers.
async fn unbalanced(cx: &ReadCx, due: &[Due]) -> Result<Vec<NodeId>, D1Error> {
    let ids: Vec<NodeId> = due.iter().map(|it| it.owed.node_id.clone()).collect();
    cx.db.run(queries::unbalanced_wallets(&ids)).await
}

/// What one node is paid now: all that it is owed, or what its first rewards come to, where there are too many.
struct Due {
    owed: Owed,
    amount: Lamports,
}

impl Due {
    /// For so many rewards.
    async fn of(cx: &ReadCx, owed: Owed, rewards: i64) -> Result<Self, D1Error> {
        let amount = match rewards {
            0..=COVERED => owed.pending_rewards_lamports,
            _ => cx.db.run(queries::first_rewards(&owed.node_id, COVERED)).await?,
        };
        Ok(Due { owed, amount })
    }

    fn is_part(&self) -> bool {
        self.amount < self.owed.pending_rewards_lamports
    }
}

/// What there is to pay.
#[derive(Default)]
struct Found {
    eligible: Vec<Due>,
    open: Vec<Row>,
    skipped: Vec<SkippedNode>,
    more: bool,
    /// Whether `open` or `skipped` has more.
    cut: bool,
}

impl Found {
    /// These nodes are not paid now: the books must be looked into first.
    fn leave_out(&mut self, nodes: &[NodeId]) {
        let (out, eligible): (Vec<Due>, Vec<Due>) =
            std::mem::take(&mut self.eligible).into_iter().partition(|it| nodes.contains(&it.owed.node_id));
        self.eligible = eligible;
        self.skipped.extend(out.into_iter().map(|it| skipped(it.owed, "books_unbalanced")));
    }
}

fn skipped(owed: Owed, code: &str) -> SkippedNode {
    SkippedNode { node_id: owed.node_id, code: code.to_owned(), available_lamports: owed.pending_rewards_lamports }
}

/// Of one node: its open payout, or what is pending.
async fn one(cx: &ReadCx, node: &NodeId, may_pay_banned: bool) -> Result<Found, SettleRewardsError> {
    let least = least(cx)?;
    let look = (queries::wallet_of_node(COVERED, node), queries::open_payout_of_node(node), books::halt());
    let (owed, open, halt) = cx.db.batch(look).await?;
    refuse_when_halted(halt)?;
    let Some(WalletOfNodeRow { node_id, wallet_address, pending_rewards_lamports, is_banned, unclaimed }) = owed else {
        return Err(SettleRewardsError::NodeNotFound(no_node(node).into()));
    };
    if is_banned && !may_pay_banned {
        return Err(SettleRewardsError::NodeBanned("the operator decides what becomes of what it is owed".into()));
    }
    if let Some(open) = open {
        return Ok(Found { open: vec![open], ..Found::default() });
    }
    if pending_rewards_lamports < least {
        let (has, least) = (pending_rewards_lamports.get(), least.get());
        return Err(SettleRewardsError::BelowMinimumSettlement(
            format!("{has} lamports are pending; {least} are the least that is paid out").into(),
        ));
    }
    let due = Due::of(cx, Owed { node_id, wallet_address, pending_rewards_lamports }, unclaimed).await?;
    if due.amount < least {
        let (has, least) = (due.amount.get(), least.get());
        return Err(SettleRewardsError::BelowMinimumSettlement(
            format!("the first {COVERED} rewards come to {has} lamports; {least} are the least that is paid out")
                .into(),
        ));
    }
    Ok(Found { more: due.is_part(), eligible: vec![due], ..Found::default() })
}

/// Of all nodes: those that have enough, the most first, then open payouts, and who has too little.
async fn all(cx: &ReadCx) -> Result<Found, SettleRewardsError> {
    let least = least(cx)?;
    let at_most = AT_MOST as i64;
    let look = (
        queries::wallets_to_settle(COVERED, &least, at_most + 1),
        queries::open_payouts(at_most + 1),
        queries::wallets_of_banned(at_most + 1),
        queries::wallets_too_small(&least, at_most + 1),
        queries::wallets_of_nothing(at_most + 1),
        books::halt(),
    );
    let (found, mut open, banned, small, nothing, halt) = cx.db.batch(look).await?;
    refuse_when_halted(halt)?;
    let mut more = found.len() > AT_MOST;
    let (mut eligible, mut worthless, mut covered) = (Vec::new(), Vec::new(), 0);
    for row in found.into_iter().take(AT_MOST) {
        let WalletsToSettleRow { node_id, wallet_address, pending_rewards_lamports, unclaimed } = row;
        if !eligible.is_empty() && covered + unclaimed > COVERED {
            more = true;
            break;
        }
        let due = Due::of(cx, Owed { node_id, wallet_address, pending_rewards_lamports }, unclaimed).await?;
        if due.amount < least {
            worthless.push(due.owed);
            continue;
        }
        more |= due.is_part();
        covered += unclaimed;
        eligible.push(due);
    }
    let banned = banned.into_iter().map(|it| skipped(it, "node_banned"));
    let small = worthless.into_iter().chain(small).chain(nothing);
    let small = small.map(|it| skipped(it, "below_minimum_settlement"));
    let mut skipped: Vec<SkippedNode> = banned.chain(small).collect();
    let cut = open.len() > AT_MOST || skipped.len() > AT_MOST;
    open.truncate(AT_MOST);
    skipped.truncate(AT_MOST);
    Ok(Found { eligible, open, skipped, more, cut })
}

/// Ends a payout that the operator has made by hand.
async fn by_hand(
    cx: &ReadCx,
    id: &PayoutId,
    signature: &TransactionSignature,
    node: Option<&NodeId>,
    mut commit: Commit<Settlement>,
) -> Result<Committed<Settlement>, SettleRewardsError> {
    for _ in 0..ROUNDS {
        let look = (table::get(id), queries::other_payout_of(id, signature), books::halt());
        let (found, other, halt) = cx.db.batch(look).await?;
        refuse_when_halted(halt)?;
        let Some(row) = found else {
            return Err(SettleRewardsError::PayoutNotFound(format!("no payout is called `{id}`").into()));
        };
        if node.is_some_and(|node| *node != row.node_id) {
            return Err(SettleRewardsError::PayoutConflict("the payout is another node's".into()));
        }
        if other.is_some() {
            return Err(SettleRewardsError::PayoutConflict(PAID_ANOTHER.into()));
        }
        let (now, care) = (cx.clock.now(), care(&cx.vars, &cx.secrets, row.gateway));
        if care != Care::Nothing && matches!(row.status, PayoutStatus::Review | PayoutStatus::Confirmed) {
            return Err(SettleRewardsError::PayoutConflict(
                "its own transaction may be on chain: end it with POST /api/payouts/resolve, which looks".into(),
            ));
        }
        let batch = paid_by_hand(&row, signature, care, None, now);
        let batch = batch.map_err(|conflict| SettleRewardsError::PayoutConflict(conflict.into()))?;
        let settled = |row| Settlement { payouts: vec![view(row)], skipped: Vec::new(), more: false, cut: false };
        let Some(batch) = batch else { return Ok(commit.nothing(settled(row)).await?) };
        let settlement = settled(Row {
            status: PayoutStatus::Completed,
            transaction_signature: Some(signature.clone()),
            updated_at: row.updated_at.max(now),
            ..row
        });
        match commit.attempt(batch, settlement).await {
            Ok(committed) => return Ok(committed),
            Err(Refused { error: D1Error::Unique { .. }, .. }) => {
                return Err(SettleRewardsError::PayoutConflict(PAID_ANOTHER.into()));
            }
            Err(Refused { error: D1Error::NotNull { .. }, commit: again }) => commit = again,
            Err(Refused { error, .. }) => return Err(error.into()),
        }
    }
    Err(SettleRewardsError::Internal(format!("payout `{id}` was changed by others {ROUNDS} times")))
}

/// A payout that is made now.
fn requested(cx: &ReadCx, due: Due, gateway: PayoutGateway, now: Timestamp) -> Result<Row, SettleRewardsError> {
    let Due { owed, amount } = due;
    let mut random = [0; 16];
    cx.random(&mut random);
    let id = PayoutId::parse(id_text(random)).map_err(|error| SettleRewardsError::Internal(error.to_string()))?;
    Ok(Row {
        id,
        node_id: owed.node_id,
        wallet_address: owed.wallet_address,
        amount_lamports: amount,
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
    min_settlement(&cx.vars).map_err(SettleRewardsError::Internal)
}

/// The least that is paid out at a time. An `Err` never is: the spec has bounds for the variable.
pub(crate) fn min_settlement(vars: &Vars) -> Result<Lamports, String> {
    let least = vars.min_settlement_lamports;
    Lamports::new(least).ok_or_else(|| format!("{least} lamports are no amount"))
}

fn refuse_when_halted(halt: Option<Stat>) -> Result<(), SettleRewardsError> {
    match halt {
        None => Ok(()),
        Some(_) => Err(SettleRewardsError::SettlementHalted(
            "the books did not balance: the operator looks into them, and resumes settlement".into(),
        )),
    }
}
