//! The chain itself: blocks that come by a clock, and what is in them.
//!
//! What is hard is that a transaction's fate is decided when it is sent and shows later. So nothing moves by itself: a
//! transaction is kept with the block that it gets into, and what is asked is answered by how high the chain is now.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::faults::{Fault, Faults};
use crate::transaction::Transaction;

/// A block, in milliseconds.
pub(crate) const BLOCK_MS: u64 = 400;
/// A blockhash may be used in so many blocks after its own.
pub(crate) const VALID_BLOCKS: u64 = 150;
/// So many blocks later a block is confirmed.
const CONFIRMED: u64 = 2;
/// And final.
pub(crate) const FINAL: u64 = 32;
/// For up to so many blocks a node stands still that does not know a transaction: twenty minutes.
const BEHIND: u64 = 3000;
/// So many blocks later one that is to be dropped is.
const FORK: u64 = 4;

/// The chain.
pub struct Chain {
    pub(crate) faults: Faults,
    now_ms: Box<dyn Fn() -> u64 + Send>,
    /// By signature.
    sent: BTreeMap<String, Sent>,
    /// Calls of JSON-RPC, which draw faults by their number.
    pub(crate) calls: u64,
}

/// A transaction that was accepted.
struct Sent {
    transaction: Transaction,
    /// How often, dropped ones included.
    times: u32,
    /// Those that got into a block. At most one of them is not dropped again.
    landings: Vec<Landing>,
}

#[derive(Clone, Copy)]
struct Landing {
    height: u64,
    /// Until this height nobody knows of it.
    unknown_until: u64,
    /// Its block is dropped.
    forked: bool,
    failed: bool,
}

/// A transfer that is in a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)] // The names say it.
pub struct Transfer {
    pub signature: String,
    pub from: String,
    pub to: String,
    pub lamports: u64,
    pub memo: String,
    pub height: u64,
    /// Whether its block is final.
    pub is_final: bool,
}

/// What is known of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) height: u64,
    pub(crate) level: &'static str,
    pub(crate) failed: bool,
}

impl Chain {
    /// A chain whose blocks come by this clock, in milliseconds since 1970.
    pub fn new(faults: Faults, now_ms: impl Fn() -> u64 + Send + 'static) -> Self {
        Chain { faults, now_ms: Box::new(now_ms), sent: BTreeMap::new(), calls: 0 }
    }

    /// From now on other things go wrong; what is under way stays as it was drawn.
    pub fn set_faults(&mut self, faults: Faults) {
        self.faults = faults;
    }

    /// How many calls of JSON-RPC there were.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// The height of the newest block.
    pub fn height(&self) -> u64 {
        (self.now_ms)() / BLOCK_MS
    }

    /// All transfers that are in blocks by now and took effect, in the order of their heights.
    pub fn transfers(&self) -> Vec<Transfer> {
        let now = self.height();
        let mut transfers = Vec::new();
        for sent in self.sent.values() {
            let landed = sent.landings.iter().find(|landing| landing.is_there(now) && !landing.failed);
            for ((from, to, lamports), landing) in
                sent.transaction.transfers.iter().flat_map(|it| landed.map(|at| (it, at)))
            {
                transfers.push(Transfer {
                    signature: sent.transaction.signature.clone(),
                    from: from.clone(),
                    to: to.clone(),
                    lamports: *lamports,
                    memo: sent.transaction.memos.join(" "),
                    height: landing.height,
                    is_final: landing.height + FINAL <= now,
                });
            }
        }
        transfers.sort_by(|a, b| (a.height, &a.signature).cmp(&(b.height, &b.signature)));
        transfers
    }

