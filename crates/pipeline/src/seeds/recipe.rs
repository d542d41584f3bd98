//! What a value hangs on: kinds, options and sources of all stages behind it, so that two runs can be held side by side.
//!
//! Every stage is looked at once, from the top of the plan down, however many stages read what it wrote. What a stage
//! reads was written above it: no manifest goes in circles.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::draw::{Draw, protocol_of};
use crate::finished_run::{FinishedRun, option_of};
use crate::plan::PlanStage;
use crate::{KINDS, Names};

/// Options of `evaluate` that values hang on; the others say what is shown and how sure it is.
const OF_VALUES: [&str; 5] = ["convention", "candidates", "scale", "artist", "year"];

/// The kind of stage that reads lists that were made elsewhere.
const FOREIGN: &str = "read-rankings";

/// What a stage made, and all that went into it; numbers, names of stages and seeds are left out.
pub(super) struct Recipe {
    /// The stages from the top of the plan to the one that is meant, which is the last.
    nodes: Vec<Node>,
}

type Hash = [u8; 32];

/// A stage with what it hangs on itself and where the rest is.
struct Node {
    parts: BTreeMap<Part, String>,
    /// By port and number the stages that wrote what it reads, with what they hang on.
    behind: BTreeMap<(String, usize), (usize, Hash)>,
    /// The same for two stages if their parts are, and all that lies behind them.
    hash: Hash,
    /// Whether it or a stage behind it reads lists that were made elsewhere.
    is_foreign: bool,
}

/// What a stage hangs on itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
        Self::of(draw.judge, &Extent { run: draw.run, drawn: draw.split, plays: None })
    }

    /// What a model's lists hang on beside the draw's plays.
    pub(super) fn of_model(draw: &Draw<'_>, model: &PlanStage) -> Self {
        Self::of(model, &Extent { run: draw.run, drawn: draw.split, plays: Some(draw.plays()) })
    }

    fn of(last: &PlanStage, extent: &Extent<'_>) -> Self {
        let (mut nodes, mut writers) = (Vec::new(), BTreeMap::new());
        for (index, stage) in extent.run.plan.stages.iter().enumerate() {
            nodes.push(Node::of(stage, extent, &writers, &nodes));
            if std::ptr::eq(stage, last) {
                break;
            }
            for value in stage.writes.values().flat_map(Names::iter) {
                writers.entry(value).or_insert(index);
            }
        }
        Self { nodes }
    }

    /// Whether lists in it were made elsewhere, so that it says nothing of their model.
    pub(super) fn is_foreign(&self) -> bool {
        self.last().is_foreign
    }

    /// The first part that is another one: the kind of the last stages, then what lies behind them, then their options.
    /// Plays come before those who judge on them.
    pub(super) fn difference(&self, other: &Self) -> Option<Difference> {
        let last = [self.last(), other.last()];
        if last[0].hash == last[1].hash {
            return None;
        }
        // Another kind has other ports, so that a comparison of what lies behind would say nothing.
        if last[0].kind() != last[1].kind() {
            return first_part(last);
        }
        self.difference_behind(other, last).or_else(|| first_part(last))
    }

    /// From the first stages that are not alike to the first behind these, until one has another part of its own.
    fn difference_behind<'a>(&'a self, other: &'a Self, mut nodes: [&'a Node; 2]) -> Option<Difference> {
        while let Some([one, another]) = first_unlike(nodes) {
            match [one.and_then(|index| self.nodes.get(index)), another.and_then(|index| other.nodes.get(index))] {
                [Some(one), Some(another)] => nodes = [one, another],
                only => return Some(lack(only)),
            }
            if let Some(found) = first_part(nodes) {
                return Some(found);
            }
        }
        None
    }

    fn last(&self) -> &Node {
        self.nodes.last().expect("a plan with the stage that is meant")
    }
}

impl PartialEq for Recipe {
    fn eq(&self, other: &Self) -> bool {
        self.last().hash == other.last().hash
    }
}

/// The first stages behind two others that are not alike.
fn first_unlike([one, another]: [&Node; 2]) -> Option<[Option<usize>; 2]> {
    let ports: BTreeSet<_> = one.behind.keys().chain(another.behind.keys()).collect();
    let at = |port: &&(String, usize)| [one.behind.get(*port), another.behind.get(*port)];
    let unlike = ports.iter().map(at).find(|[a, b]| a.map(|(_, hash)| hash) != b.map(|(_, hash)| hash))?;
    Some(unlike.map(|found| found.map(|&(index, _)| index)))
}

