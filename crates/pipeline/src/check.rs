//! All that can be known before the first stage runs: names, kinds, options, and whether the sources look right.

use std::collections::BTreeMap;
use std::path::Path;

use ingest::SourceFile;

use crate::plan::{Plan, PlanStage};
use crate::sources::{find_sources, from_source};
use crate::stage::{Kind, Need, Port, Stage, StageKind};
use crate::{KINDS, Names, RunError};

/// A plan that can be run.
pub struct Checked {
    pub(crate) stages: Vec<CheckedStage>,
    /// The sources that are there, by name.
    pub sources: BTreeMap<String, SourceFile>,
    /// Names of optional sources that are not there.
    pub missing: Vec<String>,
}

pub(crate) struct CheckedStage {
    pub(crate) plan: PlanStage,
    pub(crate) kind: &'static StageKind,
    pub(crate) stage: Box<dyn Stage>,
}

impl CheckedStage {
    /// Whether it makes values for stages below, not only files.
    pub(crate) fn makes_values(&self) -> bool {
        self.kind.writes.iter().any(|port| !matches!(port.kind, Kind::File(_)))
    }
}

/// Checks a plan and its sources under `data`. All problems of the plan are named at once; then all missing sources and
/// all that are not what their stage reads.
pub fn check(plan: &Plan, data: &Path) -> Result<Checked, RunError> {
    let (stages, problems) = check_plan(plan);
    if let Some(error) = RunError::all(problems) {
        return Err(error);
    }
    let (sources, mut problems) = find_sources(plan, data);
    for CheckedStage { plan, stage, .. } in &stages {
        for (port, name) in &plan.sources {
            if let Some(Err(error)) = sources.get(name).map(|file| stage.check(port, file)) {
                problems.push(from_source(name, error));
            }
        }
    }
    if let Some(error) = RunError::all(problems) {
        return Err(error);
    }
    let missing = plan.sources.keys().filter(|name| !sources.contains_key(*name)).cloned().collect();
    Ok(Checked { stages, sources, missing })
}

fn check_plan(plan: &Plan) -> (Vec<CheckedStage>, Vec<RunError>) {
    let mut known = Known { plan, values: BTreeMap::new(), files: Vec::new(), names: Vec::new(), problems: Vec::new() };
    let stages: Vec<CheckedStage> = plan.stages.iter().filter_map(|stage| known.stage(stage)).collect();
    if plan.stages.is_empty() {
        known.problem("plan: expected at least one [[stage]], found none".to_owned());
    }
    (stages, known.problems)
}

/// What stands above the stage that is looked at.
struct Known<'a> {
    plan: &'a Plan,
    /// What stands above, by name; `None` where the stage that writes it is not known.
    values: BTreeMap<&'a str, Option<Kind>>,
    files: Vec<&'a str>,
    names: Vec<&'a str>,
    problems: Vec<RunError>,
}

impl<'a> Known<'a> {
    fn problem(&mut self, message: String) {
        self.problems.push(RunError::usage(message));
    }

    fn stage(&mut self, stage: &'a PlanStage) -> Option<CheckedStage> {
        let name = &stage.name;
        if self.names.contains(&name.as_str()) || !is_name(name) {
            self.problem(format!("stage `{name}`: expected a name of its own of letters, digits, - and _"));
        }
        self.names.push(name);
        let Some(kind) = KINDS.iter().find(|kind| kind.name == stage.run) else {
            let kinds = KINDS.map(|kind| kind.name).join(", ");
            self.problem(format!("stage `{name}`: run: expected one of {kinds}, found `{}`", stage.run));
            self.values.extend(stage.writes.values().flat_map(Names::iter).map(|name| (name, None)));
            return None;
        };
        self.ports(stage, "sources", kind.sources, &stage.sources);
        self.ports(stage, "reads", kind.reads, &stage.reads);
        self.ports(stage, "writes", kind.writes, &stage.writes);
        self.sources(stage, kind);
        self.reads(stage, kind);
        self.writes(stage, kind);
        match (kind.parse)(&stage.with) {
            Ok(parsed) => Some(CheckedStage { plan: stage.clone(), kind, stage: parsed }),
            Err(message) => {
                self.problem(format!("stage `{name}`: with: {message}"));
                None
            }
        }
    }

