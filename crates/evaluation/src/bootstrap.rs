//! How means would vary if other users of the same kind had been asked: the percentile bootstrap (Efron 1979).

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

/// Resamples that are made at a time: their counts of a user lie side by side.
const SIDE_BY_SIDE: usize = 8;

/// Users whose values stay in the cache while all columns are summed.
const USERS_AT_A_TIME: usize = 256;

/// The 2.5 % and 97.5 % points of the resampled mean of every column.
///
/// A resample draws as many users as there are, each with the same chance, with replacement; all columns see the same
/// users. A NaN is left out of sum and number alike. Resample r is made by the r-th generator of `seed`, so the result
/// is the same for any number of threads. Points between two resamples are interpolated linearly, as NumPy's
/// `percentile` does.
pub(crate) fn resampled(columns: &[&[f64]], n_resamples: usize, seed: u64) -> Vec<[f64; 2]> {
    let n_users = columns.first().map_or(0, |column| column.len());
    if n_users == 0 || n_resamples == 0 {
        return vec![[f64::NAN; 2]; columns.len()];
    }
    let sums = Sums::of(columns);
    let batches: Vec<Vec<[f64; SIDE_BY_SIDE]>> = (0..n_resamples.div_ceil(SIDE_BY_SIDE))
        .into_par_iter()
        .map(|batch| sums.means(&drawn(n_users, batch * SIDE_BY_SIDE, seed)))
        .collect();
    let interval = |column: usize| {
        let means = batches.iter().flat_map(|batch| batch[column]).take(n_resamples);
        percentile_interval(means.filter(|mean| !mean.is_nan()).collect())
    };
    (0..columns.len()).map(interval).collect()
}

/// How often each user is in each of the resamples from `first` on.
fn drawn(n_users: usize, first: usize, seed: u64) -> Vec<[u16; SIDE_BY_SIDE]> {
    let mut counts = vec![[0_u16; SIDE_BY_SIDE]; n_users];
    let mut generators: [Pcg64Mcg; SIDE_BY_SIDE] = std::array::from_fn(|index| generator(seed, (first + index) as u64));
    for _ in 0..n_users {
        for (resample, random) in generators.iter_mut().enumerate() {
            let count = &mut counts[below(random, n_users)][resample];
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// The generator number `number` of a seed.
pub(crate) fn generator(seed: u64, number: u64) -> Pcg64Mcg {
    let mixed = (seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_add(number);
    Pcg64Mcg::seed_from_u64(mixed)
}

/// A number below `n`, by the upper half of a product: off by less than n / 2^64.
fn below(random: &mut Pcg64Mcg, n: usize) -> usize {
    ((u128::from(random.next_u64()) * n as u128) >> 64) as usize
}

/// Columns of values to be summed, those with NaN split into values and whether there is one.
struct Sums {
    values: Vec<Vec<f64>>,
    /// For each column the place of its numbers of values among `values`, if some are missing.
    presence: Vec<Option<usize>>,
}

impl Sums {
    fn of(columns: &[&[f64]]) -> Self {
        let there = |value: &f64| if value.is_nan() { 0.0 } else { *value };
        let mut values: Vec<Vec<f64>> = columns.iter().map(|column| column.iter().map(there).collect()).collect();
        let mut presence = Vec::new();
        for column in columns {
            presence.push(column.iter().any(|value| value.is_nan()).then_some(values.len()));
            if presence.last().is_some_and(Option::is_some) {
                values.push(column.iter().map(|value| f64::from(u8::from(!value.is_nan()))).collect());
            }
        }
        Self { values, presence }
    }

    /// The mean of each column in each resample.
    fn means(&self, counts: &[[u16; SIDE_BY_SIDE]]) -> Vec<[f64; SIDE_BY_SIDE]> {
        let mut sums = vec![[0.0; SIDE_BY_SIDE]; self.values.len()];
        for (block, counts) in counts.chunks(USERS_AT_A_TIME).enumerate() {
            let counts: Vec<[f64; SIDE_BY_SIDE]> = counts.iter().map(|counts| counts.map(f64::from)).collect();
            let users = block * USERS_AT_A_TIME..block * USERS_AT_A_TIME + counts.len();
            for (sum, values) in sums.iter_mut().zip(&self.values) {
                add(sum, &values[users.clone()], &counts);
            }
        }
        let n_users = [counts.len() as f64; SIDE_BY_SIDE];
        let means = self.presence.iter().zip(&sums).map(|(presence, sum)| {
            let numbers = presence.map_or(n_users, |index| sums[index]);
            std::array::from_fn(|resample| sum[resample] / numbers[resample])
        });
        means.collect()
    }
}

fn add(sum: &mut [f64; SIDE_BY_SIDE], values: &[f64], counts: &[[f64; SIDE_BY_SIDE]]) {
    let mut added = *sum;
    for (value, counts) in values.iter().zip(counts) {
        for resample in 0..SIDE_BY_SIDE {
            added[resample] += value * counts[resample];
        }
    }
    *sum = added;
}

fn percentile_interval(mut means: Vec<f64>) -> [f64; 2] {
    means.sort_by(f64::total_cmp);
    [percentile(&means, 0.025), percentile(&means, 0.975)]
}

/// The point below which the share `share` of the sorted values lies.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let position = share * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[position.floor() as usize], sorted[position.ceil() as usize]);
    low + (high - low) * position.fract()
}
