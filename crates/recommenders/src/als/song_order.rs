//! Songs in the order of their vectors' lengths, and how high the scores of those to come can be.
//!
//! No score is above the product of the lengths of its vectors (Cauchy & Schwarz), so where songs stand in descending
//! order of length, whoever has k songs above `|x| |y|` of the next song need not look at any other (as LEMP does:
//! Teflioudi, Gemulla & Mykytiuk, SIGMOD 2015).
//!
//! The bound holds of scores as they are computed. With d products summed up in 32 bits, each step rounded once, a score
//! is at most `|x| |y| (1 + d u / (1 - d u))` with u = 2^-24 (Higham, Accuracy and Stability of Numerical Algorithms,
//! 2002, section 3.1), which is below `1 + 6.2e-5` for d up to 1024, and d times 2^-150 where numbers are too small to be
//! rounded by their size. [`SLACK`] and [`LEAST`] are above that and the rounding of the bound itself.

use domain::{Index, SongId};

use super::factors::Factors;

const SLACK: f64 = 1.0 + 1e-4;
const LEAST: f64 = f32::MIN_POSITIVE as f64;

/// All songs, the longest vector first, then by number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SongOrder {
    songs: Vec<SongId>,
    /// By position, descending; infinite where a factor is not finite.
    lengths: Vec<f64>,
}

impl SongOrder {
    /// The order of songs x factors.
    pub(crate) fn by_length(songs: &Factors) -> Self {
        let mut keyed: Vec<(f64, u32)> =
            (0..songs.n_rows()).map(|song| (length(songs.row(song)), song as u32)).collect();
        keyed.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (lengths, songs) = keyed.into_iter().map(|(length, song)| (length, SongId::new(song))).unzip();
        Self { songs, lengths }
    }

    /// The song at each position.
    pub(crate) fn songs(&self) -> &[SongId] {
        &self.songs
    }

    /// At least every score of a vector of this length for songs from a position on.
    pub(crate) fn most(&self, length: f64, from: usize) -> f32 {
        let Some(longest) = self.lengths.get(from) else { return f32::NEG_INFINITY };
        let most = length * longest * SLACK + LEAST;
        if most.is_nan() { f32::INFINITY } else { most as f32 }
    }
}

/// The length of a vector; infinite if a number is not finite.
///
/// Squares of 32-bit numbers neither overflow nor vanish in 64 bits, and rounding is far below [`SLACK`].
pub(crate) fn length(vector: &[f32]) -> f64 {
    let squares = vector.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>();
    if squares.is_finite() { squares.sqrt() } else { f64::INFINITY }
}
