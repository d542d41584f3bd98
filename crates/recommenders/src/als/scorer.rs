//! Scores of a block of users.

use std::ops::Range;

use super::panels::Panels;
use super::song_order::{SongOrder, length};
use crate::{Bounded, Scorer};

/// The vectors of a block of users, ready to be multiplied by those of songs.
pub(crate) struct AlsScorer<'a> {
    panels: &'a Panels,
    order: &'a SongOrder,
    n_factors: usize,
    /// Users x factors.
    users: Vec<f32>,
    /// By user.
    lengths: Vec<f64>,
}

impl<'a> AlsScorer<'a> {
    /// `users`: users x factors.
    pub(crate) fn new(panels: &'a Panels, order: &'a SongOrder, n_factors: usize, users: Vec<f32>) -> Self {
        let lengths = users.chunks_exact(n_factors).map(length).collect();
        Self { panels, order, n_factors, users, lengths }
    }
}

impl Scorer for AlsScorer<'_> {
    fn score(&mut self, songs: Range<usize>, scores: &mut [f32]) {
        self.panels.score(&self.users, songs, scores);
    }

    fn bounded(&mut self) -> Option<&mut dyn Bounded> {
        Some(self)
    }
}

impl Bounded for AlsScorer<'_> {
    fn most(&self, user: usize, from: usize) -> f32 {
        self.order.most(self.lengths[user], from)
    }

    fn keep(&mut self, users: &[usize]) {
        let d = self.n_factors;
        for (to, &from) in users.iter().enumerate() {
            self.users.copy_within(from * d..(from + 1) * d, to * d);
            self.lengths[to] = self.lengths[from];
        }
        self.users.truncate(users.len() * d);
        self.lengths.truncate(users.len());
    }
}
