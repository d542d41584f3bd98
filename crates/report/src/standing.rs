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
    /// It has the best mean, and every other model was tested against it.
    Best,
    /// It has the best mean, but not every other model was tested against it: whether it leads is not known.
    Foremost,
    /// Its mean is not the best, but the difference may be chance.
    Level,
    /// The best is really better.
    Behind,
    /// Its mean is not the best, and no test says whether that is chance.
    Untested,
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
    let order = ranked(scorecard, metric);
    let valued: Vec<usize> = order.into_iter().filter(|at| mean_of(scorecard, *at, metric).is_some()).collect();
    if card.better == Better::Neither || valued.len() < 2 || !valued.contains(&model) {
        return Standing::Unranked;
    }
    let [best, own] = [valued[0], model].map(|at| mean_of(scorecard, at, metric).map(f64::to_bits));
    if best == own {
        let is_tested = |other: &usize| *other == model || test_of(scorecard, card, model, *other).is_some();
        return if valued.iter().all(is_tested) { Standing::Best } else { Standing::Foremost };
    }
    match test_of(scorecard, card, valued[0], model) {
        Some(found) if is_real(found) => Standing::Behind,
        Some(_) => Standing::Level,
        None => Standing::Untested,
    }
}

/// The comparison of two models, if a test in it has a p.
fn test_of<'a>(scorecard: &'a Scorecard, card: &MetricCard, x: usize, y: usize) -> Option<&'a Comparison> {
    let [x, y] = [x, y].map(|model| scorecard.models[model].name.as_str());
    comparison(scorecard, &card.name, x, y).filter(|found| deciding_p(found).is_finite())
}

/// Which end of the values the best mean is.
pub(crate) fn best_end(card: &MetricCard) -> &'static str {
    if card.better == Better::Lower { "lowest" } else { "highest" }
}
