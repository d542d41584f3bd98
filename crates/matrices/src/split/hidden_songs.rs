//! Which songs of each user are hidden.

use domain::{Plays, SongId, UserId};
use rayon::prelude::*;

use super::seeded::{draw, generator};

/// The hidden songs of every user, ascending.
pub(super) type HiddenSongs = Vec<Box<[SongId]>>;

/// As many songs of every user as `n_hidden` says for that many songs, drawn from the songs in order of their numbers.
pub(super) fn drawn(plays: &Plays, seed: u64, n_hidden: impl Fn(usize) -> usize + Sync) -> HiddenSongs {
    let of = |user: u32| {
        let mut songs = plays.visible.of(UserId(user)).0.to_vec();
        songs.sort_unstable();
        songs.dedup();
        let n = n_hidden(songs.len());
        if n > 0 {
            draw(&mut songs, n, &mut generator(seed, plays.users.id(UserId(user))));
        }
        songs.truncate(n);
        songs.sort_unstable();
        songs.into_boxed_slice()
    };
    (0..plays.users.len() as u32).into_par_iter().map(of).collect()
}

/// Nothing hidden of users that are not among `users`, which ascend.
pub(super) fn keep_of(hidden: &mut HiddenSongs, users: &[UserId]) {
    for (user, songs) in (0..).zip(hidden) {
        if !songs.is_empty() && users.binary_search(&UserId(user)).is_err() {
            *songs = Box::default();
        }
    }
}

/// Tells the rows of a user whose song stood there before from those that are new. Users must come one after the other.
pub(super) struct SeenSongs {
    /// The user that had each song last.
    last: Vec<u32>,
}

impl SeenSongs {
    const NOBODY: u32 = u32::MAX;

    pub(super) fn new(n_songs: usize) -> Self {
        Self { last: vec![Self::NOBODY; n_songs] }
    }

    /// Whether the song is new for this user.
    pub(super) fn is_new(&mut self, user: UserId, song: SongId) -> bool {
        std::mem::replace(&mut self.last[song.0 as usize], user.0) != user.0
    }

    /// How many songs some user had.
    pub(super) fn n_songs(&self) -> usize {
        self.last.iter().filter(|&&user| user != Self::NOBODY).count()
    }
}
