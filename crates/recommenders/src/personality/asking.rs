//! Finding a user's neighbours and counting what they have heard.

use domain::{ListeningHistory, UserId};

use super::{Personality, Votes};
use crate::id_keys::draw;
use crate::neighbour_tree::Neighbour;
use crate::song_sets::{SongBits, distinct_songs};

/// A model with the history to ask about, and room to count.
pub(super) struct Asking<'a> {
    model: &'a Personality,
    history: &'a ListeningHistory,
    /// The user's own songs while they are compared, none otherwise.
    own: SongBits,
    /// Songs with a vote while they are counted, none otherwise.
    voted: SongBits,
    votes: Vec<u32>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(model: &'a Personality, history: &'a ListeningHistory) -> Self {
        let n_songs = model.song_places.len();
        let votes = vec![0; n_songs];
        Self { model, history, own: SongBits::none(n_songs), voted: SongBits::none(n_songs), votes }
    }

    /// Those who are asked, nearest first.
    pub(super) fn neighbours(&mut self, user: UserId) -> Vec<Neighbour> {
        let model = self.model;
        let Some(place) = model.place(user, self.history) else { return Vec::new() };
        let (own_point, songs) = (model.point(user), distinct_songs(self.history, user));
        for song in &songs {
            self.own.insert(*song);
        }
        let is_asked = |point| Some(point) != own_point && self.is_different(&songs, model.sets.at(point as usize));
        let found = model.tree.nearest(&place, model.options.k, is_asked);
        for song in &songs {
            self.own.remove(*song);
        }
        found
    }

    /// Whether two sets share no more than is allowed; `songs` are those in `own`.
    fn is_different(&self, songs: &[u32], others: &[u32]) -> bool {
        let maximum = self.model.options.maximum_overlap;
        let (fewer, more) = (songs.len().min(others.len()), songs.len().max(others.len()));
        // One within the other is the most that sets of their sizes can share.
        if fewer as f64 <= maximum * more as f64 {
            return true;
        }
        let n_shared = self.own.n_shared(others);
        n_shared as f64 <= maximum * (songs.len() + others.len() - n_shared) as f64
    }

    /// The songs with a vote and their scores, ascending by song.
    pub(super) fn scores(&mut self, user: UserId) -> Vec<(u32, f32)> {
        for neighbour in self.neighbours(user) {
            for song in self.model.sets.at(neighbour.point as usize) {
                self.votes[*song as usize] += 1;
                self.voted.insert(*song);
            }
        }
        let user = self.model.user_keys.get(user.0 as usize).copied().unwrap_or_default();
        let (keys, kind, votes) = (&self.model.song_keys, self.model.options.votes, &mut self.votes);
        let mut scores = Vec::new();
        self.voted.drain(|song| {
            let n_votes = std::mem::take(&mut votes[song as usize]);
            scores.push((song, worth(kind, n_votes, || drawn(user, keys[song as usize]))));
        });
        scores
    }
}

pub(super) fn worth(kind: Votes, n_votes: u32, drawn: impl Fn() -> f64) -> f32 {
    match kind {
        Votes::Count => n_votes as f32,
        Votes::WeightedRandom => (drawn().ln() / f64::from(n_votes)) as f32,
        Votes::Random => drawn() as f32,
    }
}

/// Even in (0, 1), without its ends.
pub(super) fn drawn(user: u64, song: u64) -> f64 {
    (f64::from(draw(user, song as u32, (song >> 32) as u32)) + 0.5) / f64::from(1 << 16) / f64::from(1 << 16)
}
