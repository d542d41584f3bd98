//! Who plays what: four bytes a play, users one behind the other, train users first, then test users.
//!
//! A play keeps its song and why it was played; how often it was played is drawn anew, from the user's own stream, whenever
//! it is asked for, and so is which half of a test user's plays is visible. Text is made elsewhere.

mod activity;
mod play;
mod seen;
mod taste;
mod unheard;
mod visible;

use std::ops::Range;

use rayon::prelude::*;

use activity::Activity;
pub(crate) use play::{Play, PlayCounts};
use taste::Listener;
pub(crate) use visible::VisibleHalf;

use crate::sizes::Sizes;
use crate::songs::Songs;

/// Users drawn by one thread at a time.
const USERS_AT_A_TIME: usize = 512;

/// All plays of all users.
pub(crate) struct Listening {
    seed: u64,
    n_train_users: usize,
    /// The plays of user u are `plays[bounds[u]..bounds[u + 1]]`, sorted by song number.
    bounds: Vec<usize>,
    plays: Vec<Play>,
}

impl Listening {
    /// Draws every user's songs. O(plays), parallel over users, same plays for any thread count.
    pub(crate) fn draw(sizes: &Sizes, songs: &Songs, seed: u64) -> Self {
        let bounds = bounds(&n_songs_of_users(sizes, seed));
        let mut plays = vec![Play::default(); sizes.n_train + sizes.n_test];
        desks(&bounds, &mut plays).into_par_iter().for_each(|(users, mut plays)| {
            let mut listener = Listener::default();
            for user in users {
                let (own, others) = plays.split_at_mut(bounds[user + 1] - bounds[user]);
                listener.listen(songs, seed, user, own);
                plays = others;
            }
        });
        let mut listening = Self { seed, n_train_users: sizes.n_train_users, bounds, plays };
        unheard::place(&mut listening, songs.len());
        listening
    }

    pub(crate) fn n_plays(&self) -> usize {
        self.plays.len()
    }

    pub(crate) fn n_train(&self) -> usize {
        self.bounds[self.n_train_users]
    }

    pub(crate) fn n_users(&self) -> usize {
        self.bounds.len() - 1
    }

    pub(crate) fn train_users(&self) -> Range<usize> {
        0..self.n_train_users
    }

    pub(crate) fn test_users(&self) -> Range<usize> {
        self.n_train_users..self.n_users()
    }

    /// How many test plays are visible.
    pub(crate) fn n_visible(&self) -> usize {
        self.test_users().map(|user| self.visible_half(user).n_visible()).sum()
    }

    /// The plays of a user, sorted by song number.
    pub(crate) fn plays_of(&self, user: usize) -> &[Play] {
        &self.plays[self.bounds[user]..self.bounds[user + 1]]
    }

    /// The play counts of a user's plays, to be asked for in the order of the plays.
    pub(crate) fn counts_of(&self, user: usize) -> PlayCounts {
        PlayCounts::of(self.seed, user)
    }

    /// Which of a test user's plays are visible, to be asked for in the order of the plays.
    pub(crate) fn visible_half(&self, user: usize) -> VisibleHalf {
        VisibleHalf::of(self.seed, user, self.plays_of(user).len())
    }

    /// Where the plays of all users in front of `user` end.
    pub(crate) fn first_play_of(&self, user: usize) -> usize {
        self.bounds[user]
    }

    /// The first user whose plays begin at position `play` or behind it.
    pub(crate) fn first_user_from(&self, play: usize) -> usize {
        self.bounds.partition_point(|&bound| bound < play)
    }

    /// The song number of the play at a position.
    pub(crate) fn song_at(&self, play: usize) -> u32 {
        self.plays[play].song()
    }

    /// How many of the plays at `plays` are of each song, by number: so many users, as nobody has a song twice.
    pub(crate) fn n_listeners(&self, n_songs: usize, plays: Range<usize>) -> Vec<u32> {
        let mut n_listeners = vec![0; n_songs];
        for play in &self.plays[plays] {
            n_listeners[play.song() as usize] += 1;
        }
        n_listeners
    }
}

fn n_songs_of_users(sizes: &Sizes, seed: u64) -> Vec<u32> {
    let mut n_songs = Activity::train(sizes).draw(seed, 0);
    n_songs.extend(Activity::test(sizes).draw(seed, 1));
    n_songs
}

fn bounds(n_songs: &[u32]) -> Vec<usize> {
    let ends = n_songs.iter().scan(0, |end, &n| {
        *end += n as usize;
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

/// The plays, cut where a group of users ends.
fn desks<'a>(bounds: &[usize], mut plays: &'a mut [Play]) -> Vec<(Range<usize>, &'a mut [Play])> {
    let n_users = bounds.len() - 1;
    let mut desks = Vec::with_capacity(n_users / USERS_AT_A_TIME + 1);
    for start in (0..n_users).step_by(USERS_AT_A_TIME) {
        let users = start..n_users.min(start + USERS_AT_A_TIME);
        let (own, others) = plays.split_at_mut(bounds[users.end] - bounds[users.start]);
        desks.push((users, own));
        plays = others;
    }
    desks
}

#[cfg(test)]
mod tests;
