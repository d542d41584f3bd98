//! Who leads, who is level and who is behind, under one metric.
//!
//! A difference is called real if both its p, of the paired randomisation test and of the paired t test, are below 0.05
//! after Holm over all pairs; where one of the tests has no p, the other decides. Without any p nothing is claimed.

use domain::{Better, Comparison, MetricCard, Scorecard};

use crate::number::decimals_of;

/// Below this, a difference is called real.
pub(crate) const LEVEL: f64 = 0.05;

/// A model's place under a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It has the best mean.
    Best,
    /// Its mean is not the best, but the difference may be chance.
    Level,
    /// The best is really better, or nobody compared them.
    Behind,
    /// The metric does not rank, or the model has no value, or no other has.
    Unranked,
}

/// The first metric that ranks models: its position and card.
pub(crate) fn first_metric(scorecard: &Scorecard) -> Option<(usize, &MetricCard)> {
    let ranks = |(_, card): &(usize, &MetricCard)| card.better != Better::Neither;
    scorecard.cards.iter().enumerate().find(ranks).or_else(|| scorecard.cards.iter().enumerate().next())
}

/// Where a metric stands among the cards.
pub(crate) fn position_of(scorecard: &Scorecard, metric: &str) -> Option<usize> {
    scorecard.cards.iter().position(|card| card.name == metric)
}

/// A model's mean under a metric, if it is a number.
pub(crate) fn mean_of(scorecard: &Scorecard, model: usize, metric: usize) -> Option<f64> {
    let estimate = scorecard.models.get(model)?.estimates.get(metric)?.as_ref()?;
    estimate.mean.is_finite().then_some(estimate.mean)
}

/// Decimals for all models' values of a metric.
pub(crate) fn decimals(scorecard: &Scorecard, metric: usize) -> usize {
    decimals_of(scorecard.models.iter().filter_map(|model| model.estimates.get(metric)?.as_ref()))
}

/// Positions of the models, best first under the metric; those without a value at the end, in the plan's order.
pub(crate) fn ranked(scorecard: &Scorecard, metric: usize) -> Vec<usize> {
    let sign = match scorecard.cards.get(metric).map(|card| card.better) {
        Some(Better::Higher) => -1.0,
        Some(Better::Lower) => 1.0,
        _ => 0.0,
    };
    let key = |model: usize| mean_of(scorecard, model, metric).map_or(f64::INFINITY, |mean| sign * mean);
    let mut order: Vec<usize> = (0..scorecard.models.len()).collect();
    order.sort_by(|a, b| key(*a).total_cmp(&key(*b)));
    order
}

/// The adjusted p that decides: the larger of both tests, the only one where the other has none, else NaN.
pub(crate) fn deciding_p(comparison: &Comparison) -> f64 {
    comparison.p_randomisation_holm.max(comparison.p_t_holm)
}

/// Whether a difference is real.
pub(crate) fn is_real(comparison: &Comparison) -> bool {
    deciding_p(comparison) < LEVEL
}

/// The comparison of two models, whichever way round it was made.
pub(crate) fn comparison<'a>(scorecard: &'a Scorecard, metric: &str, x: &str, y: &str) -> Option<&'a Comparison> {
    let is_pair = |found: &&Comparison| (found.a == x && found.b == y) || (found.a == y && found.b == x);
    scorecard.comparisons.iter().filter(|found| found.metric == metric).find(is_pair)
}

/// The place of a model under a metric.
pub(crate) fn standing(scorecard: &Scorecard, metric: usize, model: usize) -> Standing {
    let Some(card) = scorecard.cards.get(metric) else { return Standing::Unranked };
    let n_with_value = (0..scorecard.models.len()).filter(|other| mean_of(scorecard, *other, metric).is_some()).count();
    let own = mean_of(scorecard, model, metric);
    if card.better == Better::Neither || n_with_value < 2 || own.is_none() {
        return Standing::Unranked;
    }
    let best = ranked(scorecard, metric)[0];
    if mean_of(scorecard, best, metric).map(f64::to_bits) == own.map(f64::to_bits) {
        return Standing::Best;
    }
    let names = [best, model].map(|position| scorecard.models[position].name.as_str());
    match comparison(scorecard, &card.name, names[0], names[1]) {
        Some(found) if !is_real(found) => Standing::Level,
        _ => Standing::Behind,
    }
}
