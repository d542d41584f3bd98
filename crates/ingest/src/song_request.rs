//! What is wanted of a table of songs.

use std::path::Path;

use domain::AudioFeature;
use serde::{Deserialize, Serialize};

use crate::bytes_literal::TextStyle;
use crate::error::IngestError;

/// The column of song ids.
pub(crate) const SONG_ID: &str = "song_id";
/// The column of track ids.
pub(crate) const TRACK_ID: &str = "track_id";

/// Which columns of a table of songs are read, how, and what must be there.
#[derive(Clone, Debug, PartialEq)]
pub struct SongRequest {
    /// How wrapped text is taken.
    pub text: TextStyle,
    /// The share of rows that may be unusable, 0 to 1.
    pub max_rejected: f64,
    /// The columns to keep beside ids and features; none named: all.
    pub columns: Vec<String>,
    /// Whether the six audio features must be there.
    pub features: FeatureNeed,
    /// Which table of an HDF5 file; empty: the only one.
    pub key: String,
    /// Whether it is one of songs at all.
    pub table: TableKind,
}

/// Whether a table is one of songs, with ids and features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// It is: ids and features are looked at.
    Songs,
    /// Any table: no column is needed, and none has a meaning.
    Any,
}

/// Whether the columns of the six audio features must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FeatureNeed {
    /// A table without one of them is refused.
    #[default]
    Required,
    /// Songs without features have no MUSIC vector, and are songs all the same.
    Optional,
}

impl Default for SongRequest {
    fn default() -> Self {
        Self {
            text: TextStyle::Decoded,
            max_rejected: 0.001,
            columns: Vec::new(),
            features: FeatureNeed::Required,
            key: String::new(),
            table: TableKind::Songs,
        }
    }
}

impl SongRequest {
    /// A request for all of any table.
    pub(crate) fn any_table(key: &str) -> Self {
        Self { key: key.to_owned(), table: TableKind::Any, max_rejected: 0.0, ..Self::default() }
    }

    /// Whether a column holds song ids.
    pub(crate) fn is_song_id(&self, name: &str) -> bool {
        self.table == TableKind::Songs && name == SONG_ID
    }

    /// Whether a column holds track ids.
    pub(crate) fn is_track_id(&self, name: &str) -> bool {
        self.table == TableKind::Songs && name == TRACK_ID
    }

    /// Whether a column is one of the six audio features.
    pub(crate) fn is_feature(&self, name: &str) -> bool {
        self.table == TableKind::Songs && AudioFeature::ALL.iter().any(|feature| feature.column() == name)
    }

    /// Whether a column is to be kept if it is there.
    pub(crate) fn wants(&self, name: &str) -> bool {
        let is_own = self.is_song_id(name) || self.is_track_id(name) || self.is_feature(name);
        is_own || self.columns.is_empty() || self.columns.iter().any(|wanted| wanted == name)
    }

    /// The columns that must be there and are not among `names`.
    pub(crate) fn missing(&self, names: &[String]) -> Vec<String> {
        if self.table == TableKind::Any {
            return Vec::new();
        }
        let features = AudioFeature::ALL.map(AudioFeature::column);
        let features = features.into_iter().filter(|_| self.features == FeatureNeed::Required);
        let needed = [SONG_ID, TRACK_ID].into_iter().chain(features).chain(self.columns.iter().map(String::as_str));
        needed.filter(|needed| !names.iter().any(|name| name == needed)).map(str::to_owned).collect()
    }

    /// An error if a column that must be there is not among `names`.
    pub(crate) fn check(&self, path: &Path, names: &[String]) -> Result<(), IngestError> {
        let missing = self.missing(names);
        if missing.is_empty() {
            return Ok(());
        }
        Err(IngestError::Columns { path: path.to_owned(), missing, found: names.to_owned() })
    }
}
