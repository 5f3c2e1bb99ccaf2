//! What is earned, to the lamport: beside the formula, which `tests/bindings` compiles too.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;

use super::formula::reward;

const MAX: u64 = (1 << 53) - 1;

#[test]
fn rewards_that_are_promised() {
    let known = [
        ((0, 0), 1_000_000),
        ((20_794, 1), 1_020_808),
        ((505_897, 60), 1_507_151),
        ((770_596, 3600), 1_859_125),
        ((725_596, 3600), 1_811_875),
        ((1_347_239, 86_400), 5_163_925),
    ];
    for ((score, duration), lamports) in known {
        assert_eq!(reward(1_000_000, score, duration), Some(lamports), "{score} {duration}");
    }
}

#[test]
fn the_edge_of_what_an_amount_can_be() {
    assert_eq!(reward(0, u64::MAX, u64::MAX), Some(0));
    assert_eq!(reward(MAX, 0, 0), Some(MAX));
    assert_eq!(reward(MAX + 1, 0, 0), None);
    // The first second or millionth that is a whole lamport too much.
    assert_eq!(reward(MAX, 0, 1), None);
    assert_eq!(reward(MAX, 1, 0), None);
    assert_eq!(reward(1 << 52, 999_999, 0), Some(9_007_194_751_141_364));
    assert_eq!(reward(1 << 52, 1_000_000, 0), None);
    assert_eq!(reward(1 << 52, 0, 71_999), Some(9_007_136_704_746_167));
    assert_eq!(reward(1 << 52, 0, 72_000), None);
    // More than 128 bits hold, at the first and at the second product.
    assert_eq!(reward(u64::MAX, u64::MAX, 0), None);
    assert_eq!(reward(u64::MAX, u64::MAX, u64::MAX), None);
    // What is left of such a product could well be an amount.
    assert_eq!(reward(u64::MAX, u64::MAX - 999_997, 0), None);
    assert_eq!(reward(1 << 63, u64::MAX - 999_999, 0), None);
    // It is divided once: two divisions would lose a lamport here.
    assert_eq!(reward(1, 500_000, 24_000), Some(2));
}

proptest! {
    #[test]
    fn it_is_the_formula_wherever_that_fits(base in 0..=MAX, score in 0..=10_000_000_u64, duration in 0..=2_592_000_u64) {
        let product = u128::from(base) * (1_000_000 + u128::from(score)) * (72_000 + u128::from(duration));
        let exact = product / 72_000_000_000;
        prop_assert_eq!(reward(base, score, duration).map(u128::from), Some(exact).filter(|l| *l <= MAX.into()));
    }

    #[test]
    fn more_never_earns_less(base in 0..1_u64 << 32, score: u32, duration in 0..2_592_000_u64, more: u8) {
        let earned = reward(base, score.into(), duration);
        prop_assert!(earned <= reward(base + u64::from(more), score.into(), duration));
        prop_assert!(earned <= reward(base, u64::from(score) + u64::from(more), duration));
        prop_assert!(earned <= reward(base, score.into(), duration + u64::from(more)));
    }
}
