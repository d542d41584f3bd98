//! Everything that the texts and pictures of a run are made of.

use crate::{Distribution, FactorLoudness, Funnel};

/// What a run made, in numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunSummary {
    /// The plan's title.
    pub title: String,
    /// The plan's short name.
    pub plan: String,
    /// Users of the run: columns of both matrices.
    pub n_users: u64,
    /// Songs of the run: rows of both matrices.
    pub n_songs: u64,
    /// Users without a row on the train side.
    pub n_test_users: u64,
    /// Cells of the train matrix.
    pub train_nnz: u64,
    /// Cells of the test matrix.
    pub test_nnz: u64,
    /// Cells of the train matrix over songs times users.
    pub density: f64,
    /// Rows left after each step.
    pub funnel: Funnel,
    /// Rows that could not be used: source, reason, how many.
    pub rejected: Vec<(String, String, u64)>,
    /// Spreads of counts; the picture shows the first two.
    pub distributions: Vec<Distribution>,
    /// Songs heard per genre, most first, then by name; an empty name stands for songs without a genre.
    pub genres: Vec<(String, u64)>,
    /// What loudness explains of the MUSIC factors, one per scale.
    pub loudness: Vec<FactorLoudness>,
    /// Remarks, one sentence each.
    pub notes: Vec<String>,
}
