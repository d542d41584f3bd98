//! Two runs side by side, in columns and sentences.

use std::fmt::Write as _;

use pipeline::{ComparedModels, RunComparison};

use crate::aligned::{CellSide, TextCells, aligned};

/// What was found, metric by metric.
pub(crate) fn compared(found: &RunComparison) -> String {
    let mut text = String::new();
    for (name, run) in ["A", "B"].iter().zip(&found.runs) {
        let _ = writeln!(text, "{name}  {}  {}  {}", run.name, run.title, run.place);
    }
    let _ = writeln!(text, "{} users, paired; convention {}", found.n_users, found.convention);
    for warning in &found.warnings {
        let _ = writeln!(text, "note: {warning}");
    }
    for [a, b] in &found.identical {
        let _ = writeln!(text, "identical: {a} and {b} have the same value for every user");
    }
    for of_metric in found.comparisons.chunk_by(|one, next| one.metric == next.metric) {
        let metric = of_metric.first().map_or("", |first| first.metric.as_str());
        let _ = write!(text, "\n{metric}\n{}\n", aligned(&columns(of_metric)));
        for pair in of_metric {
            let _ = writeln!(text, "  {}", pair.sentence);
        }
    }
    text + "\np: paired t test and paired randomisation test, each after Holm over all pairs of the metric; d_z: difference over its standard deviation between users"
}

fn columns(pairs: &[ComparedModels]) -> Vec<TextCells> {
    let column = |title, side, cell: fn(&ComparedModels) -> String| TextCells::new(title, side, pairs.iter().map(cell));
    vec![
        column("model", CellSide::Left, |pair| pair.a.clone()),
        column("against", CellSide::Left, |pair| pair.b.clone()),
        column("mean", CellSide::Right, |pair| number(pair.means[0])),
        column("mean", CellSide::Right, |pair| number(pair.means[1])),
        column("difference", CellSide::Right, |pair| signed(pair.difference)),
        column("95 % interval", CellSide::Right, |pair| interval(pair.t_interval)),
        column("p (t)", CellSide::Right, |pair| p(pair.p_t_holm)),
        column("p (rand.)", CellSide::Right, |pair| p(pair.p_randomisation_holm)),
        column("d_z", CellSide::Right, |pair| format!("{:+.3}", pair.effect_size)),
        column("wins/ties/losses", CellSide::Right, |pair| {
            let [wins, ties, losses] = pair.wins_ties_losses;
            format!("{wins}/{ties}/{losses}")
        }),
    ]
}

pub(crate) fn number(value: f64) -> String {
    if value.is_nan() { "-".to_owned() } else { format!("{value:.5}") }
}

/// A difference.
pub(crate) fn signed(value: f64) -> String {
    if value.is_nan() { "-".to_owned() } else { format!("{value:+.5}") }
}

/// An interval of a difference.
pub(crate) fn interval([low, high]: [f64; 2]) -> String {
    if low.is_nan() { "-".to_owned() } else { format!("{low:+.5} to {high:+.5}") }
}

pub(crate) fn p(value: f64) -> String {
    match value {
        value if value.is_nan() => "-".to_owned(),
        value if value < 0.0001 => "< 0.0001".to_owned(),
        value => format!("{value:.4}"),
    }
}
