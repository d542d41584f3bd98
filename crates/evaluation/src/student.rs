//! Student's t: its quantile and the paired test.

use statrs::function::beta::beta_reg;

/// The p of |T| >= |t| under Student's t with `freedom` degrees of freedom.
pub(crate) fn two_sided(t: f64, freedom: f64) -> f64 {
    if t.is_nan() {
        return f64::NAN;
    }
    if t.is_infinite() {
        return 0.0;
    }
    beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t)).clamp(0.0, 1.0)
}

/// The t that |T| exceeds with probability `p`, by bisection to the last bit.
///
/// NaN without a degree of freedom. For p = 0.05 it is the half-width of a 95 % interval in standard errors.
pub fn t_quantile(p: f64, freedom: f64) -> f64 {
    if freedom.is_nan() || freedom < 1.0 {
        return f64::NAN;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    while two_sided(high, freedom) > p {
        high *= 2.0;
    }
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return high;
        }
        if two_sided(middle, freedom) > p {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The paired t statistic of `differences` and its two-sided p.
///
/// All differences 0: t is NaN and p is 1, nothing speaks against equality. All equal but not 0: t is infinite, p is 0.
/// A single difference: t is NaN, p is 1, since one says nothing of chance.
pub fn paired_t(mean: f64, standard_error: f64, n: usize) -> (f64, f64) {
    if n < 2 || (standard_error == 0.0 && mean == 0.0) {
        return (f64::NAN, 1.0);
    }
    let t = mean / standard_error;
    (t, two_sided(t, n as f64 - 1.0))
}
