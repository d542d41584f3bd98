//! Scores of a block of users.

use std::ops::Range;

use super::panels::Panels;
use crate::Scorer;

/// The vectors of a block of users, ready to be multiplied by those of songs.
pub(crate) struct AlsScorer<'a> {
    /// The songs.
    pub(crate) panels: &'a Panels,
    /// Users x factors.
    pub(crate) users: Vec<f32>,
}

impl Scorer for AlsScorer<'_> {
    fn score(&mut self, songs: Range<usize>, scores: &mut [f32]) {
        self.panels.score(&self.users, songs, scores);
    }
}
