//! The best k songs of one user, exactly, out of scores that come by and by.
//!
//! Songs whose score is not below that of the k-th so far are set aside; when there is no more room, the k-th score is
//! found by counting how many are above a guess, which narrows down to it, and the rest fall off. O(songs) comparisons,
//! O(k) memory.

#![expect(clippy::inline_always, reason = "what is dispatched on the instruction set must be compiled for it")]

use std::cmp::Ordering;

use domain::{Ranking, Rankings, SongId, UserId};

use crate::score_key::{is_no_score, key_of, ordered, ordered_of, rank_of, score_of};
use crate::survivors::LANES;
use crate::tie_order::TieOrder;

/// Room for so many songs that are set aside, where lists are short.
const LEAST_ASIDE: usize = 256;

/// What may stand at the front of a list.
#[derive(Debug, Default)]
pub(crate) struct TopSongs {
    k: usize,
    /// Scores and ranks of the best so far and those set aside, with room for [`LANES`] more than are counted. The
    /// bits of the first `n_ordered` scores are [`ordered`], others as they came.
    scores: Vec<u32>,
    ranks: Vec<u32>,
    n_songs: usize,
    n_ordered: usize,
    bar: Bar,
    /// The ordered score of the best song that fell off by its rank alone.
    dropped_tie: u32,
}

/// The worst song that is among the best k so far: whoever enters has a higher score, or the same and a lower rank.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bar {
    pub(crate) score: f32,
    pub(crate) rank: u32,
}

/// A score that no model may give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NoScore {
    pub(crate) user: UserId,
    pub(crate) song: SongId,
    pub(crate) score: f32,
}

impl TopSongs {
    /// Begins a list of at most `k` songs, `k` at least 1.
    pub(crate) fn restart(&mut self, k: usize) {
        let room = k + k.max(LEAST_ASIDE) + LANES;
        self.k = k;
        self.scores.resize(room, 0);
        self.ranks.resize(room, 0);
        (self.n_songs, self.n_ordered) = (0, 0);
        // Above the score of what is not recommended, so that this never enters.
        self.bar = Bar { score: f32::MIN, rank: u32::MAX };
        self.dropped_tie = 0;
    }

    #[inline(always)]
    pub(crate) fn bar(&self) -> Bar {
        self.bar
    }

    /// Where the bits of the scores and the ranks of the next that enter are to be put.
    #[inline(always)]
    pub(crate) fn room(&mut self) -> (&mut [u32; LANES], &mut [u32; LANES]) {
        let scores = self.scores[self.n_songs..].first_chunk_mut().expect("room for all lanes");
        let ranks = self.ranks[self.n_songs..].first_chunk_mut().expect("room for all lanes");
        (scores, ranks)
    }

    /// Counts those that were put there, and notes whether others were kept out by their rank alone.
    #[inline(always)]
    pub(crate) fn enter(&mut self, n_entered: usize, others_are_tied: bool) {
        self.n_songs += n_entered;
        if others_are_tied {
            self.dropped_tie = self.dropped_tie.max(ordered(self.bar.score));
        }
        if self.n_songs + LANES > self.scores.len() {
            self.pick();
        }
    }

    /// Whether k songs so far have a score above `score`.
    pub(crate) fn is_full_above(&mut self, score: f32) -> bool {
        self.n_songs >= self.k && score < f32::INFINITY && {
            self.bring_bits_in_order();
            let scores = &self.scores[..self.n_songs];
            pulp::Arch::new().dispatch(|| n_from(scores, ordered(score) + 1)) >= self.k
        }
    }

    fn bring_bits_in_order(&mut self) {
        let scores = &mut self.scores[self.n_ordered..self.n_songs];
        pulp::Arch::new().dispatch(|| {
            for score in scores {
                *score = ordered(f32::from_bits(*score));
            }
        });
        self.n_ordered = self.n_songs;
    }

    /// Picks the best k of all so far, in no order.
    #[inline(never)]
    fn pick(&mut self) {
        self.bring_bits_in_order();
        if self.n_songs > self.k {
            let (scores, ranks) = (&mut self.scores[..self.n_songs], &mut self.ranks[..self.n_songs]);
            let cut = pulp::Arch::new().dispatch(|| {
                let cut = cut(scores, ranks, self.k);
                keep(&cut, scores, ranks);
                cut
            });
            (self.n_songs, self.n_ordered) = (self.k, self.k);
            if cut.is_in_tie {
                self.dropped_tie = self.dropped_tie.max(cut.score);
            }
        }
        if self.n_songs == self.k {
            let worst = self.keys().fold(u64::MAX, u64::min);
            self.bar = Bar { score: score_of(ordered_of(worst)), rank: rank_of(worst) };
        }
    }

