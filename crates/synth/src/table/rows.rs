//! The recordings of the table in file order: every song once, some again further down under another track.

use rand::RngExt;
use rand::seq::SliceRandom;

use crate::ids::TrackCode;
use crate::stream::{Topic, stream};

/// One recording of a song.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableRow {
    /// Index of the song among the table's songs.
    pub(crate) song: u32,
    pub(crate) track: TrackCode,
    /// A song's first row says what the song sounds like, its repeats nearly so.
    pub(crate) is_repeat: bool,
}

/// `n_rows` rows of `n_songs` songs: the songs in random order, and behind a song's first row, anywhere, its repeats.
pub(super) fn draw(
    n_songs: usize,
    n_rows: usize,
    tracks: &mut impl Iterator<Item = TrackCode>,
    seed: u64,
) -> Vec<TableRow> {
    let mut rng = stream(seed, Topic::TableRows, 0);
    let mut order: Vec<u32> = (0..n_songs as u32).collect();
    order.shuffle(&mut rng);
    let mut places: Vec<(f64, u32, bool)> =
        order.iter().enumerate().map(|(place, &song)| (place as f64 / n_songs as f64, song, false)).collect();
    for _ in n_songs..n_rows {
        let (first, song, _) = places[rng.random_range(0..n_songs as u64) as usize];
        places.push((first + (1.0 - first) * rng.random::<f64>(), song, true));
    }
    // Stable: a repeat that falls on its first row's place stays behind it.
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    places.into_iter().zip(tracks).map(|((_, song, is_repeat), track)| TableRow { song, track, is_repeat }).collect()
}
