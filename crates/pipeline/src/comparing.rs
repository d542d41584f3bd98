//! Two complete runs side by side: every model of the one against every model of the other, on the same users.

mod paired_users;
mod same_truth;

use std::path::Path;

use domain::Comparison;
use evaluation::{JudgedModel, Metric, StatisticsOptions, compare_pairs};
use serde::Serialize;

use crate::finished_run::{FinishedRun, option_of};
use crate::finished_run_metrics::{asked_metrics, compared_metrics, measured};
use crate::finished_run_scores::RunScores;
use crate::plan::PlanStage;
use crate::{Exit, RunError};

use paired_users::{Paired, n_of_other_hidden_songs, pair};
use same_truth::{check_truth, differences_of_plays};

/// Which runs are compared, and how.
#[derive(Clone, Copy, Debug)]
pub struct RunPair<'a> {
    /// The runs' folders.
    pub runs: [&'a Path; 2],
    /// Metrics by name; those that the first run compared if there is none.
    pub metrics: &'a [String],
    /// Whose values are paired.
    pub users: PairedUsers,
}

/// Whose values are paired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairedUsers {
    /// The judged users of both runs, who have to be the same.
    Same,
    /// Those whom both runs judged.
    Common,
}

/// What two runs have to do with each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunComparison {
    /// The runs, `A` and `B` in the names of models.
    pub runs: [ComparedRun; 2],
    /// Whose definitions of the metrics.
    pub convention: String,
    /// Users whose values were paired.
    pub n_users: usize,
    /// What has to be known before a number is quoted.
    pub warnings: Vec<String>,
    /// Pairs of models that have the same value for every user under every metric.
    pub identical: Vec<[String; 2]>,
    /// Every model of the first run against every one of the second, metric by metric.
    pub comparisons: Vec<ComparedModels>,
}

/// A run that was compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedRun {
    /// Its name: the plan's, and a hash.
    pub name: String,
    /// Its plan's title.
    pub title: String,
    /// Its folder.
    pub place: String,
    /// Users that it judged.
    pub n_judged: usize,
    /// Users of these whom the other run did not judge.
    pub n_left_out: usize,
}

/// Two models under one metric, on the same users. What cannot be computed is NaN, which JSON writes as null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparedModels {
    /// The metric's name.
    pub metric: String,
    /// The model of the first run.
    pub a: String,
    /// The model of the second run.
    pub b: String,
    /// Users that have a value under both.
    pub n: usize,
    /// Their means.
    pub means: [f64; 2],
    /// Mean of a - b.
    pub difference: f64,
    /// Its 95 % interval by Student's t.
    pub t_interval: [f64; 2],
    /// Its 95 % interval by a seeded bootstrap.
    pub bootstrap_interval: [f64; 2],
    /// Paired t statistic.
    pub t: f64,
    /// Two-sided p of the paired t test.
    pub p_t: f64,
    /// Two-sided p of the paired randomisation test.
    pub p_randomisation: f64,
    /// The first p after Holm over all pairs of this metric.
    pub p_t_holm: f64,
    /// The second p after Holm over all pairs of this metric.
    pub p_randomisation_holm: f64,
    /// Cohen's `d_z`.
    pub effect_size: f64,
    /// Users on whom a is better, both are equal, b is better.
    pub wins_ties_losses: [usize; 3],
    /// What may be concluded.
    pub sentence: String,
}

/// A run with the stage that judged its models.
struct JudgedRun<'a> {
    run: &'a FinishedRun,
    judge: &'a PlanStage,
    metrics: Vec<Metric>,
}

