//! Moving payouts on: signed, sent, looked for on chain, ended.
//!
//! What is hard: a transaction that was sent may land or not, and nobody says which in time. So its bytes are stored
//! before they are sent; the payout counts as submitted before it is, since what may have been sent is never signed
//! anew; and a new transaction is made only when the old one cannot land any more. That is so when the last final block
//! is past its last valid height, *and then* the chain does not know it, twice, half a minute apart. Whoever stops
//! between two steps leaves a payout that the next look goes on with; whoever is overtaken finds a gate closed.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use williw_workers::Timestamp;
use williw_workers::cron::CronError;
use williw_workers::d1::D1Error;
use williw_workers::driver::Level;

use super::payouts::{complete, fail};
use super::state::{Confirmed, Requested, Review, Signed, State, Submitted, step};
use super::verdict::{Verdict, verdict};
use crate::app::db::{Payout, PayoutAttempt, PayoutAttemptInsert, payout_attempts};
use crate::app::queries;
use crate::app::types::{PayoutGateway, PayoutId, PayoutStatus, TransactionSignature};
use crate::app::{Cx, Secrets, Vars};
use crate::books;
use crate::gateways::{self, ChainStatus, Gateway, GatewayError, Prepared, Transfer};

/// The most payouts of one run, and so the most attempts that are asked for at once: five times as many.
const AT_MOST: i64 = 50;
/// The most transactions that are made for one payout. Then a human decides.
const MAX_ATTEMPTS: i64 = 5;
/// For how long a run goes on sending. A gateway that is slow must not keep the job beyond the time after which another run
/// takes its place.
const SENDING: Duration = Duration::from_secs(120);
/// How far apart the two looks are between which a transaction must be missing.
const LOOKS_APART: Duration = Duration::from_secs(30);
/// For how long the chain is believed not to know a transaction: a service keeps some days of it, and says of what it has
/// let go the same as of what never was.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);

/// Why a payout was not moved on. The next run tries again.
#[derive(Debug)]
pub(super) enum Trouble {
    Database(D1Error),
    Gateway(GatewayError),
}

impl From<D1Error> for Trouble {
    fn from(error: D1Error) -> Self {
        Trouble::Database(error)
    }
}

impl From<GatewayError> for Trouble {
    fn from(error: GatewayError) -> Self {
        Trouble::Gateway(error)
    }
}

impl From<Trouble> for CronError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Database(error) => error.into(),
            Trouble::Gateway(error) => CronError::new(error.to_string()),
        }
    }
}

/// Moves payouts on, up to fifty of a gateway, those that were not looked at for longest. Returns how many were looked at.
pub(crate) async fn move_payouts(cx: &Cx) -> Result<u64, CronError> {
    // What is set wrongly is told; and one gateway's trouble keeps no payout of the other waiting.
    let mut trouble = gateways::kind(&cx.vars, &cx.secrets).err().map(Trouble::from);
    let mut looked_at = 0;
    for kind in [PayoutGateway::Mock, PayoutGateway::Rpc] {
        let care = care(&cx.vars, &cx.secrets, kind);
        if care == Care::Nothing {
            continue;
        }
        match move_those_of(cx, kind, care == Care::Pays).await {
            Ok(count) => looked_at += count,
            Err(error) => drop(trouble.get_or_insert(error)),
        }
    }
    trouble.map_or(Ok(looked_at), |error| Err(error.into()))
}

async fn move_those_of(cx: &Cx, kind: PayoutGateway, signs: bool) -> Result<u64, Trouble> {
    let (payouts, halt) = cx.db.batch((queries::payouts_to_move(&kind, AT_MOST), books::halt())).await?;
    if payouts.is_empty() {
        return Ok(0);
    }
    if kind == PayoutGateway::Mock && cx.secrets.solana_private_key.is_some() {
        let line = "payouts are paid by nobody: there is a SOLANA_PRIVATE_KEY, but the gateway is `mock`, as it is unless \
                    NODE_ENV is `production` or PAYOUT_GATEWAY says otherwise";
        cx.host.log(Level::Warn, line);
    }
    let gateway = gateways::open(cx, kind)?;
    let until = cx.clock.now().saturating_add(SENDING);
    Run { cx, gateway: gateway.as_ref(), halted: Cell::new(halt.is_some()), signs, until }.all(payouts).await
}

/// What the service does by itself for the payouts of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// It makes their transactions, sends them, and looks for them: the gateway is set.
    Pays,
    /// It sends what was made and looks for it, and makes nothing new: another gateway is set, but the chain is there.
    Follows,
    /// Nothing. A human must say how they end.
    Nothing,
}

