//! Questions to a complete run: what it recommends a user, and which songs are alike.

mod answer;
mod chosen_model;
mod recommending;
mod similar;
mod song_search;

pub use answer::{NamedSong, PlayedSong, Recommended, RecommendedSong, Similar, SimilarSong, Why};
pub use recommending::recommend;
pub use similar::similar;

use std::path::Path;

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
