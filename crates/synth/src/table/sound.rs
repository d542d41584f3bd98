//! What a song sounds like: nine audio features that genres, scenes, artists and songs share.
//!
//! feature = shape(base + genre + scene + artist + song), each summand normal with a spread of its own. The song table's
//! other numbers (key, mode, duration ...) are independent of all this and are drawn where the row is written.

use super::TableSong;
use crate::stream::{Topic, normal, stream};

/// The nine features of a song, each in the unit of the song table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sound {
    pub(crate) acousticness: f64,
    pub(crate) danceability: f64,
    pub(crate) energy: f64,
    pub(crate) instrumentalness: f64,
    pub(crate) liveness: f64,
    /// dB, below 0.
    pub(crate) loudness: f64,
    pub(crate) speechiness: f64,
    /// Beats per minute.
    pub(crate) tempo: f64,
    pub(crate) valence: f64,
}

const N_FEATURES: usize = 9;

/// The mean of a feature before its shape, and how far genres, scenes, artists and songs are from each other.
struct Spread {
    base: f64,
    genre: f64,
    scene: f64,
    artist: f64,
    song: f64,
}

const fn spread(base: f64, genre: f64, scene: f64, artist: f64, song: f64) -> Spread {
    Spread { base, genre, scene, artist, song }
}

/// In the order of [`Sound`].
const SPREADS: [Spread; N_FEATURES] = [
    spread(-1.0, 1.2, 1.0, 0.8, 1.3),
    spread(0.1, 0.5, 0.4, 0.3, 0.6),
    spread(0.6, 0.9, 0.8, 0.5, 0.8),
    spread(-4.5, 1.5, 1.5, 1.0, 3.0),
    spread(-1.6, 0.2, 0.2, 0.3, 0.9),
    spread(2.15, 0.2, 0.2, 0.15, 0.3),
    spread(-2.9, 0.3, 0.2, 0.2, 0.5),
    spread(122.0, 8.0, 6.0, 3.0, 26.0),
    spread(0.0, 0.6, 0.5, 0.3, 0.9),
];

/// The sound of a song of the table, `song` being its index there.
pub(crate) fn sound(table_song: &TableSong, song: u32, seed: u64) -> Sound {
    let genre = normals(seed, Topic::GenreSound, u64::from(table_song.genre));
    let scene = normals(seed, Topic::SceneSound, u64::from(table_song.scene));
    let artist = normals(seed, Topic::ArtistSound, u64::from(table_song.artist));
    let own = normals(seed, Topic::SongSound, u64::from(song));
    let raw: [f64; N_FEATURES] = std::array::from_fn(|i| {
        let spread = &SPREADS[i];
        spread.base
            + spread.genre * genre[i]
            + spread.scene * scene[i]
            + spread.artist * artist[i]
            + spread.song * own[i]
    });
    shaped(&raw)
}

fn shaped(raw: &[f64; N_FEATURES]) -> Sound {
    let [acousticness, danceability, energy, instrumentalness, liveness, loudness, speechiness, tempo, valence] = *raw;
    Sound {
        acousticness: logistic(acousticness),
        danceability: logistic(danceability),
        energy: logistic(energy),
        instrumentalness: logistic(instrumentalness),
        liveness: logistic(liveness),
        loudness: -loudness.exp(),
        speechiness: speechiness.exp().clamp(0.0215, 0.966),
        tempo: tempo.clamp(30.0, 248.0),
        valence: logistic(valence),
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn normals(seed: u64, topic: Topic, index: u64) -> [f64; N_FEATURES] {
    let mut rng = stream(seed, topic, index);
    std::array::from_fn(|_| normal(&mut rng))
}
