//! `metrics.json`: every number of the scorecard under a flat name, for `dvc metrics` and for scripts.

use std::collections::BTreeMap;

use domain::{Comparison, Estimate, ModelScore};

use crate::report::Report;

type Numbers = BTreeMap<String, f64>;

/// The whole of `metrics.json`: one map from name to number, names ascending, numbers finite.
///
/// ```text
/// MODEL.METRIC                  the mean; .low, .high its 95 % interval by Student's t, .boot_low, .boot_high by bootstrap,
///                               .se its standard error, .n its users
/// MODEL.recall_curve@K          a point of the curve
/// MODEL.ties, .without_list, .mean_length
/// A.vs.B.METRIC.difference      a - b; .low, .high, .boot_low, .boot_high, .se, .n, .p, .p_holm (randomisation), .p_t, .p_t_holm, .effect_size
/// users.with_hidden, users.judged
/// ```
pub fn metrics(report: &Report<'_>) -> String {
    let mut numbers = Numbers::new();
    let scorecard = report.scorecard;
    for model in &scorecard.models {
        for (card, estimate) in scorecard.cards.iter().zip(&model.estimates) {
            add_estimate(&mut numbers, &format!("{}.{}", model.name, card.name), "", estimate.as_ref());
        }
        add_lists(&mut numbers, model);
    }
    scorecard.comparisons.iter().for_each(|pair| add_comparison(&mut numbers, pair));
    add(&mut numbers, "users.with_hidden".to_owned(), scorecard.users.n_with_hidden as f64);
    add(&mut numbers, "users.judged".to_owned(), scorecard.users.n_judged as f64);
    let map: serde_json::Map<String, serde_json::Value> =
        numbers.into_iter().map(|(name, number)| (name, number.into())).collect();
    format!("{:#}\n", serde_json::Value::Object(map))
}

fn add(numbers: &mut Numbers, name: String, number: f64) {
    if number.is_finite() {
        // A zero has no sign.
        numbers.insert(name, number + 0.0);
    }
}

fn add_estimate(numbers: &mut Numbers, name: &str, mean: &str, estimate: Option<&Estimate>) {
    let Some(estimate) = estimate else { return };
    let [low, high] = estimate.t_interval;
    let [boot_low, boot_high] = estimate.bootstrap_interval;
    add(numbers, format!("{name}{mean}"), estimate.mean);
    let others = [
        ("low", low),
        ("high", high),
        ("boot_low", boot_low),
        ("boot_high", boot_high),
        ("se", estimate.standard_error),
        ("n", estimate.n as f64),
    ];
    for (suffix, number) in others {
        add(numbers, format!("{name}.{suffix}"), number);
    }
}

fn add_lists(numbers: &mut Numbers, model: &ModelScore) {
    for (k, recall) in &model.recall_curve {
        add(numbers, format!("{}.recall_curve@{k}", model.name), *recall);
    }
    add(numbers, format!("{}.ties", model.name), model.ties.1);
    add(numbers, format!("{}.without_list", model.name), model.n_without_list as f64);
    add(numbers, format!("{}.mean_length", model.name), model.mean_length);
}

fn add_comparison(numbers: &mut Numbers, pair: &Comparison) {
    let name = format!("{}.vs.{}.{}", pair.a, pair.b, pair.metric);
    add_estimate(numbers, &name, ".difference", Some(&pair.difference));
    let others = [
        ("p", pair.p_randomisation),
        ("p_holm", pair.p_randomisation_holm),
        ("p_t", pair.p_t),
        ("p_t_holm", pair.p_t_holm),
        ("effect_size", pair.effect_size),
    ];
    for (suffix, number) in others {
        add(numbers, format!("{name}.{suffix}"), number);
    }
}
