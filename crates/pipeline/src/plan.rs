//! A plan: which sources, which stages, in which order. Parsed from TOML; nothing about the machine is in it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::setting::set;
use crate::{Names, RunError};

/// What is to be done, read from top to bottom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What the plan is for, in one line.
    pub title: String,
    /// The seed of everything random.
    #[serde(default)]
    pub seed: u64,
    /// The files from outside, by name.
    #[serde(default)]
    pub sources: BTreeMap<String, PlanSource>,
    /// The stages in their order.
    #[serde(default, rename = "stage")]
    pub stages: Vec<PlanStage>,
}

/// A file that a plan names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum PlanSource {
    /// A file that must be there, or the files of which the first that is there is taken.
    File(Names),
    /// Files and whether all of them may be missing.
    Described(DescribedSource),
}

/// Files and whether all of them may be missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DescribedSource {
    /// The file, under the data folder; of several the first that is there.
    pub file: Names,
    /// Whether the run goes on without it.
    #[serde(default)]
    pub optional: bool,
}

/// By hand, so that a misspelt key is named; serde's own untagged enums only say that nothing fits.
impl<'de> Deserialize<'de> for PlanSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FileOrTable;

        impl<'de> Visitor<'de> for FileOrTable {
            type Value = PlanSource;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a file name, a list of them, or { file = \"...\", optional = true }")
            }

            fn visit_str<E: de::Error>(self, file: &str) -> Result<PlanSource, E> {
                Ok(PlanSource::File(Names::from(file)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, files: A) -> Result<PlanSource, A::Error> {
                Names::deserialize(SeqAccessDeserializer::new(files)).map(PlanSource::File)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PlanSource, A::Error> {
                DescribedSource::deserialize(MapAccessDeserializer::new(map)).map(PlanSource::Described)
            }
        }

        deserializer.deserialize_any(FileOrTable)
    }
}

impl PlanSource {
    /// The files, under the data folder, of which the first that is there is taken.
    pub fn files(&self) -> &Names {
        match self {
            Self::File(file) | Self::Described(DescribedSource { file, .. }) => file,
        }
    }

    /// Whether the run goes on without it.
    pub fn is_optional(&self) -> bool {
        matches!(self, Self::Described(DescribedSource { optional: true, .. }))
    }
}

/// A stage of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanStage {
    /// Its name in this plan.
    pub name: String,
    /// What it does: the name of a stage kind.
    pub run: String,
    /// Which source stands at which of its ports.
    #[serde(default)]
    pub sources: BTreeMap<String, String>,
    /// Which values of earlier stages stand at which of its ports.
    #[serde(default)]
    pub reads: BTreeMap<String, Names>,
    /// Which names its values and files get.
    #[serde(default)]
    pub writes: BTreeMap<String, Names>,
    /// Its options.
    #[serde(default)]
    pub with: toml::Table,
}

/// What the command line changes in a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `NAME=FILE`, each.
    pub sources: Vec<String>,
    /// `STAGE.OPTION=VALUE` or `STAGE.OPTION.KEY=VALUE`, each.
    pub settings: Vec<String>,
}

impl Plan {
    /// Reads a plan and applies what the command line changes.
    pub fn read(path: &Path, overrides: &Overrides) -> Result<Self, RunError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| RunError::usage(format!("{}: expected a plan, found: {error}", path.display())))?;
        let mut plan: Self = toml::from_str(&text)
            .map_err(|error| RunError::usage(format!("{}: {}", path.display(), error.to_string().trim_end())))?;
        let problems = plan.apply(overrides);
        match RunError::all(problems) {
            Some(error) => Err(error),
            None => Ok(plan),
        }
    }

    fn apply(&mut self, overrides: &Overrides) -> Vec<RunError> {
        let sources = overrides.sources.iter().map(String::as_str).collect::<Vec<_>>();
        let settings = overrides.settings.iter().map(String::as_str).collect::<Vec<_>>();
        let replaced = sources.into_iter().filter_map(|text| self.replace_source(text).err()).collect::<Vec<_>>();
        let set = settings.into_iter().filter_map(|text| set(&mut self.stages, text).err()).collect::<Vec<_>>();
        replaced.into_iter().chain(set).collect()
    }

    fn replace_source(&mut self, text: &str) -> Result<(), RunError> {
        let (name, file) = text
            .split_once('=')
            .filter(|(_, file)| !file.is_empty())
            .ok_or_else(|| RunError::usage(format!("--source {text}: expected NAME=FILE")))?;
        let known = self.sources.keys().cloned().collect::<Vec<_>>().join(", ");
        let Some(source) = self.sources.get_mut(name) else {
            return Err(RunError::usage(format!("--source {text}: expected one of {known}, found `{name}`")));
        };
        // Whoever names a file wants it read.
        *source = PlanSource::File(Names::from(file));
        Ok(())
    }
}
