//! Users on the MUSIC axes: by what they play, as often as they play it.

use domain::{Index, ListeningHistory, MusicFactor, MusicVector, UserId};
use rayon::prelude::*;

/// What a user's plays say of the user's taste.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taste {
    /// The plays-weighted mean of the songs' vectors.
    pub mean: MusicVector,
    /// The plays-weighted standard deviation of each factor, divisor: the plays. 0 for a user of one song.
    pub deviation: MusicVector,
}

/// The taste of every user of `history`, by the rows whose song has a vector; `None` for a user without such a row.
///
/// For factor f, rows r with plays w: mean = sum w x / sum w, deviation = sqrt(sum w (x - mean)^2 / sum w), sums in the
/// order of the files. O(rows), parallel over users, same bits for any number of threads.
pub fn tastes(history: &ListeningHistory, vectors: &[Option<MusicVector>]) -> Vec<Option<Taste>> {
    (0..history.n_users() as u32).into_par_iter().map(|user| taste(history, UserId(user), vectors)).collect()
}

fn taste(history: &ListeningHistory, user: UserId, vectors: &[Option<MusicVector>]) -> Option<Taste> {
    let (songs, plays) = history.of(user);
    let known = || {
        let vector = |(song, &plays): (&domain::SongId, &u32)| Some((vectors[song.index()]?, f64::from(plays)));
        songs.iter().zip(plays).filter_map(vector)
    };
    let total: f64 = known().map(|(_, weight)| weight).sum();
    if total == 0.0 {
        return None;
    }
    let mean = weighted_sum(known(), |value, _| value).map(|sum| sum / total);
    let spread = weighted_sum(known(), |value, factor| (value - mean[factor]) * (value - mean[factor]));
    Some(Taste { mean: MusicVector(mean), deviation: MusicVector(spread.map(|sum| (sum / total).sqrt())) })
}

fn weighted_sum(
    rows: impl Iterator<Item = (MusicVector, f64)>,
    term: impl Fn(f64, usize) -> f64,
) -> [f64; MusicFactor::COUNT] {
    let mut sums = [0.0; MusicFactor::COUNT];
    for (vector, weight) in rows {
        for (factor, (sum, value)) in sums.iter_mut().zip(vector.0).enumerate() {
            *sum += weight * term(value, factor);
        }
    }
    sums
}