fn first_part([one, another]: [&Node; 2]) -> Option<Difference> {
    let parts: BTreeSet<&Part> = one.parts.keys().chain(another.parts.keys()).collect();
    let part = parts.into_iter().find(|part| one.parts.get(part) != another.parts.get(part))?;
    let values = [one, another].map(|node| node.parts.get(part).cloned());
    Some(Difference { kind: one.kind().to_owned(), part: part.clone(), values })
}

/// One side has no such stage at all.
fn lack(nodes: [Option<&Node>; 2]) -> Difference {
    let values = nodes.map(|node| node.map(|node| node.kind().to_owned()));
    Difference { kind: values.iter().flatten().next().cloned().unwrap_or_default(), part: Part::Kind, values }
}

impl Node {
    fn of(stage: &PlanStage, extent: &Extent<'_>, writers: &BTreeMap<&str, usize>, above: &[Self]) -> Self {
        let parts = parts(stage, extent);
        let mut behind = BTreeMap::new();
        for (port, values) in &stage.reads {
            for (number, value) in values.iter().enumerate().filter(|(_, value)| extent.reaches(stage, port, value)) {
                if let Some(&index) = writers.get(value) {
                    behind.insert((port.clone(), number), (index, above[index].hash));
                }
            }
        }
        let is_foreign = stage.run == FOREIGN || behind.values().any(|&(index, _)| above[index].is_foreign);
        Self { hash: hash(&parts, &behind), parts, behind, is_foreign }
    }

    fn kind(&self) -> &str {
        self.parts.get(&Part::Kind).map_or("", String::as_str)
    }
}

fn hash(parts: &BTreeMap<Part, String>, behind: &BTreeMap<(String, usize), (usize, Hash)>) -> Hash {
    let behind: Vec<_> = behind.iter().map(|(port, (_, hash))| (port, hash)).collect();
    let text = serde_json::to_vec(&(parts.iter().collect::<Vec<_>>(), behind)).expect("texts and numbers as JSON");
    Sha256::digest(text).into()
}

fn parts(stage: &PlanStage, extent: &Extent<'_>) -> BTreeMap<Part, String> {
    let mut parts = BTreeMap::from([(Part::Kind, stage.run.clone())]);
    for (name, value) in extent.options(stage) {
        add_option(&mut parts, name, &value);
    }
    // Lists that were made elsewhere are others for every draw.
    for (port, source) in stage.sources.iter().filter(|_| stage.run != FOREIGN) {
        let sum = extent.run.sum_of(source).unwrap_or("none");
        parts.insert(Part::Source(port.clone()), sum.to_owned());
    }
    parts
}

/// An option that has a name and options of its own, as a protocol has, is as many options.
fn add_option(parts: &mut BTreeMap<Part, String>, option: String, value: &Value) {
    let Some((name, inner)) = value.as_object().and_then(|table| Some((table.get("name")?, table))) else {
        parts.insert(Part::Option(option), shown(value));
        return;
    };
    for (key, value) in inner.iter().filter(|(key, _)| *key != "name") {
        parts.insert(Part::Option(format!("{option}.{key}")), shown(value));
    }
    parts.insert(Part::Option(option), shown(name));
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
        let counts = |name: &&str| match (stage.run.as_str(), *name) {
            ("evaluate", name) => OF_VALUES.contains(&name),
            // These change nothing but whether the run goes on.
            ("split-plays", "published") | (_, "max_rejected") => false,
            _ => true,
        };
        names.filter(counts).filter_map(|name| Some((name.to_owned(), self.value(stage, name)?))).collect()
    }

    fn value(&self, stage: &PlanStage, option: &str) -> Option<Value> {
        let value = serde_json::to_value(option_of(stage, option)?).ok()?;
        match (stage.run.as_str(), option) {
            ("split-plays", "protocol") => Some(self.protocol(stage).unwrap_or(value)),
            // Whoever is judged gets the same list where all others get one, too.
            ("recommend", "users") if value == "all" => Some("judged".into()),
            _ => Some(value),
        }
    }

    /// A protocol with all its options; without the seed of the draw.
    fn protocol(&self, stage: &PlanStage) -> Option<Value> {
        let mut protocol = serde_json::to_value(protocol_of(stage)?.ok()?).ok()?;
        if stage.name == self.drawn.name {
            protocol.as_object_mut()?.remove("seed");
        }
        Some(protocol)
    }
}
