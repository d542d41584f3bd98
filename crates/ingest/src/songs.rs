//! The songs: a table with audio features, its genres joined on the track, one row per song.

use std::io::Cursor;
use std::path::Path;

use domain::{AudioFeature, Column, Meter, Rejected, SongTable, TextColumn, Values};

pub use crate::bytes_literal::TextStyle;
use crate::bytes_literal::unwrapped;
use crate::id_table::IdTable;
use crate::source::{Fingerprint, SourceFile, SourceRecord, open_file};
use crate::tally::Tally;
use crate::unpack::{first_bytes, read_text, text_start};
use crate::{GenreTable, IngestError, Mismatches, song_csv, song_parquet};

/// The column of song ids.
pub(crate) const SONG_ID: &str = "song_id";
/// The column of track ids.
pub(crate) const TRACK_ID: &str = "track_id";

const PARQUET: &[u8] = b"PAR1";
const HDF5: &[u8] = b"\x89HDF";

/// The songs and what fell out on the way.
pub struct SongsRead {
    /// One row per song.
    pub table: SongTable,
    /// The file.
    pub record: SourceRecord,
    /// The rows that could not be used.
    pub rejected: Rejected,
    /// Rows with a song id that an earlier row had.
    pub n_repeated: u64,
    /// Name and type of columns that have no place in a table of songs, such as lists.
    pub left_out: Vec<(String, String)>,
}

/// A table as a file holds it, before songs are told apart.
pub(crate) struct TableRead {
    pub(crate) columns: Vec<Column>,
    pub(crate) tally: Tally,
    /// Name and type of columns that are not read.
    pub(crate) left_out: Vec<(String, String)>,
}

/// Reads the songs from CSV or Parquet, told apart by content, and joins them with genres and mismatches.
///
/// Columns are found by name: `song_id`, `track_id` and the six audio features must be there, all others are kept. Of
/// rows with one song id the first is kept whole, its genre (or none) with it.
pub fn read_songs(
    file: &SourceFile,
    genres: Option<&GenreTable>,
    mismatches: Option<&Mismatches>,
    text: TextStyle,
    max_rejected: f64,
    meter: &Meter,
) -> Result<SongsRead, IngestError> {
    let (read, print, packing) = read_table(&file.path, text, meter)?;
    let TableRead { mut columns, tally, left_out } = read;
    unwrap_texts(&mut columns, text);
    meter.advance(0, tally.n_rows);
    tally.check_limit(file, max_rejected)?;
    let n_usable = tally.n_rows - tally.rejected.len() as u64;
    let table = one_row_a_song(columns, genres, mismatches);
    if table.is_empty() {
        return Err(no_songs(&file.path, &tally));
    }
    let (record, rejected) = tally.close(file, print, packing);
    Ok(SongsRead { n_repeated: n_usable - table.len() as u64, table, record, rejected, left_out })
}

/// Whether a file looks like songs: there, readable, CSV or Parquet, with the columns that are needed.
pub fn check_songs(file: &SourceFile) -> Result<(), IngestError> {
    const START: u64 = 1 << 20;
    let start = text_start(&file.path, START)?;
    refuse_hdf5(&file.path, &start)?;
    if !start.starts_with(PARQUET) {
        song_csv::header(&file.path, &start).map(|_| ())
    } else if first_bytes(&file.path, 4)? == PARQUET {
        song_parquet::header(&file.path, open_file(&file.path)?).map(|_| ())
    } else {
        let (unpacked, ..) = read_text(&file.path, &Meter::default())?;
        song_parquet::header(&file.path, Cursor::new(unpacked)).map(|_| ())
    }
}

/// An error if a needed column is not among `names`.
pub(crate) fn missing_columns(path: &Path, names: &[String]) -> Result<(), IngestError> {
    let missing = missing(names);
    if missing.is_empty() {
        return Ok(());
    }
    Err(IngestError::Columns { path: path.to_owned(), missing, found: names.to_owned() })
}

