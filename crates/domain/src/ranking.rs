//! Ranked songs of users, best first.

use crate::{SongId, UserId};

/// The ranked songs of some users: one list for each user, users in ascending order.
///
/// A list holds each song once, scores descending and finite. Lists may be short, and empty. Users x ranks in CSR form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rankings {
    users: Vec<UserId>,
    ends: Vec<usize>,
    songs: Vec<SongId>,
    scores: Vec<f32>,
    is_cut_in_tie: Vec<bool>,
}

/// One user's list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranking<'a> {
    /// Whose it is.
    pub user: UserId,
    /// The songs, best first.
    pub songs: &'a [SongId],
    /// The score of each, descending.
    pub scores: &'a [f32],
    /// Whether a song that fell off the end has the score of the last one: the end of the list hangs on a tie.
    pub is_cut_in_tie: bool,
}

impl Rankings {
    /// Appends the list of a user who comes after all others so far.
    ///
    /// # Panics
    /// If the user does not, or there are more songs than scores or the other way round.
    pub fn push(&mut self, ranking: Ranking<'_>) {
        assert!(self.users.last().is_none_or(|last| *last < ranking.user), "users in ascending order");
        assert_eq!(ranking.songs.len(), ranking.scores.len(), "a score for every song");
        self.users.push(ranking.user);
        self.songs.extend_from_slice(ranking.songs);
        self.scores.extend_from_slice(ranking.scores);
        self.ends.push(self.songs.len());
        self.is_cut_in_tie.push(ranking.is_cut_in_tie);
    }

    /// Notes of the given users, ascending, that their lists are cut in a tie.
    pub fn mark_cut_in_tie(&mut self, users: &[UserId]) {
        for (user, is_cut_in_tie) in self.users.iter().zip(&mut self.is_cut_in_tie) {
            *is_cut_in_tie |= users.binary_search(user).is_ok();
        }
    }

    /// How many users.
    pub fn n_users(&self) -> usize {
        self.users.len()
    }

    /// How many songs in all lists.
    pub fn n_rows(&self) -> usize {
        self.songs.len()
    }

    /// Where the list at `position` stands among all rows.
    ///
    /// # Panics
    /// If there is no such list.
    pub fn rows(&self, position: usize) -> std::ops::Range<usize> {
        let start = if position == 0 { 0 } else { self.ends[position - 1] };
        start..self.ends[position]
    }

    /// The list at `position`, from 0.
    ///
    /// # Panics
    /// If there is no such list.
    pub fn at(&self, position: usize) -> Ranking<'_> {
        let rows = self.rows(position);
        Ranking {
            user: self.users[position],
            songs: &self.songs[rows.clone()],
            scores: &self.scores[rows],
            is_cut_in_tie: self.is_cut_in_tie[position],
        }
    }

    /// All lists in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Ranking<'_>> {
        (0..self.n_users()).map(|position| self.at(position))
    }

    /// The users in order.
    pub fn users(&self) -> &[UserId] {
        &self.users
    }

    /// The songs of all lists, one list after the other.
    pub fn songs(&self) -> &[SongId] {
        &self.songs
    }

    /// The scores of all lists, one list after the other.
    pub fn scores(&self) -> &[f32] {
        &self.scores
    }
}
