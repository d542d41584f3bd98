//! How popular each song is: a law of ranks, and ranks that artists and scenes have in common.
//!
//! Zipf-Mandelbrot (Mandelbrot, 1953): the song of rank r = 1, 2, ... is drawn in proportion to (r + q)^-1.6. The exponent
//! fits the real file's listeners per song; q is set so that the top song gets the share it is to have.

use rand::Rng;

use super::SongTree;
use crate::stream::normal;

const EXPONENT: f64 = 1.6;
const SPREAD_OF_SCENES: f64 = 0.5;
const SPREAD_OF_ARTISTS: f64 = 0.9;

/// Every song's popularity rank, by leaf.
pub(crate) struct Popularity {
    /// 0 is the most popular.
    ranks: Vec<u32>,
    /// The q of the law.
    offset: f64,
}

impl Popularity {
    /// Ranks the songs by scene + artist + song, three normal numbers. O(songs log songs).
    pub(super) fn draw(tree: &SongTree, share_of_top_song: f64, rng: &mut impl Rng) -> Self {
        let of_scenes = normals(tree.n_scenes(), SPREAD_OF_SCENES, rng);
        let of_artists = normals(tree.n_artists(), SPREAD_OF_ARTISTS, rng);
        let scores: Vec<f64> = (0..tree.n_songs() as u32)
            .map(|leaf| of_scenes[tree.scene(leaf) as usize] + of_artists[tree.artist(leaf) as usize] + normal(rng))
            .collect();
        Self { ranks: ranks(&scores), offset: offset(tree.n_songs(), share_of_top_song) }
    }

    /// ln(rank + q), the scale on which the song table's gaps follow popularity.
    pub(crate) fn log_rank(&self, leaf: usize) -> f64 {
        self.place(self.ranks[leaf]).ln()
    }

    /// In proportion to what every song is drawn, by leaf.
    pub(super) fn weights(&self) -> Vec<f64> {
        self.ranks.iter().map(|&rank| self.place(rank).powf(-EXPONENT)).collect()
    }

    fn place(&self, rank: u32) -> f64 {
        f64::from(rank) + 1.0 + self.offset
    }
}

fn normals(n: usize, spread: f64, rng: &mut impl Rng) -> Vec<f64> {
    (0..n).map(|_| spread * normal(rng)).collect()
}

fn ranks(scores: &[f64]) -> Vec<u32> {
    let mut best_first: Vec<u32> = (0..scores.len() as u32).collect();
    best_first.sort_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]));
    let mut ranks = vec![0; scores.len()];
    for (rank, leaf) in best_first.into_iter().enumerate() {
        ranks[leaf as usize] = rank as u32;
    }
    ranks
}

/// The q that gives the first of `n` ranks `share` of the whole, by bisection: the share falls as q grows.
fn offset(n: usize, share: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1e6);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if share_of_first(n, middle) > share {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// (1 + q)^-a over the sum of (r + q)^-a for r = 1..n, the sum taken as its integral from 1/2 to n + 1/2.
fn share_of_first(n: usize, q: f64) -> f64 {
    let tail = 1.0 - EXPONENT;
    let sum = ((n as f64 + 0.5 + q).powf(tail) - (0.5 + q).powf(tail)) / tail;
    (1.0 + q).powf(-EXPONENT) / sum
}
