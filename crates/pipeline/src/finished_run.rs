//! A run that is complete, known by its manifest: which stages it had, and which files they left.

use std::io;
use std::path::{Path, PathBuf};

use artifacts::{TableError, sha256_of};
use serde_json::Value;

use crate::check::{MANIFEST, is_file_name};
use crate::plan::{Plan, PlanStage};
use crate::regular_file::open_regular;
use crate::stages::default_of;
use crate::{Exit, Names, RunError};

/// A run's folder with what its manifest says.
pub(crate) struct FinishedRun {
    pub(crate) place: PathBuf,
    /// Its name: the plan's, and a hash.
    pub(crate) name: String,
    /// The plan that was run.
    pub(crate) plan: Plan,
    /// What is known of each source, by name.
    pub(crate) sources: Value,
    /// The version of the program that made it.
    pub(crate) version: String,
    /// What each stage did, in their order.
    entries: Value,
    /// What is known of each file, by name.
    artifacts: Value,
}

impl FinishedRun {
    /// Reads the manifest in a run's folder.
    pub(crate) fn open(place: &Path) -> Result<Self, RunError> {
        let mut manifest = read_manifest(place)?;
        let mut part = |name: &str| manifest.get_mut(name).map(Value::take).unwrap_or_default();
        let plan = serde_json::from_value(part("plan"))
            .map_err(|error| damaged_manifest(place, &format!("another plan: {error}")))?;
        let name = part("run").as_str().ok_or_else(|| damaged_manifest(place, "no name of a run"))?.to_owned();
        let version = part("version").as_str().unwrap_or_default().to_owned();
        let [sources, artifacts, entries] = ["sources", "artifacts", "stages"].map(part);
        Ok(Self { place: place.to_owned(), name, plan, sources, artifacts, version, entries })
    }

    /// The stages of a kind, in the order of the plan.
    pub(crate) fn stages_of<'a>(&'a self, kind: &'a str) -> impl DoubleEndedIterator<Item = &'a PlanStage> {
        self.plan.stages.iter().filter(move |stage| stage.run == kind)
    }

    /// The stage that writes a value.
    pub(crate) fn writer_of(&self, value: &str) -> Option<&PlanStage> {
        self.plan.stages.iter().find(|stage| stage.writes.values().any(|names| names.iter().any(|name| name == value)))
    }

    /// What a stage told of what it did, by name; null if it did not.
    pub(crate) fn fact(&self, stage: &PlanStage, name: &str) -> &Value {
        let mut entries = self.entries.as_array().into_iter().flatten();
        entries.find(|entry| entry["stage"] == stage.name.as_str()).map_or(&Value::Null, |entry| &entry["facts"][name])
    }

    /// The SHA-256 of a source, if it was read.
    pub(crate) fn sum_of(&self, source: &str) -> Option<&str> {
        self.sources[source]["sha256"].as_str()
    }

    /// The file with this ending that a stage left at a port; an error says what the plan lacks.
    pub(crate) fn file(&self, stage: &PlanStage, port: &str, ending: &str) -> Result<PathBuf, RunError> {
        let named = stage.writes.get(port).and_then(|names| names.iter().find(|name| name.ends_with(ending)));
        if let Some(name) = named.filter(|name| !is_file_name(name)) {
            return Err(self.damaged(&format!("a file of stage `{}` that is not in the run: `{name}`", stage.name)));
        }
        named.map(|name| self.place.join(name)).ok_or_else(|| {
            let found = stage
                .writes
                .get(port)
                .map_or_else(|| "none".to_owned(), |names| names.iter().collect::<Vec<_>>().join(", "));
            self.lacks(
                &format!("stage `{}` to write a {ending} file at `{port}`, found {found}", stage.name),
                &format!(
                    "add `{port} = \"NAME{ending}\"` to the `writes` of the stage `{}` and run the plan again",
                    stage.name
                ),
            )
        })
    }

