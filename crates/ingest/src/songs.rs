//! The songs: a table with audio features, its genres joined on the track, one row per song.

use std::io::Cursor;
use std::path::Path;

use domain::{Column, Meter, Rejected, SongTable, TextColumn, Values};

pub use crate::bytes_literal::TextStyle;
use crate::bytes_literal::unwrapped;
use crate::id_table::IdTable;
use crate::song_request::{SONG_ID, TRACK_ID};
use crate::source::{Fingerprint, SourceFile, SourceRecord, open_file};
use crate::tally::Tally;
use crate::unpack::{first_bytes, read_text, text_start};
use crate::{GenreTable, IngestError, Mismatches, SongRequest, song_csv, song_hdf5, song_parquet};

const PARQUET: &[u8] = b"PAR1";
const HDF5: &[u8] = b"\x89HDF\r\n\x1a\n";

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

/// A table as a file holds it, before songs are told apart.
#[derive(Default)]
pub(crate) struct TableRead {
    pub(crate) columns: Vec<Column>,
    pub(crate) tally: Tally,
    /// Name and type of columns that are not read.
    pub(crate) left_out: Vec<(String, String)>,
    pub(crate) notes: Vec<String>,
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

/// Whether a file looks like songs: there, readable, CSV, Parquet or HDF5, with the columns that are needed.
pub fn check_songs(file: &SourceFile, request: &SongRequest) -> Result<(), IngestError> {
    const START: u64 = 1 << 20;
    let path = &file.path;
    match Storage::of(path)? {
        Storage::Folder => song_hdf5::check_folder(path, request),
        Storage::Hdf5 => song_hdf5::check(path, request),
        Storage::Stream => {
            let start = text_start(path, START)?;
            refuse_packed_hdf5(path, &start)?;
            if !start.starts_with(PARQUET) {
                song_csv::header(path, &start, request).map(|_| ())
            } else if first_bytes(path, 4)? == PARQUET {
                song_parquet::header(path, open_file(path)?, request).map(|_| ())
            } else {
                let (unpacked, ..) = read_text(path, &Meter::default())?;
                song_parquet::header(path, Cursor::new(unpacked), request).map(|_| ())
            }
        }
    }
}

/// How a table lies there, as far as it must be known to open it.
enum Storage {
    /// Many files of one track each.
    Folder,
    /// Read in place by the HDF5 library.
    Hdf5,
    /// Read from its first byte to its last, perhaps unpacked on the way.
    Stream,
}

impl Storage {
    fn of(path: &Path) -> Result<Self, IngestError> {
        if path.is_dir() {
            Ok(Self::Folder)
        } else if first_bytes(path, HDF5.len() as u64)? == HDF5 {
            Ok(Self::Hdf5)
        } else {
            Ok(Self::Stream)
        }
    }
}

fn read_stored(
    path: &Path,
    request: &SongRequest,
    meter: &Meter,
) -> Result<(TableRead, Fingerprint, &'static str), IngestError> {
    match Storage::of(path)? {
        Storage::Folder => song_hdf5::read_folder(path, request, meter).map(|(read, print)| (read, print, "hdf5")),
        Storage::Hdf5 => song_hdf5::read(path, request, meter).map(|(read, print)| (read, print, "hdf5")),
        Storage::Stream => {
            let (bytes, print, packing) = read_text(path, meter)?;
            refuse_packed_hdf5(path, &bytes)?;
            if bytes.starts_with(PARQUET) {
                Ok((song_parquet::read(path, bytes, request)?, print, "parquet"))
            } else {
                Ok((song_csv::read(path, &bytes, request)?, print, packing.name()))
            }
        }
    }
}

/// The HDF5 library reads here and there in a file, which a compressed one does not allow.
fn refuse_packed_hdf5(path: &Path, start: &[u8]) -> Result<(), IngestError> {
    if !start.starts_with(HDF5) {
        return Ok(());
    }
    Err(IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: "a CSV, Parquet or HDF5 table of songs".to_owned(),
        found: "an HDF5 file inside a compressed one".to_owned(),
        hint: "unpack it: HDF5 is not read from a stream",
    })
}

/// The error for a column that was asked for and has no place in a table.
fn no_cells(path: &Path, name: &str, found: &str) -> IngestError {
    IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: format!("numbers, texts or lists of numbers in column {name}"),
        found: found.to_owned(),
        hint: "",
    }
}

fn no_rows(path: &Path) -> IngestError {
    IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: "a CSV table with at least one row, Parquet or HDF5".to_owned(),
        found: "none of them".to_owned(),
        hint: "",
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

/// Any table of any of these kinds, every column as it stands. What cannot be told in columns is an error.
pub fn read_table(path: &Path, key: &str, meter: &Meter) -> Result<Vec<Column>, IngestError> {
    let file = SourceFile { name: String::new(), file: String::new(), path: path.to_owned() };
    let (read, _, packing) = read_stored(path, &SongRequest::any_table(key), meter)?;
    read.tally.check_limit(&file, 0.0)?;
    // What is no table at all is a header to CSV; other formats say themselves what they are.
    if read.tally.n_rows == 0 && !matches!(packing, "parquet" | "hdf5") {
        return Err(no_rows(path));
    }
    match read.left_out.first() {
        Some((name, dtype)) => Err(no_cells(path, name, dtype)),
        None => Ok(read.columns),
    }
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
