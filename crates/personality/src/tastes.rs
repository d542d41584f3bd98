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
        let vector = |(song, &plays): (&domain::SongId, &u32)| Some((vectors[song.index()]?.0, f64::from(plays)));
        songs.iter().zip(plays).filter_map(vector)
    };
    let (mut total, mut sums, mut squares) = (0.0, [0.0; MusicFactor::COUNT], [0.0; MusicFactor::COUNT]);
    for (vector, weight) in known() {
        total += weight;
        for (sum, value) in sums.iter_mut().zip(vector) {
            *sum += weight * value;
        }
    }
    if total == 0.0 {
        return None;
    }
    let mean = sums.map(|sum| sum / total);
    for (vector, weight) in known() {
        for ((sum, value), mean) in squares.iter_mut().zip(vector).zip(mean) {
            *sum += weight * ((value - mean) * (value - mean));
        }
    }
    Some(Taste { mean: MusicVector(mean), deviation: MusicVector(squares.map(|sum| (sum / total).sqrt())) })
}
