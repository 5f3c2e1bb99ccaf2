//! What goes wrong, how often, and when: drawn from a seed, so that a run can be had again.

use sha2::{Digest, Sha256};

/// Something that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A call is answered 429, and does nothing.
    Limit,
    /// A call is answered 500, and does nothing.
    Error,
    /// A call never arrives.
    Unreachable,
    /// A call does what it should, and its answer is lost.
    Lost,
    /// The same, and the answer comes when nobody waits for it any more.
    Late,
    /// A call does what it should, and its answer is no JSON.
    Garbage,
    /// A transaction is accepted and never reaches a block. Sent again, it draws again; so do the next three.
    Drop,
    /// It reaches a block only after up to 200 others, if it may live that long.
    Delay,
    /// It reaches a block that is dropped a few blocks later, as if it had never been.
    Fork,
    /// It is sent on twice.
    Duplicate,
    /// It fails on chain.
    Fail,
    /// It is in a block, and nobody knows of it for up to 200 blocks, but no longer than 24 seconds after it would have expired
    /// for good: who looks twice, 30 seconds apart, finds it.
    Forget,
}

impl Fault {
    /// All of them, and their names.
    pub const ALL: [(Fault, &'static str); 12] = [
        (Fault::Limit, "limit"),
        (Fault::Error, "error"),
        (Fault::Unreachable, "unreachable"),
        (Fault::Lost, "lost"),
        (Fault::Late, "late"),
        (Fault::Garbage, "garbage"),
        (Fault::Drop, "drop"),
        (Fault::Delay, "delay"),
        (Fault::Fork, "fork"),
        (Fault::Duplicate, "duplicate"),
        (Fault::Fail, "fail"),
        (Fault::Forget, "forget"),
    ];
}

/// A plan of faults: for each how often it happens, in percent, and the seed of all draws.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    seed: u64,
    percents: [u8; Fault::ALL.len()],
}

impl Faults {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Faults::default()
    }

    /// Reads a plan such as `drop=10,lost=5,forget=20`.
    ///
    /// # Errors
    /// The part that names no fault, or no percentage.
    pub fn parse(seed: u64, text: &str) -> Result<Self, String> {
        let mut faults = Faults { seed, ..Faults::default() };
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, percent) = part.split_once('=').ok_or(part)?;
            let fault = Fault::ALL.iter().find(|(_, known)| *known == name).ok_or(part)?.0;
            faults = faults.with(fault, percent.parse().ok().filter(|percent| *percent <= 100).ok_or(part)?);
        }
        Ok(faults)
    }

    /// Lets a fault happen so often, in percent.
    #[must_use]
    pub fn with(mut self, fault: Fault, percent: u8) -> Self {
        if let Some(place) = self.percents.get_mut(fault as usize) {
            *place = percent;
        }
        self
    }

    /// Whether the fault happens to this: the same each time it is asked.
    pub(crate) fn happens(&self, fault: Fault, to: &str) -> bool {
        let percent = self.percents.get(fault as usize).copied().unwrap_or_default();
        self.draw(fault, "whether", to) % 100 < u64::from(percent)
    }

    /// How many blocks it takes: from 1 to `most`.
    pub(crate) fn blocks(&self, fault: Fault, to: &str, most: u64) -> u64 {
        1 + self.draw(fault, "blocks", to) % most
    }

    fn draw(&self, fault: Fault, what: &str, to: &str) -> u64 {
        let digest: [u8; 32] = Sha256::digest(format!("{} {fault:?} {what} {to}", self.seed)).into();
        digest.first_chunk::<8>().copied().map(u64::from_le_bytes).unwrap_or_default()
    }
}