/// What the service does for payouts of this gateway. A payout stays with the gateway that it began with, whatever was set
/// since.
pub(super) fn care(vars: &Vars, secrets: &Secrets, gateway: PayoutGateway) -> Care {
    let is_set = gateways::kind(vars, secrets) == Ok(gateway);
    match gateway {
        PayoutGateway::External => Care::Nothing,
        _ if is_set => Care::Pays,
        PayoutGateway::Rpc => Care::Follows,
        PayoutGateway::Mock => Care::Nothing,
    }
}

/// What the chain says of the payouts of a run.
struct Chain {
    /// When it was asked.
    asked: Timestamp,
    /// The last final block's height, asked for *before* the statuses: what was not known after that and is only valid
    /// up to there cannot come any more.
    height: i64,
    /// The attempts of each payout with what is known of each, the latest last.
    attempts: BTreeMap<PayoutId, Vec<(PayoutAttempt, ChainStatus)>>,
}

struct Run<'a> {
    cx: &'a Cx,
    gateway: &'a dyn Gateway,
    /// Whether settlement was halted when it began, or has been by what it has seen.
    halted: Cell<bool>,
    /// Whether transactions are made, or only those followed that there are.
    signs: bool,
    /// When it stops sending.
    until: Timestamp,
}

impl Run<'_> {
    /// Sends what was not sent, then follows what the chain says. One payout's trouble is not another's.
    async fn all(&self, mut payouts: Vec<Payout>) -> Result<u64, Trouble> {
        let looked_at = payouts.len() as u64;
        let mut trouble = None;
        let mut sent = BTreeSet::new();
        let mut in_time = payouts.len();
        for (n, payout) in payouts.iter_mut().enumerate() {
            if self.is_late() {
                in_time = n;
                break;
            }
            match self.send(payout).await {
                Ok(true) => drop(sent.insert(payout.id.clone())),
                Ok(false) => {}
                Err(error) => self.tell(payout, error, &mut trouble),
            }
        }
        // What there was no time for comes first in the next run.
        let late = payouts.split_off(in_time).into_iter();
        payouts.extend(late.filter(|it| !matches!(it.status, PayoutStatus::Requested | PayoutStatus::Signed)));
        let ids: Vec<PayoutId> = payouts.iter().map(|it| it.id.clone()).collect();
        self.cx.db.run(queries::touch_payouts(self.cx.clock.now(), &ids)).await?;
        payouts.retain(|it| matches!(it.status, PayoutStatus::Submitted | PayoutStatus::Confirmed));
        if !payouts.is_empty() {
            let ids: Vec<PayoutId> = payouts.iter().map(|it| it.id.clone()).collect();
            let chain = self.chain(&ids).await?;
            for payout in &payouts {
                if let Err(error) = self.look(payout, &chain, sent.contains(&payout.id)).await {
                    self.tell(payout, error, &mut trouble);
                }
            }
        }
        trouble.map_or(Ok(looked_at), Err)
    }

    fn is_late(&self) -> bool {
        self.cx.clock.now() > self.until
    }

    fn tell(&self, payout: &Payout, error: Trouble, trouble: &mut Option<Trouble>) {
        // Who is overtaken has nothing to tell.
        if let Trouble::Database(D1Error::NotNull { .. }) = error {
            return;
        }
        let text = match &error {
            Trouble::Database(error) => error.to_string(),
            Trouble::Gateway(error) => error.to_string(),
        };
        self.cx.host.log(Level::Warn, &format!("payout `{}` was not moved on: {text}", payout.id));
        trouble.get_or_insert(error);
    }

    /// Signs and sends what was not sent yet. Says whether something was taken.
    async fn send(&self, payout: &mut Payout) -> Result<bool, Trouble> {
        if self.halted.get() {
            return Ok(false);
        }
        let (db, now) = (&self.cx.db, self.cx.clock.now());
        let raw_transaction = match payout.status {
            PayoutStatus::Requested if self.signs => {
                let attempt = payout.attempt + 1;
                let Some(prepared) = self.prepare(payout, attempt).await? else { return Ok(false) };
                let raw_transaction = prepared.raw_transaction.clone();
                let start = start(payout, attempt, (Requested::STATUS, Signed::STATUS), now);
                db.batch((start, insert(payout, attempt, prepared, now))).await?;
                (payout.attempt, payout.status) = (attempt, PayoutStatus::Signed);
                raw_transaction
            }
            PayoutStatus::Signed => {
                let Some(stored) = db.run(payout_attempts::get(&payout.id, payout.attempt)).await? else {
                    return Ok(false);
                };
                stored.raw_transaction
            }
            _ => return Ok(false),
        };
        let at = (&payout.id, payout.attempt);
        // Somebody may have halted settlement since this run began.
        let submitted = queries::send_payout(at.1, now, at.0);
        db.batch((submitted, queries::note_submitted(now, at.0, at.1))).await?;
        payout.status = PayoutStatus::Submitted;
        Ok(self.submit(payout, &raw_transaction).await)
    }

    async fn prepare(&self, payout: &Payout, attempt: i64) -> Result<Option<Prepared>, GatewayError> {
        let transfer = Transfer {
            payout_id: payout.id.clone(),
            attempt: u32::try_from(attempt).unwrap_or(u32::MAX),
            to: payout.wallet_address.clone(),
            amount: payout.amount_lamports,
        };
        self.gateway.prepare(&transfer).await
    }

    /// Sends stored bytes, and says whether they were taken. After an error nothing is known: the same bytes may be sent again.
    async fn submit(&self, payout: &Payout, raw_transaction: &[u8]) -> bool {
        let result = self.gateway.submit(raw_transaction).await;
        if let Err(error) = &result {
            let id = &payout.id;
            self.cx.host.log(Level::Warn, &format!("payout `{id}` may or may not have been sent: {error}"));
        }
        result.is_ok()
    }

    async fn chain(&self, ids: &[PayoutId]) -> Result<Chain, Trouble> {
        let attempts = self.cx.db.run(queries::attempts_of_payouts(ids)).await?;
        let signatures: Vec<TransactionSignature> = attempts.iter().map(|it| it.signature.clone()).collect();
        let asked = self.cx.clock.now();
        let tip = self.gateway.block_height().await?;
        let statuses = self.gateway.status(&signatures, tip.slot).await?;
        if statuses.len() != attempts.len() {
            return Err(GatewayError("the gateway left signatures unanswered".to_owned()).into());
        }
        let mut of_each: BTreeMap<PayoutId, Vec<_>> = BTreeMap::new();
        for (attempt, status) in attempts.into_iter().zip(statuses) {
            of_each.entry(attempt.payout_id.clone()).or_default().push((attempt, status));
        }
        Ok(Chain { asked, height: tip.height, attempts: of_each })
    }

    /// Follows what the chain says of a payout that may have been sent.
    async fn look(&self, payout: &Payout, chain: &Chain, just_sent: bool) -> Result<(), Trouble> {
        let attempts = chain.attempts.get(&payout.id).map(Vec::as_slice).unwrap_or_default();
        let Some((latest, _)) = attempts.last() else { return Ok(()) };
        let (db, now, at) = (&self.cx.db, self.cx.clock.now(), (&payout.id, payout.attempt));
        let verdict = verdict(attempts);
        match verdict {
            Verdict::PaidTwice(signature) => {
                let reason = format!("payout `{}` was paid by two transactions", payout.id);
                self.halted.set(true);
                books::stop(self.cx, &reason).await?;
                if payout.status == PayoutStatus::Submitted {
                    db.run(step(Submitted, Review, at, Some(&reason), now)).await?;
                } else {
                    db.batch(complete(Confirmed, &payout.id, signature, Some(&reason), now)).await?;
                }
            }
            Verdict::Paid(signature) => {
                let mut statements = Vec::new();
                if payout.status == PayoutStatus::Submitted {
                    statements.push(step(Submitted, Confirmed, at, None, now));
                }
                statements.extend(complete(Confirmed, &payout.id, signature, None, now));
                db.batch(statements).await?;
            }
            Verdict::Confirmed if payout.status == PayoutStatus::Submitted => {
                let confirmed = step(Submitted, Confirmed, at, None, now);
                db.batch((confirmed, queries::confirm_rewards(&payout.id))).await?;
            }
            Verdict::Failed(reason) if payout.status == PayoutStatus::Submitted => {
                db.batch(fail(Submitted, at, reason, now)).await?;
            }
            Verdict::Unknown if payout.status == PayoutStatus::Submitted => {
                self.search(payout, latest, chain, just_sent).await?;
            }
            Verdict::Waits if latest.missing_since_at.is_some() => {
                db.run(queries::note_missing(None, None, &payout.id, latest.attempt)).await?;
            }
            Verdict::Failed(_) | Verdict::Unknown => {
                // It may come again, as long as it is valid.
                let may_come = verdict == Verdict::Unknown && chain.height <= latest.last_valid_block_height;
                if may_come && !self.halted.get() && !self.is_late() {
                    self.submit(payout, &latest.raw_transaction).await;
                }
                let id = &payout.id;
                let text = format!(
                    "payout `{id}` was confirmed and is not any more: the operator looks, or pays by hand, and reports it"
                );
                self.cx.host.log(Level::Error, &text);
            }
            Verdict::Confirmed | Verdict::Waits => {}
        }
        Ok(())
    }

    /// Sends a transaction again that the chain does not know, or gives it up where it cannot come any more.
    async fn search(
        &self,
        payout: &Payout,
        latest: &PayoutAttempt,
        chain: &Chain,
        just_sent: bool,
    ) -> Result<(), Trouble> {
        let (db, now, at) = (&self.cx.db, self.cx.clock.now(), (&payout.id, payout.attempt));
        let height = chain.height;
        if height <= latest.last_valid_block_height {
            if latest.missing_since_at.is_some() {
                db.run(queries::note_missing(None, None, &payout.id, latest.attempt)).await?;
            }
            if !self.halted.get() && !just_sent && !self.is_late() {
                self.submit(payout, &latest.raw_transaction).await;
            }
            return Ok(());
        }
        if latest.created_at < chain.asked.saturating_sub(REMEMBERED) {
            let reason = "its transaction is a day old: the chain may have let go of it";
            db.run(step(Submitted, Review, at, Some(reason), now)).await?;
            return Ok(());
        }
        let Some(missing_since) = latest.missing_since_at else {
            let text = format!("not found at height {height}");
            db.run(queries::note_missing(Some(now), Some(&text), &payout.id, latest.attempt)).await?;
            return Ok(());
        };
        if missing_since > chain.asked.saturating_sub(LOOKS_APART) || self.halted.get() || self.is_late() {
            return Ok(());
        }
        if !self.signs {
            let reason = "its transaction can no longer come, and its gateway is not set any more";
            db.run(step(Submitted, Review, at, Some(reason), now)).await?;
            return Ok(());
        }
        if payout.attempt >= MAX_ATTEMPTS {
            let reason = format!("none of {MAX_ATTEMPTS} transactions has reached the chain");
            db.run(step(Submitted, Review, at, Some(&reason), now)).await?;
            return Ok(());
        }
        let attempt = payout.attempt + 1;
        let Some(prepared) = self.prepare(payout, attempt).await? else { return Ok(()) };
        let raw_transaction = prepared.raw_transaction.clone();
        // It stays submitted, and so nothing of it is signed a second time.
        let start = start(payout, attempt, (Submitted::STATUS, Submitted::STATUS), now);
        let noted = queries::note_submitted(now, &payout.id, attempt);
        db.batch((start, insert(payout, attempt, prepared, now), noted)).await?;
        self.submit(payout, &raw_transaction).await;
        Ok(())
    }
}

