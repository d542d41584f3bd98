//! What a stage is: ports, options, and one call.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;

use artifacts::{ModelHashes, Written, vocabulary_hash};
use domain::{FunnelStep, Meter, Plays, Rejected, SongTable, UserId};
use ingest::{IngestError, SourceFile, SourceRecord};
use matrices::digest_of_visible;
use recommenders::{Heard, Model};
use serde::Serialize;

use crate::compartment::Compartment;
use crate::plan::{Plan, PlanStage};
use crate::{Names, OptionCard, RunError};

/// What stands at a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Songs with features and genres, in memory.
    Songs,
    /// Numbered plays, in memory.
    Plays,
    /// A fitted model, in memory.
    Model,
    /// Ranked songs of users, in a file.
    Rankings,
    /// A source.
    Source,
    /// Files, each with one of these endings, which says the format.
    File(&'static [&'static str]),
}

impl Kind {
    /// How it is called.
    pub fn name(self) -> String {
        match self {
            Self::Songs => "songs".to_owned(),
            Self::Plays => "plays".to_owned(),
            Self::Model => "model".to_owned(),
            Self::Rankings => "rankings".to_owned(),
            Self::Source => "source".to_owned(),
            Self::File(endings) => format!("file {}", endings.join(" or ")),
        }
    }
}

/// Whether a plan may leave a port open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It must be connected.
    Required,
    /// It may be left out.
    Optional,
    /// It must be connected, to one value or to a list of them.
    Several,
}

/// A place where a stage takes or gives something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name in a plan.
    pub name: &'static str,
    /// What stands there.
    pub kind: Kind,
    /// Whether it may be left open.
    pub need: Need,
    /// What it is for.
    pub about: &'static str,
}

impl Port {
    pub(crate) const fn required(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, need: Need::Required, about }
    }

    pub(crate) const fn several(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, need: Need::Several, about }
    }

    pub(crate) const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, need: Need::Optional, about }
    }
}

/// A kind of stage that plans may use.
pub struct StageKind {
    /// Its name in `run = "..."`.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Files from outside.
    pub sources: &'static [Port],
    /// Values of earlier stages.
    pub reads: &'static [Port],
    /// Values and files it makes.
    pub writes: &'static [Port],
    /// Its options.
    pub options: fn() -> Vec<OptionCard>,
    pub(crate) parse: fn(&toml::Table) -> Result<Box<dyn Stage>, String>,
}

/// A stage with its options.
pub(crate) trait Stage: Send + Sync {
    /// Whether the source at a port looks like what the stage reads; asked before any stage runs.
    fn check(&self, _port: &str, _file: &SourceFile) -> Result<(), IngestError> {
        Ok(())
    }

    /// Whether the stage tells what those above it did: it then begins when they are done.
    fn reads_the_record(&self) -> bool {
        false
    }

    /// Load, one call, save.
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError>;
}

/// What the stages of a run have made so far.
#[derive(Default)]
pub(crate) struct Values {
    pub(crate) songs: BTreeMap<String, SongTable>,
    pub(crate) plays: BTreeMap<String, NumberedPlays>,
    pub(crate) models: BTreeMap<String, FittedModel>,
    pub(crate) rankings: BTreeMap<String, RankingsFile>,
}

/// Plays, and the hashes by which they are known again.
pub(crate) struct NumberedPlays {
    pub(crate) plays: Plays,
    /// Made when it is first asked for.
    identity: OnceLock<ModelHashes>,
}

impl From<Plays> for NumberedPlays {
    fn from(plays: Plays) -> Self {
        Self { plays, identity: OnceLock::new() }
    }
}

impl NumberedPlays {
    /// What a model fitted on these plays has seen.
    fn identity(&self) -> &ModelHashes {
        self.identity.get_or_init(|| ModelHashes {
            users: vocabulary_hash(&self.plays.users),
            songs: vocabulary_hash(&self.plays.songs),
            visible: digest_of_visible(&self.plays),
        })
    }
}

