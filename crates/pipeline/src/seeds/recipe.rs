//! What a value hangs on: kinds, options and sources of all stages behind it, so that two runs can be held side by side.

use std::collections::BTreeMap;

use serde_json::Value;

use super::draw::{Draw, protocol_of};
use crate::KINDS;
use crate::finished_run::{FinishedRun, option_of};
use crate::plan::PlanStage;

/// Options of `evaluate` that values hang on; the others say what is shown and how sure it is.
const OF_VALUES: [&str; 5] = ["convention", "candidates", "scale", "artist", "year"];

/// What a stage made, and all that went into it; numbers, names of stages and seeds are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Recipe {
    parts: BTreeMap<Place, String>,
}

/// Where a part stands: the ports that lead to its stage, and what it is of this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    ports: Vec<String>,
    part: Part,
}

/// What a stage hangs on itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Kind,
    Option(String),
    Source(String),
}

/// The first part in which two recipes differ; `None` where one has no such part.
pub(super) struct Difference {
    /// The kind of the stage.
    pub(super) kind: String,
    pub(super) part: Part,
    pub(super) values: [Option<String>; 2],
}

impl Recipe {
    /// What all values of a draw hang on beside the models: the judge, and the plays but for the seed of their draw.
    pub(super) fn of_question(draw: &Draw<'_>) -> Self {
        let mut recipe = Self::default();
        recipe.add(&[], draw.judge, &Extent { run: draw.run, drawn: draw.split, plays: None });
        recipe
    }

    /// What a model's lists hang on beside the draw's plays.
    pub(super) fn of_model(draw: &Draw<'_>, model: &PlanStage) -> Self {
        let mut recipe = Self::default();
        recipe.add(&[], model, &Extent { run: draw.run, drawn: draw.split, plays: Some(draw.plays()) });
        recipe
    }

    /// Whether lists in it were made elsewhere, so that it says nothing of their model.
    pub(super) fn is_foreign(&self) -> bool {
        self.parts.iter().any(|(place, value)| place.part == Part::Kind && value == "read-rankings")
    }

    pub(super) fn difference(&self, other: &Self) -> Option<Difference> {
        let places = || self.parts.keys().chain(other.parts.keys());
        let differ = places().filter(|place| self.parts.get(place) != other.parts.get(place));
        // What lies behind a stage comes before its own options: plays before those who judge on them.
        let first = differ.min_by_key(|place| (place.ports.is_empty(), *place))?;
        let kind = Place { ports: first.ports.clone(), part: Part::Kind };
        let values = [self, other].map(|recipe| recipe.parts.get(first).cloned());
        let kind = self.parts.get(&kind).or_else(|| other.parts.get(&kind)).cloned().unwrap_or_default();
        Some(Difference { kind, part: first.part.clone(), values })
    }

    fn add(&mut self, ports: &[String], stage: &PlanStage, extent: &Extent<'_>) {
        self.put(ports, Part::Kind, stage.run.clone());
        for (name, value) in extent.options(stage) {
            self.add_option(ports, name, &value);
        }
        // Lists that were made elsewhere are others for every draw.
        for (port, source) in stage.sources.iter().filter(|_| stage.run != "read-rankings") {
            let sum = extent.run.sum_of(source).unwrap_or("none");
            self.put(ports, Part::Source(port.clone()), sum.to_owned());
        }
        for (port, values) in &stage.reads {
            for (index, value) in values.iter().enumerate().filter(|(_, value)| extent.reaches(stage, port, value)) {
                let deeper: Vec<String> = ports.iter().cloned().chain([format!("{port} {index}")]).collect();
                if let Some(writer) = extent.run.writer_of(value) {
                    self.add(&deeper, writer, extent);
                }
            }
        }
    }

    /// An option that has a name and options of its own, as a protocol has, is as many options.
    fn add_option(&mut self, ports: &[String], option: String, value: &Value) {
        let Some((name, inner)) = value.as_object().and_then(|table| Some((table.get("name")?, table))) else {
            return self.put(ports, Part::Option(option), shown(value));
        };
        for (key, value) in inner.iter().filter(|(key, _)| *key != "name") {
            self.put(ports, Part::Option(format!("{option}.{key}")), shown(value));
        }
        self.put(ports, Part::Option(option), shown(name));
    }

    fn put(&mut self, ports: &[String], part: Part, value: String) {
        self.parts.insert(Place { ports: ports.to_vec(), part }, value);
    }
}

/// A value as it is told; `1` and `1.0` are the same number.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string()),
        other => other.to_string(),
    }
}

/// How far back a recipe goes.
struct Extent<'a> {
    run: &'a FinishedRun,
    /// The stage whose draw it is: its seed is left out.
    drawn: &'a PlanStage,
    /// Plays behind which nothing is looked at.
    plays: Option<&'a str>,
}

impl Extent<'_> {
    /// Whether a stage's value belongs to the recipe.
    fn reaches(&self, stage: &PlanStage, port: &str, value: &str) -> bool {
        let is_judged = stage.run == "evaluate" && port == "rankings";
        !is_judged && self.plays != Some(value)
    }

    /// The options of a stage that its value hangs on, with their defaults.
    fn options(&self, stage: &PlanStage) -> Vec<(String, Value)> {
        let kind = KINDS.iter().find(|kind| kind.name == stage.run);
        let names = kind.into_iter().flat_map(|kind| (kind.options)()).map(|card| card.name);
        let counts = |name: &&str| match stage.run.as_str() {
            "evaluate" => OF_VALUES.contains(name),
            // It changes nothing but whether the run goes on.
            "split-plays" => *name != "published",
            _ => *name != "seed",
        };
        names.filter(counts).filter_map(|name| Some((name.to_owned(), self.value(stage, name)?))).collect()
    }

    fn value(&self, stage: &PlanStage, option: &str) -> Option<Value> {
        if stage.run != "split-plays" || option != "protocol" {
            return serde_json::to_value(option_of(stage, option)?).ok();
        }
        let mut protocol = serde_json::to_value(protocol_of(stage)?).ok()?;
        if stage.name == self.drawn.name {
            protocol.as_object_mut()?.remove("seed");
        }
        Some(protocol)
    }
}
