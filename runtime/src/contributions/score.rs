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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MAX: u64 = (1 << 53) - 1;

    fn work((duration_seconds, samples, gpu_bp, cpu_bp, network_mb): (u64, u64, u32, u32, u64)) -> Work {
        Work { duration_seconds, samples, gpu_bp, cpu_bp, network_mb }
    }

    #[test]
    fn logarithms_that_are_promised() {
        let known =
            [(0, 0), (1, 693_147), (9, 2_302_585), (3600, 8_188_966), (MAX, 36_736_800), (u64::MAX, 44_361_419)];
        for (x, ln) in known {
            assert_eq!(ln_micro(x), ln, "{x}");
        }
    }

    #[test]
    fn scores_that_are_promised() {
        let known = [
            ((0, 0, 0, 0, 0), 0),
            ((1, 0, 0, 0, 0), 20_794),
            ((60, 167, 7500, 4500, 8), 505_897),
            ((3600, 10_000, 7500, 4500, 500), 770_596),
            ((3600, 10_000, 7500, 0, 500), 725_596),
            ((86_400, 1_000_000_000, 10_000, 10_000, 1_000_000), 1_347_239),
        ];
        for (numbers, score) in known {
            assert_eq!(score_micro(work(numbers)), score, "{numbers:?}");
        }
    }

    /// Numbers of every length, the same wherever this is written (splitmix64).
    fn numbers() -> impl Iterator<Item = u64> {
        let mut state = 7_u64;
        (1_u32..).map(move |i| {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (z ^ (z >> 31)) >> (i % 64)
        })
    }

    /// A million logarithms, folded into one number that Python's integers, which have no bounds, have given too.
    #[test]
    fn logarithms_are_those_of_exact_arithmetic() {
        let folded = numbers().take(1_000_000).fold(0_u64, |fold, x| {
            let ln = ln_micro(x);
            // And of the mathematical function: the digits that are left out are worth less than a thousandth.
            let real = (x as f64).ln_1p() * 1e6;
            assert!((ln as f64) < real + 1e-3 && real < ln as f64 + 1.001, "{x}: {ln} and {real}");
            fold.wrapping_mul(0x0100_0000_01B3).wrapping_add(ln)
        });
        assert_eq!(folded, 10_721_722_233_945_138_443);
    }

    #[test]
    fn halves_go_up_as_they_are_written() {
        let known = [
            (0.0, 0),
            (-0.0, 0),
            (0.004_999, 0),
            (0.005, 1),
            (0.015, 2),
            (0.29, 29),
            (1.005, 101),
            (1.004_999_999, 100),
            (4.015, 402),
            (12.345, 1235),
            (33.335, 3334),
            (87.5, 8750),
            (87.455, 8746),
            (99.994_999, 9999),
            (99.995, 10_000),
            (100.0, 10_000),
            (f64::MIN_POSITIVE, 0),
        ];
        for (percent, bp) in known {
            assert_eq!(basis_points(percent), Some(bp), "{percent}");
        }
        for percent in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -f64::MIN_POSITIVE, -1.0, 100.000_000_000_000_02] {
            assert_eq!(basis_points(percent), None, "{percent}");
        }
    }

    /// The same by the digits of the shortest text that means this float, as people round.
    fn by_digits(percent: f64) -> u32 {
        let text = format!("{percent}");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let thousandths: u32 = format!("{whole}{:0<3}", &fraction[..fraction.len().min(3)]).parse().unwrap();
        thousandths / 10 + u32::from(thousandths % 10 >= 5)
    }

    #[test]
    fn every_half_and_its_neighbours_are_rounded_by_their_digits() {
        for i in 0..=100_000_u32 {
            let written = f64::from(i) / 1000.0;
            for percent in [written.next_down().max(0.0), written, written.next_up().min(100.0)] {
                assert_eq!(basis_points(percent), Some(by_digits(percent)), "{percent}");
            }
        }
    }

    fn any_work() -> impl Strategy<Value = Work> {
        (0..=2_592_000_u64, 0..=1_000_000_000_000_u64, 0..=10_000_u32, 0..=10_000_u32, 0..=2 * MAX).prop_map(work)
    }

    proptest! {
        #[test]
        fn percentages_are_rounded_by_their_digits(percent in 0.0..=100.0_f64) {
            prop_assert_eq!(basis_points(percent), Some(by_digits(percent)));
        }

        #[test]
        fn more_work_never_scores_less(a in any_work(), b in any_work()) {
            let both = Work {
                duration_seconds: a.duration_seconds.max(b.duration_seconds),
                samples: a.samples.max(b.samples),
                gpu_bp: a.gpu_bp.max(b.gpu_bp),
                cpu_bp: a.cpu_bp.max(b.cpu_bp),
                network_mb: a.network_mb.max(b.network_mb),
            };
            prop_assert!(score_micro(both) >= score_micro(a).max(score_micro(b)));
        }

        #[test]
        fn longer_is_never_less(x: u64, more: u64) {
            prop_assert!(ln_micro(x) <= ln_micro(x.saturating_add(more)));
        }

        #[test]
        fn nothing_is_too_much(duration: u64, samples: u64, gpu_bp: u32, cpu_bp: u32, network: u64) {
            prop_assert!(score_micro(work((duration, samples, gpu_bp, cpu_bp, network))) <= MAX);
        }
    }
}