/// A model, and what it was fitted on.
pub(crate) struct FittedModel {
    /// The name of the stage that fitted it.
    pub(crate) name: String,
    pub(crate) model: Box<dyn Model>,
    /// The songs and visible rows it was fitted on.
    pub(crate) fitted_on: ModelHashes,
}

/// Rankings on the disk, with what the file does not say.
pub(crate) struct RankingsFile {
    /// The name of the stage that made them: what the report calls them.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// Users whose lists end within a tie, ascending.
    pub(crate) cut_in_tie: Vec<UserId>,
    /// What the models behind them have seen; empty for rankings made elsewhere, of which nothing is known.
    pub(crate) fitted_on: Vec<ModelHashes>,
    /// Which songs could be in the lists, in words.
    pub(crate) mask: String,
    /// Whether songs that nobody who trains plays may be in the lists.
    pub(crate) is_of_all_songs: bool,
    /// Whether songs that a user is known to have played may be in the user's list.
    pub(crate) heard: Heard,
    /// The longest list that was asked for.
    pub(crate) k: usize,
}

impl Values {
    /// Keeps the values of the given names alone.
    pub(crate) fn retain(&mut self, names: &BTreeSet<&str>) {
        self.songs.retain(|name, _| names.contains(name.as_str()));
        self.plays.retain(|name, _| names.contains(name.as_str()));
        self.models.retain(|name, _| names.contains(name.as_str()));
        self.rankings.retain(|name, _| names.contains(name.as_str()));
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        self.songs.append(&mut other.songs);
        self.plays.append(&mut other.plays);
        self.models.append(&mut other.models);
        self.rankings.append(&mut other.rankings);
    }
}

/// What the stages of a run have told so far.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) funnel: Vec<FunnelStep>,
    pub(crate) notes: Vec<String>,
    /// The stages' entries in the manifest, without what differs from one machine to the next.
    pub(crate) record: Vec<serde_json::Value>,
    /// Source, reason and number of the rejected rows.
    pub(crate) rejected: Vec<(String, String, u64)>,
}

/// What one stage did, for the manifest and for the stages below.
#[derive(Default, Serialize)]
pub(crate) struct Outcome {
    pub(crate) sources: Vec<SourceRecord>,
    pub(crate) steps: Vec<Step>,
    pub(crate) counts: serde_json::Map<String, serde_json::Value>,
    /// What else is worth knowing, by name.
    #[serde(skip)]
    pub(crate) facts: serde_json::Map<String, serde_json::Value>,
    pub(crate) artifacts: Vec<Artifact>,
    #[serde(skip)]
    pub(crate) rejected: Vec<Rejected>,
    #[serde(skip)]
    pub(crate) made: Values,
    #[serde(skip)]
    pub(crate) funnel: Vec<FunnelStep>,
    #[serde(skip)]
    pub(crate) notes: Vec<String>,
}

/// Rows in and out of a step of a stage.
#[derive(Serialize)]
pub(crate) struct Step {
    #[serde(rename = "step")]
    pub(crate) name: String,
    pub(crate) rows_in: u64,
    pub(crate) rows_out: u64,
    pub(crate) rejected: u64,
}

/// A file that a stage wrote.
#[derive(Serialize)]
pub(crate) struct Artifact {
    #[serde(rename = "file")]
    pub(crate) name: String,
    pub(crate) shape: Vec<u64>,
    pub(crate) axes: Vec<&'static str>,
    pub(crate) dtype: serde_json::Value,
    pub(crate) about: &'static str,
    pub(crate) size: u64,
    pub(crate) sha256: String,
}

/// What an artifact is, said by the stage that writes it.
pub(crate) struct Description {
    pub(crate) shape: Vec<usize>,
    pub(crate) axes: &'static [&'static str],
    pub(crate) dtype: serde_json::Value,
    pub(crate) about: &'static str,
}

