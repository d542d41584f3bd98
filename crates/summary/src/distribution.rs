//! How counts are spread: songs per user, users per song, plays per pair.
//!
//! Quantiles are exact and by nearest rank: the p-th of n sorted counts is the one at position `ceil(p n / 100)`, from 1,
//! so each quantile is a count that occurs. O(n) time where counts are small; those that are not are sorted.

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
        let tally = Tally::of(counts);
        Self {
            title: title.to_owned(),
            unit: unit.to_owned(),
            n: tally.n,
            spread: Spread::of(&tally),
            bins: bins(&tally),
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

/// How often each count occurs, in ascending order of the counts.
struct Tally {
    n: u64,
    counts: Vec<(u64, u64)>,
}

impl Tally {
    /// Counts below this one are tallied by position.
    const SMALL: usize = 1 << 13;

    fn of(counts: impl Iterator<Item = u64>) -> Self {
        let (mut n, mut small, mut large) = (0, vec![0_u64; Self::SMALL], Vec::new());
        for count in counts {
            n += 1;
            match small.get_mut(count as usize) {
                Some(often) => *often += 1,
                None => large.push(count),
            }
        }
        large.sort_unstable();
        let small = (0..).zip(small).filter(|&(_, often)| often > 0);
        let large = large.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u64));
        Self { n, counts: small.chain(large).collect() }
    }

    /// The smallest and the largest count.
    fn range(&self) -> Option<(u64, u64)> {
        Some((self.counts.first()?.0, self.counts.last()?.0))
    }

    fn quantile(&self, percent: u64) -> u64 {
        let (rank, mut n_before) = (nearest_rank(percent, self.n), 0);
        let reaches = |&&(_, often): &&(u64, u64)| {
            n_before += often;
            n_before >= rank
        };
        self.counts.iter().find(reaches).expect("no rank is above the number of counts").0
    }
}

impl Spread {
    fn of(tally: &Tally) -> Option<Self> {
        let (min, max) = tally.range()?;
        let sum: u128 = tally.counts.iter().map(|&(count, often)| u128::from(count) * u128::from(often)).sum();
        Some(Self {
            min,
            p25: tally.quantile(25),
            p50: tally.quantile(50),
            p75: tally.quantile(75),
            p90: tally.quantile(90),
            p99: tally.quantile(99),
            max,
            mean: sum as f64 / tally.n as f64,
        })
    }
}

/// `ceil(percent n / 100)`, from 1, for a percent of at least 1 and an n of at least 1.
fn nearest_rank(percent: u64, n: u64) -> u64 {
    (percent * n).div_ceil(100)
}

fn bins(tally: &Tally) -> Vec<Bin> {
    let Some((min, max)) = tally.range() else { return Vec::new() };
    let lowest = bit_length(min);
    let mut bins: Vec<Bin> = (lowest..=bit_length(max)).map(Bin::empty).collect();
    for &(count, often) in &tally.counts {
        bins[bit_length(count) - lowest].n += often;
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
    fn large_counts_are_counted_like_small_ones() {
        // n = 4, sorted 1, 10000, 10000, 2^40: ranks 1, 2, 3, ceil(3.6) = 4, ceil(3.96) = 4.
        let found = of(&[1 << 40, 10_000, 1, 10_000]);
        let spread = found.spread().expect("four counts");
        assert_eq!([spread.min, spread.p25, spread.p50, spread.p75], [1, 1, 10_000, 10_000]);
        assert_eq!([spread.p90, spread.p99, spread.max], [1 << 40; 3]);
        // 10,000 is in 8192 to 16,383, of 14 bits: the 13th bin behind that of 1.
        assert_eq!((found.n(), found.bins()[13], found.bins().len()), (4, Bin { low: 8192, high: 16_383, n: 2 }, 41));
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
