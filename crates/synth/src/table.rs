//! The song table and what goes with it: which songs have features, which recordings, genre labels and known mismatches.
//!
//! Only what one row can't say by itself is drawn here; names and numbers of a row come from the row's own streams when it
//! is written.

mod coverage;
mod genre_lines;
mod labels;
mod members;
mod mismatches;
mod rows;
mod sound;

pub(crate) use coverage::Coverage;
pub(crate) use mismatches::{Credit, Mismatch};
pub(crate) use rows::TableRow;
pub(crate) use sound::{Sound, sound};

use crate::ids::{SongCode, TrackCode};
use crate::sizes::Sizes;
use crate::songs::{Genre, Songs};
use crate::stream::{Topic, stream};

/// The codes of all songs, and the tables made of them.
pub(crate) struct SongTable {
    /// The codes of the songs that are played, by song number, ascending.
    pub(crate) played: Vec<SongCode>,
    /// The songs of the table, each once.
    pub(crate) songs: Vec<TableSong>,
    /// The rows of the table in file order.
    pub(crate) rows: Vec<TableRow>,
    /// Genre labels by track, ascending.
    pub(crate) genre_lines: Vec<(TrackCode, Genre)>,
    pub(crate) mismatches: Vec<Mismatch>,
}

/// A song of the table, and where the streams of its features start from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableSong {
    pub(crate) code: SongCode,
    pub(crate) genre: Genre,
    pub(crate) scene: u32,
    pub(crate) artist: u32,
}

impl SongTable {
    /// O(songs log songs).
    pub(crate) fn draw(sizes: &Sizes, songs: &Songs, coverage: &Coverage, seed: u64) -> Self {
        let n_unheard = sizes.n_table_songs - sizes.n_songs_in_table;
        let mut played = SongCode::distinct(songs.len() + n_unheard, &mut stream(seed, Topic::SongIds, 0));
        let unheard = played.split_off(songs.len());
        played.sort_unstable();

        let n_tracks = sizes.n_table_rows + sizes.n_genre_lines + sizes.n_mismatches;
        let mut tracks = TrackCode::distinct(n_tracks, &mut stream(seed, Topic::TrackIds, 0)).into_iter();

        let mut table_songs = members::heard(songs, coverage, &played);
        table_songs.extend(members::unheard(songs, unheard, seed));
        let rows = rows::draw(table_songs.len(), sizes.n_table_rows, &mut tracks, seed);
        let genre_lines = genre_lines::draw(sizes, &table_songs, &rows, &mut tracks, seed);
        let mut mismatches = mismatches::in_table(sizes, &table_songs, &rows, seed);
        let n_elsewhere = sizes.n_mismatches.saturating_sub(mismatches.len());
        mismatches.extend(mismatches::elsewhere(n_elsewhere, songs, coverage, &played, &mut tracks, seed));
        mismatches::shuffle(&mut mismatches, seed);
        Self { played, songs: table_songs, rows, genre_lines, mismatches }
    }
}