    fn keys(&self) -> impl Iterator<Item = u64> {
        let songs = self.scores[..self.n_songs].iter().zip(&self.ranks[..self.n_songs]);
        songs.map(|(score, rank)| key_of(*score, *rank))
    }

    /// Appends the list to `rankings`. `list` is room to make it in.
    pub(crate) fn finish(
        &mut self,
        user: UserId,
        ties: &TieOrder,
        list: &mut List,
        rankings: &mut Rankings,
    ) -> Result<(), NoScore> {
        self.pick();
        list.fill(self.keys(), ties);
        if list.keys.first().is_some_and(|&key| is_no_score(key)) {
            return Err(NoScore { user, song: list.songs[0], score: list.scores[0] });
        }
        let is_cut_in_tie = list.keys.last().is_some_and(|&key| ordered_of(key) == self.dropped_tie);
        rankings.push(Ranking { user, songs: &list.songs, scores: &list.scores, is_cut_in_tie });
        Ok(())
    }
}

/// A list that is being put in order.
#[derive(Debug, Default)]
pub(crate) struct List {
    keys: Vec<u64>,
    songs: Vec<SongId>,
    scores: Vec<f32>,
}

impl List {
    fn fill(&mut self, keys: impl Iterator<Item = u64>, ties: &TieOrder) {
        self.keys.clear();
        self.keys.extend(keys);
        self.keys.sort_unstable_by(|a, b| b.cmp(a));
        self.songs.clear();
        self.songs.extend(self.keys.iter().map(|&key| ties.song(rank_of(key))));
        self.scores.clear();
        self.scores.extend(self.keys.iter().map(|&key| score_of(ordered_of(key))));
    }
}

/// Where the best k end: with this ordered score, and among its equals with this rank.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cut {
    score: u32,
    rank: u32,
    /// Whether some of this score are cut off.
    is_in_tie: bool,
}

/// The cut that leaves `k` of more than `k` songs.
#[inline(always)]
fn cut(scores: &[u32], ranks: &[u32], k: usize) -> Cut {
    let (mut low, mut high) =
        scores.iter().fold((u32::MAX, 0), |(low, high), &score| (low.min(score), high.max(score)));
    // At least k are from `low` on, and fewer are above `high`.
    while low < high {
        let guess = low + (high - low).div_ceil(2);
        match n_from(scores, guess).cmp(&k) {
            Ordering::Equal => return Cut { score: guess, rank: u32::MAX, is_in_tie: false },
            Ordering::Greater => low = guess,
            Ordering::Less => high = guess - 1,
        }
    }
    let n_above = low.checked_add(1).map_or(0, |above| n_from(scores, above));
    cut_in_tie(low, scores, ranks, k - n_above)
}

/// Among those of one score: the rank that leaves `n` of them.
#[inline(always)]
fn cut_in_tie(score: u32, scores: &[u32], ranks: &[u32], n: usize) -> Cut {
    let n_to = |last: u32| {
        let is_before = |other: u32, rank: u32| u32::from(other == score) & u32::from(rank <= last);
        let songs = scores.iter().zip(ranks);
        songs.fold(0, |n: u32, (other, rank)| n.wrapping_add(is_before(*other, *rank))) as usize
    };
    let is_in_tie = n_to(u32::MAX) > n;
    let (mut low, mut high) = (0, ranks.iter().fold(0, |high, &rank| high.max(rank)));
    while low < high {
        let guess = low + (high - low) / 2;
        match n_to(guess).cmp(&n) {
            Ordering::Equal => return Cut { score, rank: guess, is_in_tie },
            Ordering::Greater => high = guess,
            Ordering::Less => low = guess + 1,
        }
    }
    Cut { score, rank: low, is_in_tie }
}

/// How many ordered scores are `least` or above.
#[inline(always)]
fn n_from(scores: &[u32], least: u32) -> usize {
    scores.iter().fold(0, |n: u32, score| n.wrapping_add(u32::from(*score >= least))) as usize
}

/// Moves the songs before the cut to the front.
#[inline(always)]
fn keep(cut: &Cut, scores: &mut [u32], ranks: &mut [u32]) {
    let last = key_of(cut.score, cut.rank);
    let mut n_kept: usize = 0;
    for at in 0..scores.len() {
        let (score, rank) = (scores[at], ranks[at]);
        (scores[n_kept], ranks[n_kept]) = (score, rank);
        n_kept = n_kept.wrapping_add(usize::from(key_of(score, rank) >= last));
    }
}
