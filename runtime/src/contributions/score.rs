//! What a contribution is worth, in millionths: whole numbers from end to end.
//!
//! What is hard is that the score decides about money, and must be the same wherever it is computed: natively, in
//! wasm, and by whoever checks the books. So the logarithm is no float's but a few shifts and squares with one result,
//! and a percentage is made a whole number of basis points before anything is computed from it. Nothing here needs the
//! rest of the crate: `tests/bindings` runs this very file on both hosts.

/// What the server holds to be true of a contribution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Work {
    pub(crate) duration_seconds: u64,
    pub(crate) samples: u64,
    pub(crate) gpu_bp: u32,
    pub(crate) cpu_bp: u32,
    /// Up and down together.
    pub(crate) network_mb: u64,
}

/// The score in millionths. Whatever the numbers are, it fits.
pub(crate) fn score_micro(work: Work) -> u64 {
    let duration = 30 * ln_micro(work.duration_seconds);
    let samples = 25 * ln_micro(work.samples);
    let gpu = 250 * 100 * u64::from(work.gpu_bp);
    let cpu = 100 * 100 * u64::from(work.cpu_bp);
    let network = 10 * ln_micro(work.network_mb);
    (duration + samples + gpu + cpu + network) / 1000
}

/// ln(1 + `x`) in millionths, rounded down after the 32nd binary digit of the logarithm to base 2.
pub(crate) fn ln_micro(x: u64) -> u64 {
    /// A million times ln 2, times 2^32.
    const LN_2: u128 = 2_977_044_471_819_572;
    let n = u128::from(x) + 1;
    let whole = n.ilog2();
    // At least 1 and less than 2, with 63 binary digits behind the point; its logarithm is what is left.
    let mut rest = (n << 63) >> whole;
    let mut log2 = u128::from(whole);
    for _ in 0..32 {
        // To square a number is to double its logarithm: the next digit is 1 where the square is 2 or more.
        rest = (rest * rest) >> 63;
        let digit = rest >> 64;
        rest >>= digit;
        log2 = (log2 << 1) | digit;
    }
    // Less than 65·2^32 by less than 2^52: the product has under 91 bits, and the result under 27.
    ((log2 * LN_2) >> 64) as u64
}

/// A percentage in hundredths, rounded half up: of the decimal number that was written, not of the float beside it.
/// `1.005` makes 101, though the float of that name is a little less. `None` where it is not from 0 to 100.
pub(crate) fn basis_points(percent: f64) -> Option<u32> {
    if !(0.0..=100.0).contains(&percent) {
        return None;
    }
    // One too few where the product was rounded down; then the comparison puts it right.
    let below = (percent * 100.0) as u32;
    // A quotient of two whole numbers is rounded once, so this is the float that a half is written as.
    let half = f64::from(10 * below + 5) / 1000.0;
    Some(below + u32::from(percent >= half))
}
