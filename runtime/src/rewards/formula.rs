//! What a contribution earns: whole lamports by one division, or nothing that could be written.

/// Lamports are exact up to here, in JSON and in the database.
const MAX_LAMPORTS: u128 = (1 << 53) - 1;
/// A score of one, in millionths.
const ONE: u128 = 1_000_000;
/// After so many seconds, twenty hours, the duration has doubled what is earned.
const DOUBLING_SECONDS: u128 = 72_000;

/// What a contribution of this score and duration earns where one of neither earns `base`, in lamports and rounded
/// down. `None` where that is more than an amount can be.
pub(crate) fn reward(base: u64, score_micro: u64, duration_seconds: u64) -> Option<u64> {
    let by_score = u128::from(base).checked_mul(ONE + u128::from(score_micro))?;
    let by_duration = by_score.checked_mul(DOUBLING_SECONDS + u128::from(duration_seconds))?;
    let lamports = by_duration / (ONE * DOUBLING_SECONDS);
    u64::try_from(lamports).ok().filter(|_| lamports <= MAX_LAMPORTS)
}
