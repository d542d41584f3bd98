//! The best k songs of one user, exactly, out of scores that come by and by.
//!
//! Songs whose score is not below that of the k-th so far are set aside; when there is no more room, the best k are
//! picked (quickselect) and the threshold rises. O(songs) comparisons, O(k) memory.

#![expect(clippy::inline_always, reason = "what is dispatched on the instruction set must be compiled for it")]

use domain::{Ranking, Rankings, SongId, UserId};

use crate::score_key::{is_no_score, key, ordered, ordered_of, rank_of, score_of};
use crate::survivors::LANES;
use crate::tie_order::TieOrder;

/// What may stand at the front of a list.
#[derive(Debug, Default)]
pub(crate) struct TopSongs {
    k: usize,
    /// Keys of the best so far, at most k but while picking.
    best: Vec<u64>,
    /// Scores and ranks set aside, with room for [`LANES`] more than are ever counted.
    scores: Vec<f32>,
    ranks: Vec<u32>,
    n_aside: usize,
    bar: Bar,
    /// The ordered score of the best song that fell off.
    best_dropped: u32,
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
        let room = k.max(256) + LANES;
        self.k = k;
        self.best.clear();
        self.scores.resize(room, 0.0);
        self.ranks.resize(room, 0);
        self.n_aside = 0;
        // Above the score of what is not recommended, so that this never enters.
        self.bar = Bar { score: f32::MIN, rank: u32::MAX };
        self.best_dropped = 0;
    }

    #[inline(always)]
    pub(crate) fn bar(&self) -> Bar {
        self.bar
    }

    /// Where the next that enter are to be put.
    #[inline(always)]
    pub(crate) fn room(&mut self) -> (&mut [f32; LANES], &mut [u32; LANES]) {
        let scores = self.scores[self.n_aside..].first_chunk_mut().expect("room for all lanes");
        let ranks = self.ranks[self.n_aside..].first_chunk_mut().expect("room for all lanes");
        (scores, ranks)
    }

    /// Counts those that were put there, and notes whether others were kept out by their rank alone.
    #[inline(always)]
    pub(crate) fn enter(&mut self, n_entered: usize, others_are_tied: bool) {
        self.n_aside += n_entered;
        if others_are_tied {
            self.best_dropped = self.best_dropped.max(ordered(self.bar.score));
        }
        if self.n_aside + LANES > self.scores.len() {
            self.pick();
        }
    }

    /// Picks the best k of all so far, in no order.
    #[inline(never)]
    fn pick(&mut self) {
        let (scores, ranks) = (&self.scores[..self.n_aside], &self.ranks[..self.n_aside]);
        let best = &mut self.best;
        pulp::Arch::new().dispatch(|| best.extend(scores.iter().zip(ranks).map(|(&score, &rank)| key(score, rank))));
        self.n_aside = 0;
        if self.best.len() > self.k {
            let (_, dropped, _) = self.best.select_nth_unstable_by(self.k, |a, b| b.cmp(a));
            self.best_dropped = self.best_dropped.max(ordered_of(*dropped));
            self.best.truncate(self.k);
        }
        if self.best.len() == self.k {
            let worst = self.best.iter().copied().fold(u64::MAX, u64::min);
            self.bar = Bar { score: score_of(ordered_of(worst)), rank: rank_of(worst) };
        }
    }

    /// Appends the list to `rankings`.
    pub(crate) fn finish(&mut self, user: UserId, ties: &TieOrder, rankings: &mut Rankings) -> Result<(), NoScore> {
        self.pick();
        self.best.sort_unstable_by(|a, b| b.cmp(a));
        let songs: Vec<SongId> = self.best.iter().map(|&key| ties.song(rank_of(key))).collect();
        let scores: Vec<f32> = self.best.iter().map(|&key| score_of(ordered_of(key))).collect();
        if self.best.first().is_some_and(|&key| is_no_score(key)) {
            return Err(NoScore { user, song: songs[0], score: scores[0] });
        }
        let is_cut_in_tie = self.best.last().is_some_and(|&key| ordered_of(key) == self.best_dropped);
        rankings.push(Ranking { user, songs: &songs, scores: &scores, is_cut_in_tie });
        Ok(())
    }
}
