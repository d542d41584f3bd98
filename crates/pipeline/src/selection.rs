//! Which stages of a plan run.

use crate::RunError;
use crate::check::CheckedStage;

/// Which stages are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// All.
    #[default]
    All,
    /// One by name; the files of the others are taken over from the last run.
    Only(String),
    /// One by name and all below it; the files of those above are taken over from the last run.
    From(String),
}

/// What becomes of a stage in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It runs and writes its files.
    Runs,
    /// Its values are made again, its files are taken over.
    MakesValues,
    /// Its files are taken over.
    TakenOver,
}

/// The fate of every stage. What is in memory is not kept between runs, so stages that make values always run; of those
/// that were not asked for the files are taken over.
pub(crate) fn fates(stages: &[CheckedStage], selection: &Selection) -> Result<Vec<Fate>, RunError> {
    let position = |flag: &str, name: &str| {
        let known = stages.iter().map(|stage| stage.plan.name.as_str()).collect::<Vec<_>>().join(", ");
        let wrong = || RunError::usage(format!("{flag} {name}: expected one of the stages {known}, found `{name}`"));
        stages.iter().position(|stage| stage.plan.name == name).ok_or_else(wrong)
    };
    let asked: Vec<bool> = match selection {
        Selection::All => vec![true; stages.len()],
        Selection::Only(name) => {
            let only = position("--only", name)?;
            (0..stages.len()).map(|at| at == only).collect()
        }
        Selection::From(name) => {
            let first = position("--from", name)?;
            (0..stages.len()).map(|at| at >= first).collect()
        }
    };
    Ok(stages
        .iter()
        .zip(asked)
        .map(|(stage, asked)| match (asked, stage.makes_values()) {
            (true, _) => Fate::Runs,
            (false, true) => Fate::MakesValues,
            (false, false) => Fate::TakenOver,
        })
        .collect())
}
