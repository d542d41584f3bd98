//! From scores to ranked lists: the one place where songs are left out, ties broken and lists cut off.
//!
//! Users go in blocks, each to a thread; a block's songs go in tiles that stay in the core's cache from the model's
//! scores to the choice of the best. Blocks come out in the order of users. Neither blocks nor tiles nor the number of
//! threads change a list.

use domain::{ListeningHistory, Meter, Rankings, SongId, UserId};
use rayon::prelude::*;
use thiserror::Error;

use crate::block::{Block, Workplace};
use crate::model::Model;
use crate::tie_order::TieOrder;

/// What becomes of songs that a user has among the visible plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heard {
    /// They are never in the user's list.
    LeaveOut,
    /// They are ranked like others.
    Keep,
}

/// What lists are asked for.
#[derive(Clone, Copy, Debug)]
pub struct RecommendOptions<'a> {
    /// How many songs at most. With 0 all lists are empty and nothing is scored.
    pub k: usize,
    /// Whether songs that the user has heard may be listed.
    pub heard: Heard,
    /// By song: whether it may be listed at all.
    pub candidates: &'a [bool],
    /// The order of songs with the same score.
    pub ties: &'a TieOrder,
}

/// Why there are no lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RecommendError<E> {
    /// The model gave a score that has no place in an order.
    #[error("user {}: song {}: expected a finite score or negative infinity, found {score}", .user.0, .song.0)]
    NoScore {
        /// Whose score.
        user: UserId,
        /// Which song's.
        song: SongId,
        /// What was found: `NaN` or `inf`.
        score: &'static str,
    },
    /// Whoever takes the lists could not go on.
    #[error(transparent)]
    Sink(E),
}

/// How many scores all lists of one block may hold, so that long lists make small blocks.
const ROWS_OF_A_BLOCK: usize = 1 << 17;
const USERS_OF_A_BLOCK: usize = 128;
/// How many blocks each thread has ahead of the sink.
const BLOCKS_OF_A_THREAD: usize = 4;

/// Ranks songs for `users` and hands the lists to `sink`, block by block in the order of users, on the calling thread.
///
/// A list is ordered by score, descending, then by `options.ties`; it holds the best `options.k` of all songs that are
/// candidates, that the model recommends at all and, as asked, that the user has not heard. `history` is what is shown
/// of all users, `users` are in strictly ascending order. `meter` counts bytes of scores, computed
/// or not, and songs listed as rows.
///
/// Cost: users x songs scores, or those of the songs that come before a full list is above all that may follow
/// ([`Bounded`](crate::Bounded)), and for choosing among them about a third of a cycle for each. A score that is not
/// computed is not looked at: whether it is a number remains unknown. While the sink works the
/// next blocks are made. Same lists for any number of threads.
///
/// # Panics
/// If users are out of order or not in `history`, or `candidates` and `ties` count songs differently.
pub fn recommend<E>(
    model: &dyn Model,
    history: &ListeningHistory,
    users: &[UserId],
    options: &RecommendOptions<'_>,
    meter: Option<&Meter>,
    sink: &mut dyn FnMut(Rankings) -> Result<(), E>,
) -> Result<(), RecommendError<E>> {
    assert!(users.windows(2).all(|pair| pair[0] < pair[1]), "users in ascending order");
    assert_eq!(options.candidates.len(), options.ties.n_songs(), "candidates and ties are of the same songs");
    if let Some(meter) = meter {
        meter.expect((users.len() * options.candidates.len() * size_of::<f32>()) as u64);
    }
    let block = Block::new(model, history, options);
    let blocks: Vec<&[UserId]> = users.chunks(users_of_a_block(block.k())).collect();
    let made = |blocks: &[&[UserId]]| -> Vec<_> {
        blocks.par_iter().map_init(Workplace::default, |place, users| block.rank(users, place)).collect()
    };
    let mut waves = blocks.chunks(BLOCKS_OF_A_THREAD * rayon::current_num_threads());
    let mut ready = waves.next().map(made).unwrap_or_default();
    while !ready.is_empty() {
        let mut next = Vec::new();
        rayon::in_place_scope(|scope| {
            if let Some(wave) = waves.next() {
                let next = &mut next;
                scope.spawn(move |_| *next = made(wave));
            }
            for rankings in ready.drain(..) {
                let rankings = rankings.map_err(no_score)?;
                if let Some(meter) = meter {
                    let n_scores = rankings.n_users() * options.candidates.len();
                    meter.advance((n_scores * size_of::<f32>()) as u64, rankings.n_rows() as u64);
                }
                sink(rankings).map_err(RecommendError::Sink)?;
            }
            Ok(())
        })?;
        ready = next;
    }
    Ok(())
}

fn users_of_a_block(k: usize) -> usize {
    (ROWS_OF_A_BLOCK / k.max(1)).clamp(1, USERS_OF_A_BLOCK)
}

fn no_score<E>(found: crate::top_songs::NoScore) -> RecommendError<E> {
    let score = if found.score.is_nan() { "NaN" } else { "inf" };
    RecommendError::NoScore { user: found.user, song: found.song, score }
}

#[cfg(test)]
mod tests;
