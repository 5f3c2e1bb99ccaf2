//! The service's own arithmetic, its files as they are: whole numbers that are the same natively and in wasm.

#[path = "../../../../runtime/src/rewards/formula.rs"]
mod formula;
#[path = "../../../../runtime/src/contributions/score.rs"]
mod score;

use crate::case::{Case, Ended, Say};
use score::{Work, basis_points, ln_micro, score_micro};

const MAX: u64 = (1 << 53) - 1;

/// Numbers of every length (splitmix64).
fn numbers() -> impl Iterator<Item = u64> {
    let mut state = 7_u64;
    (1_u32..).map(move |i| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) >> (i % 64)
    })
}

/// Known ones, and many folded into one number.
pub(super) async fn logarithms(c: &mut Case) -> Ended {
    for x in [0, 1, 9, 3600, MAX, u64::MAX] {
        c.say(format_args!("{x}: {}", ln_micro(x)));
    }
    let fold = |fold: u64, x| fold.wrapping_mul(0x0100_0000_01B3).wrapping_add(ln_micro(x));
    c.say(format_args!("of 100000: {}", numbers().take(100_000).fold(0, fold)));
    Ok(())
}

/// Work, what it scores and what it earns.
pub(super) async fn scores(c: &mut Case) -> Ended {
    let known = [
        (0, 0, 0, 0, 0),
        (1, 0, 0, 0, 0),
        (60, 167, 7500, 4500, 8),
        (3600, 10_000, 7500, 4500, 500),
        (3600, 10_000, 7500, 0, 500),
        (86_400, 1_000_000_000, 10_000, 10_000, 1_000_000),
        (2_592_000, 1_000_000_000_000, 10_000, 10_000, 2 * MAX),
    ];
    for (duration_seconds, samples, gpu_bp, cpu_bp, network_mb) in known {
        let work = Work { duration_seconds, samples, gpu_bp, cpu_bp, network_mb };
        let score = score_micro(work);
        let earned = formula::reward(1_000_000, score, duration_seconds);
        c.say(format_args!("{duration_seconds} {samples} {gpu_bp} {cpu_bp} {network_mb}: {score} {earned:?}"));
    }
    c.say(format_args!("too much: {:?}", formula::reward(MAX, 1, 0)));
    Ok(())
}

/// Percentages in hundredths: halves, as they are written.
pub(super) async fn percentages(c: &mut Case) -> Ended {
    for percent in [0.0, 0.004_999, 0.005, 0.29, 1.005, 33.335, 87.455, 99.995, 100.0, 100.1] {
        c.say(format_args!("{percent}: {:?}", basis_points(percent)));
    }
    let points = |i: u32| basis_points(f64::from(i) / 1000.0).unwrap_or_default();
    let fold = |fold: u64, points| fold.wrapping_mul(0x0100_0000_01B3).wrapping_add(u64::from(points));
    c.say(format_args!("every thousandth: {}", (0..=100_000).map(points).fold(0, fold)));
    Ok(())
}