/// Where a stage works: its place in the plan, the values at its ports, the shelf.
pub(crate) struct Bench<'a> {
    pub(crate) title: &'a str,
    pub(crate) plan_name: &'a str,
    pub(crate) plan: &'a Plan,
    /// The plan's seed.
    pub(crate) seed: u64,
    pub(crate) stage: &'a PlanStage,
    pub(crate) sources: &'a BTreeMap<String, SourceFile>,
    pub(crate) values: &'a Values,
    /// What the stages above have told.
    pub(crate) told: &'a Told,
    pub(crate) shelf: Compartment<'a>,
    pub(crate) meter: &'a Meter,
    pub(crate) outcome: Outcome,
    /// Whether files are written, or the stage runs for its values alone.
    pub(crate) writes_files: bool,
}

impl<'a> Bench<'a> {
    /// The source at a port, if the plan connects one that is there.
    pub(crate) fn source(&self, port: &str) -> Option<&SourceFile> {
        self.stage.sources.get(port).and_then(|name| self.sources.get(name))
    }

    /// The source at a port that must be connected.
    pub(crate) fn required_source(&self, port: &str) -> &SourceFile {
        self.source(port).expect("the plan was checked: required sources are there")
    }

    pub(crate) fn songs(&self) -> &'a SongTable {
        &self.values.songs[self.stage.reads["songs"].first()]
    }

    /// The songs, if the plan connects any.
    pub(crate) fn optional_songs(&self) -> Option<&'a SongTable> {
        self.stage.reads.get("songs").map(|name| &self.values.songs[name.first()])
    }

    pub(crate) fn plays(&self) -> &'a Plays {
        &self.values.plays[self.stage.reads["plays"].first()].plays
    }

    /// The hashes of the plays.
    pub(crate) fn identity(&self) -> &'a ModelHashes {
        self.values.plays[self.stage.reads["plays"].first()].identity()
    }

    pub(crate) fn model(&self) -> &'a FittedModel {
        &self.values.models[self.stage.reads["model"].first()]
    }

    /// All rankings at a port, in the order of the plan.
    pub(crate) fn rankings(&self, port: &str) -> Vec<&'a RankingsFile> {
        let names = self.stage.reads.get(port).into_iter().flat_map(Names::iter);
        names.map(|name| &self.values.rankings[name]).collect()
    }

    /// The file names that the plan gives to a port, if files are wanted.
    pub(crate) fn files(&self, port: &str) -> Vec<String> {
        let names = self.stage.writes.get(port).filter(|_| self.writes_files);
        names.into_iter().flat_map(Names::iter).map(str::to_owned).collect()
    }

    /// Tells people something.
    pub(crate) fn note(&mut self, text: String) {
        self.outcome.notes.push(text);
    }

    /// The name that the plan gives to a value.
    pub(crate) fn value(&self, port: &str) -> String {
        self.stage.writes[port].first().to_owned()
    }

    /// Notes a count for the manifest.
    pub(crate) fn count(&mut self, name: &str, n: usize) {
        self.outcome.counts.insert(name.to_owned(), n.into());
    }

    /// Notes a step for the manifest.
    pub(crate) fn step(&mut self, step: &str, rows_in: u64, rows_out: u64, rejected: u64) {
        self.outcome.steps.push(Step { name: step.to_owned(), rows_in, rows_out, rejected });
    }

    /// Notes files for the manifest.
    pub(crate) fn keep_all(&mut self, files: Vec<(Written, Description)>) {
        for (written, description) in files {
            self.keep(written, description);
        }
    }

    /// Notes a file for the manifest.
    pub(crate) fn keep(&mut self, written: Written, description: Description) {
        self.outcome.artifacts.push(Artifact {
            name: written.name,
            shape: description.shape.into_iter().map(|n| n as u64).collect(),
            axes: description.axes.to_vec(),
            dtype: description.dtype,
            about: description.about,
            size: written.size,
            sha256: written.sha256,
        });
    }
}
