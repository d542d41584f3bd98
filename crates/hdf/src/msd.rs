//! The tables of the Million Song Dataset, its summary file and the files of single tracks.
//!
//! ```text
//! /metadata/songs       who and what: artist_name, title, song_id, ...     strings of up to 1,024 bytes
//! /analysis/songs       how it sounds: tempo, loudness, track_id, ...
//! /musicbrainz/songs    year
//! ```
//!
//! Tables of equally many rows that belong together by place; the third may be missing. `idx_` fields point into arrays that are not read.
//! `danceability` and `energy` are 0 in every row that was ever published.

use crate::{
    Frame, Problem,
    cells::Cells,
    column::{Column, Meaning},
    slab::{Slot, described_table, read_rows},
    store::{Dataset, Field, MemberKind, Piece, Store, Value},
    text::Decoding,
};

/// The tables in the order of their columns.
const TABLES: [&str; 3] = ["/metadata/songs", "/analysis/songs", "/musicbrainz/songs"];

/// The columns that say something about a song, of those that the tables have.
pub const MSD_COLUMNS: [&str; 24] = [
    "song_id",
    "track_id",
    "title",
    "release",
    "artist_name",
    "artist_id",
    "artist_mbid",
    "artist_location",
    "artist_latitude",
    "artist_longitude",
    "artist_familiarity",
    "artist_hotttnesss",
    "song_hotttnesss",
    "year",
    "duration",
    "tempo",
    "loudness",
    "key",
    "key_confidence",
    "mode",
    "mode_confidence",
    "time_signature",
    "time_signature_confidence",
    "audio_md5",
];

/// Whether the tables of the dataset are there, those at least that no reader can do without.
pub(crate) fn is_there(store: &dyn Store) -> Result<bool, Problem> {
    Ok(has_table(store, "metadata")? && has_table(store, "analysis")?)
}

fn has_table(store: &dyn Store, group: &str) -> Result<bool, Problem> {
    Ok(has(store, "/", group, MemberKind::Group)? && has(store, &format!("/{group}"), "songs", MemberKind::Dataset)?)
}

fn has(store: &dyn Store, group: &str, name: &str, kind: MemberKind) -> Result<bool, Problem> {
    Ok(store.members(group)?.iter().any(|member| member.name == name && member.kind == kind))
}

/// How many songs the tables say they have.
pub(crate) fn n_songs(store: &dyn Store) -> Result<u64, Problem> {
    Ok(store.dataset(TABLES[0])?.n_rows())
}

/// Reads the wanted columns of all tables that are there.
pub(crate) fn read(store: &dyn Store, wanted: &dyn Fn(&str) -> bool) -> Result<Frame, Problem> {
    let mut frame = Frame::default();
    let n_tables = if has_table(store, "musicbrainz")? { TABLES.len() } else { TABLES.len() - 1 };
    for (place, table) in TABLES.into_iter().take(n_tables).enumerate() {
        let (dataset, fields) = described_table(store, table)?;
        let n_rows = usize::try_from(dataset.n_rows()).unwrap_or(usize::MAX);
        if place > 0 && n_rows != frame.n_rows {
            let found = format!("{n_rows} beside {}", frame.n_rows);
            return Err(Problem::layout(table, "as many rows as in /metadata/songs", found));
        }
        frame.n_rows = n_rows;
        read_table(store, table, &dataset, &kept(&fields, wanted), &mut frame.columns)?;
    }
    Ok(frame)
}

/// The wanted fields, and how they are read if they hold one value each that can be read.
fn kept<'f>(fields: &'f [Field], wanted: &dyn Fn(&str) -> bool) -> Vec<(&'f Field, Option<Value>)> {
    let value = |field: &Field| field.element.value().filter(|&(_, count)| count == 1).map(|(value, _)| value);
    let fields = fields.iter().filter(|field| !field.name.starts_with("idx_") && wanted(&field.name));
    fields.map(|field| (field, value(field))).collect()
}

fn read_table(
    store: &dyn Store,
    path: &str,
    dataset: &Dataset,
    fields: &[(&Field, Option<Value>)],
    columns: &mut Vec<(String, Cells)>,
) -> Result<(), Problem> {
    let (mut pieces, mut slots, mut offset) = (Vec::new(), Vec::new(), 0);
    for &(field, value) in fields {
        let Some(value) = value else { continue };
        let column = Column::new(value, &Meaning::Plain, Decoding::Utf8, None);
        slots.push(Slot { offset, bytes: value.bytes(), column });
        pieces.push(Piece { field: Some(&field.name), value, count: 1 });
        offset = offset.saturating_add(value.bytes());
    }
    if !pieces.is_empty() {
        read_rows(store, path, dataset, &pieces, &mut slots)?;
    }
    let mut read = slots.into_iter().map(|slot| slot.column.finish());
    for (field, value) in fields {
        if columns.iter().any(|(name, _)| *name == field.name) {
            return Err(Problem::SameName { place: path.to_owned(), name: field.name.clone() });
        }
        let cells = value.and_then(|_| read.next()).unwrap_or_else(|| other(field, dataset));
        columns.push((field.name.clone(), cells));
    }
    Ok(())
}

fn other(field: &Field, dataset: &Dataset) -> Cells {
    let n_rows = usize::try_from(dataset.n_rows()).unwrap_or(usize::MAX);
    Cells::Other { what: field.element.name(), n_rows }
}
