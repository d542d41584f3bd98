//! Several draws of one protocol: how every model does over all of them, and every pair of models.
//!
//! A draw is an evaluation of plays that a stage `split-plays` divided. Draws may differ in seeds alone; all else that
//! their values hang on is looked for in the manifests and has to be the same.

mod draw;
mod model_names;
mod recipe;
mod same_question;
mod sizes;
mod values;

use std::path::PathBuf;

use evaluation::{DrawComparison, DrawSpread, Metric, compare_draws};
use serde::Serialize;

use crate::finished_run::{FinishedRun, option_of};
use crate::finished_run_metrics::{asked_metrics, compared_metrics, measured};
use crate::{Exit, RunError};

use draw::{Draw, draws_of};
use model_names::{SharedModel, shared_models};
use same_question::{check_definitions, check_difference, check_question};
pub use sizes::SizeUnit;
use sizes::hidden_over_visible;
use values::DrawValues;

/// Which runs are put together, and under which metrics.
#[derive(Clone, Copy, Debug)]
pub struct SeveralRuns<'a> {
    /// The runs' folders; each has one draw or several.
    pub runs: &'a [PathBuf],
    /// Metrics by name; if there is none, models are told under all that the draws have, and pairs under those that the
    /// first draw compared.
    pub metrics: &'a [String],
    /// The stages `evaluate` whose values are meant, by name; all if there is none.
    pub stages: &'a [String],
}

/// What several draws say together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OverSeeds {
    /// The protocol and its options but for the seed.
    pub protocol: serde_json::Value,
    /// Whose definitions of the metrics.
    pub convention: String,
    /// The draws by seed, then in the order in which runs were named.
    pub draws: Vec<FoundDraw>,
    /// What is counted on the hidden and on the visible side.
    pub size_unit: SizeUnit,
    /// Hidden ones over visible ones, over all draws: what the t test is corrected by.
    pub hidden_over_visible: f64,
    /// What has to be known before a number is quoted.
    pub warnings: Vec<String>,
    /// Every model that all draws have, metric by metric.
    pub models: Vec<ModelOverSeeds>,
    /// Every pair of these, metric by metric.
    pub comparisons: Vec<DrawComparison>,
}

/// A draw.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FoundDraw {
    /// The run that has it: the plan's name, and a hash.
    pub run: String,
    /// The run's folder.
    pub place: String,
    /// The stage that judged it.
    pub stage: String,
    /// The protocol's seed.
    pub seed: u64,
    /// Users that were judged.
    pub n_judged: usize,
    /// What was hidden: plays or users, as `size_unit` says.
    pub n_hidden: u64,
    /// What models could be fitted on, in the same unit.
    pub n_visible: u64,
}

/// A model under one metric. What cannot be computed is NaN, which JSON writes as null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelOverSeeds {
    /// The metric's name.
    pub metric: String,
    /// The model's.
    pub model: String,
    /// Draws that have a value.
    pub n: usize,
    /// Mean over these draws.
    pub mean: f64,
    /// Standard deviation between them, divisor n - 1.
    pub deviation: f64,
    /// The lowest.
    pub lowest: f64,
    /// The highest.
    pub highest: f64,
    /// The value of every draw: the mean over its users.
    pub values: Vec<f64>,
}

/// With fewer draws than these an interval is very wide: t at 95 % is 12.7 for two, 4.3 for three, 2.8 for five.
const USUAL_DRAWS: usize = 5;

/// Puts the draws of complete runs together. They have to ask the same of the same models, but for seeds.
pub fn over_seeds(asked: &SeveralRuns<'_>) -> Result<OverSeeds, RunError> {
    let runs = asked.runs.iter().map(|place| FinishedRun::open(place)).collect::<Result<Vec<_>, _>>()?;
    check_folders(&runs)?;
    check_stages(&runs, asked.stages)?;
    let (mut draws, mut warnings) = (Vec::new(), Vec::new());
    for run in &runs {
        let (of_run, told) = draws_of(run, asked.stages)?;
        draws.extend(of_run);
        warnings.extend(told);
    }
    check_number(&draws)?;
    // The order in which runs are named changes no bit.
    draws.sort_by_key(Draw::seed);
    check_question(&draws)?;
    let known = common_metrics(&draws)?;
    check_definitions(&draws, &known)?;
    let (told, compared) = chosen(asked.metrics, &draws[0], &known)?;
    let (models, told_of_models) = shared_models(&draws)?;
    warnings.extend(told_of_models);
    warnings.extend(warning_of_versions(&draws));
    if draws.len() < USUAL_DRAWS {
        warnings.push(format!("draws: {} make wide intervals; take {USUAL_DRAWS} or more", draws.len()));
    }
    let values = draws
        .iter()
        .enumerate()
        .map(|(index, draw)| DrawValues::read(draw, &names_in(&models, index), &told))
        .collect::<Result<Vec<_>, _>>()?;
    check_difference(&draws, &values)?;
    let (size_unit, ratio) = hidden_over_visible(&draws)?;
    Ok(OverSeeds {
        protocol: draws[0].protocol_without_seed(),
        convention: convention_of(&draws[0]),
        draws: draws.iter().zip(&values).map(|(draw, values)| found(draw, values)).collect::<Result<_, _>>()?,
        size_unit,
        hidden_over_visible: ratio,
        warnings,
        models: told.iter().flat_map(|metric| models_over(*metric, &models, &values)).collect(),
        comparisons: compared.iter().flat_map(|metric| pairs_over(*metric, &models, &values, ratio)).collect(),
    })
}