/// Of a payout that its gateway still tells something about, the transactions that are on chain, final or not.
///
/// # Errors
/// Where the database or the chain does not say.
pub(super) async fn on_chain(cx: &Cx, payout: &Payout) -> Result<Vec<TransactionSignature>, Trouble> {
    if payout.attempt == 0 || care(&cx.vars, &cx.secrets, payout.gateway) == Care::Nothing {
        return Ok(Vec::new());
    }
    let gateway = gateways::open(cx, payout.gateway)?;
    let attempts = cx.db.run(queries::attempts_of_payouts(std::slice::from_ref(&payout.id))).await?;
    let signatures: Vec<_> = attempts.into_iter().map(|attempt| attempt.signature).collect();
    let tip = gateway.block_height().await?;
    let statuses = gateway.status(&signatures, tip.slot).await?;
    let is_there = |status: &ChainStatus| !matches!(status, ChainStatus::NotFound | ChainStatus::Failed(_));
    let there = signatures.into_iter().zip(statuses).filter(|(_, status)| is_there(status));
    Ok(there.map(|(signature, _)| signature).collect())
}

fn start(
    payout: &Payout,
    attempt: i64,
    (from, to): (PayoutStatus, PayoutStatus),
    now: Timestamp,
) -> williw_workers::d1::Query<()> {
    queries::start_attempt(&from, attempt, &to, now, &payout.id)
}

fn insert(
    payout: &Payout,
    attempt: i64,
    prepared: Prepared,
    now: Timestamp,
) -> williw_workers::d1::Query<williw_workers::d1::Changes> {
    let Prepared { blockhash, last_valid_block_height, signature, raw_transaction } = prepared;
    payout_attempts::insert(PayoutAttemptInsert {
        payout_id: payout.id.clone(),
        attempt,
        blockhash,
        last_valid_block_height,
        signature,
        raw_transaction,
        submitted_at: None,
        missing_since_at: None,
        error: None,
        created_at: now,
    })
}