    /// The memos of which there is more than one transfer, in blocks or on the way to one: what was paid twice.
    pub fn paid_twice(&self) -> Vec<String> {
        let mut counts = BTreeMap::<String, usize>::new();
        for sent in self.sent.values() {
            if sent.landings.iter().any(|landing| !landing.forked && !landing.failed) {
                *counts.entry(sent.transaction.memos.join(" ")).or_default() += sent.transaction.transfers.len();
            }
        }
        counts.into_iter().filter(|(_, count)| *count > 1).map(|(memo, _)| memo).collect()
    }

    /// The hash of the block at this height.
    pub(crate) fn blockhash(&self, height: u64) -> [u8; 32] {
        Sha256::digest(format!("block {height}")).into()
    }

    /// Takes a transaction, and decides what becomes of it.
    pub(crate) fn accept(&mut self, transaction: Transaction) -> Result<String, &'static str> {
        let now = self.height();
        let of_block = (0..=VALID_BLOCKS).filter_map(|age| now.checked_sub(age));
        let block = of_block.into_iter().find(|height| self.blockhash(*height) == transaction.blockhash);
        let last = block.ok_or("Transaction simulation failed: Blockhash not found")? + VALID_BLOCKS;
        let signature = transaction.signature.clone();
        let entry = self.sent.entry(signature.clone());
        let sent = entry.or_insert(Sent { transaction, times: 0, landings: Vec::new() });
        if sent.landings.iter().any(|landing| landing.is_there(now)) {
            return Err("Transaction simulation failed: This transaction has already been processed");
        }
        let faults = &self.faults;
        let rounds = if faults.happens(Fault::Duplicate, &signature) { 2 } else { 1 };
        for _ in 0..rounds {
            sent.times += 1;
            let draw = format!("{signature} {}", sent.times);
            // After three drops it gets through, or no run would ever end.
            if sent.times <= 3 && faults.happens(Fault::Drop, &draw) {
                continue;
            }
            let delayed = faults.happens(Fault::Delay, &draw);
            let height = now + 1 + if delayed { faults.blocks(Fault::Delay, &draw, 200) } else { 0 };
            // Each signature takes effect once, and none past its time.
            if height > last || sent.landings.iter().any(|landing| !landing.forked || height < landing.height + FORK) {
                continue;
            }
            let forked = sent.times <= 3 && faults.happens(Fault::Fork, &draw);
            let failed = faults.happens(Fault::Fail, &signature);
            let forgotten = faults.happens(Fault::Forget, &signature);
            let unknown_until = if forgotten { height + faults.blocks(Fault::Forget, &signature, BEHIND) } else { 0 };
            sent.landings.push(Landing { height, unknown_until, forked, failed });
        }
        Ok(signature)
    }

    /// How far the node is that is asked for these transactions: one that is to know nothing of one of them stands still just
    /// before it.
    pub(crate) fn reach<'a>(&self, signatures: impl Iterator<Item = &'a str>) -> u64 {
        let now = self.height();
        let landings = signatures.filter_map(|signature| self.sent.get(signature)).flat_map(|sent| &sent.landings);
        let unknown = landings.filter(|landing| landing.height <= now && now < landing.unknown_until);
        unknown.map(|landing| landing.height.saturating_sub(1)).min().unwrap_or(now)
    }

    /// What a node that is this far knows of a transaction; without its history only of those in the last blocks.
    pub(crate) fn status(&self, signature: &str, now: u64, history: bool) -> Option<Status> {
        let landing = self.sent.get(signature)?.landings.iter().find(|landing| landing.is_there(now))?;
        let Landing { height, failed, .. } = *landing;
        if !history && height + VALID_BLOCKS < now {
            return None;
        }
        let level = match now - height {
            age if age >= FINAL => "finalized",
            age if age >= CONFIRMED && !landing.forked => "confirmed",
            _ => "processed",
        };
        Some(Status { height, level, failed })
    }
}

impl Landing {
    fn is_there(&self, now: u64) -> bool {
        self.height <= now && !(self.forked && self.height + FORK <= now)
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain").field("height", &self.height()).field("sent", &self.sent.len()).finish_non_exhaustive()
    }
}
