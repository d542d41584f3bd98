//! The lists of a block of users, tile of songs by tile of songs in the model's order.
//!
//! Whoever can tell that no song to come enters the list is done; the block ends when everybody is.

use std::ops::Range;

use domain::{ListeningHistory, Ranking, Rankings, UserId};

use crate::model::{Bounded, Model, NOT_RECOMMENDED};
use crate::places::Places;
use crate::recommend::{Heard, RecommendOptions};
use crate::survivors::{LANES, offer};
use crate::top_songs::{List, NoScore, TopSongs};

/// How many songs are scored at once: with a block's users, a quarter of a megabyte of scores.
const SONGS_OF_A_TILE: usize = 512;

/// What is the same for all blocks.
pub(crate) struct Block<'a> {
    model: &'a dyn Model,
    history: &'a ListeningHistory,
    options: &'a RecommendOptions<'a>,
    places: Places<'a>,
    /// A bit for each position, [`LANES`] to a word.
    candidates: Vec<u16>,
    n_candidates: usize,
}

/// What a thread keeps from block to block, to save taking and giving back memory.
#[derive(Debug, Default)]
pub(crate) struct Workplace {
    scores: Vec<f32>,
    tops: Vec<TopSongs>,
    heard: Vec<Vec<u32>>,
    /// The users whose lists are not done, by their position in the block.
    open: Vec<usize>,
    /// Which of these stay.
    kept: Vec<usize>,
    list: List,
}

impl<'a> Block<'a> {
    pub(crate) fn new(model: &'a dyn Model, history: &'a ListeningHistory, options: &'a RecommendOptions<'a>) -> Self {
        let places = Places::new(model.order(), options.ties.ranks());
        let word = |songs: &[bool]| songs.iter().rev().fold(0, |word, &is_one| word << 1 | u16::from(is_one));
        let candidates = places.in_order(options.candidates).chunks(LANES).map(word).collect();
        let n_candidates = options.candidates.iter().filter(|is_one| **is_one).count();
        Self { model, history, options, places, candidates, n_candidates }
    }

    /// How long a list can be.
    pub(crate) fn k(&self) -> usize {
        self.options.k.min(self.n_candidates)
    }

    /// One list for each of `users`.
    pub(crate) fn rank(&self, users: &[UserId], place: &mut Workplace) -> Result<Rankings, NoScore> {
        if self.k() == 0 {
            return Ok(empty_lists(users));
        }
        place.restart(users, self);
        let mut scorer = self.model.scorer(users, self.history);
        for songs in tiles(self.options.candidates.len()) {
            let words = &self.candidates[songs.start / LANES..songs.end.div_ceil(LANES)];
            if words.iter().all(|word| *word == 0) {
                continue;
            }
            let tile = &mut place.scores[..place.open.len() * songs.len()];
            scorer.score(songs.clone(), tile);
            let ranks = &self.places.ranks[songs.clone()];
            for (user, scores) in place.open.iter().zip(tile.chunks_mut(songs.len())) {
                leave_out(&mut place.heard[*user], &songs, scores);
                offer(scores, ranks, words, &mut place.tops[*user]);
            }
            if let Some(bounded) = scorer.bounded() {
                place.close(bounded, songs.end);
                if place.open.is_empty() {
                    break;
                }
            }
        }
        self.finish(users, place)
    }

    fn finish(&self, users: &[UserId], place: &mut Workplace) -> Result<Rankings, NoScore> {
        let mut rankings = Rankings::default();
        for (user, top) in users.iter().zip(&mut place.tops) {
            top.finish(*user, self.options.ties, &mut place.list, &mut rankings)?;
        }
        Ok(rankings)
    }
}

impl Workplace {
    fn restart(&mut self, users: &[UserId], block: &Block<'_>) {
        self.scores.resize(users.len() * SONGS_OF_A_TILE, 0.0);
        self.tops.resize_with(users.len(), TopSongs::default);
        self.heard.resize_with(users.len(), Vec::new);
        self.open.clear();
        self.open.extend(0..users.len());
        for ((user, top), heard) in users.iter().zip(&mut self.tops).zip(&mut self.heard) {
            top.restart(block.k());
            heard.clear();
            if block.options.heard == Heard::LeaveOut {
                heard.extend(block.history.of(*user).0.iter().filter_map(|song| block.places.of(*song)));
                // Last position first: what is behind is taken off the end.
                heard.sort_unstable_by(|a, b| b.cmp(a));
            }
        }
    }

    /// Ends the lists that no song from position `from` on can enter.
    fn close(&mut self, scorer: &mut dyn Bounded, from: usize) {
        self.kept.clear();
        for (position, user) in self.open.iter().enumerate() {
            if !self.tops[*user].is_full_above(scorer.most(position, from)) {
                self.kept.push(position);
            }
        }
        if self.kept.len() < self.open.len() {
            scorer.keep(&self.kept);
            (0..self.kept.len()).for_each(|to| self.open[to] = self.open[self.kept[to]]);
            self.open.truncate(self.kept.len());
        }
    }
}

fn empty_lists(users: &[UserId]) -> Rankings {
    let mut rankings = Rankings::default();
    for &user in users {
        rankings.push(Ranking { user, songs: &[], scores: &[], is_cut_in_tie: false });
    }
    rankings
}

fn tiles(n_songs: usize) -> impl Iterator<Item = Range<usize>> {
    (0..n_songs).step_by(SONGS_OF_A_TILE).map(move |start| start..n_songs.min(start + SONGS_OF_A_TILE))
}

/// Takes the tile's positions off the end of `heard`, which is in descending order and may name one twice.
fn leave_out(heard: &mut Vec<u32>, songs: &Range<usize>, scores: &mut [f32]) {
    while let Some(position) = heard.pop_if(|position| (*position as usize) < songs.end) {
        if let Some(score) = (position as usize).checked_sub(songs.start).and_then(|at| scores.get_mut(at)) {
            *score = NOT_RECOMMENDED;
        }
    }
}
