//! Whether two runs asked their models the same: the hidden plays, and what came before them.

use std::collections::BTreeMap;

use serde_json::json;

use crate::finished_run::FinishedRun;
use crate::plan::PlanStage;
use crate::{Exit, RunError};

/// Stages that decide which plays are visible and which are hidden.
const OF_PLAYS: [&str; 4] = ["read-songs", "add-songs", "read-triplets", "split-plays"];

/// An error if the hidden plays come from other sources: where a protocol draws them from the visible ones, from these.
pub(super) fn check_truth(runs: &[FinishedRun; 2]) -> Result<(), RunError> {
    let drawn = runs.each_ref().map(|run| run.stages_of("split-plays").any(draws));
    let truths = [0, 1].map(|side| truth(&runs[side], drawn[side]));
    let places = runs.each_ref().map(|run| run.place.display());
    let of = |side: usize| if drawn[side] { "drawn by a protocol" } else { "of the files" };
    let found = if drawn[0] != drawn[1] {
        format!("plays {} in {} and {} in {}", of(0), places[0], of(1), places[1])
    } else if truths[0] != truths[1] {
        format!("plays of other sources in {} and {} (SHA-256 in their manifests)", places[0], places[1])
    } else {
        return Ok(());
    };
    Err(RunError::new(Exit::Data, format!("expected runs that hid the same plays, found {found}"))
        .with_hint("values can be paired only where the same songs of the same users were to be found"))
}

/// Whether a stage `split-plays` draws what is hidden itself.
fn draws(stage: &PlanStage) -> bool {
    let protocol = stage.with.get("protocol").and_then(|protocol| protocol.get("name")?.as_str());
    protocol.is_some_and(|protocol| protocol != "challenge")
}

/// The SHA-256 of the sources from which hidden plays come, by port.
fn truth(run: &FinishedRun, is_drawn: bool) -> BTreeMap<String, Option<String>> {
    let ports: &[&str] = if is_drawn { &["train", "visible"] } else { &["hidden"] };
    let connected = run.stages_of("read-triplets").flat_map(|stage| &stage.sources);
    connected
        .filter(|(port, _)| ports.contains(&port.as_str()))
        .map(|(port, source)| (port.clone(), run.sum_of(source).map(str::to_owned)))
        .collect()
}

/// What differs before the models: protocols, options of reading, the content of other sources.
pub(super) fn differences_of_plays(runs: &[FinishedRun; 2]) -> Vec<String> {
    let mut told = Vec::new();
    for kind in OF_PLAYS {
        let [a, b] = runs.each_ref().map(|run| options_of(run, kind));
        if a != b {
            let then = if kind == "split-plays" { "; other songs may be hidden" } else { "" };
            told.push(format!("plays: `{kind}` differs: {a} in A, {b} in B{then}"));
        }
    }
    let names: Vec<&String> =
        runs.iter().flat_map(|run| run.sources.as_object().into_iter().flat_map(|sources| sources.keys())).collect();
    let mut names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        match [0, 1].map(|side| runs[side].sum_of(name)) {
            [Some(a), Some(b)] if a != b => told.push(format!("sources: `{name}` has another content in A than in B")),
            [Some(_), None] => told.push(format!("sources: `{name}` was read in A alone")),
            [None, Some(_)] => told.push(format!("sources: `{name}` was read in B alone")),
            _ => {}
        }
    }
    told
}

/// The options of all stages of a kind, as a text.
fn options_of(run: &FinishedRun, kind: &str) -> String {
    let options: Vec<String> = run.stages_of(kind).map(|stage| json!(stage.with).to_string()).collect();
    if options.is_empty() { "none".to_owned() } else { options.join(", ") }
}
