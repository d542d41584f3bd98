//! What one draw says of its models: means over its users, and mean differences of two models.

use evaluation::Metric;
use sha2::{Digest, Sha256};

use super::draw::Draw;
use crate::finished_run_scores::RunScores;
use crate::{Exit, RunError};

/// The values of one draw, by metric and model.
pub(super) struct DrawValues {
    /// Users that were judged.
    pub(super) n_users: usize,
    /// SHA-256 of all judged users with what stands for their hidden songs.
    pub(super) hidden: [u8; 32],
    metrics: Vec<OfMetric>,
}

/// A metric's values in one draw.
struct OfMetric {
    metric: Metric,
    /// By model.
    means: Vec<f64>,
    /// By the first and the second model of a pair.
    differences: Vec<Vec<f64>>,
}

impl DrawValues {
    /// Reads the values of some models, in this order. NaN is no value.
    pub(super) fn read(draw: &Draw<'_>, models: &[&str], metrics: &[Metric]) -> Result<Self, RunError> {
        let of_users: Vec<Metric> = metrics.iter().copied().filter(|metric| !metric.kind.is_of_all_lists()).collect();
        let scores = RunScores::read(draw.run, draw.judge, &of_users)?;
        let mut found = Vec::new();
        for &metric in metrics {
            found.push(match of_users.iter().position(|of_users| *of_users == metric) {
                Some(index) => of_single_users(metric, &columns(draw, &scores, models, index)?),
                None => of_all_lists(draw, metric, models),
            });
        }
        Ok(Self { n_users: scores.n_users(), hidden: hidden(&scores), metrics: found })
    }

    /// The mean of a model over the users that have a value.
    pub(super) fn mean(&self, metric: Metric, model_index: usize) -> f64 {
        self.of(metric).map_or(f64::NAN, |of| of.means[model_index])
    }

    /// The mean difference of two models over the users that have a value under both.
    pub(super) fn difference(&self, metric: Metric, a: usize, b: usize) -> f64 {
        self.of(metric).map_or(f64::NAN, |of| of.differences[a][b])
    }

    /// The larger value of two models, signs aside.
    pub(super) fn largest(&self, metric: Metric, a: usize, b: usize) -> f64 {
        [a, b].into_iter().map(|model| self.mean(metric, model).abs()).fold(0.0, f64::max)
    }

    fn of(&self, metric: Metric) -> Option<&OfMetric> {
        self.metrics.iter().find(|of| of.metric == metric)
    }
}

/// Each model's values of a metric, user by user.
fn columns<'a>(
    draw: &Draw<'_>,
    scores: &'a RunScores,
    models: &[&str],
    metric_index: usize,
) -> Result<Vec<&'a [f64]>, RunError> {
    let of = |model: &&str| {
        scores.values(model, metric_index).ok_or_else(|| {
            let found = format!(
                "{draw}: expected values of model `{model}` in what stage `{}` left, found none",
                draw.judge.name
            );
            RunError::new(Exit::Data, found)
        })
    };
    models.iter().map(of).collect()
}

fn of_single_users(metric: Metric, columns: &[&[f64]]) -> OfMetric {
    let means = columns.iter().map(|values| mean(values.iter().copied())).collect();
    let against =
        |a: &&[f64]| columns.iter().map(|b| exact_mean(a.iter().zip(*b).map(|(a, b)| a - b))).collect::<Vec<f64>>();
    OfMetric { metric, means, differences: columns.iter().map(against).collect() }
}

/// All lists of a model make one value, which the manifest has.
fn of_all_lists(draw: &Draw<'_>, metric: Metric, models: &[&str]) -> OfMetric {
    let value = |model: &&str| draw.run.fact(draw.judge, &format!("{model}.{metric}")).as_f64().unwrap_or(f64::NAN);
    let means: Vec<f64> = models.iter().map(value).collect();
    let differences = means.iter().map(|a| means.iter().map(|b| a - b).collect()).collect();
    OfMetric { metric, means, differences }
}

/// The mean of what is not NaN; NaN of nothing.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.filter(|value| !value.is_nan()).fold((0_usize, 0.0), |(n, sum), value| (n + 1, sum + value));
    sum / n as f64
}

/// The same to the last digits for any number of values: what every sum loses is kept and added in the end (Neumaier, ZAMM
/// 54, 1974).
fn exact_mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut n, mut sum, mut lost) = (0_usize, 0.0_f64, 0.0_f64);
    for value in values.filter(|value| !value.is_nan()) {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        (n, sum) = (n + 1, next);
    }
    (sum + lost) / n as f64
}

fn hidden(scores: &RunScores) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (user, songs) in (0..scores.n_users()).map(|position| scores.user(position)) {
        hash.update(user.unwrap_or_default());
        hash.update(b"\n");
        hash.update(songs.unwrap_or_default().to_be_bytes());
    }
    hash.finalize().into()
}