/// The needed columns that are not among `names`.
pub(crate) fn missing(names: &[String]) -> Vec<String> {
    let needed = [SONG_ID, TRACK_ID].into_iter().chain(AudioFeature::ALL.map(AudioFeature::column));
    needed.filter(|needed| !names.iter().any(|name| name == needed)).map(str::to_owned).collect()
}

fn read_table(
    path: &Path,
    text: TextStyle,
    meter: &Meter,
) -> Result<(TableRead, Fingerprint, &'static str), IngestError> {
    let (bytes, print, packing) = read_text(path, meter)?;
    refuse_hdf5(path, &bytes)?;
    if bytes.starts_with(PARQUET) {
        Ok((song_parquet::read(path, bytes, text)?, print, "parquet"))
    } else {
        Ok((song_csv::read(path, &bytes, text)?, print, packing.name()))
    }
}

fn refuse_hdf5(path: &Path, start: &[u8]) -> Result<(), IngestError> {
    if !start.starts_with(HDF5) {
        return Ok(());
    }
    Err(IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: "a CSV or Parquet table of songs".to_owned(),
        found: "an HDF5 file".to_owned(),
        hint: "write it once as Parquet: pandas.read_hdf(FILE, key=\"df\").to_parquet(OTHER)",
    })
}

fn no_songs(path: &Path, tally: &Tally) -> IngestError {
    let found = match tally.rejected.first() {
        Some(row) => format!("{} rows of which none can be used; line {}: {}", tally.n_rows, row.line, row.reason),
        None => "a table without rows".to_owned(),
    };
    IngestError::Format { path: path.to_owned(), line: None, expected: "at least one song".to_owned(), found, hint: "" }
}

/// Whether a song id is empty, be it inside its wrapping: `b''`.
pub(crate) fn is_empty_id(cell: &str, text: TextStyle) -> bool {
    cell.is_empty() || unwrapped(cell, SONG_ID, text).is_some_and(|id| id.is_empty())
}

fn unwrap_texts(columns: &mut [Column], style: TextStyle) {
    for Column { name, values } in columns {
        let Values::Texts(texts) = values else { continue };
        let mut unwrapped_texts = TextColumn::default();
        for cell in texts.iter() {
            match cell.and_then(|cell| unwrapped(cell, name, style)) {
                Some(text) => unwrapped_texts.push(Some(&text)),
                None => unwrapped_texts.push(cell),
            }
        }
        *texts = unwrapped_texts;
    }
}

fn text_column<'a>(columns: &'a [Column], name: &str) -> &'a TextColumn {
    match columns.iter().find(|column| column.name == name).map(|column| &column.values) {
        Some(Values::Texts(texts)) => texts,
        _ => unreachable!("the readers see to it that {name} is there and of texts"),
    }
}

fn one_row_a_song(columns: Vec<Column>, genres: Option<&GenreTable>, mismatches: Option<&Mismatches>) -> SongTable {
    let all_ids = text_column(&columns, SONG_ID);
    let mut seen = IdTable::with_capacity(all_ids.len());
    let first: Vec<u32> = (0..all_ids.len())
        .filter(|&row| seen.insert(all_ids.text(row).unwrap_or_default().as_bytes()).is_ok())
        .map(|row| row as u32)
        .collect();
    let columns: Vec<Column> = if first.len() == all_ids.len() {
        columns
    } else {
        columns.into_iter().map(|column| column.pick(&first)).collect()
    };
    let ids = text_column(&columns, SONG_ID).clone();
    let tracks = text_column(&columns, TRACK_ID);
    let genre_of = |track: Option<&str>| genres?.genres_of(track?);
    let second = genres.is_some_and(GenreTable::has_second);
    SongTable {
        features: SongTable::features_of(&columns, ids.len()),
        genres: tracks.iter().map(|track| genre_of(track).map(|(first, _)| first)).collect(),
        second_genres: second
            .then(|| tracks.iter().map(|track| genre_of(track).and_then(|(_, second)| second)).collect()),
        mismatched: ids.iter().map(|id| mismatches.is_some_and(|list| list.names(id.unwrap_or_default()))).collect(),
        ids,
        columns,
    }
}