/// An error if two folders are one, however they are spelt.
fn check_folders(runs: &[FinishedRun]) -> Result<(), RunError> {
    let places: Vec<PathBuf> =
        runs.iter().map(|run| run.place.canonicalize().unwrap_or_else(|_| run.place.clone())).collect();
    for later in 1..places.len() {
        if let Some(earlier) = places[..later].iter().position(|place| *place == places[later]) {
            let [one, other] = [earlier, later].map(|at| runs[at].place.display());
            return Err(RunError::usage(format!("expected every run once, found the same run in {one} and {other}"))
                .with_hint("leave one of them out"));
        }
    }
    Ok(())
}

/// An error if no run has a stage that is asked for.
fn check_stages(runs: &[FinishedRun], stages: &[String]) -> Result<(), RunError> {
    let is_known = |name: &String| runs.iter().any(|run| run.stages_of("evaluate").any(|judge| judge.name == *name));
    match stages.iter().find(|name| !is_known(name)) {
        Some(name) => {
            let mut known: Vec<&str> =
                runs.iter().flat_map(|run| run.stages_of("evaluate")).map(|judge| judge.name.as_str()).collect();
            known.sort_unstable();
            known.dedup();
            let known = known.join(", ");
            Err(RunError::usage(format!(
                "--stage {name}: expected a stage `evaluate` of the runs ({known}), found `{name}`"
            )))
        }
        None => Ok(()),
    }
}

fn check_number(draws: &[Draw<'_>]) -> Result<(), RunError> {
    match draws {
        [] => Err(RunError::usage("expected the runs of two draws or more, found none")),
        [one] => Err(RunError::usage(format!("expected the runs of two draws or more, found one: {one}")).with_hint(
            format!("run the plan once more with `--set {}.protocol.seed=N`, and name both runs", one.split.name),
        )),
        _ => Ok(()),
    }
}

/// The metrics that all draws have, in the order of the first.
fn common_metrics(draws: &[Draw<'_>]) -> Result<Vec<Metric>, RunError> {
    let of_all: Vec<Vec<Metric>> = draws.iter().map(|draw| measured(draw.judge)).collect();
    let common = of_all[0].iter().copied().filter(|metric| of_all.iter().all(|known| known.contains(metric)));
    let common: Vec<Metric> = common.collect();
    if common.is_empty() {
        return Err(RunError::new(Exit::Data, "expected draws with a metric in common, found none")
            .with_hint("`metrics` of the stage `evaluate` names them"));
    }
    Ok(common)
}

/// Under which metrics models are told, and under which pairs are compared.
fn chosen(asked: &[String], first: &Draw<'_>, known: &[Metric]) -> Result<(Vec<Metric>, Vec<Metric>), RunError> {
    let asked = asked_metrics(asked, known, "a metric that all draws have")?;
    if asked.is_empty() {
        Ok((known.to_vec(), compared_metrics(first.judge, known)))
    } else {
        Ok((asked.clone(), asked))
    }
}

fn warning_of_versions(draws: &[Draw<'_>]) -> Option<String> {
    let other = draws.iter().find(|draw| draw.run.version != draws[0].run.version)?;
    let versions = [&draws[0], other].map(|draw| format!("{} in {draw}", draw.run.version));
    Some(format!("program: made by tastemill {}", versions.join(" and ")))
}

/// What the shared models are called in one of the draws.
fn names_in(models: &[SharedModel], draw_index: usize) -> Vec<&str> {
    models.iter().map(|model| model.names[draw_index].as_str()).collect()
}

fn convention_of(draw: &Draw<'_>) -> String {
    option_of(draw.judge, "convention").and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
}

fn found(draw: &Draw<'_>, values: &DrawValues) -> Result<FoundDraw, RunError> {
    let (n_hidden, n_visible) = draw.sizes()?;
    Ok(FoundDraw {
        run: draw.run.name.clone(),
        place: draw.run.place.display().to_string(),
        stage: draw.judge.name.clone(),
        seed: draw.seed(),
        n_judged: values.n_users,
        n_hidden,
        n_visible,
    })
}

fn models_over(metric: Metric, models: &[SharedModel], draws: &[DrawValues]) -> Vec<ModelOverSeeds> {
    let over = |(index, model): (usize, &SharedModel)| {
        let values: Vec<f64> = draws.iter().map(|draw| draw.mean(metric, index)).collect();
        let DrawSpread { n, mean, deviation, lowest, highest } = DrawSpread::of(&values);
        let (metric, model) = (metric.to_string(), model.name.clone());
        ModelOverSeeds { metric, model, n, mean, deviation, lowest, highest, values }
    };
    models.iter().enumerate().map(over).collect()
}

fn pairs_over(metric: Metric, models: &[SharedModel], draws: &[DrawValues], ratio: f64) -> Vec<DrawComparison> {
    let pairs: Vec<evaluation::PairInDraws> = (0..models.len())
        .flat_map(|a| (a + 1..models.len()).map(move |b| (a, b)))
        .map(|(a, b)| evaluation::PairInDraws {
            a: models[a].name.clone(),
            b: models[b].name.clone(),
            differences: draws.iter().map(|draw| draw.difference(metric, a, b)).collect(),
            largest: draws.iter().map(|draw| draw.largest(metric, a, b)).fold(0.0, f64::max),
        })
        .collect();
    compare_draws(metric, &pairs, ratio)
}
