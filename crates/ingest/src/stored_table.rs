//! A table in whatever format it lies there: CSV, Parquet or HDF5, told apart by content.

use std::io::Cursor;
use std::path::Path;

use domain::{Column, Meter};

use crate::source::{Fingerprint, SourceFile, open_file, stamp_of, unchanged};
use crate::tally::Tally;
use crate::unpack::{first_bytes, read_text, text_start};
use crate::{IngestError, SongRequest, song_csv, song_hdf5, song_parquet};

const PARQUET: &[u8] = b"PAR1";
const HDF5: &[u8] = b"\x89HDF\r\n\x1a\n";

/// A table as a file holds it, before songs are told apart.
#[derive(Default)]
pub(crate) struct TableRead {
    pub(crate) columns: Vec<Column>,
    pub(crate) tally: Tally,
    /// Name and type of columns that are not read.
    pub(crate) left_out: Vec<(String, String)>,
    pub(crate) notes: Vec<String>,
}

/// Whether a file looks like songs: there, readable, CSV, Parquet or HDF5, with the columns that are needed.
pub fn check_songs(file: &SourceFile, request: &SongRequest) -> Result<(), IngestError> {
    let before = stamp_of(&file.path);
    look(&file.path, request).map_err(|error| match before {
        Ok(before) => unchanged(&file.path, before).err().unwrap_or(error),
        Err(_) => error,
    })
}

fn look(path: &Path, request: &SongRequest) -> Result<(), IngestError> {
    const START: u64 = 1 << 20;
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

/// Reads the table; beside it the file's fingerprint, and how it was packed.
pub(crate) fn read_stored(
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

/// The error for a column that was asked for and has no place in a table.
pub(crate) fn no_cells(path: &Path, name: &str, found: &str) -> IngestError {
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