    /// An error unless these are the bytes of a file as the run wrote it.
    pub(crate) fn check_sha256(&self, path: &Path, sha256: &str) -> Result<(), RunError> {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let written = self.artifacts[&*name]["sha256"].as_str();
        if written == Some(sha256) {
            return Ok(());
        }
        let expected = format!("{}: expected the bytes that the run wrote", path.display());
        let (written, found) = (written.unwrap_or("none in the manifest"), sha256);
        Err(RunError::new(Exit::Data, format!("{expected} (SHA-256 {written}), found others ({found})"))
            .with_hint("the file was changed since: `tastemill verify` looks at all files of the run"))
    }

    /// An error unless a file is as the run wrote it. Reads it once.
    pub(crate) fn check_file(&self, path: &Path) -> Result<(), RunError> {
        let sum = sha256_of(path).map_err(|source| TableError::Open { path: path.to_owned(), source })?;
        self.check_sha256(path, &sum)
    }

    /// An error: the manifest is not as a run left it.
    pub(crate) fn damaged(&self, found: &str) -> RunError {
        damaged_manifest(&self.place, found)
    }

    /// An error: the run was made by a plan without something.
    pub(crate) fn lacks(&self, expected: &str, hint: &str) -> RunError {
        RunError::new(Exit::NoInput, format!("{}: expected {expected}", self.place.display())).with_hint(hint)
    }

    /// An error: the run judged nothing.
    pub(crate) fn lacks_a_judge(&self) -> RunError {
        self.lacks(
            "a stage `evaluate`, found none",
            "add one to the plan, with writes = { scores = \"scores.parquet\" }, and run it again; `tastemill stages evaluate` says more",
        )
    }

    /// An option of the last stage `evaluate` that is a text, or what it is by default.
    pub(crate) fn judging_text(&self, option: &str) -> String {
        let named = self.stages_of("evaluate").next_back().and_then(|stage| stage.with.get(option).cloned());
        let value = named.or_else(|| default_of("evaluate", option));
        value.and_then(|value| Some(value.as_str()?.to_owned())).unwrap_or_default()
    }
}

/// The manifest in a run's folder, which is an object.
pub(crate) fn read_manifest(place: &Path) -> Result<Value, RunError> {
    let text = open_regular(&place.join(MANIFEST)).and_then(io::read_to_string).map_err(|found| {
        if found.kind() == io::ErrorKind::InvalidData {
            return damaged_manifest(place, &found.to_string());
        }
        let problem = format!("{}: expected a run, found no {MANIFEST} that can be read: {found}", place.display());
        RunError::new(Exit::NoInput, problem).with_hint("OUT/latest is the last complete run of OUT")
    })?;
    let manifest: Value = serde_json::from_str(&text).map_err(|error| damaged_manifest(place, &error.to_string()))?;
    if manifest.is_object() { Ok(manifest) } else { Err(damaged_manifest(place, "JSON that is no object")) }
}

/// An error: the manifest of a run is none.
pub(crate) fn damaged_manifest(place: &Path, found: &str) -> RunError {
    let path = place.join(MANIFEST);
    RunError::new(Exit::Data, format!("{}: expected the manifest of a run, found {found}", path.display()))
}

/// An option of a stage as it was run; `None` if its kind has no such option.
pub(crate) fn option_of(stage: &PlanStage, option: &str) -> Option<toml::Value> {
    stage.with.get(option).cloned().or_else(|| default_of(&stage.run, option))
}

/// The value that a stage reads at a port.
pub(crate) fn reads<'a>(stage: &'a PlanStage, port: &str) -> Option<&'a str> {
    stage.reads.get(port).map(Names::first)
}

/// The value that a stage writes at a port.
pub(crate) fn writes<'a>(stage: &'a PlanStage, port: &str) -> Option<&'a str> {
    stage.writes.get(port).map(Names::first)
}
