//! `manifest.json`: what went in, what came out, and by what.

use std::collections::BTreeMap;
use std::path::Path;

use artifacts::Written;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::check::MANIFEST;
use crate::plan::Plan;
use crate::stage::Outcome;

/// What a stage did, with the key by which a later run knows that it would do the same.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct StageEntry {
    pub(crate) stage: String,
    pub(crate) run: String,
    /// Stands for the program, the stage's options and all that went into it.
    pub(crate) key: String,
    pub(crate) seconds: f64,
    /// Missing where other stages ran beside it.
    pub(crate) cpu_seconds: Option<f64>,
    pub(crate) sources: Vec<Value>,
    pub(crate) steps: Vec<Value>,
    pub(crate) counts: Map<String, Value>,
    /// What else is worth knowing of what the stage did, by name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) facts: Map<String, Value>,
    pub(crate) artifacts: Vec<Value>,
}

impl StageEntry {
    pub(crate) fn new(stage: &str, run: &str, key: String, outcome: &Outcome, (wall, cpu): (f64, Option<f64>)) -> Self {
        let list = |value: Result<Value, _>| match value {
            Ok(Value::Array(list)) => list,
            _ => Vec::new(),
        };
        Self {
            stage: stage.to_owned(),
            run: run.to_owned(),
            key,
            seconds: wall,
            cpu_seconds: cpu,
            sources: list(serde_json::to_value(&outcome.sources)),
            steps: list(serde_json::to_value(&outcome.steps)),
            counts: outcome.counts.clone(),
            facts: outcome.facts.clone(),
            artifacts: list(serde_json::to_value(&outcome.artifacts)),
        }
    }

    /// The entry without times.
    pub(crate) fn without_the_machine(&self) -> Value {
        let mut entry = json!(self);
        if let Some(entry) = entry.as_object_mut() {
            entry.remove("seconds");
            entry.remove("cpu_seconds");
            for source in entry.get_mut("sources").and_then(Value::as_array_mut).into_iter().flatten() {
                if let Some(source) = source.as_object_mut() {
                    source.remove("modified");
                }
            }
        }
        entry
    }

    /// The files of the stage.
    pub(crate) fn files(&self) -> Vec<Written> {
        let text = |artifact: &Value, key: &str| artifact[key].as_str().unwrap_or_default().to_owned();
        let written = |artifact: &Value| Written {
            name: text(artifact, "file"),
            size: artifact["size"].as_u64().unwrap_or_default(),
            sha256: text(artifact, "sha256"),
        };
        self.artifacts.iter().map(written).collect()
    }
}

/// What the machine gave.
#[derive(Serialize)]
pub(crate) struct Machine {
    pub(crate) threads: usize,
    pub(crate) seconds: f64,
    pub(crate) cpu_seconds: f64,
    pub(crate) peak_memory_bytes: u64,
    pub(crate) finished: u64,
}

/// The manifest of a run. What depends on the machine stands under `machine` and in the stages' seconds alone.
pub(crate) fn manifest(
    run: &str,
    plan: &Plan,
    stages: &[StageEntry],
    (rejected, n_rejected): (&Written, usize),
    machine: &Machine,
) -> Value {
    let mut counts = Map::new();
    let mut artifacts = Map::new();
    let mut sources = Map::new();
    for entry in stages {
        counts.extend(entry.counts.clone());
        for source in &entry.sources {
            sources.insert(source["name"].as_str().unwrap_or_default().to_owned(), source.clone());
        }
        for artifact in &entry.artifacts {
            let mut described = artifact.clone();
            if let Some(map) = described.as_object_mut() {
                map.insert("stage".to_owned(), json!(entry.stage));
            }
            artifacts.insert(artifact["file"].as_str().unwrap_or_default().to_owned(), described);
        }
    }
    artifacts.insert(
        rejected.name.clone(),
        json!({
            "file": rejected.name, "shape": [n_rejected, 5], "axes": ["rows", "columns"], "size": rejected.size, "sha256": rejected.sha256,
            "about": "rows of the sources that could not be used, with file, line, reason and raw text",
            "dtype": { "source": "string", "file": "string", "line": "int64", "reason": "string", "raw": "string" },
        }),
    );
    json!({
        "program": "tastemill",
        "version": env!("CARGO_PKG_VERSION"),
        "run": run,
        "title": plan.title,
        "seed": plan.seed,
        "counts": counts,
        "sources": sources,
        "artifacts": artifacts,
        "stages": stages,
        "plan": plan,
        "machine": machine,
    })
}

/// The stages of an earlier run, by name; `None` if its manifest cannot be read.
pub(crate) fn stages_of(run: &Path) -> Option<BTreeMap<String, StageEntry>> {
    let text = std::fs::read_to_string(run.join(MANIFEST)).ok()?;
    let manifest: Value = serde_json::from_str(&text).ok()?;
    let stages: Vec<StageEntry> = serde_json::from_value(manifest["stages"].clone()).ok()?;
    Some(stages.into_iter().map(|entry| (entry.stage.clone(), entry)).collect())
}

/// A key that stands for all the given parts.
pub(crate) fn key(parts: &Value) -> String {
    let digest = Sha256::digest(parts.to_string().as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
