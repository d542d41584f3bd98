//! Rows of a dataset in slabs of a few megabytes, spread over columns.

use crate::{
    Problem,
    column::Column,
    store::{Dataset, Element, Field, Packing, Piece, Store},
};

/// Bytes that are read at a time, if a packed chunk is not larger.
const SLAB_BYTES: u64 = 4 << 20;
/// The largest chunk that is unpacked, and the most that is read at a time for its sake. The library keeps no chunk that
/// is larger than a megabyte, so that two slabs in one chunk would unpack it twice.
const CHUNK_BYTES: u64 = 1 << 30;
/// What a dataset may claim beyond what is stored: rows that nobody wrote are not stored.
const SLACK_BYTES: u64 = 64 << 10;
/// How far zlib can shrink.
const SHRINKAGE: u64 = 1100;

/// A column, and where its value lies in a packed row.
pub(crate) struct Slot {
    /// From the beginning of the row.
    pub offset: usize,
    /// Its width.
    pub bytes: usize,
    /// What the values become.
    pub column: Column,
}

/// Describes a dataset and holds it to its word: a filter that is not at hand and an impossible size are errors.
pub(crate) fn described(store: &dyn Store, path: &str) -> Result<Dataset, Problem> {
    let dataset = store.dataset(path)?;
    if let Packing::Unavailable(filter) = &dataset.packing {
        return Err(Problem::Filter { place: path.to_owned(), filter: filter.clone() });
    }
    let claimed = dataset.n_rows().saturating_mul(stored_row_bytes(&dataset));
    let shrinkage = if dataset.packing == Packing::Plain { 1 } else { SHRINKAGE };
    let bound = dataset.stored_bytes.saturating_mul(shrinkage).saturating_add(SLACK_BYTES);
    if claimed > bound {
        return Err(Problem::Claim { place: path.to_owned(), bound, claimed });
    }
    Ok(dataset)
}

/// Describes a table: a dataset of one axis, whose elements have fields.
pub(crate) fn described_table(store: &dyn Store, path: &str) -> Result<(Dataset, Vec<Field>), Problem> {
    let dataset = described(store, path)?;
    match (&dataset.element, dataset.shape.as_slice()) {
        (Element::Fields(fields), [_]) => Ok((dataset.clone(), fields.clone())),
        (element, shape) => {
            let found = format!("{} in shape {shape:?}", element.name());
            Err(Problem::layout(path, "a table: rows of fields", found))
        }
    }
}

/// Bytes of a row in the file, at least: one, even if it is said to have no elements.
fn stored_row_bytes(dataset: &Dataset) -> u64 {
    dataset.row_len().saturating_mul(stored_bytes(&dataset.element)).max(1)
}

/// Bytes of an element in the file, at least.
fn stored_bytes(element: &Element) -> u64 {
    match element {
        Element::Integer { bytes, .. } | Element::Float { bytes } | Element::Text { bytes } => (*bytes).max(1) as u64,
        Element::Array { len, of } => stored_bytes(of).saturating_mul(*len as u64).max(1),
        Element::Fields(fields) => {
            fields.iter().fold(0, |sum: u64, field| sum.saturating_add(stored_bytes(&field.element))).max(1)
        }
        Element::Boolean | Element::Other(_) => 1,
        Element::Bytes => 16,
    }
}

/// Reads all rows of a described dataset into the columns of `slots`.
///
/// `pieces` are packed per element; a row of `dataset.row_len()` elements is `row_bytes` wide.
pub(crate) fn read_rows(
    store: &dyn Store,
    path: &str,
    dataset: &Dataset,
    pieces: &[Piece<'_>],
    slots: &mut [Slot],
) -> Result<(), Problem> {
    let stride: u64 = pieces.iter().fold(0, |sum: u64, piece| sum.saturating_add(piece.bytes() as u64));
    let row_bytes = stride.saturating_mul(dataset.row_len());
    let width = usize::try_from(row_bytes).unwrap_or(usize::MAX);
    if width == 0 || slots.iter().any(|slot| slot.offset.saturating_add(slot.bytes) > width) {
        return Err(Problem::layout(path, "a value in each row", format!("rows of {width} bytes")));
    }
    let (n_rows, step) = (dataset.n_rows(), slab_rows(path, dataset, row_bytes)?);
    let reserved = usize::try_from(n_rows).unwrap_or(0);
    for slot in &mut *slots {
        slot.column.reserve(reserved);
    }
    let mut start = 0;
    while start < n_rows {
        let end = start.saturating_add(step).min(n_rows);
        let packed = store.read(path, start..end, pieces)?;
        if packed.len() as u64 != (end - start).saturating_mul(row_bytes) {
            return Err(Problem::layout(path, "as many bytes as were asked for", packed.len().to_string()));
        }
        for slot in &mut *slots {
            slot.column.extend(packed.chunks_exact(width).map(|row| &row[slot.offset..slot.offset + slot.bytes]));
        }
        start = end;
    }
    Ok(())
}

/// Rows in a slab of a few megabytes.
fn slab_rows(path: &str, dataset: &Dataset, row_bytes: u64) -> Result<u64, Problem> {
    whole_chunks(path, dataset, (SLAB_BYTES / row_bytes.max(1)).max(1), row_bytes)
}

/// So many rows, each read as `row_bytes`, or so many more that no packed chunk is unpacked twice.
pub(crate) fn whole_chunks(path: &str, dataset: &Dataset, n_rows: u64, row_bytes: u64) -> Result<u64, Problem> {
    let chunk = match dataset.chunk_rows {
        Some(chunk @ 1..) if dataset.packing != Packing::Plain => chunk,
        _ => return Ok(n_rows),
    };
    let unpacked = chunk.saturating_mul(stored_row_bytes(dataset));
    let found = unpacked.max(chunk.min(dataset.n_rows()).saturating_mul(row_bytes));
    if found > CHUNK_BYTES {
        return Err(Problem::Chunk { place: path.to_owned(), bound: CHUNK_BYTES, found });
    }
    Ok(n_rows.div_ceil(chunk).saturating_mul(chunk))
}
