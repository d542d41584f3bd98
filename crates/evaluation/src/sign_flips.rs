//! The paired randomisation test: if two models are alike, every difference could as well have the other sign.

use rand::Rng;
use rayon::prelude::*;

use crate::bootstrap::generator;

/// Users whose signs are one byte: a table holds the sum for each of its 256 patterns.
const USERS_A_BYTE: usize = 8;

/// Columns that are summed side by side.
const SIDE_BY_SIDE: usize = 4;

/// Patterns that are made at a time, few enough for the cache.
const FLIPS_AT_A_TIME: usize = 1_024;

/// How much smaller than the observed sum still counts as equal: sums in another order round differently.
const ROUNDING: f64 = 1e-10;

/// The two-sided p of every column of differences: (1 + how many of `n_flips` random sign patterns have a sum at least
/// as far from 0 as the observed one) / (1 + flips). NaN differences count as 0.
///
/// A user's signs depend on the seed and the user's place alone, so a column's p is the same whatever stands beside it,
/// for any number of threads. Eight users cost one look-up a pattern: O(users x flips / 8 x columns).
pub fn sign_flip_p_values(columns: &[&[f64]], n_flips: usize, seed: u64) -> Vec<f64> {
    let tables: Vec<Quad> = columns.chunks(SIDE_BY_SIDE).map(Quad::of).collect();
    let n_batches = n_flips.div_ceil(FLIPS_AT_A_TIME);
    let counts: Vec<Vec<u64>> = (0..n_batches)
        .into_par_iter()
        .map(|batch| {
            let n = FLIPS_AT_A_TIME.min(n_flips - batch * FLIPS_AT_A_TIME);
            tables.iter().flat_map(|quad| quad.count_extreme(n, seed, batch as u64)).collect()
        })
        .collect();
    let p = |column: usize| {
        let extreme: u64 = counts.iter().map(|counts| counts[column]).sum();
        (1 + extreme) as f64 / (1 + n_flips) as f64
    };
    (0..columns.len()).map(p).collect()
}

type Sums = [f64; SIDE_BY_SIDE];

/// Some columns side by side.
struct Quad {
    /// Eight users each; none where no column has a difference.
    differences: Vec<Option<[Sums; USERS_A_BYTE]>>,
    bounds: Sums,
}

impl Quad {
    fn of(columns: &[&[f64]]) -> Self {
        let n_users = columns.first().map_or(0, |column| column.len());
        let at = |user: usize| -> Sums {
            std::array::from_fn(|column| {
                columns.get(column).map_or(0.0, |column| if column[user].is_nan() { 0.0 } else { column[user] })
            })
        };
        let rows: Vec<Sums> = (0..n_users).map(at).collect();
        let eight = |rows: &[Sums]| {
            let differs = rows.iter().flatten().any(|value| *value != 0.0);
            differs.then(|| std::array::from_fn(|index| rows.get(index).copied().unwrap_or_default()))
        };
        let observed = rows.iter().fold(Sums::default(), |sum, row| std::array::from_fn(|c| sum[c] + row[c]));
        let size = rows.iter().fold(Sums::default(), |sum, row| std::array::from_fn(|c| sum[c] + row[c].abs()));
        Self {
            differences: rows.chunks(USERS_A_BYTE).map(eight).collect(),
            bounds: std::array::from_fn(|column| observed[column].abs() - ROUNDING * size[column]),
        }
    }

    fn count_extreme(&self, n_flips: usize, seed: u64, batch: u64) -> [u64; SIDE_BY_SIDE] {
        let mut random = generator(seed, batch);
        let mut sums = vec![Sums::default(); FLIPS_AT_A_TIME];
        for eight in &self.differences {
            let Some(eight) = eight else {
                random.advance((FLIPS_AT_A_TIME / 8) as u128);
                continue;
            };
            let table = pattern_sums(eight);
            for sums in sums.chunks_exact_mut(8) {
                for (sum, pattern) in sums.iter_mut().zip(random.next_u64().to_le_bytes()) {
                    let row = &table[usize::from(pattern)];
                    for column in 0..SIDE_BY_SIDE {
                        sum[column] += row[column];
                    }
                }
            }
        }
        let is_extreme =
            |column: usize| sums[..n_flips].iter().filter(move |sum| sum[column].abs() >= self.bounds[column]);
        std::array::from_fn(|column| is_extreme(column).count() as u64)
    }
}

/// The sum of eight users for each pattern of signs: a set bit is a plus.
fn pattern_sums(eight: &[Sums; USERS_A_BYTE]) -> [Sums; 256] {
    let mut table = [Sums::default(); 256];
    table[0] = eight.iter().fold(Sums::default(), |sum, row| std::array::from_fn(|column| sum[column] - row[column]));
    for pattern in 1..256_usize {
        let bit = pattern.trailing_zeros() as usize;
        let without = table[pattern & (pattern - 1)];
        table[pattern] = std::array::from_fn(|column| without[column] + 2.0 * eight[bit][column]);
    }
    table
}
