//! One protocol, several draws of what is hidden: how values vary between draws, and which differences outlast that.
//!
//! Draws of the same plays are not independent: their training sides have most rows in common. A plain t test over draws
//! takes them for independent and finds differences that are none. The corrected resampled t test of Nadeau & Bengio
//! (*Inference for the generalization error*, Machine Learning 52, 2003) makes up for that:
//!
//! ```text
//! d_1 .. d_J   differences of two models in J draws, mean m, variance s^2 (divisor J - 1)
//! t            m / sqrt((1/J + hidden/visible) s^2), Student's t with J - 1 degrees of freedom
//! ```
//!
//! The usual test has 1/J alone. With hidden/visible = 1/4 and five draws the error is 1.5 times as large. Nothing here
//! knows of users: that chance is [`compare`](crate::compare())'s.
//!
//! .3 - .1 and .4 - .2 are the same difference and not the same bits. What is not larger than [`ROUNDING`] of the largest
//! value behind the differences is taken for 0: a difference, and the deviation between differences.

use serde::Serialize;

use crate::{
    Metric, Spread,
    compare::wins_ties_losses,
    draw_sentence::draw_sentence,
    holm::holm,
    student::{t_quantile, two_sided},
};

/// A difference or a deviation not above this part of the largest value behind it is rounding: eight units in its last
/// place. A mean difference of users is at most two such units off.
pub const ROUNDING: f64 = 8.0 * f64::EPSILON;

/// How a model's value varies between draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawSpread {
    /// Draws that have a value.
    pub n: usize,
    /// Their mean; NaN without any.
    pub mean: f64,
    /// Standard deviation between draws, divisor n - 1; NaN with fewer than two.
    pub deviation: f64,
    /// The lowest; NaN without any.
    pub lowest: f64,
    /// The highest; NaN without any.
    pub highest: f64,
}

impl DrawSpread {
    /// Of one value a draw; NaN is a draw without a value.
    pub fn of(values: &[f64]) -> Self {
        let Spread { n, mean, deviation, .. } = Spread::of(values);
        // `f64::min` takes the number where the other is NaN.
        let (lowest, highest) =
            (values.iter().copied().fold(f64::NAN, f64::min), values.iter().copied().fold(f64::NAN, f64::max));
        Self { n, mean, deviation, lowest, highest }
    }
}

/// Two models with their difference in every draw.
#[derive(Clone, Debug, PartialEq)]
pub struct PairInDraws {
    /// The one model.
    pub a: String,
    /// The other.
    pub b: String,
    /// For each draw the mean of a - b over its users that have a value under both; NaN where no user has.
    pub differences: Vec<f64>,
    /// The largest value, signs aside, of either model in any draw: what differences are rounded by.
    pub largest: f64,
}

/// Two models over draws, under one metric. What cannot be computed is NaN, which JSON writes as null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DrawComparison {
    /// The metric's name.
    pub metric: String,
    /// The one model.
    pub a: String,
    /// The other.
    pub b: String,
    /// Draws with a difference.
    pub n: usize,
    /// Its mean over these.
    pub difference: f64,
    /// Its standard deviation between draws, divisor n - 1; 0 where nothing but rounding lies between them.
    pub deviation: f64,
    /// Its standard error, corrected for what draws have in common.
    ///
    /// NaN, as the interval, t and p are, where chance between draws cannot be seen: fewer than two differences, or all
    /// equal but not 0.
    pub standard_error: f64,
    /// Its 95 % interval by Student's t with n - 1 degrees of freedom.
    pub t_interval: [f64; 2],
    /// The corrected resampled t statistic; NaN where all differences are 0, too.
    pub t: f64,
    /// Its two-sided p; 1 where all differences are 0.
    pub p: f64,
    /// `p` after Holm over all pairs of this metric.
    pub p_holm: f64,
    /// Draws in which a is better, both are equal, b is better.
    pub wins_ties_losses: [usize; 3],
    /// What may be concluded.
    pub sentence: String,
    /// The difference in every draw as it was computed; NaN where no user has a value under both.
    pub differences: Vec<f64>,
}

