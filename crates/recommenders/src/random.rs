//! Songs drawn for each user: what a model that knows nothing reaches, and a check on whoever judges it.

#![expect(clippy::inline_always, reason = "what is dispatched on the instruction set must be compiled for it")]

use std::ops::Range;

use domain::{Index, ListeningHistory, SavedModel, SongId, TensorValues, UserId, Vocabulary};

use crate::id_keys::{draw, id_keys};
use crate::model::{Model, NOT_RECOMMENDED, Reason, Scorer};
use crate::saved::{LoadError, tensor, texts, u32s, u64s};

/// A score is an even draw from [0, 1), made of the seed and the ids of user and song: numbering plays no part.
///
/// What it reaches on average is known: [`expected_recall`], [`expected_average_precision`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random {
    users: Vec<u64>,
    songs_low: Vec<u32>,
    songs_high: Vec<u32>,
}

impl Random {
    /// The name of the kind.
    pub const KIND: &str = "random";

    /// Draws for all `users` and `songs` of a run.
    pub fn new(seed: u64, users: &Vocabulary<UserId>, songs: &Vocabulary<SongId>) -> Self {
        let songs = id_keys(seed, songs);
        Self {
            users: id_keys(seed, users),
            songs_low: songs.iter().map(|key| *key as u32).collect(),
            songs_high: songs.iter().map(|key| (*key >> 32) as u32).collect(),
        }
    }

    /// Makes the model again.
    pub(crate) fn load(saved: &SavedModel) -> Result<Self, LoadError> {
        let songs = u32s(saved, "songs", Some(2))?;
        Ok(Self {
            users: u64s(saved, "users", None)?.to_vec(),
            songs_low: songs.iter().copied().step_by(2).collect(),
            songs_high: songs.iter().copied().skip(1).step_by(2).collect(),
        })
    }
}

impl Model for Random {
    fn scorer<'a>(&'a self, users: &'a [UserId], _: &'a ListeningHistory) -> Box<dyn Scorer + 'a> {
        Box::new(Draws { model: self, users })
    }

    fn save(&self) -> SavedModel {
        let songs = self.songs_low.iter().zip(&self.songs_high).flat_map(|(low, high)| [*low, *high]).collect();
        SavedModel {
            kind: Self::KIND.to_owned(),
            texts: texts([]),
            tensors: vec![
                tensor("users", None, TensorValues::U64(self.users.clone())),
                tensor("songs", Some(2), TensorValues::U32(songs)),
            ],
        }
    }

    fn similar(&self, _: SongId) -> Option<Vec<f32>> {
        None
    }

    fn why(&self, _: UserId, _: SongId, _: &ListeningHistory) -> Vec<Reason> {
        vec![Reason::Drawn]
    }
}

struct Draws<'a> {
    model: &'a Random,
    users: &'a [UserId],
}

impl Scorer for Draws<'_> {
    fn score(&mut self, songs: Range<usize>, scores: &mut [f32]) {
        let (low, high) = (&self.model.songs_low[songs.clone()], &self.model.songs_high[songs.clone()]);
        for (user, row) in self.users.iter().zip(scores.chunks_mut(songs.len().max(1))) {
            match self.model.users.get(user.index()) {
                Some(user) => pulp::Arch::new().dispatch(|| draw_row(*user, low, high, row)),
                None => row.fill(NOT_RECOMMENDED),
            }
        }
    }
}

#[inline(always)]
fn draw_row(user: u64, low: &[u32], high: &[u32], row: &mut [f32]) {
    for ((low, high), score) in low.iter().zip(high).zip(row) {
        *score = (draw(user, *low, *high) >> 8) as f32 * (1.0 / (1 << 24) as f32);
    }
}

/// The share of a user's hidden songs that `k` songs drawn from `n_candidates` hold on average: `min(k, N) / N`.
///
/// All hidden songs are among the candidates. With the divisor `min(k, hidden)` instead of the hidden songs it is
/// `hidden / min(k, hidden)` times as much. 0 if there is no candidate.
pub fn expected_recall(n_candidates: usize, k: usize) -> f64 {
    if n_candidates == 0 { 0.0 } else { k.min(n_candidates) as f64 / n_candidates as f64 }
}

/// The average precision at `k`, with the divisor `min(k, hidden)`, of songs drawn from `n_candidates` on average.
///
/// At rank i stands a hidden song with probability n/N, and then each of the i - 1 before it is hidden with probability
/// (n - 1)/(N - 1): `1/min(k, n) * sum over i = 1..=min(k, N) of n/N * (1 + (i - 1)(n - 1)/(N - 1)) / i`, of n hidden
/// songs among N. 0 if none is hidden or k is 0. O(k).
pub fn expected_average_precision(n_hidden: usize, n_candidates: usize, k: usize) -> f64 {
    let divisor = k.min(n_hidden);
    if divisor == 0 || n_candidates == 0 {
        return 0.0;
    }
    let (n, all) = (n_hidden as f64, n_candidates as f64);
    let others = if n_candidates == 1 { 0.0 } else { (n - 1.0) / (all - 1.0) };
    let precision = |rank: usize| n / all * (1.0 + (rank - 1) as f64 * others) / rank as f64;
    (1..=k.min(n_candidates)).map(precision).sum::<f64>() / divisor as f64
}

#[cfg(test)]
mod tests;
