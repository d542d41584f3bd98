//! Songs drawn for each user: what a model that knows nothing reaches, and a check on whoever judges it.

#![expect(clippy::inline_always, reason = "what is dispatched on the instruction set must be compiled for it")]

use std::ops::Range;

use domain::{Index, ListeningHistory, SavedModel, SongId, TensorValues, UserId, Vocabulary};

use crate::id_keys::{draw, id_keys};
use crate::model::{Model, NOT_RECOMMENDED, Reason, Scorer};
use crate::saved::{LoadError, tensor, texts, u32s, u64s};

/// A score is an even draw from [0, 1), made of the seed and the ids of user and song: numbering plays no part.
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

#[cfg(test)]
mod tests;
