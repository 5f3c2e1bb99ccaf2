//! Gateways: the ways in which a payout reaches a wallet, behind one trait.
//!
//! What is hard is that an answer may be lost on either side. So nothing here decides anything: a gateway prepares a
//! transaction whose bytes are stored before they are sent, sends stored bytes, and says what the chain knows of a
//! signature. What follows from that is `settlement`'s.

mod external;
mod mock;
mod rpc;
#[cfg(test)]
mod tests;

use std::fmt;
use std::rc::Rc;

use williw_workers::driver::LocalFuture;

use crate::app::types::{GatewayChoice, Lamports, PayoutGateway, PayoutId, TransactionSignature, WalletAddress};
use crate::app::{Cx, Secrets, Vars};

/// What is to be paid.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    pub(crate) payout_id: PayoutId,
    /// From 1; each has a transaction of its own.
    pub(crate) attempt: u32,
    pub(crate) to: WalletAddress,
    pub(crate) amount: Lamports,
}

/// A signed transaction, to be stored before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prepared {
    pub(crate) blockhash: String,
    /// Past this height the transaction can no longer be taken up.
    pub(crate) last_valid_block_height: i64,
    pub(crate) signature: TransactionSignature,
    pub(crate) raw_transaction: Vec<u8>,
}

/// What the chain knows of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ChainStatus {
    /// Nothing: never taken up, not yet, or forgotten.
    NotFound,
    /// In a block that may still be dropped.
    Processed,
    /// In a block that most validators have voted for.
    Confirmed,
    /// Final.
    Finalized,
    /// Final, and without effect, for this reason.
    Failed(String),
}

/// How far the chain is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tip {
    /// The height of the last final block: what is valid up to a lower one cannot be taken up any more.
    pub(crate) height: i64,
    /// The slot that this block is of. A service is many machines, and one that is behind knows nothing of what came since.
    pub(crate) slot: i64,
}

/// Why a gateway did not do what it was asked. It says nothing of what became of the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GatewayError(pub(crate) String);

impl fmt::Display for GatewayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for GatewayError {}

/// A way to pay.
pub(crate) trait Gateway {
    /// Makes and signs the transaction of an attempt; `None` where the operator pays by hand.
    fn prepare<'a>(&'a self, transfer: &'a Transfer) -> LocalFuture<'a, Result<Option<Prepared>, GatewayError>>;
    /// Sends stored bytes. After an error they may have arrived all the same.
    fn submit<'a>(&'a self, raw_transaction: &'a [u8]) -> LocalFuture<'a, Result<(), GatewayError>>;
    /// What the chain knows of each signature, in their order; at most 256. Who answers must know the chain up to this slot:
    /// else it is an error.
    fn status<'a>(
        &'a self,
        signatures: &'a [TransactionSignature],
        slot: i64,
    ) -> LocalFuture<'a, Result<Vec<ChainStatus>, GatewayError>>;
    /// The last final block.
    fn block_height(&self) -> LocalFuture<'_, Result<Tip, GatewayError>>;
}

/// Which gateway pays what is requested now.
///
/// # Errors
/// What the operator must set otherwise.
pub(crate) fn kind(vars: &Vars, secrets: &Secrets) -> Result<PayoutGateway, GatewayError> {
    let (in_production, has_key) = (vars.node_env == "production", secrets.solana_private_key.is_some());
    choose(vars.payout_gateway, in_production, has_key).map_err(|why| GatewayError(format!("PAYOUT_GATEWAY: {why}")))
}

fn choose(choice: GatewayChoice, in_production: bool, has_key: bool) -> Result<PayoutGateway, &'static str> {
    match choice {
        GatewayChoice::Auto if !in_production => Ok(PayoutGateway::Mock),
        GatewayChoice::Auto if !has_key => Ok(PayoutGateway::External),
        GatewayChoice::Mock if in_production => Err("`mock` pays nobody, and NODE_ENV is production"),
        GatewayChoice::Mock => Ok(PayoutGateway::Mock),
        GatewayChoice::External => Ok(PayoutGateway::External),
        GatewayChoice::Rpc if !has_key => Err("`rpc` pays with SOLANA_PRIVATE_KEY, which is not set"),
        GatewayChoice::Auto | GatewayChoice::Rpc => Ok(PayoutGateway::Rpc),
    }
}

/// The gateway that pays what is requested now.
///
/// # Errors
/// What the operator must set otherwise.
pub(crate) fn of(cx: &Cx) -> Result<(PayoutGateway, Box<dyn Gateway>), GatewayError> {
    let kind = kind(&cx.vars, &cx.secrets)?;
    Ok((kind, open(cx, kind)?))
}

/// A gateway by its kind: a payout stays with the one that it began with, whatever was set since.
///
/// # Errors
/// What the operator must set otherwise.
pub(crate) fn open(cx: &Cx, kind: PayoutGateway) -> Result<Box<dyn Gateway>, GatewayError> {
    Ok(match kind {
        PayoutGateway::Mock => Box::new(mock::Mock::new(cx.clock.clone(), &cx.vars.mock_gateway_faults)?),
        PayoutGateway::External => Box::new(external::External),
        PayoutGateway::Rpc => {
            let secret = cx.secrets.solana_private_key.as_ref().map(|secret| secret.expose());
            Box::new(rpc::Rpc::new(Rc::clone(&cx.host), &cx.vars.solana_rpc_url, secret)?)
        }
    })
}
