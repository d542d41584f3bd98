//! The songs: a table with audio features, its genres joined on the track, one row per song.

use std::path::Path;

use domain::{Column, Meter, Rejected, SongTable, TextColumn, Values};

pub use crate::bytes_literal::TextStyle;
use crate::bytes_literal::unwrapped;
use crate::id_table::IdTable;
use crate::song_request::{SONG_ID, TRACK_ID};
use crate::source::{SourceFile, SourceRecord};
use crate::stored_table::{TableRead, no_cells, read_stored};
use crate::tally::Tally;
use crate::{GenreTable, IngestError, Mismatches, SongRequest};

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
    /// What else there is to say of the table, in whole sentences.
    pub notes: Vec<String>,
}

/// Reads the songs from CSV, Parquet or HDF5, told apart by content, and joins them with genres and mismatches.
///
/// Columns are found by name: `song_id`, `track_id` and what `request` says must be there. A folder is taken for
/// single-track files of the Million Song Dataset. Of rows with one song id the first is kept whole, its genre (or none)
/// with it.
pub fn read_songs(
    file: &SourceFile,
    genres: Option<&GenreTable>,
    mismatches: Option<&Mismatches>,
    request: &SongRequest,
    meter: &Meter,
) -> Result<SongsRead, IngestError> {
    let (read, print, packing) = read_stored(&file.path, request, meter)?;
    let TableRead { mut columns, tally, left_out, notes } = read;
    unwrap_texts(&mut columns, request.text);
    meter.advance(0, tally.n_rows);
    if let Some((name, dtype)) = left_out.iter().find(|(name, _)| request.columns.contains(name)) {
        return Err(no_cells(&file.path, name, dtype));
    }
    tally.check_limit(file, request.max_rejected)?;
    let n_usable = tally.n_rows - tally.rejected.len() as u64;
    let table = one_row_a_song(columns, genres, mismatches);
    if table.is_empty() {
        return Err(no_songs(&file.path, &tally));
    }
    let (record, rejected) = tally.close(file, print, packing);
    Ok(SongsRead { n_repeated: n_usable - table.len() as u64, table, record, rejected, left_out, notes })
}

/// The error for a table without a song that can be used.
pub(crate) fn no_songs(path: &Path, tally: &Tally) -> IngestError {
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
