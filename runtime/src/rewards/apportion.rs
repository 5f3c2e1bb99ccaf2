//! Sharing a pool out by weights, to the last lamport: the method of the largest remainder.

use std::cmp::Reverse;

/// The share of each weight; together they are exactly the pool. A leftover unit goes to each of the largest remainders,
/// and among equal ones to those that come first. `None` where there is no weight at all.
pub(crate) fn apportion(pool: u64, weights: &[u64]) -> Option<Vec<u64>> {
    let total: u128 = weights.iter().copied().map(u128::from).sum();
    if total == 0 {
        return None;
    }
    let mut shares = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut leftover = pool;
    for (i, weight) in weights.iter().enumerate() {
        let product = u128::from(pool) * u128::from(*weight);
        // A weight is no more than all weights, and so no share is more than the pool.
        let share = u64::try_from(product / total).unwrap_or(pool);
        leftover = leftover.saturating_sub(share);
        shares.push(share);
        remainders.push((Reverse(product % total), i));
    }
    remainders.sort_unstable();
    // What is left over is the sum of the remainders over the total: less than one for each.
    for (_, i) in remainders.iter().take(usize::try_from(leftover).unwrap_or(usize::MAX)) {
        if let Some(share) = shares.get_mut(*i) {
            *share += 1;
        }
    }
    Some(shares)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shares_that_are_promised() {
        for (pool, weights, shares) in [
            (100, vec![1, 1, 1], vec![34, 33, 33]),
            (10, vec![3, 3, 3, 1], vec![3, 3, 3, 1]),
            (1_000_000_007, vec![1_859_125, 1_020_808, 1_507_151], vec![423_772_376, 232_684_856, 343_542_775]),
        ] {
            assert_eq!(apportion(pool, &weights), Some(shares));
        }
    }

    #[test]
    fn edges() {
        assert_eq!(apportion(5, &[]), None);
        assert_eq!(apportion(5, &[0, 0]), None);
        assert_eq!(apportion(0, &[1, 2]), Some(vec![0, 0]));
        assert_eq!(apportion(7, &[0, 3, 0]), Some(vec![0, 7, 0]));
        // The larger remainder goes first, wherever it stands: 2/7, 6/7, 6/7.
        assert_eq!(apportion(2, &[1, 3, 3]), Some(vec![0, 1, 1]));
        assert_eq!(apportion(1, &[1, 3, 3]), Some(vec![0, 1, 0]));
        assert_eq!(apportion((1 << 53) - 1, &[(1 << 53) - 1; 500]).map(|it| it.iter().sum()), Some((1_u64 << 53) - 1));
    }

    proptest! {
        #[test]
        fn shares_are_the_pool_and_fair(pool in 0..1_u64 << 53, weights in prop::collection::vec(0..1_u64 << 53, 1..40)) {
            let total: u128 = weights.iter().copied().map(u128::from).sum();
            prop_assume!(total > 0);
            let shares = apportion(pool, &weights).unwrap();
            prop_assert_eq!(shares.iter().sum::<u64>(), pool);
            for (share, weight) in shares.iter().zip(&weights) {
                // No share is further than one from what is due.
                let (due, got) = (u128::from(pool) * u128::from(*weight), u128::from(*share) * total);
                prop_assert!(due.abs_diff(got) < total);
            }
        }
    }
}
