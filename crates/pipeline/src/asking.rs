//! Questions to a complete run: what it recommends a user, and which songs are alike.

mod answer;
mod chosen_model;
mod recommending;
mod similar;
mod song_search;
mod titles;

pub use answer::{NamedSong, PlayedSong, Recommended, RecommendedSong, Similar, SimilarSong, Why};
pub use recommending::recommend;
pub use similar::similar;

use std::path::Path;

use artifacts::sha256_of;

use crate::finished_run::FinishedRun;
use crate::{Exit, RunError};

/// Which run is asked, and for how much.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The run's folder.
    pub run: &'a Path,
    /// The model: its own stage, a stage that recommends by it, or its name in the plan; the last that can answer.
    pub model: Option<&'a str>,
    /// How many songs at most.
    pub k: usize,
}

/// An error unless a file of the run has the bytes that the run wrote. O(file).
fn check_bytes(run: &FinishedRun, path: &Path) -> Result<(), RunError> {
    let sha256 = sha256_of(path).map_err(|error| RunError::new(Exit::Io, format!("{}: {error}", path.display())))?;
    run.check_sha256(path, &sha256)
}
