//! Scores, rewards and shares, computed from the rules and not with the service's code.

/// ln(1 + x) in millionths.
pub fn l(x: u64) -> u128 {
    let n = u128::from(x) + 1;
    let k = 127 - n.leading_zeros();
    let mut m = (n << 63) >> k;
    let mut q = u128::from(k);
    for _ in 0..32 {
        m = (m * m) >> 63;
        q <<= 1;
        if m >= 1 << 64 {
            m >>= 1;
            q |= 1;
        }
    }
    (q * 2_977_044_471_819_572) >> 64
}

/// What a contribution is made of, as it counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub struct Work {
    pub duration: u64,
    pub samples: u64,
    pub gpu_bp: u64,
    pub cpu_bp: u64,
    pub network_mb: u64,
}

/// A contribution's score in millionths.
pub fn score(work: Work) -> u64 {
    let Work { duration, samples, gpu_bp, cpu_bp, network_mb } = work;
    let percent = |bp: u64| u128::from(bp) * 100;
    let sum = 30 * l(duration) + 25 * l(samples) + 250 * percent(gpu_bp) + 100 * percent(cpu_bp) + 10 * l(network_mb);
    u64::try_from(sum / 1000).unwrap()
}

/// What a contribution earns of itself; may be more than an amount can be.
pub fn reward(base: u64, score: u64, duration: u64) -> u128 {
    u128::from(base) * (1_000_000 + u128::from(score)) * (72_000 + u128::from(duration)) / (1_000_000 * 72_000)
}

/// A pool shared by weight: the largest remainders get the units that are left, the first of equals first. `None`
/// where nothing weighs anything.
pub fn shares(pool: u64, weights: &[u128]) -> Option<Vec<u64>> {
    let total: u128 = weights.iter().sum();
    if total == 0 {
        return None;
    }
    let part = |weight: &u128| u128::from(pool) * weight;
    let mut shares: Vec<u64> = weights.iter().map(|weight| u64::try_from(part(weight) / total).unwrap()).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    // Stable: of equals the first comes first.
    order.sort_by_key(|&at| std::cmp::Reverse(part(&weights[at]) % total));
    let left = usize::try_from(pool - shares.iter().sum::<u64>()).unwrap();
    for &at in &order[..left] {
        shares[at] += 1;
    }
    Some(shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_written_down() {
        for (x, expected) in [(0, 0), (1, 693_147), (9, 2_302_585), (3600, 8_188_966), ((1 << 53) - 1, 36_736_800)] {
            assert_eq!(l(x), expected);
        }
        for ([duration, samples, gpu_bp, cpu_bp, network_mb], micro, lamports) in [
            ([0, 0, 0, 0, 0], 0, 1_000_000),
            ([1, 0, 0, 0, 0], 20_794, 1_020_808),
            ([60, 167, 7500, 4500, 8], 505_897, 1_507_151),
            ([3600, 10_000, 7500, 4500, 500], 770_596, 1_859_125),
            ([3600, 10_000, 7500, 0, 500], 725_596, 1_811_875),
            ([86_400, 1_000_000_000, 10_000, 10_000, 1_000_000], 1_347_239, 5_163_925),
        ] {
            let found = score(Work { duration, samples, gpu_bp, cpu_bp, network_mb });
            assert_eq!((found, reward(1_000_000, found, duration)), (micro, lamports));
        }
        assert_eq!(shares(100, &[1, 1, 1]).unwrap(), [34, 33, 33]);
        assert_eq!(shares(10, &[3, 3, 3, 1]).unwrap(), [3, 3, 3, 1]);
        let weights = [1_859_125, 1_020_808, 1_507_151];
        assert_eq!(shares(1_000_000_007, &weights).unwrap(), [423_772_376, 232_684_856, 343_542_775]);
        assert_eq!(shares(10, &[0, 0]), None);
    }
}
