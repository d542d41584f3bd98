//! Why a song is ranked for a user: what each heard song adds to the score (Hu, Koren & Volinsky 2008, section 5).
//!
//! With `A` the user's matrix, the score of song j is `y_j' A^-1 Y' c`, a sum over the heard songs i of
//! `c_i y_j' A^-1 y_i`. The vector of a user who was trained on is not quite `A^-1 Y' c`: it stands half an iteration
//! behind the songs, and conjugate gradient does not go to the end. That little is shared out over the parts by their
//! size, so that they add up to the score that the song is ranked by.

use domain::{ListeningHistory, SongId, UserId};
use ndarray::Array1;

use super::fold_in::{equations, known_songs_of};
use super::model::AlsModel;
use crate::Reason;

/// The parts of the score, the greatest first; none if the model does not know the song or the user plays nothing.
pub(crate) fn parts(model: &AlsModel, user: UserId, song: SongId, history: &ListeningHistory) -> Vec<Reason> {
    let plays = known_songs_of(model, user, history);
    let columns: Vec<u32> = plays.iter().map(|(song, _)| *song).collect();
    let Some(mut parts) = exact_parts(model, &plays, &columns, song) else { return Vec::new() };
    share_out(&mut parts, score(model, user, song, history));
    let mut heard: Vec<_> = columns.into_iter().zip(parts).collect();
    heard.sort_by(|(a_song, a), (b_song, b)| b.total_cmp(a).then(a_song.cmp(b_song)));
    heard.into_iter().map(|(song, part)| Reason::Heard { song: SongId(song), part }).collect()
}

fn exact_parts(model: &AlsModel, plays: &[(u32, u64)], columns: &[u32], song: SongId) -> Option<Vec<f64>> {
    let index = song.0 as usize;
    if index >= model.songs.n_rows() || columns.is_empty() {
        return None;
    }
    let confidences: Vec<f32> = plays.iter().map(|(_, plays)| model.options.confidence.of(*plays)).collect();
    let equations = equations(model);
    let heard = equations.heard(columns);
    let song = Array1::from_iter(model.songs.row(index).iter().map(|value| f64::from(*value)));
    let seen = equations.factorized(&heard, &confidences)?.times(&song)?;
    Some(heard.dot(&seen).iter().zip(&confidences).map(|(part, confidence)| part * f64::from(*confidence)).collect())
}

fn score(model: &AlsModel, user: UserId, song: SongId, history: &ListeningHistory) -> f64 {
    let vector = model.vector_of(user, history);
    vector.iter().zip(model.song_factors(song)).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum()
}

fn share_out(parts: &mut [f64], score: f64) {
    let missing = score - parts.iter().sum::<f64>();
    let size: f64 = parts.iter().map(|part| part.abs()).sum();
    if size > 0.0 {
        for part in parts {
            *part += missing * part.abs() / size;
        }
    }
}
