//! What may be concluded from a comparison, in plain words.

use domain::{Better, Comparison};

use crate::Metric;

/// A p below this after Holm's correction, under both tests, is a finding.
pub(crate) const LEVEL: f64 = 0.05;

/// Below this part of a standard deviation a difference is tiny beside what lies between users.
const TINY: f64 = 0.1;

/// What is added where the interval is wider than the difference.
pub(crate) const UNSURE: &str = " How large it is remains unsure: the interval is wider than the difference.";

/// One or two sentences. Only what both tests bear out after correction is called a difference.
pub(crate) fn sentence(comparison: &Comparison, metric: Metric) -> String {
    let Comparison { a, b, difference, .. } = comparison;
    let [wins, ties, losses] = comparison.wins_ties_losses;
    if difference.n < 2 {
        return format!("Nothing may be concluded about {a} and {b} in {metric}: {}.", users(difference.n));
    }
    if wins + losses == 0 {
        return format!("{a} and {b} have the same {metric} for all {ties} users: no difference was seen.");
    }
    let is_found = [comparison.p_t_holm, comparison.p_randomisation_holm].map(|p| p < LEVEL);
    match is_found {
        [true, true] => found(comparison, metric),
        [false, false] => undecided(comparison, metric),
        _ => format!(
            "Nothing may be concluded about {a} and {b} in {metric}: the t test and the randomisation test disagree \
             (p {} and {} after Holm).",
            p(comparison.p_t_holm),
            p(comparison.p_randomisation_holm)
        ),
    }
}

fn users(n: usize) -> String {
    match n {
        0 => "no user has a value under both".to_owned(),
        _ => "a single user says nothing of chance".to_owned(),
    }
}

fn found(comparison: &Comparison, metric: Metric) -> String {
    let difference = &comparison.difference;
    let [low, high] = difference.t_interval;
    let size = difference.mean.abs();
    let [low, high] = if difference.mean > 0.0 { [low, high] } else { [-high, -low] };
    let over = format!("on average over {} users", difference.n);
    let claimed = claim(&comparison.a, &comparison.b, difference.mean, metric);
    let mut sentence = beyond_chance(&claimed, size, &over, [low, high]);
    if comparison.effect_size.abs() < TINY {
        sentence += " The difference is real but tiny: it is less than a tenth of how much it varies between users.";
    }
    if high - low > size {
        sentence += UNSURE;
    }
    sentence
}

/// Which of two models is better, or higher where neither way is good; `difference` is a - b.
pub(crate) fn claim(a: &str, b: &str, difference: f64, metric: Metric) -> String {
    let (first, second) = if difference > 0.0 { (a, b) } else { (b, a) };
    match metric.kind.better() {
        Better::Higher => format!("{first} is better than {second} in {metric}"),
        Better::Lower => format!("{second} is better (lower) than {first} in {metric}"),
        Better::Neither => format!("{first} has a higher {metric} than {second}"),
    }
}

/// A claim with its size, above 0, and the interval of that.
pub(crate) fn beyond_chance(claim: &str, size: f64, over: &str, [low, high]: [f64; 2]) -> String {
    format!("{claim}, by {} {over} (95 % interval {} to {}).", number(size), number(low), number(high))
}

/// Why a difference is none.
pub(crate) fn within_chance(difference: f64, between: &str, [low, high]: [f64; 2]) -> String {
    let seen = format!("the difference of {} is within what chance does{between}", number(difference));
    let interval = format!("95 % interval {} to {}", number(low), number(high));
    if low <= 0.0 && high >= 0.0 {
        format!("{seen} ({interval}, which holds 0)")
    } else {
        format!("{seen} once all pairs are tested ({interval} for this pair alone)")
    }
}

fn undecided(comparison: &Comparison, metric: Metric) -> String {
    let Comparison { a, b, difference, .. } = comparison;
    let why = within_chance(difference.mean, "", difference.t_interval);
    format!("Nothing may be concluded about {a} and {b} in {metric}: {why}.")
}

/// A number with three digits that count.
pub(crate) fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let digits = (2 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    format!("{value:.digits$}")
}

fn p(value: f64) -> String {
    if value < 0.001 { "below .001".to_owned() } else { format!("{value:.3}") }
}