/// All pairs over the draws of `metric`; Holm's correction is over these pairs, those without a p among them.
///
/// `hidden_over_visible` is the number of hidden plays of a draw over that of its visible ones, above 0.
pub fn compare_draws(metric: Metric, pairs: &[PairInDraws], hidden_over_visible: f64) -> Vec<DrawComparison> {
    let mut found: Vec<_> = pairs.iter().map(|pair| compared(metric, pair, hidden_over_visible)).collect();
    // Who has no p is a test all the same: as one with p 1 it is counted and moves no other.
    let p_values = holm(&found.iter().map(|pair| if pair.p.is_nan() { 1.0 } else { pair.p }).collect::<Vec<_>>());
    for (pair, p_holm) in found.iter_mut().zip(p_values) {
        pair.p_holm = if pair.p.is_nan() { f64::NAN } else { p_holm };
        pair.sentence = draw_sentence(pair, metric);
    }
    found
}

fn compared(metric: Metric, pair: &PairInDraws, hidden_over_visible: f64) -> DrawComparison {
    let differences = without_rounding(pair);
    let spread = spread_beyond_rounding(&differences, pair.largest);
    let standard_error = corrected_error(&spread, hidden_over_visible);
    let half = t_quantile(0.05, spread.n as f64 - 1.0) * standard_error;
    let (t, p) = corrected_t(&spread, hidden_over_visible);
    DrawComparison {
        metric: metric.to_string(),
        a: pair.a.clone(),
        b: pair.b.clone(),
        n: spread.n,
        difference: spread.mean,
        deviation: spread.deviation,
        standard_error,
        t_interval: [spread.mean - half, spread.mean + half],
        t,
        p,
        p_holm: p,
        wins_ties_losses: wins_ties_losses(&differences, metric.kind.better()),
        sentence: String::new(),
        differences: pair.differences.clone(),
    }
}

/// The differences of a pair, 0 where they are rounding.
fn without_rounding(pair: &PairInDraws) -> Vec<f64> {
    let is_rounding = |difference: f64| difference.abs() <= ROUNDING * pair.largest;
    pair.differences.iter().map(|&difference| if is_rounding(difference) { 0.0 } else { difference }).collect()
}

/// Their spread, without a deviation where that is rounding.
fn spread_beyond_rounding(differences: &[f64], largest: f64) -> Spread {
    let spread = Spread::of(differences);
    if spread.deviation > ROUNDING * largest {
        return spread;
    }
    // NaN, of fewer than two differences, stays.
    Spread { deviation: spread.deviation * 0.0, standard_error: spread.standard_error * 0.0, ..spread }
}

/// The standard error of a mean over draws: sqrt((1/J + hidden/visible) s^2).
///
/// 0 if all differences are 0; NaN if all are equal but not 0: no chance between draws was seen, which is not to say that
/// there is none.
fn corrected_error(spread: &Spread, hidden_over_visible: f64) -> f64 {
    if spread.deviation == 0.0 && spread.mean != 0.0 {
        return f64::NAN;
    }
    spread.deviation * (1.0 / spread.n as f64 + hidden_over_visible).sqrt()
}

/// The corrected resampled t statistic of differences by draw, and its two-sided p.
///
/// All differences 0: t is NaN and p is 1. All equal but not 0, or fewer than two: t and p are NaN.
pub(crate) fn corrected_t(spread: &Spread, hidden_over_visible: f64) -> (f64, f64) {
    if spread.deviation == 0.0 && spread.mean == 0.0 {
        return (f64::NAN, 1.0);
    }
    let t = spread.mean / corrected_error(spread, hidden_over_visible);
    (t, two_sided(t, spread.n as f64 - 1.0))
}
