//! What may be concluded from a comparison, in plain words.

use domain::{Better, Comparison};

use crate::Metric;

/// A p below this after Holm's correction, under both tests, is a finding.
const LEVEL: f64 = 0.05;

/// Below this part of a standard deviation a difference is tiny beside what lies between users.
const TINY: f64 = 0.1;

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
    let is_higher = difference.mean > 0.0;
    let (a, b) = (&comparison.a, &comparison.b);
    let (first, second) = if is_higher { (a, b) } else { (b, a) };
    let [low, high] = difference.t_interval;
    let size = difference.mean.abs();
    let [low, high] = if is_higher { [low, high] } else { [-high, -low] };
    let claim = match metric.kind.better() {
        Better::Higher => format!("{first} is better than {second} in {metric}"),
        Better::Lower => format!("{second} is better (lower) than {first} in {metric}"),
        Better::Neither => format!("{first} has a higher {metric} than {second}"),
    };
    let mut sentence = format!(
        "{claim}, by {} on average over {} users (95 % interval {} to {}).",
        number(size),
        difference.n,
        number(low),
        number(high)
    );
    if comparison.effect_size.abs() < TINY {
        sentence += " The difference is real but tiny: it is less than a tenth of how much it varies between users.";
    }
    if high - low > size {
        sentence += " How large it is remains unsure: the interval is wider than the difference.";
    }
    sentence
}

fn undecided(comparison: &Comparison, metric: Metric) -> String {
    let Comparison { a, b, difference, .. } = comparison;
    let [low, high] = difference.t_interval;
    let seen = format!("the difference of {} is within what chance does", number(difference.mean));
    let interval = format!("95 % interval {} to {}", number(low), number(high));
    let why = if low <= 0.0 && high >= 0.0 {
        format!("{seen} ({interval}, which holds 0)")
    } else {
        format!("{seen} once all pairs are tested ({interval} for this pair alone)")
    };
    format!("Nothing may be concluded about {a} and {b} in {metric}: {why}.")
}

/// A number with three digits that count.
fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let digits = (2 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    format!("{value:.digits$}")
}

fn p(value: f64) -> String {
    if value < 0.001 { "below .001".to_owned() } else { format!("{value:.3}") }
}
