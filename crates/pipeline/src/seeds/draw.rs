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
    pub(super) is_alone: bool,
}

/// All draws of a run, in the order of its plan, and what is to be said of evaluations that are none.
///
/// A draw is a plays that a protocol draws, with the evaluation of it that left the values of users. `stages` names the
/// evaluations that are meant; all are if there is none.
pub(super) fn draws_of<'a>(run: &'a FinishedRun, stages: &[String]) -> Result<(Vec<Draw<'a>>, Vec<String>), RunError> {
    let judges = judges(run, stages)?;
    let (mut draws, mut warnings) = (Vec::new(), Vec::new());
    for split in run.stages_of("split-plays") {
        let Some(protocol) = drawing_protocol(run, split)? else { continue };
        let plays = writes(split, "plays");
        let of_split = |judge: &&&PlanStage| plays.is_some() && reads(judge, "plays") == plays;
        let of_split: Vec<&PlanStage> = judges.iter().filter(of_split).copied().collect();
        if let Some(judge) = only_judge(run, &of_split)? {
            let others = of_split.iter().filter(|other| other.name != judge.name);
            warnings.extend(others.map(|other| left_out(run, other)));
            draws.push(Draw { run, judge, split, protocol, is_alone: true });
        }
    }
    let is_alone = draws.len() == 1;
    for draw in &mut draws {
        draw.is_alone = is_alone;
    }
    if draws.is_empty() { Err(without_draw(run)) } else { Ok((draws, warnings)) }
}

/// The evaluations of a run that are meant.
fn judges<'a>(run: &'a FinishedRun, stages: &[String]) -> Result<Vec<&'a PlanStage>, RunError> {
    let all: Vec<&PlanStage> = run.stages_of("evaluate").collect();
    if all.is_empty() {
        return Err(run.lacks_a_judge());
    }
    let is_meant = |judge: &&&PlanStage| stages.is_empty() || stages.contains(&judge.name);
    let meant: Vec<&PlanStage> = all.iter().filter(is_meant).copied().collect();
    if meant.is_empty() {
        let (place, known) = (run.place.display(), names(&all));
        return Err(RunError::usage(format!(
            "--stage: expected a stage `evaluate` of {place} ({known}), found {}",
            stages.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        )));
    }
    Ok(meant)
}

/// Of the evaluations of the same plays the one that left the values of users, or the last if none did.
fn only_judge<'a>(run: &FinishedRun, judges: &[&'a PlanStage]) -> Result<Option<&'a PlanStage>, RunError> {
    let with_values: Vec<&PlanStage> =
        judges.iter().copied().filter(|judge| judge.writes.contains_key("scores")).collect();
    match with_values[..] {
        [] => Ok(judges.last().copied()),
        [judge] => Ok(Some(judge)),
        _ => Err(RunError::usage(format!(
            "{}: expected one evaluation of the plays of a draw, found those of {}",
            run.place.display(),
            names(&with_values)
        ))
        .with_hint("`--stage NAME` chooses whose values are taken")),
    }
}

fn names(stages: &[&PlanStage]) -> String {
    stages.iter().map(|stage| format!("`{}`", stage.name)).collect::<Vec<_>>().join(", ")
}

fn left_out(run: &FinishedRun, judge: &PlanStage) -> String {
    let place = run.place.display();
    format!("draws: `{}` of {place} judged the same plays without leaving `scores`, and is left out", judge.name)
}

fn without_draw(run: &FinishedRun) -> RunError {
    let found =
        format!("{}: expected hidden plays that a protocol draws, found those of the files", run.place.display());
    RunError::new(Exit::Data, found).with_hint(
        "only `liang`, `leave-k-out` and `ratio` draw what is hidden: a stage `split-plays` before the models, and an `evaluate` of its plays",
    )
}

/// The protocol of a stage, if it draws.
fn drawing_protocol(run: &FinishedRun, split: &PlanStage) -> Result<Option<Protocol>, RunError> {
    let protocol = protocol_of(split).transpose().map_err(|error| {
        let error = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        run.damaged(&format!("a protocol of stage `{}` that cannot be read: {error}", split.name))
    })?;
    Ok(protocol.filter(|protocol| !matches!(protocol, Protocol::Challenge(_))))
}

/// The protocol of a stage, with all its options.
pub(super) fn protocol_of(split: &PlanStage) -> Option<Result<Protocol, toml::de::Error>> {
    Some(option_of(split, "protocol")?.try_into())
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