    /// Each connected port exists, each required one is connected.
    fn ports<T>(&mut self, stage: &PlanStage, word: &str, ports: &[Port], connected: &BTreeMap<String, T>) {
        let known = ports.iter().map(|port| port.name).collect::<Vec<_>>().join(", ");
        let known = if known.is_empty() { "nothing" } else { &known };
        for name in connected.keys().filter(|name| !ports.iter().any(|port| port.name == *name)) {
            self.problem(format!("stage `{}`: {word}: expected {known}, found `{name}`", stage.name));
        }
        for port in ports.iter().filter(|port| port.need != Need::Optional && !connected.contains_key(port.name)) {
            self.problem(format!("stage `{}`: {word}: expected `{}`, found none", stage.name, port.name));
        }
    }

    fn sources(&mut self, stage: &PlanStage, kind: &StageKind) {
        for (port, name) in &stage.sources {
            let Some(source) = self.plan.sources.get(name) else {
                let known = self.plan.sources.keys().cloned().collect::<Vec<_>>().join(", ");
                self.problem(format!("stage `{}`: sources: expected one of {known}, found `{name}`", stage.name));
                continue;
            };
            let required = kind.sources.iter().any(|known| known.name == port && known.need == Need::Required);
            if required && source.is_optional() {
                self.problem(format!("stage `{}`: sources: expected `{name}` not to be optional", stage.name));
            }
        }
    }

    fn reads(&mut self, stage: &PlanStage, kind: &StageKind) {
        for (port, values) in &stage.reads {
            let Some(known) = kind.reads.iter().find(|known| known.name == port) else { continue };
            if known.need != Need::Several && !values.is_single() {
                self.problem(format!("stage `{}`: reads: expected one value at `{port}`, found several", stage.name));
            }
            for (at, value) in values.iter().enumerate() {
                self.read(stage, known, value);
                if values.iter().take(at).any(|earlier| earlier == value) {
                    self.problem(format!(
                        "stage `{}`: reads: expected each value once at `{port}`, found `{value}` twice",
                        stage.name
                    ));
                }
            }
        }
    }

    fn read(&mut self, stage: &PlanStage, port: &Port, value: &str) {
        let wanted = port.kind;
        match self.values.get(value) {
            Some(None) => {}
            Some(Some(found)) if *found == wanted => {}
            Some(Some(found)) => self.problem(format!(
                "stage `{}`: reads: expected {} at `{}`, found {} `{value}`",
                stage.name,
                wanted.name(),
                port.name,
                found.name()
            )),
            None => self.problem(format!(
                "stage `{}`: reads: expected a value that a stage above writes, found `{value}`",
                stage.name
            )),
        }
    }

    fn writes(&mut self, stage: &'a PlanStage, kind: &StageKind) {
        for (port, names) in &stage.writes {
            let Some(made) = kind.writes.iter().find(|known| known.name == port).map(|port| port.kind) else {
                continue;
            };
            if !matches!(made, Kind::File(_)) && !names.is_single() {
                self.problem(format!("stage `{}`: writes: expected one name at `{port}`, found several", stage.name));
            }
            for name in names.iter() {
                self.written(stage, made, name);
            }
        }
    }

    fn written(&mut self, stage: &PlanStage, made: Kind, name: &'a str) {
        let taken = match made {
            Kind::File(endings) => {
                if !is_file_name(name) || !endings.iter().any(|ending| name.ends_with(ending)) {
                    self.problem(format!(
                        "stage `{}`: writes: expected a plain file name that ends in {}, found `{name}`",
                        stage.name,
                        endings.join(" or ")
                    ));
                }
                let taken = self.files.contains(&name) || RESERVED.contains(&name);
                self.files.push(name);
                taken
            }
            value => self.values.insert(name, Some(value)).is_some(),
        };
        if taken {
            self.problem(format!("stage `{}`: writes: expected a name of its own, found `{name}`", stage.name));
        }
    }
}

/// Files that every run writes itself.
pub(crate) const REJECTED: &str = "rejected.parquet";
pub(crate) const MANIFEST: &str = "manifest.json";
const RESERVED: [&str; 3] = [REJECTED, MANIFEST, artifacts::CHECKSUMS];

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Whether a file can have this name in a run's folder: a plain one, in no other folder.
pub(crate) fn is_file_name(name: &str) -> bool {
    !name.starts_with('.') && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
