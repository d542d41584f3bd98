//! One play in four bytes, and how often the user pressed play.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::stream::{Topic, stream};

/// The largest count in the real files.
const MOST_PLAYS: f64 = 9_667.0;

/// Why a user plays a song; songs that fit the taste are played more often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Popular,
    Taste,
    Artist,
}

/// A song number (30 bits) and a [`Reason`] (2 bits); plays sort by song.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Play(u32);

impl Play {
    pub(super) fn new(song: u32, reason: Reason) -> Self {
        Self(song << 2 | reason as u32)
    }

    /// The same play of another song.
    pub(super) fn of_song(self, song: u32) -> Self {
        Self(song << 2 | self.0 & 3)
    }

    /// The song's number.
    #[inline]
    pub(crate) fn song(self) -> u32 {
        self.0 >> 2
    }

    fn chance_of_one(self) -> f64 {
        match self.0 & 3 {
            0 => 0.70,
            1 => 0.58,
            _ => 0.50,
        }
    }
}

/// The counts of one user's plays, one after the other.
///
/// One play with the chance of the reason, otherwise floor(2 v^(-2/3)) with v uniform in (0, 1]: a Pareto tail of exponent
/// 1.5 from 2 on, cut at 9,667. The mean is close to the real 2.9.
pub(crate) struct PlayCounts(Pcg64Mcg);

impl PlayCounts {
    pub(super) fn of(seed: u64, user: usize) -> Self {
        Self(stream(seed, Topic::PlayCounts, user as u64))
    }

    /// The count of the next play.
    #[inline]
    pub(crate) fn next(&mut self, play: Play) -> u32 {
        let chance_of_one = play.chance_of_one();
        let roll: f64 = self.0.random();
        if roll < chance_of_one {
            return 1;
        }
        let v = (1.0 - roll) / (1.0 - chance_of_one);
        let root = v.cbrt();
        (2.0 / (root * root)).min(MOST_PLAYS) as u32
    }
}
