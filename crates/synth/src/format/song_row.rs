//! One recording as a row of the song table: names, ids, and the audio features as Spotify rounds them.
//!
//! Names come from the streams of artist and song, so that repeats of a song share them; the rest comes from the row's own.

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::blocks::part;
use super::names::{artist_name, release, title};
use super::python_bytes::push_repr;
use crate::ids::push_hex;
use crate::song_columns::SongCell::{self, Decimal, Integer, Text};
use crate::song_columns::{SongColumns, SongRowWriter};
use crate::stream::{Topic, normal, stream};
use crate::table::{SongTable, Sound, TableRow, sound};

/// The columns of the real table, in its order.
const COLUMNS: [(&str, SongCell); 25] = [
    ("artist_mbid", Text),
    ("artist_name", Text),
    ("artist_playmeid", Integer),
    ("release", Text),
    ("release_7digitalid", Integer),
    ("song_hotttnesss", Decimal),
    ("song_id", Text),
    ("title", Text),
    ("track_7digitalid", Integer),
    ("track_id", Text),
    ("year", Integer),
    ("spotify_id", Text),
    ("acousticness", Decimal),
    ("danceability", Decimal),
    ("duration_ms", Integer),
    ("energy", Decimal),
    ("instrumentalness", Decimal),
    ("key", Integer),
    ("liveness", Decimal),
    ("loudness", Decimal),
    ("mode", Integer),
    ("speechiness", Decimal),
    ("tempo", Decimal),
    ("time_signature", Integer),
    ("valence", Decimal),
];

/// Rows that a thread makes at a time.
const ROWS_AT_A_TIME: usize = 1 << 13;
const WITHOUT_MBID: f64 = 0.06;
const WITHOUT_PLAYMEID: f64 = 0.4;
const WITHOUT_HOTTTNESSS: f64 = 0.2;
const WITHOUT_YEAR: f64 = 0.45;
const MAJOR: f64 = 0.66;
/// How much louder, faster, sadder a repeat is than the first recording.
const SPREAD_OF_REPEATS: f64 = 0.02;
const BASE_62: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The whole table. Blocks of rows are made in parallel and put together in order.
pub(crate) fn song_columns(table: &SongTable, seed: u64) -> SongColumns {
    let n_rows = table.rows.len();
    let block = |number: usize| {
        let mut columns = SongColumns::empty(&COLUMNS);
        part(number, ROWS_AT_A_TIME, n_rows).for_each(|row| push_row(table, row, seed, &mut columns));
        columns
    };
    let blocks: Vec<SongColumns> = (0..n_rows.div_ceil(ROWS_AT_A_TIME)).into_par_iter().map(block).collect();
    let mut columns = SongColumns::empty(&COLUMNS);
    for block in blocks {
        columns.append(block);
    }
    columns
}

fn push_row(table: &SongTable, row: usize, seed: u64, columns: &mut SongColumns) {
    let mut rng = stream(seed, Topic::Row, row as u64);
    let mut cells = columns.row();
    push_names(table, &table.rows[row], seed, &mut cells, &mut rng);
    push_sound(table, &table.rows[row], seed, &mut cells, &mut rng);
}

fn push_names(table: &SongTable, row: &TableRow, seed: u64, cells: &mut SongRowWriter<'_>, rng: &mut impl Rng) {
    let song = &table.songs[row.song as usize];
    let mut of_artist = stream(seed, Topic::Artist, u64::from(song.artist));
    push_bytes(&mbid(&mut of_artist), cells);
    push_bytes(&artist_name(song.artist, seed), cells);
    cells.integer(playmeid(&mut of_artist));
    push_bytes(&release(song.artist, row.song, seed), cells);
    cells.integer(rng.random_range(1..840_000));
    if rng.random_bool(WITHOUT_HOTTTNESSS) {
        cells.decimal(f64::NAN);
    } else {
        cells.decimal(hotttnesss(rng));
    }
    push_bytes(&String::from_utf8_lossy(&song.code.text()), cells);
    push_bytes(&title(row.song, seed), cells);
    cells.integer(rng.random_range(1..9_300_000));
    push_bytes(&String::from_utf8_lossy(&row.track.text()), cells);
    cells.integer(if rng.random_bool(WITHOUT_YEAR) { 0 } else { rng.random_range(1955..2011) });
    cells.text(&spotify_id(rng));
}

fn push_sound(table: &SongTable, row: &TableRow, seed: u64, cells: &mut SongRowWriter<'_>, rng: &mut impl Rng) {
    let Sound { acousticness, danceability, energy, instrumentalness, liveness, loudness, speechiness, tempo, valence } =
        sound(&table.songs[row.song as usize], row.song, seed);
    let spread = if row.is_repeat { SPREAD_OF_REPEATS } else { 0.0 };
    cells.decimal(share(acousticness, spread, rng));
    cells.decimal(share(danceability, spread, rng));
    cells.integer((235_000.0 * (0.35 * normal(rng)).exp()) as i64);
    cells.decimal(share(energy, spread, rng));
    cells.decimal(share(instrumentalness, spread, rng));
    cells.integer(rng.random_range(0..12));
    cells.decimal(share(liveness, spread, rng));
    cells.decimal(thousandths(loudness * varied(spread, rng)));
    cells.integer(i64::from(rng.random_bool(MAJOR)));
    cells.decimal(share(speechiness, spread, rng));
    cells.decimal(thousandths(tempo * varied(spread, rng)));
    cells.integer(time_signature(rng));
    cells.decimal(share(valence, spread, rng));
}

fn push_bytes(value: &str, cells: &mut SongRowWriter<'_>) {
    let mut repr = String::with_capacity(value.len() + 8);
    push_repr(value, &mut repr);
    cells.text(&repr);
}

/// An artist's id at `MusicBrainz`, a UUID, or nothing.
fn mbid(rng: &mut impl Rng) -> String {
    let mut id = String::new();
    if rng.random_bool(WITHOUT_MBID) {
        return id;
    }
    push_hex(8, &mut id, rng);
    for n_digits in [4, 4, 4, 12] {
        id.push('-');
        push_hex(n_digits, &mut id, rng);
    }
    id
}

fn playmeid(rng: &mut impl Rng) -> i64 {
    if rng.random_bool(WITHOUT_PLAYMEID) { -1 } else { rng.random_range(1..180_000) }
}

/// Beta(4, 4), which is the median of seven uniform numbers.
fn hotttnesss(rng: &mut impl Rng) -> f64 {
    let mut uniform: [f64; 7] = rng.random();
    uniform.sort_by(f64::total_cmp);
    (uniform[3] * 1e12).round() / 1e12
}

fn spotify_id(rng: &mut impl Rng) -> String {
    (0..22).filter_map(|_| BASE_62.choose(rng)).map(|&digit| char::from(digit)).collect()
}

fn time_signature(rng: &mut impl Rng) -> i64 {
    match rng.random_range(0..1000) {
        0..860 => 4,
        860..960 => 3,
        960..980 => 5,
        980..995 => 1,
        _ => 0,
    }
}

/// A feature between 0 and 1 with three significant digits; what is all but nothing is 0.
fn share(value: f64, spread: f64, rng: &mut impl Rng) -> f64 {
    let value = (value * varied(spread, rng)).min(1.0);
    if value < 1e-6 {
        return 0.0;
    }
    // The division is by an exact power of ten: its result is the double nearest to the short decimal.
    let unit = 10_f64.powi(2 - value.log10().floor() as i32);
    (value * unit).round() / unit
}

fn thousandths(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

fn varied(spread: f64, rng: &mut impl Rng) -> f64 {
    1.0 + spread * normal(rng)
}
