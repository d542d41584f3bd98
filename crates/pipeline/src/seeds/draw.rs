//! A draw: plays that a protocol divided by a seed, and the stage that judged models on them.

use std::fmt;

use matrices::Protocol;
use serde_json::Value;

use crate::finished_run::{FinishedRun, option_of, reads, writes};
use crate::plan::PlanStage;
use crate::{Exit, Names, RunError};

/// An evaluation of plays that a stage `split-plays` divided.
pub(super) struct Draw<'a> {
    pub(super) run: &'a FinishedRun,
    pub(super) judge: &'a PlanStage,
    pub(super) split: &'a PlanStage,
    pub(super) protocol: Protocol,
    /// Whether the run has no other draw.
    is_alone: bool,
}

/// All draws of a run, in the order of its plan: of every plays that a protocol draws the last evaluation that left the
/// values of users.
pub(super) fn draws_of(run: &FinishedRun) -> Result<Vec<Draw<'_>>, RunError> {
    if run.stages_of("evaluate").next().is_none() {
        return Err(run.lacks_a_judge());
    }
    let mut draws: Vec<Draw<'_>> = run.stages_of("split-plays").filter_map(|split| draw_of(run, split)).collect();
    if draws.is_empty() {
        let found =
            format!("{}: expected hidden plays that a protocol draws, found those of the files", run.place.display());
        return Err(RunError::new(Exit::Data, found).with_hint(
            "only `liang`, `leave-k-out` and `ratio` draw what is hidden: a stage `split-plays` before the models, and an `evaluate` of its plays",
        ));
    }
    let is_alone = draws.len() == 1;
    for draw in &mut draws {
        draw.is_alone = is_alone;
    }
    Ok(draws)
}

/// The draw of a stage `split-plays`, if its protocol draws and its plays were judged.
fn draw_of<'a>(run: &'a FinishedRun, split: &'a PlanStage) -> Option<Draw<'a>> {
    let protocol = protocol_of(split)?;
    let plays = writes(split, "plays")?;
    let judges = || run.stages_of("evaluate").filter(|judge| reads(judge, "plays") == Some(plays));
    let judge = judges().rfind(|judge| judge.writes.contains_key("scores")).or_else(|| judges().next_back())?;
    let draws = !matches!(protocol, Protocol::Challenge(_));
    draws.then_some(Draw { run, judge, split, protocol, is_alone: true })
}

/// The protocol of a stage, with all its options.
pub(super) fn protocol_of(split: &PlanStage) -> Option<Protocol> {
    option_of(split, "protocol")?.try_into().ok()
}

impl<'a> Draw<'a> {
    /// The name of the plays that were divided.
    pub(super) fn plays(&self) -> &'a str {
        writes(self.split, "plays").unwrap_or_default()
    }

    /// What the draw began with.
    pub(super) fn seed(&self) -> u64 {
        self.protocol_as_json()["seed"].as_u64().unwrap_or_default()
    }

    /// The protocol and its options but for the seed.
    pub(super) fn protocol_without_seed(&self) -> Value {
        let mut protocol = self.protocol_as_json();
        if let Some(options) = protocol.as_object_mut() {
            options.remove("seed");
        }
        protocol
    }

    fn protocol_as_json(&self) -> Value {
        serde_json::to_value(&self.protocol).expect("texts and numbers as JSON")
    }

    /// The stages that ranked songs for this evaluation, in the order in which it reads them.
    pub(super) fn models(&self) -> Vec<&'a PlanStage> {
        let values = self.judge.reads.get("rankings").into_iter().flat_map(Names::iter);
        values.filter_map(|value| self.run.writer_of(value)).collect()
    }
}

/// Where it is: the run's folder, and the stage that judged where there are several.
impl fmt::Display for Draw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.run.place.display())?;
        if self.is_alone { Ok(()) } else { write!(f, " (`{}`)", self.judge.name) }
    }
}
