//! Which model of a run is asked, and whether its file is of the run's users and songs.

use std::path::PathBuf;

use artifacts::{StoredModel, read_model, vocabulary_hash};
use domain::{Index, SavedModel, Vocabulary};
use recommenders::{Model, axes_of, load};

use crate::finished_run::{FinishedRun, reads, writes};
use crate::plan::PlanStage;
use crate::{Exit, RunError};

/// Stages whose models have no notion of songs that are alike.
const WITHOUT_NEARNESS: [&str; 2] = ["fit-popularity", "fit-random"];

/// A stage of a run that fitted a model.
#[derive(Clone, Copy)]
pub(super) struct ChosenModel<'a> {
    pub(super) run: &'a FinishedRun,
    pub(super) stage: &'a PlanStage,
    /// A stage that recommends by the model: the one that was named, or the first.
    pub(super) recommends: Option<&'a PlanStage>,
}

/// What stands in a model's file, which need not be what the run wrote.
pub(super) struct ModelOfFile<'a> {
    run: &'a FinishedRun,
    path: PathBuf,
    stored: StoredModel,
}

/// A model that was loaded.
pub(super) struct LoadedModel {
    pub(super) model: Box<dyn Model>,
    /// What kind it is.
    pub(super) kind: String,
}

impl<'a> ChosenModel<'a> {
    /// The model that is named, or else the last of the plan.
    pub(super) fn of_run(run: &'a FinishedRun, named: Option<&str>) -> Result<Self, RunError> {
        Self::choose(run, named, |_| true)
    }

    /// The model that is named, if it knows of songs that are alike, or else the last of the plan that does.
    pub(super) fn that_knows_nearness(run: &'a FinishedRun, named: Option<&str>) -> Result<Self, RunError> {
        let knows = |stage: &PlanStage| !WITHOUT_NEARNESS.contains(&stage.run.as_str());
        let chosen = Self::choose(run, named, knows)?;
        if knows(chosen.stage) {
            return Ok(chosen);
        }
        let others: Vec<&str> = fitting(run).filter(|stage| knows(stage)).map(|stage| stage.name.as_str()).collect();
        let found = format!("`{}`, whose kind ({}) has none", chosen.stage.name, chosen.stage.run);
        let error =
            RunError::usage(format!("--model: expected a model with a notion of songs that are alike, found {found}"));
        Err(error.with_hint(if others.is_empty() {
            "fit-als, fit-personality and fit-content fit models that have it".to_owned()
        } else {
            format!("this run has {}", others.join(", "))
        }))
    }

    fn choose(
        run: &'a FinishedRun,
        named: Option<&str>,
        can_answer: impl Fn(&PlanStage) -> bool,
    ) -> Result<Self, RunError> {
        let Some(last) = fitting(run).rfind(|stage| can_answer(stage)).or_else(|| fitting(run).next_back()) else {
            return Err(run.lacks(
                "a stage that fits a model, found none",
                "add one to the plan and run it again: run = \"fit-als\", writes = { model = \"als-model\", file = \"als.safetensors\" }; \
                 `tastemill stages fit-als` says more",
            ));
        };
        let stage = match named {
            None => last,
            Some(name) => fitting(run).find(|stage| is_called(run, stage, name)).ok_or_else(|| unknown(run, name))?,
        };
        let mut by_it = recommending(run, stage);
        let recommends = by_it.clone().find(|stage| named == Some(&stage.name)).or_else(|| by_it.next());
        Ok(Self { run, stage, recommends })
    }

    /// The name of the plays that the model was fitted on.
    pub(super) fn plays(&self) -> &'a str {
        reads(self.stage, "plays").unwrap_or_default()
    }

    /// Reads the model's file.
    pub(super) fn read(&self) -> Result<ModelOfFile<'a>, RunError> {
        let path = self.run.file(self.stage, "file", ".safetensors")?;
        Ok(ModelOfFile { run: self.run, stored: read_model(&path)?, path })
    }
}

impl ModelOfFile<'_> {
    /// An error if the model has other numbers of songs than the run.
    pub(super) fn check_songs<I: Index>(&self, songs: &Vocabulary<I>) -> Result<(), RunError> {
        self.check("songs", &self.stored.hashes.songs, songs)
    }

    /// An error if the model has other numbers of users than the run.
    pub(super) fn check_users<I: Index>(&self, users: &Vocabulary<I>) -> Result<(), RunError> {
        self.check("users", &self.stored.hashes.users, users)
    }

    fn check<I: Index>(&self, of: &str, hash: &str, ids: &Vocabulary<I>) -> Result<(), RunError> {
        if hash == vocabulary_hash(ids) && extent(&self.stored.model, of).is_none_or(|n| n == ids.len()) {
            return Ok(());
        }
        let path = self.path.display();
        let problem = format!("{path}: expected a model with the numbers of {of} of this run, found one with others");
        Err(RunError::new(Exit::Data, problem)
            .with_hint("models and tables of one run belong together: run the plan again"))
    }

    /// The model, if its file is as the run wrote it.
    pub(super) fn load(self) -> Result<LoadedModel, RunError> {
        self.run.check_sha256(&self.path, &self.stored.sha256)?;
        let kind = self.stored.model.kind.clone();
        let model = load(self.stored.model).map_err(|error| {
            RunError::new(Exit::Data, format!("{}: {error}", self.path.display()))
                .with_hint("`tastemill verify` tells whether the run is as it was written")
        })?;
        Ok(LoadedModel { model, kind })
    }
}

/// How many `users` or `songs` a model's arrays are for, where one of them has a row for each.
fn extent(saved: &SavedModel, of: &str) -> Option<usize> {
    saved.tensors.iter().find_map(|tensor| {
        let axis = axes_of(&saved.kind, &tensor.name)?.iter().position(|axis| *axis == of)?;
        tensor.shape.get(axis).copied()
    })
}

fn fitting(run: &FinishedRun) -> impl DoubleEndedIterator<Item = &PlanStage> {
    run.plan.stages.iter().filter(|stage| stage.run.starts_with("fit-"))
}

/// The stages that recommend by the model of a stage.
fn recommending<'a>(run: &'a FinishedRun, fits: &'a PlanStage) -> impl Iterator<Item = &'a PlanStage> + Clone {
    let model = writes(fits, "model");
    run.plan.stages.iter().filter(move |stage| stage.run == "recommend" && reads(stage, "model") == model)
}

fn is_called(run: &FinishedRun, fits: &PlanStage, name: &str) -> bool {
    fits.name == name
        || writes(fits, "model") == Some(name)
        || recommending(run, fits).any(|stage| stage.name == name || writes(stage, "rankings") == Some(name))
}

fn unknown(run: &FinishedRun, name: &str) -> RunError {
    let known: Vec<&str> = fitting(run).map(|stage| stage.name.as_str()).collect();
    let error = RunError::usage(format!("--model {name}: expected one of {}, found `{name}`", known.join(", ")));
    match run.plan.stages.iter().find(|stage| stage.name == name).map(|stage| stage.run.as_str()) {
        Some("blend") => {
            error.with_hint("a blend mixes lists and has no scores of its own; ask the models it is made of")
        }
        _ => error,
    }
}
