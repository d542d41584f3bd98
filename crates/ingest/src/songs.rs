//! The songs: a table with audio features, its genres joined on the track, one row per song.

use std::path::Path;

use domain::{Column, Meter, Rejected, SongTable, TextColumn, Values};

use rayon::prelude::*;

pub use crate::bytes_literal::TextStyle;
use crate::bytes_literal::unwrapped;
use crate::id_table::IdTable;
use crate::song_request::{SONG_ID, TRACK_ID};
use crate::source::{Fingerprint, SourceFile, SourceRecord};
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
    read_song_rows(file, request, meter)?.join(genres, mismatches)
}

/// The rows of a table of songs as they stand there, neither joined nor told apart by song.
pub struct SongRows<'f> {
    file: &'f SourceFile,
    read: TableRead,
    print: Fingerprint,
    packing: &'static str,
}

/// The first half of [`read_songs`], for which genres and mismatches need not be known yet.
pub fn read_song_rows<'f>(
    file: &'f SourceFile,
    request: &SongRequest,
    meter: &Meter,
) -> Result<SongRows<'f>, IngestError> {
    let (mut read, print, packing) = read_stored(&file.path, request, meter)?;
    read.columns.par_iter_mut().for_each(|column| unwrap_texts(column, request.text));
    meter.advance(0, read.tally.n_rows);
    if let Some((name, dtype)) = read.left_out.iter().find(|(name, _)| request.columns.contains(name)) {
        return Err(no_cells(&file.path, name, dtype));
    }
    read.tally.check_limit(file, request.max_rejected)?;
    Ok(SongRows { file, read, print, packing })
}

impl SongRows<'_> {
    /// The second half of [`read_songs`].
    pub fn join(self, genres: Option<&GenreTable>, mismatches: Option<&Mismatches>) -> Result<SongsRead, IngestError> {
        let Self { file, read, print, packing } = self;
        let TableRead { columns, tally, left_out, notes } = read;
        let n_usable = tally.n_rows - tally.rejected.len() as u64;
        let table = one_row_a_song(columns, genres, mismatches);
        if table.is_empty() {
            return Err(no_songs(&file.path, &tally));
        }
        let (record, rejected) = tally.close(file, print, packing);
        Ok(SongsRead { n_repeated: n_usable - table.len() as u64, table, record, rejected, left_out, notes })
    }
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

fn unwrap_texts(Column { name, values }: &mut Column, style: TextStyle) {
    let Values::Texts(texts) = values else { return };
    let unwrapped = |cell: &str| unwrapped(cell, name, style).is_some();
    if texts.iter().flatten().any(unwrapped) {
        *texts = all_unwrapped(texts, name, style);
    }
}

fn all_unwrapped(texts: &TextColumn, name: &str, style: TextStyle) -> TextColumn {
    let mut all = TextColumn::default();
    for cell in texts.iter() {
        match cell.and_then(|cell| unwrapped(cell, name, style)) {
            Some(text) => all.push(Some(&text)),
            None => all.push(cell),
        }
    }
    all
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
        columns.into_par_iter().map(|column| column.pick(&first)).collect()
    };
    let ids = text_column(&columns, SONG_ID).clone();
    let tracks = text_column(&columns, TRACK_ID);
    let genre_of = |track: Option<&str>| genres?.genres_of(track?);
    let second = genres.is_some_and(GenreTable::has_second);
    let (features, first_genres) = rayon::join(
        || SongTable::features_of(&columns, ids.len()),
        || tracks.iter().map(|track| genre_of(track).map(|(first, _)| first)).collect(),
    );
    SongTable {
        features,
        genres: first_genres,
        second_genres: second
            .then(|| tracks.iter().map(|track| genre_of(track).and_then(|(_, second)| second)).collect()),
        mismatched: ids.iter().map(|id| mismatches.is_some_and(|list| list.names(id.unwrap_or_default()))).collect(),
        ids,
        columns,
    }
}
