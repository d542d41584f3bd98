//! The lines of the genre file: the labelled songs of the table, some of their repeats, and tracks outside the table.

use rand::{Rng, RngExt};

use super::labels::Labels;
use super::{TableRow, TableSong};
use crate::ids::TrackCode;
use crate::sizes::Sizes;
use crate::songs::{Genre, any_genre};
use crate::stream::{Topic, stream};

/// Of the repeats, the share that carries a label.
const LABELLED_REPEATS: f64 = 0.45;

/// Track and genre of every line, sorted by track.
pub(super) fn draw(
    sizes: &Sizes,
    songs: &[TableSong],
    rows: &[TableRow],
    tracks: &mut impl Iterator<Item = TrackCode>,
    seed: u64,
) -> Vec<(TrackCode, Genre)> {
    let mut rng = stream(seed, Topic::Genres, 0);
    let labels = Labels::draw(songs, sizes.table_scale, &mut rng);
    let mut lines: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.track, label_of_row(row, &songs[row.song as usize], &labels, &mut rng)?)))
        .collect();
    let n_elsewhere = sizes.n_genre_lines.saturating_sub(lines.len());
    lines.extend(tracks.take(n_elsewhere).map(|track| (track, any_genre(&mut rng))));
    lines.sort_unstable();
    lines
}

fn label_of_row(row: &TableRow, song: &TableSong, labels: &Labels, rng: &mut impl Rng) -> Option<Genre> {
    let label = labels.of(row.song);
    if row.is_repeat { rng.random_bool(LABELLED_REPEATS).then(|| label.unwrap_or(song.genre)) } else { label }
}
