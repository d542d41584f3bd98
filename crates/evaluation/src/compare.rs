//! Pairs of models on the same users.

use domain::{Better, Comparison, Estimate};

use crate::{
    EvaluationError, JudgedModel, Metric, Spread, StatisticsOptions, estimate::estimates, holm::holm,
    sentence::sentence, sign_flips::sign_flip_p_values, student::paired_t,
};

/// Every pair of models (in their order, the earlier one is `a`) under every metric of `options`, metric by metric.
///
/// The models must have been judged on the same users. A user counts in a pair where both have a value. O(metrics x
/// pairs x users x (resamples + flips / 8)).
pub fn compare(models: &[JudgedModel], options: &StatisticsOptions) -> Result<Vec<Comparison>, EvaluationError> {
    compare_pairs(models, &pairs(models.len()), options)
}

/// The given pairs of models, by position, under every metric of `options`, metric by metric; Holm's correction is over
/// these pairs alone. Else as [`compare`].
///
/// # Panics
/// If a position is not below the number of models.
pub fn compare_pairs(
    models: &[JudgedModel],
    pairs: &[(usize, usize)],
    options: &StatisticsOptions,
) -> Result<Vec<Comparison>, EvaluationError> {
    for &(a, b) in pairs {
        same_users(&models[a], &models[b])?;
    }
    let mut columns = Vec::new();
    for &metric in &options.compared {
        for &(a, b) in pairs {
            columns.push(differences(&models[a], &models[b], metric)?);
        }
    }
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let found = estimates(&columns, options.n_resamples, options.seed);
    let p_values = sign_flip_p_values(&columns, options.n_flips, options.seed);
    let mut comparisons = Vec::new();
    for (index, &metric) in options.compared.iter().enumerate() {
        let of_metric = (index * pairs.len()..(index + 1) * pairs.len())
            .zip(pairs)
            .map(|(column, &(a, b))| {
                let estimate = found[column].unwrap_or(NOTHING);
                pair(metric, [&models[a].name, &models[b].name], columns[column], estimate, p_values[column])
            })
            .collect();
        comparisons.extend(corrected(of_metric, metric));
    }
    Ok(comparisons)
}

/// What is known where no user has a value under both models.
const NOTHING: Estimate = Estimate {
    n: 0,
    mean: f64::NAN,
    standard_error: f64::NAN,
    t_interval: [f64::NAN; 2],
    bootstrap_interval: [f64::NAN; 2],
};

fn pairs(n_models: usize) -> Vec<(usize, usize)> {
    (0..n_models).flat_map(|a| (a + 1..n_models).map(move |b| (a, b))).collect()
}

fn same_users(a: &JudgedModel, b: &JudgedModel) -> Result<(), EvaluationError> {
    if a.users == b.users {
        return Ok(());
    }
    let (n_a, n_b) = (a.users.len(), b.users.len());
    Err(EvaluationError::DifferentUsers { a: a.name.clone(), b: b.name.clone(), n_a, n_b })
}

fn differences(a: &JudgedModel, b: &JudgedModel, metric: Metric) -> Result<Vec<f64>, EvaluationError> {
    let values = |model: &JudgedModel| -> Result<Vec<f64>, EvaluationError> {
        let values = model.values_of(metric).filter(|_| !metric.kind.is_of_all_lists());
        values.map(<[f64]>::to_vec).ok_or(EvaluationError::NotComparable { metric })
    };
    Ok(values(a)?.iter().zip(values(b)?).map(|(a, b)| a - b).collect())
}

fn pair(
    metric: Metric,
    [a, b]: [&String; 2],
    differences: &[f64],
    difference: Estimate,
    p_randomisation: f64,
) -> Comparison {
    let spread = Spread::of(differences);
    let (t, p_t) = paired_t(spread.mean, spread.standard_error, spread.n);
    Comparison {
        metric: metric.to_string(),
        a: a.clone(),
        b: b.clone(),
        difference,
        t,
        p_t,
        p_randomisation,
        p_t_holm: p_t,
        p_randomisation_holm: p_randomisation,
        effect_size: effect_size(&spread),
        wins_ties_losses: wins_ties_losses(differences, metric.kind.better()),
        sentence: String::new(),
    }
}

/// Cohen's `d_z`: 0 if all differences are 0, infinite if all are equal but not 0, NaN with fewer than two.
fn effect_size(spread: &Spread) -> f64 {
    if spread.n >= 2 && spread.deviation == 0.0 && spread.mean == 0.0 {
        return 0.0;
    }
    spread.mean / spread.deviation
}

/// Users, or draws, on which a is better; where neither way is good, on which a is higher.
pub(crate) fn wins_ties_losses(differences: &[f64], better: Better) -> [usize; 3] {
    let n = |wanted: fn(f64) -> bool| differences.iter().filter(|difference| wanted(**difference)).count();
    let [higher, lower] = [n(|difference| difference > 0.0), n(|difference| difference < 0.0)];
    let equal = n(|difference| difference == 0.0);
    if better == Better::Lower { [lower, equal, higher] } else { [higher, equal, lower] }
}

fn corrected(mut comparisons: Vec<Comparison>, metric: Metric) -> Vec<Comparison> {
    let p_t = holm(&comparisons.iter().map(|comparison| comparison.p_t).collect::<Vec<_>>());
    let p_randomisation = holm(&comparisons.iter().map(|comparison| comparison.p_randomisation).collect::<Vec<_>>());
    for (comparison, (p_t, p_randomisation)) in comparisons.iter_mut().zip(p_t.into_iter().zip(p_randomisation)) {
        (comparison.p_t_holm, comparison.p_randomisation_holm) = (p_t, p_randomisation);
        comparison.sentence = sentence(comparison, metric);
    }
    comparisons
}