/// Compares two runs user by user. They must have judged the same hidden plays by the same definitions.
pub fn compare_runs(asked: &RunPair<'_>) -> Result<RunComparison, RunError> {
    let runs = [FinishedRun::open(asked.runs[0])?, FinishedRun::open(asked.runs[1])?];
    let judged = [JudgedRun::of(&runs[0])?, JudgedRun::of(&runs[1])?];
    let convention = same_convention(&judged)?;
    check_truth(&runs)?;
    let metrics = metrics(asked.metrics, &judged)?;
    let read = |judged: &JudgedRun<'_>| RunScores::read(judged.run, judged.judge, &metrics);
    let scores = [read(&judged[0])?, read(&judged[1])?];
    let users = pair(&scores);
    let mut warnings = differences_of_plays(&runs);
    warnings.extend(check_users(asked.users, &runs, &users)?);
    let n_others = n_of_other_hidden_songs(&scores, &users);
    if n_others > 0 {
        let found = format!(
            "expected runs that hid the same songs of every user, found other songs hidden for {n_others} of {} users",
            users.rows[0].len()
        );
        return Err(RunError::new(Exit::Data, found)
            .with_hint("values can be paired only where the same songs of the same users were to be found"));
    }
    let models: [Vec<JudgedModel>; 2] =
        [0, 1].map(|side| scores[side].models(["A", "B"][side], &metrics, convention, &users.rows[side]));
    let (comparisons, identical) = compared(&judged[0], models, metrics)?;
    let told = |side: usize| ComparedRun {
        name: runs[side].name.clone(),
        title: runs[side].plan.title.clone(),
        place: runs[side].place.display().to_string(),
        n_judged: scores[side].n_users(),
        n_left_out: users.n_alone[side],
    };
    Ok(RunComparison {
        runs: [told(0), told(1)],
        convention: convention.to_string(),
        n_users: users.rows[0].len(),
        warnings,
        identical,
        comparisons,
    })
}

impl<'a> JudgedRun<'a> {
    /// The last stage of a run that judged and left the values of users.
    fn of(run: &'a FinishedRun) -> Result<Self, RunError> {
        let judges = || run.stages_of("evaluate");
        let judge = judges().rfind(|stage| stage.writes.contains_key("scores")).or_else(|| judges().next_back());
        let judge = judge.ok_or_else(|| run.lacks_a_judge())?;
        let metrics = measured(judge).into_iter().filter(|metric| !metric.kind.is_of_all_lists());
        Ok(Self { run, judge, metrics: metrics.collect() })
    }

    fn number(&self, option: &str) -> Option<usize> {
        usize::try_from(option_of(self.judge, option)?.as_integer()?).ok()
    }
}

