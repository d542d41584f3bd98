//! Rows of a dataset in slabs of a few megabytes, spread over columns.

use crate::{
    Problem,
    column::Column,
    store::{Dataset, Element, Field, Packing, Piece, Store},
};

/// Bytes that are read at a time, if a chunk is not larger.
const SLAB_BYTES: u64 = 4 << 20;
/// The largest chunk that is read whole.
const CHUNK_BYTES: u64 = 64 << 20;
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
    // A row takes up a byte at least, even if it is said to have no elements.
    let row_bytes = dataset.row_len().saturating_mul(stored_bytes(&dataset.element)).max(1);
    let claimed = dataset.n_rows().saturating_mul(row_bytes);
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
    let (n_rows, step) = (dataset.n_rows(), slab_rows(dataset, row_bytes));
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

/// Rows in a slab: whole chunks, since a chunk is unpacked at once.
fn slab_rows(dataset: &Dataset, row_bytes: u64) -> u64 {
    let rows = (SLAB_BYTES / row_bytes.max(1)).max(1);
    match dataset.chunk_rows {
        Some(chunk) if chunk > 0 && chunk.saturating_mul(row_bytes) <= CHUNK_BYTES => rows.div_ceil(chunk) * chunk,
        _ => rows,
    }
}
