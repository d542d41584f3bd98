//! A piece of the file as it lies there, through its filters: what the library does for datasets, done for those
//! whose elements it is not asked for.

use std::{fs::File, io::Read, os::unix::fs::FileExt};

use flate2::read::ZlibDecoder;

use crate::Problem;

/// References to bytes are that wide where addresses are of 8 bytes.
const ELEMENT: usize = 16;
/// The largest piece.
const BYTES: u64 = 64 << 20;

const DEFLATE: i32 = 1;
const SHUFFLE: i32 = 2;
const FLETCHER32: i32 = 3;

/// A chunk, or all of a dataset that is not cut in chunks.
pub(super) struct Piece {
    pub(super) address: u64,
    /// Bytes in the file.
    pub(super) stored: u64,
    /// Rows, each of 16 bytes.
    pub(super) n_rows: u64,
    /// The filters that it passed, in the order of writing.
    pub(super) filters: Vec<i32>,
}

impl Piece {
    /// One element, the address being counted from `base`.
    pub(super) fn element(&self, file: &File, base: u64, row: u64, place: &str) -> Result<[u8; ELEMENT], Problem> {
        let cut = || Problem::layout(place, "a row inside its chunk", format!("row {row} of {} bytes", self.stored));
        let address = self.address.checked_add(base).ok_or_else(cut)?;
        let mut element = [0; ELEMENT];
        if self.filters.is_empty() {
            let at = row.checked_mul(ELEMENT as u64).and_then(|at| at.checked_add(address)).ok_or_else(cut)?;
            file.read_exact_at(&mut element, at).map_err(|reason| Problem::Io { reason })?;
            return Ok(element);
        }
        let bytes = self.unpacked(file, address, place)?;
        let start = usize::try_from(row).ok().and_then(|row| row.checked_mul(ELEMENT)).ok_or_else(cut)?;
        let found = bytes.get(start..).and_then(|bytes| bytes.first_chunk().copied());
        found.ok_or_else(cut)
    }

    fn unpacked(&self, file: &File, address: u64, place: &str) -> Result<Vec<u8>, Problem> {
        let claimed = self.n_rows.saturating_mul(ELEMENT as u64).max(self.stored);
        if claimed > BYTES {
            return Err(Problem::Claim { place: place.to_owned(), bound: BYTES, claimed });
        }
        let mut bytes = vec![0; self.stored as usize];
        file.read_exact_at(&mut bytes, address).map_err(|reason| Problem::Io { reason })?;
        for filter in self.filters.iter().rev() {
            bytes = match *filter {
                DEFLATE => inflated(&bytes, claimed, place)?,
                SHUFFLE => unshuffled(&bytes),
                // The sum of four bytes at the end is not looked at.
                FLETCHER32 => bytes[..bytes.len().saturating_sub(4)].to_vec(),
                other => return Err(Problem::Filter { place: place.to_owned(), filter: format!("number {other}") }),
            };
        }
        Ok(bytes)
    }
}

fn inflated(bytes: &[u8], at_most: u64, place: &str) -> Result<Vec<u8>, Problem> {
    let mut plain = Vec::new();
    let read = ZlibDecoder::new(bytes).take(at_most).read_to_end(&mut plain);
    read.map_err(|error| Problem::layout(place, "bytes packed with zlib", error.to_string()))?;
    Ok(plain)
}

/// First bytes of all elements, then second ones: back to whole elements.
fn unshuffled(bytes: &[u8]) -> Vec<u8> {
    let n_elements = bytes.len() / ELEMENT;
    let mut plain = bytes.to_vec();
    for (place, byte) in plain.iter_mut().take(n_elements * ELEMENT).enumerate() {
        *byte = bytes[place % ELEMENT * n_elements + place / ELEMENT];
    }
    plain
}