fn same_convention(judged: &[JudgedRun<'_>; 2]) -> Result<evaluation::Convention, RunError> {
    let names = judged.each_ref().map(|judged| {
        option_of(judged.judge, "convention").and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
    });
    if names[0] != names[1] {
        let found =
            format!("expected runs that were judged by the same convention, found {} and {}", names[0], names[1]);
        return Err(RunError::new(Exit::Data, found).with_hint(
            "the same name of a metric means other numbers in another convention: `--set STAGE.convention=...`",
        ));
    }
    names[0].parse().map_err(|error: evaluation::UnknownConvention| RunError::new(Exit::Data, error.to_string()))
}

/// The metrics to compare: those that are asked for, or those that the first run compared, or its first three; only such
/// as both runs have of users.
fn metrics(asked: &[String], judged: &[JudgedRun<'_>; 2]) -> Result<Vec<Metric>, RunError> {
    let both: Vec<Metric> =
        judged[0].metrics.iter().copied().filter(|metric| judged[1].metrics.contains(metric)).collect();
    if both.is_empty() {
        let found = "expected runs with a metric of users in common, found none";
        return Err(RunError::new(Exit::Data, found).with_hint("`metrics` of the stage `evaluate` names them"));
    }
    let wanted = asked_metrics(asked, &both, "a metric of users that both runs have")?;
    Ok(if wanted.is_empty() { compared_metrics(judged[0].judge, &both) } else { wanted })
}

/// An error if users differ and have to be the same; otherwise what is to be said of it.
fn check_users(wanted: PairedUsers, runs: &[FinishedRun; 2], users: &Paired) -> Result<Option<String>, RunError> {
    let (n_common, [a, b]) = (users.rows[0].len(), users.n_alone);
    let alone = format!("{a} in {} alone, {b} in {} alone", runs[0].place.display(), runs[1].place.display());
    if n_common == 0 {
        let found = format!("expected runs that judged the same users, found {alone} and nobody in both");
        return Err(
            RunError::new(Exit::Data, found).with_hint("do both runs have the same data and the same protocol?")
        );
    }
    match wanted {
        _ if a + b == 0 => Ok(None),
        PairedUsers::Common => {
            Ok(Some(format!("users: only the {n_common} that both runs judged are compared; {alone}")))
        }
        PairedUsers::Same => {
            let found = format!("expected runs that judged the same users, found {n_common} in both, {alone}");
            let hint = "`--common` compares on the users of both; means then differ from those of the reports";
            Err(RunError::new(Exit::Data, found).with_hint(hint))
        }
    }
}

type Found = (Vec<ComparedModels>, Vec<[String; 2]>);

/// All models of the first run against all of the second, by the seed and numbers of the first run's evaluation.
fn compared(judged: &JudgedRun<'_>, [a, b]: [Vec<JudgedModel>; 2], metrics: Vec<Metric>) -> Result<Found, RunError> {
    let n_a = a.len();
    let pairs: Vec<(usize, usize)> = (0..n_a).flat_map(|a| (n_a..n_a + b.len()).map(move |b| (a, b))).collect();
    let usual = StatisticsOptions::new(judged.run.plan.seed, metrics);
    let options = StatisticsOptions {
        n_resamples: judged.number("resamples").unwrap_or(usual.n_resamples),
        n_flips: judged.number("flips").unwrap_or(usual.n_flips),
        ..usual
    };
    let models: Vec<JudgedModel> = a.into_iter().chain(b).collect();
    let found = compare_pairs(&models, &pairs, &options)?;
    let of_pairs = found.into_iter().zip(pairs.iter().cycle());
    let told =
        of_pairs.map(|(found, &(a, b))| with_means(found, [&models[a], &models[b]], &options.compared)).collect();
    let identical = pairs.iter().filter(|&&(a, b)| are_identical(&models[a], &models[b]));
    let names = |&(a, b): &(usize, usize)| [models[a].name.clone(), models[b].name.clone()];
    Ok((told, identical.map(names).collect()))
}

fn are_identical(a: &JudgedModel, b: &JudgedModel) -> bool {
    let same = |(a, b): (&f64, &f64)| a - b == 0.0 || (a.is_nan() && b.is_nan());
    a.values.iter().zip(&b.values).all(|(a, b)| a.iter().zip(b).all(same))
}

fn with_means(found: Comparison, models: [&JudgedModel; 2], metrics: &[Metric]) -> ComparedModels {
    let metric = metrics.iter().find(|metric| metric.to_string() == found.metric);
    let values = models.map(|model| metric.and_then(|metric| model.values_of(*metric)).unwrap_or_default());
    let both: Vec<(f64, f64)> =
        values[0].iter().copied().zip(values[1].iter().copied()).filter(|(a, b)| !a.is_nan() && !b.is_nan()).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| both.iter().map(of).sum::<f64>() / both.len() as f64;
    ComparedModels {
        metric: found.metric,
        a: found.a,
        b: found.b,
        n: found.difference.n,
        means: [mean(|pair| pair.0), mean(|pair| pair.1)],
        difference: found.difference.mean,
        t_interval: found.difference.t_interval,
        bootstrap_interval: found.difference.bootstrap_interval,
        t: found.t,
        p_t: found.p_t,
        p_randomisation: found.p_randomisation,
        p_t_holm: found.p_t_holm,
        p_randomisation_holm: found.p_randomisation_holm,
        effect_size: found.effect_size,
        wins_ties_losses: found.wins_ties_losses,
        sentence: found.sentence,
    }
}
