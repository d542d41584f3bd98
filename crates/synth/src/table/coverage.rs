//! Which of the played songs the song table knows: 43.8 % of the songs, but only 35.5 % of the plays.
//!
//! The chance that a song is known is a + b ln(rank + q), where a and b follow from the two shares, plus what the song's
//! scene and artist have in common. Swaps of single songs then bring the share of the plays to what it is to be.

use rand::{Rng, RngExt};

use crate::listening::Listening;
use crate::sizes::Sizes;
use crate::songs::Songs;
use crate::stream::{Topic, normal, stream};

const SPREAD_OF_SCENES: f64 = 0.55;
const SPREAD_OF_ARTISTS: f64 = 0.15;
const MOST_SWAPS: usize = 400_000;
/// No swap moves more plays than this, so that no popular song changes sides at full size.
const MOST_PLAYS_OF_A_SWAP: i64 = 2_000;
/// So few plays too many or too few are right.
const CLOSE_ENOUGH: i64 = 3;

/// Which played songs are in the song table.
pub(crate) struct Coverage {
    covered: Vec<bool>,
    n_surviving: u64,
}

impl Coverage {
    /// Draws which songs are known. O(plays).
    pub(crate) fn draw(sizes: &Sizes, songs: &Songs, listening: &Listening, seed: u64) -> Self {
        let mut rng = stream(seed, Topic::Coverage, 0);
        let n_listeners = by_leaf(songs, &listening.n_listeners(songs.len(), 0..listening.n_plays()));
        let chances = chances(sizes, songs, &n_listeners, &mut rng);
        let mut coverage = Self::most_likely(&chances, sizes.n_songs_in_table, &mut rng);
        coverage.settle(sizes.surviving_share, songs, listening, &n_listeners, &mut rng);
        coverage.n_surviving = coverage.covered_plays(&n_listeners) as u64;
        coverage
    }

    pub(crate) fn is_covered(&self, leaf: u32) -> bool {
        self.covered[leaf as usize]
    }

    /// How many plays, of train and test together, have their song in the table.
    pub(crate) fn n_surviving(&self) -> u64 {
        self.n_surviving
    }

    /// `n` songs without replacement: the smallest of (uniform number) / (chance).
    fn most_likely(chances: &[f64], n: usize, rng: &mut impl Rng) -> Self {
        let mut keys: Vec<(f64, usize)> =
            chances.iter().enumerate().map(|(leaf, chance)| (rng.random::<f64>() / chance, leaf)).collect();
        keys.select_nth_unstable_by(n, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut covered = vec![false; chances.len()];
        for &(_, leaf) in &keys[..n] {
            covered[leaf] = true;
        }
        Self { covered, n_surviving: 0 }
    }

    fn covered_plays(&self, n_listeners: &[u32]) -> i64 {
        self.covered.iter().zip(n_listeners).filter(|(covered, _)| **covered).map(|(_, &n)| i64::from(n)).sum()
    }

    /// Swaps a known for an unknown song wherever that brings the number of known plays closer to `share` of all.
    ///
    /// One of the two is the song of a random play, the other a random song: the way to a heavier and a lighter one.
    fn settle(&mut self, share: f64, songs: &Songs, listening: &Listening, n_listeners: &[u32], rng: &mut impl Rng) {
        let leaves = songs.leaves_by_number();
        let mut excess = self.covered_plays(n_listeners) - (share * listening.n_plays() as f64) as i64;
        for _ in 0..MOST_SWAPS {
            if excess.abs() < CLOSE_ENOUGH {
                break;
            }
            let play = rng.random_range(0..listening.n_plays() as u64) as usize;
            let heavy = leaves[listening.song_at(play) as usize] as usize;
            let light = rng.random_range(0..songs.len() as u64) as usize;
            let (out, into) = if excess > 0 { (heavy, light) } else { (light, heavy) };
            let change = i64::from(n_listeners[out]) - i64::from(n_listeners[into]);
            let helps = change.signum() == excess.signum() && change.abs() <= excess.abs().min(MOST_PLAYS_OF_A_SWAP);
            if self.covered[out] && !self.covered[into] && helps {
                self.covered.swap(out, into);
                excess -= change;
            }
        }
    }
}

fn chances(sizes: &Sizes, songs: &Songs, n_listeners: &[u32], rng: &mut impl Rng) -> Vec<f64> {
    let (a, b) = line(sizes, songs, n_listeners);
    let spread = SPREAD_OF_SCENES * sizes.scale.min(1.0).powf(0.25);
    let of_scenes: Vec<f64> = (0..songs.tree.n_scenes()).map(|_| spread * normal(rng)).collect();
    let of_artists: Vec<f64> = (0..songs.tree.n_artists()).map(|_| SPREAD_OF_ARTISTS * normal(rng)).collect();
    (0..songs.len())
        .map(|leaf| {
            let scene = songs.tree.scene(leaf as u32) as usize;
            let artist = songs.tree.artist(leaf as u32) as usize;
            let chance = a + b * songs.popularity.log_rank(leaf) + of_scenes[scene] + of_artists[artist];
            chance.clamp(0.01, 0.99)
        })
        .collect()
}

/// The a and b with which a + b ln(rank + q) has the wanted mean over songs and over plays.
fn line(sizes: &Sizes, songs: &Songs, n_listeners: &[u32]) -> (f64, f64) {
    let share_of_songs = sizes.n_songs_in_table as f64 / songs.len() as f64;
    let n_plays: f64 = n_listeners.iter().map(|&n| f64::from(n)).sum();
    let (mut over_songs, mut over_plays) = (0.0, 0.0);
    for (leaf, &n) in n_listeners.iter().enumerate() {
        let log_rank = songs.popularity.log_rank(leaf);
        over_songs += log_rank / songs.len() as f64;
        over_plays += log_rank * f64::from(n) / n_plays;
    }
    let b = (sizes.surviving_share - share_of_songs) / (over_plays - over_songs);
    (share_of_songs - b * over_songs, b)
}

fn by_leaf(songs: &Songs, by_number: &[u32]) -> Vec<u32> {
    (0..songs.len() as u32).map(|leaf| by_number[songs.number(leaf) as usize]).collect()
}
