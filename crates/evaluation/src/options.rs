//! What is judged, and how.

use domain::{ListeningHistory, UserId};

use crate::{Catalogue, Convention, Metric};

/// Everything that stays the same for all models of an evaluation.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The users to be judged, ascending, each once.
    pub users: &'a [UserId],
    /// What models were shown of every user.
    pub visible: &'a ListeningHistory,
    /// What was kept from them. A pair that stands there twice is one hidden song.
    pub hidden: &'a ListeningHistory,
    /// The songs.
    pub catalogue: &'a Catalogue,
    /// What is measured, each metric once.
    pub metrics: &'a [Metric],
    /// Whose definitions.
    pub convention: Convention,
    /// Whether a list may hold a song that its user has heard.
    pub heard: HeardSongs,
}

/// Whether lists may hold songs that their user has among the visible plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HeardSongs {
    /// No: such a list is an error.
    Refused,
    /// Yes: such a song takes a place and is no hit. For lists that were made elsewhere.
    Allowed,
}

/// How sure is sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatisticsOptions {
    /// Where the random numbers of bootstrap and randomisation test start.
    pub seed: u64,
    /// Resamples of the bootstrap.
    pub n_resamples: usize,
    /// Random sign patterns of the randomisation test.
    pub n_flips: usize,
    /// The metrics under which all pairs of models are compared.
    pub compared: Vec<Metric>,
}

impl StatisticsOptions {
    /// The usual numbers: 1,000 resamples, 10,000 sign patterns.
    pub fn new(seed: u64, compared: Vec<Metric>) -> Self {
        Self { seed, n_resamples: 1_000, n_flips: 10_000, compared }
    }
}
