//! Means of users and how sure they are.

use domain::Estimate;

use crate::{bootstrap::resampled, student::t_quantile};

/// Mean and spread of the values that are not NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// How many values.
    pub n: usize,
    /// Their mean; NaN without any.
    pub mean: f64,
    /// Standard deviation with divisor n - 1; NaN with fewer than two, exactly 0 where all are equal.
    pub deviation: f64,
    /// The deviation over the root of n.
    pub standard_error: f64,
}

impl Spread {
    /// Of `values`, in two passes in their order.
    pub fn of(values: &[f64]) -> Self {
        let there = || values.iter().copied().filter(|value| !value.is_nan());
        let n = there().count();
        let (low, high) = there().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let mean = if low >= high { low } else { there().sum::<f64>() / n as f64 };
        let squares: f64 = there().map(|value| (value - mean) * (value - mean)).sum();
        let deviation = if n < 2 { f64::NAN } else { (squares / (n as f64 - 1.0)).sqrt() };
        Self { n, mean: if n == 0 { f64::NAN } else { mean }, deviation, standard_error: deviation / (n as f64).sqrt() }
    }

    /// The 95 % interval of the mean by Student's t with n - 1 degrees of freedom; NaN with fewer than two values.
    pub fn t_interval(&self) -> [f64; 2] {
        let half = t_quantile(0.05, self.n as f64 - 1.0) * self.standard_error;
        [self.mean - half, self.mean + half]
    }
}

/// The estimate of each column; `None` where a column has no value. Columns have a value, or NaN, for the same users.
///
/// The bootstrap draws users, so a resample is the same users in every column. O(resamples x users x columns).
pub fn estimates(columns: &[&[f64]], n_resamples: usize, seed: u64) -> Vec<Option<Estimate>> {
    let intervals = resampled(columns, n_resamples, seed);
    columns.iter().zip(intervals).map(|(column, interval)| estimate(&Spread::of(column), interval)).collect()
}

fn estimate(spread: &Spread, bootstrap_interval: [f64; 2]) -> Option<Estimate> {
    (spread.n > 0).then_some(Estimate {
        n: spread.n,
        mean: spread.mean,
        standard_error: spread.standard_error,
        t_interval: spread.t_interval(),
        bootstrap_interval: if spread.n < 2 { [f64::NAN; 2] } else { bootstrap_interval },
    })
}

/// The estimate of a metric of all lists together: one value, nothing said of how sure it is.
pub(crate) fn single(value: f64, n: usize) -> Option<Estimate> {
    (!value.is_nan()).then_some(Estimate {
        n,
        mean: value,
        standard_error: f64::NAN,
        t_interval: [f64::NAN; 2],
        bootstrap_interval: [f64::NAN; 2],
    })
}
