//! A chain that nobody is paid on: for development, and for tests of what goes wrong.
//!
//! It remembers nothing, so that it says the same on every host and after every restart. What is hard follows from that:
//! what becomes of a transaction must be read off its signature. So a signature is made of when it was signed and of
//! the lots that the attempt has drawn, which are a hash of payout and attempt; and what was never sent is found, too.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha512};
use williw_workers::WorkersClock;
use williw_workers::driver::LocalFuture;
use williw_workers::http::json::from_bytes;

use super::{ChainStatus, Gateway, GatewayError, Prepared, Tip, Transfer};
use crate::app::types::TransactionSignature;
use crate::keys::unbase58;

/// A block, in milliseconds.
const BLOCK_MS: i64 = 400;
/// For so many blocks a transaction may be taken up.
const VALID_BLOCKS: i64 = 150;
/// The blocks after which a transaction that is slow is seen, confirmed and final: 10, 20 and 40 seconds.
const SLOW: [i64; 3] = [25, 50, 100];

pub(super) struct Mock {
    clock: WorkersClock,
    faults: Faults,
}

/// How often what goes wrong, in percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Faults {
    /// Sending fails; that says nothing of the rest.
    unanswered: u16,
    /// The transaction is never taken up. Of this and the next two at most one happens to an attempt.
    never_found: u16,
    /// It fails on chain.
    failed: u16,
    /// It becomes final slowly.
    slow: u16,
    /// Draws other lots.
    seed: u16,
}

/// The transaction as it is "sent".
#[derive(Serialize, Deserialize)]
struct Raw<'a> {
    payout_id: &'a str,
    attempt: u32,
    to: &'a str,
    amount: i64,
    height: i64,
    seed: u16,
}

/// What a signature tells.
struct Signed {
    height: i64,
    /// From 0 to 99.
    lots: [u16; 2],
}

impl Mock {
    /// On this clock, with faults as the operator has written them.
    pub(super) fn new(clock: WorkersClock, faults: &str) -> Result<Self, GatewayError> {
        Ok(Mock { clock, faults: Faults::parse(faults)? })
    }

    fn height(&self) -> i64 {
        self.clock.timestamp_ms() / BLOCK_MS
    }

    fn found(&self, signature: &TransactionSignature) -> Result<ChainStatus, GatewayError> {
        let Signed { height, lots: [_, lot] } =
            unbase58(signature.as_str()).map(Signed::read).ok_or_else(unreadable)?;
        let Faults { never_found, failed, slow, .. } = self.faults;
        let (failed, slow) = (never_found + failed, never_found + failed + slow);
        let age = self.height() - height;
        Ok(match lot {
            lot if lot < never_found => ChainStatus::NotFound,
            lot if lot < failed => {
                ChainStatus::Failed("InstructionError: the mock gateway was told to fail".to_owned())
            }
            lot if lot < slow => match SLOW {
                [seen, ..] if age < seen => ChainStatus::NotFound,
                [_, confirmed, _] if age < confirmed => ChainStatus::Processed,
                [.., last] if age < last => ChainStatus::Confirmed,
                _ => ChainStatus::Finalized,
            },
            _ => ChainStatus::Finalized,
        })
    }
}

impl Gateway for Mock {
    fn prepare<'a>(&'a self, transfer: &'a Transfer) -> LocalFuture<'a, Result<Option<Prepared>, GatewayError>> {
        Box::pin(async move {
            let height = self.height();
            let raw = Raw {
                payout_id: transfer.payout_id.as_str(),
                attempt: transfer.attempt,
                to: transfer.to.as_str(),
                amount: transfer.amount.get(),
                height,
                seed: self.faults.seed,
            };
            let raw_transaction = serde_json::to_vec(&raw).map_err(|error| GatewayError(error.to_string()))?;
            let signature = bs58::encode(raw.signature(&raw_transaction)).into_string();
            Ok(Some(Prepared {
                blockhash: format!("mock-{height}"),
                last_valid_block_height: height + VALID_BLOCKS,
                signature: TransactionSignature::parse(signature).map_err(|_| unreadable())?,
                raw_transaction,
            }))
        })
    }

    fn submit<'a>(&'a self, raw_transaction: &'a [u8]) -> LocalFuture<'a, Result<(), GatewayError>> {
        Box::pin(async move {
            let raw: Raw<'_> = from_bytes(raw_transaction).map_err(|_| unreadable())?;
            let Signed { height, lots: [lot, _] } = Signed::read(raw.signature(raw_transaction));
            if self.height() > height + VALID_BLOCKS {
                return Err(GatewayError("the transaction's blockhash has expired".to_owned()));
            }
            if lot < self.faults.unanswered {
                return Err(GatewayError("the mock gateway was told not to answer".to_owned()));
            }
            Ok(())
        })
    }

    fn status<'a>(
        &'a self,
        signatures: &'a [TransactionSignature],
        _: i64,
    ) -> LocalFuture<'a, Result<Vec<ChainStatus>, GatewayError>> {
        Box::pin(async move { signatures.iter().map(|signature| self.found(signature)).collect() })
    }

    fn block_height(&self) -> LocalFuture<'_, Result<Tip, GatewayError>> {
        Box::pin(async { Ok(Tip { height: self.height(), slot: self.height() }) })
    }
}

impl Raw<'_> {
    /// The height, a hash of payout and attempt, and one of everything.
    fn signature(&self, raw: &[u8]) -> [u8; 64] {
        let Raw { payout_id, attempt, seed, .. } = self;
        let lots: [u8; 64] = Sha512::digest(format!("{seed} {payout_id} {attempt}")).into();
        let all: [u8; 64] = Sha512::digest(raw).into();
        let parts = self.height.to_be_bytes().into_iter().chain(lots.into_iter().take(8)).chain(all);
        let mut out = [0; 64];
        out.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        out
    }
}

impl Signed {
    fn read(signature: [u8; 64]) -> Self {
        let [height @ .., _, _, _, _, _, _, _, _] = signature.first_chunk::<16>().copied().unwrap_or_default();
        let [.., a, b, c, d, _, _, _, _] = signature.first_chunk::<16>().copied().unwrap_or_default();
        let lot = |bytes| u16::from_be_bytes(bytes) % 100;
        Signed { height: i64::from_be_bytes(height), lots: [lot([a, b]), lot([c, d])] }
    }
}

impl Faults {
    fn parse(text: &str) -> Result<Self, GatewayError> {
        let mut faults = Faults::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let bad = || GatewayError(format!("MOCK_GATEWAY_FAULTS: `{part}` is no fault such as `failed=5`"));
            let (name, value) = part.split_once('=').ok_or_else(bad)?;
            let value: u16 = value.trim().parse().map_err(|_| bad())?;
            let (place, max) = match name.trim() {
                "unanswered" => (&mut faults.unanswered, 100),
                "never_found" => (&mut faults.never_found, 100),
                "failed" => (&mut faults.failed, 100),
                "slow" => (&mut faults.slow, 100),
                "seed" => (&mut faults.seed, u16::MAX),
                _ => return Err(bad()),
            };
            if value > max {
                return Err(bad());
            }
            *place = value;
        }
        Ok(faults)
    }
}

fn unreadable() -> GatewayError {
    GatewayError("this is no transaction of the mock gateway".to_owned())
}
