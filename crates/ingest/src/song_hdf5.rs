//! Songs as HDF5: a frame that pandas wrote, the summary file of the Million Song Dataset, or a folder of its tracks.
//!
//! What the layouts mean is the crate `hdf`'s; here their cells become the columns of a table of songs.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use domain::{Column, Meter, Values};
use hdf::{Cells, Content, Frame, MSD_COLUMNS};

use crate::hdf5_folder::{TrackFolder, track_files};
use crate::song_request::{FeatureNeed, SongRequest, TableKind};
use crate::song_rows::without_unusable_rows;
use crate::songs::no_songs;
use crate::source::{Fingerprint, OpenSource};
use crate::stored_table::TableRead;
use crate::tally::Tally;
use crate::{IngestError, song_columns};

/// The audio features that the Million Song Dataset has columns for and never filled in.
const EMPTY_FEATURES: [&str; 2] = ["danceability", "energy"];

/// Whether a file looks like songs.
pub(crate) fn check(path: &Path, request: &SongRequest) -> Result<(), IngestError> {
    check_names(path, origin(path, request)?, request, |wanted| hdf::read(path, key(request), wanted))
}

/// Whether the first file of a folder looks like a track.
pub(crate) fn check_folder(path: &Path, request: &SongRequest) -> Result<(), IngestError> {
    let first = track_files(path)?.swap_remove(0);
    check_names(path, Origin::Msd, request, |wanted| hdf::read_tracks(&[first], wanted))
}

/// Reads a frame or the summary file. It is hashed on another thread meanwhile.
pub(crate) fn read(path: &Path, request: &SongRequest, meter: &Meter) -> Result<(TableRead, Fingerprint), IngestError> {
    let mut source = OpenSource::open(path, meter)?;
    let read = || {
        let origin = origin(path, request)?;
        let table = table(path, origin, request, |wanted| hdf::read(path, key(request), wanted))?;
        Ok::<_, IngestError>(table)
    };
    let hash = || io::copy(&mut source, &mut io::sink());
    let (table, hashed) = rayon::join(read, hash);
    hashed.map_err(|source| IngestError::Read { path: path.to_owned(), source })?;
    let print = source.finish()?;
    Ok((table?, print))
}

/// Reads all files of a folder, in order of their paths, as one table.
pub(crate) fn read_folder(
    path: &Path,
    request: &SongRequest,
    meter: &Meter,
) -> Result<(TableRead, Fingerprint), IngestError> {
    let folder = TrackFolder::look(path)?;
    let table = table(path, Origin::Msd, request, |wanted| hdf::read_tracks(&folder.files(), wanted));
    folder.still()?;
    let table = table?;
    Ok((table, folder.finish(meter)?))
}

/// Who made a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Pandas,
    Msd,
}

/// Who made the table that is asked for.
fn origin(path: &Path, request: &SongRequest) -> Result<Origin, IngestError> {
    Ok(match hdf::select(path, key(request))? {
        Content::Msd { .. } => Origin::Msd,
        Content::Pandas { .. } | Content::Other { .. } => Origin::Pandas,
    })
}

fn key(request: &SongRequest) -> Option<&str> {
    Some(request.key.as_str()).filter(|key| !key.is_empty())
}

/// Whether a column is read. Of the many fields of the Million Song Dataset those that say something, unless named.
fn wants(name: &str, origin: Origin, request: &SongRequest) -> bool {
    let is_named = request.columns.iter().any(|column| column == name);
    match origin {
        Origin::Msd if EMPTY_FEATURES.contains(&name) => is_named,
        Origin::Msd => is_named || (MSD_COLUMNS.contains(&name) && request.wants(name)),
        Origin::Pandas => request.wants(name),
    }
}

type Wanted<'a> = &'a dyn Fn(&str) -> bool;

