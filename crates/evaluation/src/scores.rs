//! The scorecard: everything that was found, for people and programs.

use domain::{ModelScore, Scorecard};

use crate::{
    EvaluationError, JudgedModel, Jury, StatisticsOptions, compare,
    estimate::{estimates, single},
};

/// Means and intervals of every model, and all pairs compared.
///
/// The models must come from this jury. The same for any number of threads.
pub fn scorecard(
    jury: &Jury<'_>,
    models: &[JudgedModel],
    options: &StatisticsOptions,
) -> Result<Scorecard, EvaluationError> {
    Ok(Scorecard {
        convention: jury.case.convention.to_string(),
        cards: jury.cards(),
        models: models.iter().map(|model| model_score(model, options)).collect(),
        comparisons: compare(models, options)?,
        users: jury.counts().clone(),
    })
}

fn model_score(model: &JudgedModel, options: &StatisticsOptions) -> ModelScore {
    let of_users: Vec<&[f64]> = model
        .metrics
        .iter()
        .zip(&model.values)
        .filter(|(m, _)| !m.kind.is_of_all_lists())
        .map(|(_, v)| &v[..])
        .collect();
    let mut of_users = estimates(&of_users, options.n_resamples, options.seed).into_iter();
    let estimate = |(metric, value): (&crate::Metric, &Option<f64>)| {
        if metric.kind.is_of_all_lists() {
            return value.and_then(|value| single(value, model.users.len()));
        }
        of_users.next().expect("an estimate for each metric of single users")
    };
    ModelScore {
        name: model.name.clone(),
        estimates: model.metrics.iter().zip(&model.of_all_lists).map(estimate).collect(),
        recall_curve: model.recall_curve.clone(),
        ties: (model.n_tied, model.n_tied as f64 / model.users.len() as f64),
        n_without_list: model.n_without_list,
        mean_length: model.mean_length,
    }
}
