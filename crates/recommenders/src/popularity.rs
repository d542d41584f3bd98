//! The same songs for everyone: those with the most listeners.

use std::ops::Range;

use domain::{Index, ListeningHistory, SavedModel, SongId, TensorValues, UserId};

use crate::model::{Bounded, Model, NOT_RECOMMENDED, Reason, Scorer};
use crate::saved::{LoadError, expect, tensor, text, texts, u32s, u64s};

/// What counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PopularBy {
    /// The users who played the song.
    Listeners,
    /// Their plays.
    Plays,
}

/// A song's score is how many training users played it, or how often they did. Songs that nobody played score 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popularity {
    by: PopularBy,
    /// By song: the training users who have it, each once.
    listeners: Vec<u32>,
    /// By song: the sum of their plays.
    plays: Vec<u64>,
    /// The songs by score, descending, then by number.
    order: Vec<SongId>,
}

impl Popularity {
    /// The name of the kind.
    pub const KIND: &str = "popularity";

    /// Counts the rows of users of whom `trains` is true. A (user, song) pair that stands twice is one listener.
    ///
    /// `history`: users x rows, with songs below `n_songs`; `trains` by user. O(rows).
    ///
    /// # Panics
    /// If a user is not in `trains`, or a song's number is not below `n_songs`.
    pub fn fit(history: &ListeningHistory, trains: &[bool], n_songs: usize, by: PopularBy) -> Self {
        let (mut listeners, mut plays) = (vec![0; n_songs], vec![0; n_songs]);
        let mut last_listener = vec![u32::MAX; n_songs];
        for user in (0..history.n_users() as u32).filter(|user| trains[*user as usize]) {
            let (songs, counts) = history.of(UserId(user));
            for (song, count) in songs.iter().zip(counts) {
                plays[song.index()] += u64::from(*count);
                listeners[song.index()] += u32::from(last_listener[song.index()] != user);
                last_listener[song.index()] = user;
            }
        }
        Self::new(by, listeners, plays)
    }

    fn new(by: PopularBy, listeners: Vec<u32>, plays: Vec<u64>) -> Self {
        let mut model = Self { by, listeners, plays, order: Vec::new() };
        let mut order: Vec<SongId> = (0..model.listeners.len() as u32).map(SongId).collect();
        order.sort_by_key(|song| std::cmp::Reverse(model.count(*song)));
        model.order = order;
        model
    }

    /// What makes a song's score.
    fn count(&self, song: SongId) -> u64 {
        match self.by {
            PopularBy::Listeners => u64::from(self.listeners[song.index()]),
            PopularBy::Plays => self.plays[song.index()],
        }
    }

    /// By song: how many training users played it.
    pub fn listeners(&self) -> &[u32] {
        &self.listeners
    }

    /// Makes the model again.
    pub(crate) fn load(saved: &SavedModel) -> Result<Self, LoadError> {
        let (listeners, plays) = (u32s(saved, "listeners", None)?.to_vec(), u64s(saved, "plays", None)?.to_vec());
        let found = || format!("{} of {} songs", plays.len(), listeners.len());
        expect(plays.len() == listeners.len(), "plays", "one value for each song", found)?;
        Ok(Self::new(text(saved, "by", "`listeners` or `plays`")?, listeners, plays))
    }
}

impl PopularBy {
    /// Its name in a plan.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Listeners => "listeners",
            Self::Plays => "plays",
        }
    }
}

impl std::str::FromStr for PopularBy {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        [Self::Listeners, Self::Plays].into_iter().find(|by| by.name() == name).ok_or(())
    }
}

impl Model for Popularity {
    fn scorer<'a>(&'a self, _: &'a [UserId], _: &'a ListeningHistory) -> Box<dyn Scorer + 'a> {
        Box::new(self)
    }

    fn order(&self) -> Option<&[SongId]> {
        Some(&self.order)
    }

    fn save(&self) -> SavedModel {
        SavedModel {
            kind: Self::KIND.to_owned(),
            texts: texts([("by", self.by.name().to_owned())]),
            tensors: vec![
                tensor("listeners", None, TensorValues::U32(self.listeners.clone())),
                tensor("plays", None, TensorValues::U64(self.plays.clone())),
            ],
        }
    }

    fn similar(&self, _: SongId) -> Option<Vec<f32>> {
        None
    }

    fn why(&self, _: UserId, song: SongId, _: &ListeningHistory) -> Vec<Reason> {
        self.listeners.get(song.index()).map(|listeners| Reason::Listeners(*listeners)).into_iter().collect()
    }
}

impl Scorer for &Popularity {
    fn score(&mut self, songs: Range<usize>, scores: &mut [f32]) {
        let n_songs = songs.len();
        if n_songs == 0 {
            return;
        }
        let (first, others) = scores.split_at_mut(n_songs.min(scores.len()));
        for (song, score) in self.order[songs].iter().zip(first.iter_mut()) {
            *score = self.count(*song) as f32;
        }
        for row in others.chunks_mut(n_songs) {
            row.copy_from_slice(first);
        }
    }

    fn bounded(&mut self) -> Option<&mut dyn Bounded> {
        Some(self)
    }
}

/// All users score alike, so it does not matter who is left.
impl Bounded for &Popularity {
    fn most(&self, _: usize, from: usize) -> f32 {
        self.order.get(from).map_or(NOT_RECOMMENDED, |song| self.count(*song) as f32)
    }

    fn keep(&mut self, _: &[usize]) {}
}

#[cfg(test)]
mod tests {
    use domain::{ListeningHistory, SongId, UserId};

    use super::{PopularBy, Popularity};
    use crate::Model;

    /// User 0: songs 0, 1, 0 with 2, 5 and 1 plays; user 1: song 1 with 3; user 2, who trains nothing: song 2 with 9.
    fn history() -> ListeningHistory {
        ListeningHistory {
            starts: vec![0, 3, 4, 5],
            songs: [0, 1, 0, 1, 2].map(SongId).to_vec(),
            plays: vec![2, 5, 1, 3, 9],
        }
    }

    #[track_caller]
    fn check(by: PopularBy, order: [u32; 4], expected: [f32; 4]) {
        let history = history();
        let model = Popularity::fit(&history, &[true, true, false], 4, by);
        assert_eq!(model.order().unwrap(), order.map(SongId));
        let users = [UserId(0), UserId(2)];
        let mut scores = [f32::NAN; 8];
        model.scorer(&users, &history).score(0..4, &mut scores);
        assert_eq!(scores[..4], expected);
        assert_eq!(scores[4..], expected);
    }

    #[test]
    fn a_pair_that_stands_twice_is_one_listener_and_all_its_plays() {
        check(PopularBy::Listeners, [1, 0, 2, 3], [2.0, 1.0, 0.0, 0.0]);
        check(PopularBy::Plays, [1, 0, 2, 3], [8.0, 3.0, 0.0, 0.0]);
    }
}