/// Looks at the names alone: every column is offered, none is taken.
fn check_names(
    path: &Path,
    origin: Origin,
    request: &SongRequest,
    read: impl FnOnce(Wanted<'_>) -> Result<Frame, hdf::HdfError>,
) -> Result<(), IngestError> {
    let names = RefCell::new(Vec::new());
    let frame = read(&|name| {
        names.borrow_mut().push(name.to_owned());
        false
    })?;
    let mut names = names.into_inner();
    names.extend(frame.index.into_iter().filter_map(|(name, _)| name));
    check_columns(path, origin, request, &names)
}

fn check_columns(path: &Path, origin: Origin, request: &SongRequest, names: &[String]) -> Result<(), IngestError> {
    if origin == Origin::Msd && request.table == TableKind::Songs && request.features == FeatureNeed::Required {
        return Err(without_features(path));
    }
    request.check(path, names)
}

fn without_features(path: &Path) -> IngestError {
    IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: "songs with the six audio features".to_owned(),
        found: "the Million Song Dataset's own tables: instrumentalness, liveness and valence are not in them, \
                danceability and energy are 0 for every song"
            .to_owned(),
        hint: "name a table with Spotify's features, or read these songs without: `features = \"optional\"` in the \
               stage; they have no MUSIC vectors then",
    }
}

fn table(
    path: &Path,
    origin: Origin,
    request: &SongRequest,
    read: impl FnOnce(Wanted<'_>) -> Result<Frame, hdf::HdfError>,
) -> Result<TableRead, IngestError> {
    let names = RefCell::new(Vec::new());
    let frame = read(&|name| {
        names.borrow_mut().push(name.to_owned());
        wants(name, origin, request)
    })?;
    let mut names = names.into_inner();
    names.extend(frame.index.iter().filter_map(|(name, _)| name.clone()));
    check_columns(path, origin, request, &names)?;
    let n_rows = frame.n_rows;
    if n_rows == 0 && request.table == TableKind::Songs {
        return Err(no_songs(path, &Tally::default()));
    }
    let (mut columns, mut left_out) = (Vec::new(), Vec::new());
    for (name, cells) in columns_of(frame, request) {
        song_columns::check_kind(path, &name, &cells, request)?;
        match song_columns::values(cells, request.is_feature(&name)) {
            Ok(values) if request.table == TableKind::Any || !song_columns::are_lists(&values) => {
                columns.push(Column { name, values });
            }
            Ok(_) => left_out.push((name, "lists".to_owned())),
            Err(what) => left_out.push((name, what)),
        }
    }
    let notes = notes(origin, &columns);
    Ok(TableRead { left_out, notes, ..without_unusable_rows(columns, n_rows, request) })
}

/// Named levels of the index as columns in front of the others. Row numbers without a name say nothing; other labels
/// without a name are of use to whoever asked for the whole table. A name that stands twice gets `.1`, as in CSV.
fn columns_of(frame: Frame, request: &SongRequest) -> Vec<(String, Cells)> {
    let n_levels = frame.index.len();
    let mut columns: Vec<(String, Cells)> = Vec::new();
    for (level, (name, cells)) in frame.index.into_iter().enumerate() {
        let name = match name {
            Some(name) => Some(name).filter(|name| request.wants(name)),
            None if request.table == TableKind::Songs || (n_levels == 1 && are_row_numbers(&cells)) => None,
            None if n_levels == 1 => Some("index".to_owned()),
            None => Some(format!("level_{level}")),
        };
        if let Some(name) = name {
            let name = free_name(&name, frame.columns.iter().chain(&columns));
            columns.push((name, cells));
        }
    }
    columns.extend(frame.columns);
    columns
}

fn free_name<'a>(name: &str, taken: impl Iterator<Item = &'a (String, Cells)>) -> String {
    let taken: BTreeSet<&str> = taken.map(|(column, _)| column.as_str()).collect();
    let mut free = name.to_owned();
    let mut number = 0;
    while taken.contains(free.as_str()) {
        number += 1;
        free = format!("{name}.{number}");
    }
    free
}

fn are_row_numbers(cells: &Cells) -> bool {
    match cells {
        Cells::Integers(numbers) => numbers.iter().enumerate().all(|(row, number)| number == Some(row as i64)),
        cells => cells.is_empty(),
    }
}

/// What a reader of the Million Song Dataset's own features should know.
fn notes(origin: Origin, columns: &[Column]) -> Vec<String> {
    let is_empty = |column: &&Column| match &column.values {
        Values::Floats(cells) => cells.iter().flatten().all(|&cell| cell == 0.0),
        _ => false,
    };
    let empty = columns.iter().filter(|column| EMPTY_FEATURES.contains(&column.name.as_str())).filter(is_empty);
    let note = |column: &Column| {
        format!("Column `{}` of the songs is 0 in every row: the Million Song Dataset never filled it in.", column.name)
    };
    empty.filter(|_| origin == Origin::Msd).map(note).collect()
}
