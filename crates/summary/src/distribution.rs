//! How counts are spread: songs per user, users per song, plays per pair.
//!
//! Quantiles are exact and by nearest rank: the p-th of n sorted counts is the one at position `ceil(p n / 100)`, from 1,
//! so each quantile is a count that occurs. O(n log n) time, 8 bytes a count while it is made, nothing per count after.

/// The spread of many whole numbers, in a summary that does not grow with them.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    title: String,
    unit: String,
    n: u64,
    spread: Option<Spread>,
    bins: Vec<Bin>,
}

/// Where the counts of a distribution lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The smallest count.
    pub min: u64,
    /// A quarter of the counts is not above this one.
    pub p25: u64,
    /// The median: half of the counts are not above this one.
    pub p50: u64,
    /// Three quarters of the counts are not above this one.
    pub p75: u64,
    /// 90 % of the counts are not above this one.
    pub p90: u64,
    /// 99 % of the counts are not above this one.
    pub p99: u64,
    /// The largest count.
    pub max: u64,
    /// The sum of the counts, which is exact, over their number.
    pub mean: f64,
}

/// How many counts lie in `low..=high`: 0 alone, 1 alone, 2 to 3, 4 to 7, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// The smallest count that belongs here.
    pub low: u64,
    /// The largest count that belongs here.
    pub high: u64,
    /// How many counts are here.
    pub n: u64,
}

impl Distribution {
    /// The spread of `counts`, whose unit is `unit` (`songs` for `songs per user`).
    pub fn of(title: &str, unit: &str, counts: impl Iterator<Item = u64>) -> Self {
        let mut sorted: Vec<u64> = counts.collect();
        sorted.sort_unstable();
        Self {
            title: title.to_owned(),
            unit: unit.to_owned(),
            n: sorted.len() as u64,
            spread: Spread::of_sorted(&sorted),
            bins: bins_of_sorted(&sorted),
        }
    }

    /// What is counted for whom.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What each count counts.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// How many counts.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Where they lie; `None` if there is no count.
    pub fn spread(&self) -> Option<&Spread> {
        self.spread.as_ref()
    }

    /// Power-of-two bins, ascending without a gap from the smallest count's to the largest's.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }
}

impl Spread {
    fn of_sorted(sorted: &[u64]) -> Option<Self> {
        let (&min, &max) = (sorted.first()?, sorted.last()?);
        let sum: u128 = sorted.iter().map(|&count| u128::from(count)).sum();
        let quantile = |percent: usize| sorted[nearest_rank(percent, sorted.len()) - 1];
        Some(Self {
            min,
            p25: quantile(25),
            p50: quantile(50),
            p75: quantile(75),
            p90: quantile(90),
            p99: quantile(99),
            max,
            mean: sum as f64 / sorted.len() as f64,
        })
    }
}

/// `ceil(percent n / 100)`, from 1, for a percent of at least 1 and an n of at least 1.
fn nearest_rank(percent: usize, n: usize) -> usize {
    (percent * n).div_ceil(100)
}

fn bins_of_sorted(sorted: &[u64]) -> Vec<Bin> {
    let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let lowest = bit_length(min);
    let mut bins: Vec<Bin> = (lowest..=bit_length(max)).map(Bin::empty).collect();
    for &count in sorted {
        bins[bit_length(count) - lowest].n += 1;
    }
    bins
}

/// 0 for 0, 1 for 1, 2 for 2 and 3, 3 for 4 to 7: the number of the bin.
fn bit_length(count: u64) -> usize {
    (u64::BITS - count.leading_zeros()) as usize
}

impl Bin {
    fn empty(bit_length: usize) -> Self {
        match bit_length {
            0 => Self { low: 0, high: 0, n: 0 },
            bits => Self { low: 1 << (bits - 1), high: u64::MAX >> (u64::BITS as usize - bits), n: 0 },
        }
    }

    pub(crate) fn holds(&self, count: u64) -> bool {
        (self.low..=self.high).contains(&count)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bin, Distribution};

    fn of(counts: &[u64]) -> Distribution {
        Distribution::of("songs per user", "songs", counts.iter().copied())
    }

    #[test]
    fn quantiles_are_counts_at_their_nearest_rank() {
        // n = 10, sorted 1 2 3 4 5 6 7 8 9 100: ceil(2.5) = 3rd, 5th, ceil(7.5) = 8th, 9th, ceil(9.9) = 10th.
        let spread = *of(&[100, 9, 8, 7, 6, 5, 4, 3, 2, 1]).spread().expect("ten counts");
        assert_eq!([spread.min, spread.p25, spread.p50, spread.p75], [1, 3, 5, 8]);
        assert_eq!([spread.p90, spread.p99, spread.max], [9, 100, 100]);
        // (1 + 2 + ... + 9) + 100 = 145, over 10.
        assert_eq!(spread.mean.to_bits(), 14.5_f64.to_bits());
    }

    #[test]
    fn one_count_is_every_quantile() {
        let spread = *of(&[7]).spread().expect("one count");
        assert_eq!([spread.min, spread.p25, spread.p50, spread.p75, spread.p90, spread.p99, spread.max], [7; 7]);
    }

    #[test]
    fn bins_double_and_leave_no_gap() {
        let bin = |low, high, n| Bin { low, high, n };
        // 1 | 2 3 3 | 4..7 is empty | 8 and 15 end the bin of 8 to 15 | 16 begins the next.
        assert_eq!(
            of(&[16, 1, 2, 3, 3, 8, 15]).bins(),
            [bin(1, 1, 1), bin(2, 3, 3), bin(4, 7, 0), bin(8, 15, 2), bin(16, 31, 1)]
        );
    }

    #[test]
    fn zero_has_a_bin_of_its_own() {
        let bin = |low, high, n| Bin { low, high, n };
        assert_eq!(of(&[0, 0, 1]).bins(), [bin(0, 0, 2), bin(1, 1, 1)]);
    }

    #[test]
    fn the_largest_number_fits() {
        assert_eq!(of(&[u64::MAX]).bins(), [Bin { low: 1 << 63, high: u64::MAX, n: 1 }]);
    }

    #[test]
    fn no_counts_have_no_spread() {
        let empty = of(&[]);
        assert_eq!((empty.n(), empty.spread(), empty.bins().len()), (0, None, 0));
    }
}
