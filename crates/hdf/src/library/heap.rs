//! Bytes of any length, read from the file's global heap into one buffer.
//!
//! ```text
//! an element     length u32, address of a collection u64, number of an object u32
//! a collection   "GCOL", version 1, 3 bytes, its size u64, then objects
//! an object      number u16, references u16, 4 bytes, its size u64, its bytes, filled up to a multiple of 8
//! ```
//!
//! All little-endian (HDF5 File Format Specification 3.0, III.E and VIII). Every length is compared with the file's.

use std::{fs::File, os::unix::fs::FileExt};

use super::chunk::Piece;
use crate::{Problem, signature::Superblock};

/// Objects in a collection: their numbers have two bytes.
const OBJECTS: usize = 1 << 16;
/// Bytes of the header of a collection, and of an object.
const HEADER: u64 = 16;

/// The heap of a file.
pub(super) struct Heap<'a> {
    pub(super) file: &'a File,
    pub(super) superblock: Superblock,
    /// Of the whole file.
    pub(super) length: u64,
    /// Whose bytes they are.
    pub(super) place: &'a str,
}

impl Heap<'_> {
    /// The bytes that an element of a piece refers to.
    pub(super) fn read(&self, piece: &Piece, row: u64) -> Result<Vec<u8>, Problem> {
        if (self.superblock.address_bytes, self.superblock.length_bytes) != (8, 8) {
            return Err(self.odd("addresses of 8 bytes", format!("{:?}", self.superblock)));
        }
        let behind = self.read_from(piece, self.superblock.base, row);
        // Versions of the library differ in whether the address of a chunk counts the user block.
        if behind.is_err() && self.superblock.base > 0 { self.read_from(piece, 0, row) } else { behind }
    }

    fn read_from(&self, piece: &Piece, base: u64, row: u64) -> Result<Vec<u8>, Problem> {
        let element = piece.element(self.file, base, row, self.place)?;
        let (length, address, number) = (u32_at(&element, 0), u64_at(&element, 4), u32_at(&element, 12));
        if length == 0 {
            return Ok(Vec::new());
        }
        let start = address.checked_add(self.superblock.base);
        let start = start.filter(|&start| start < self.length).ok_or_else(|| self.odd_address(address))?;
        self.object(start, number, u64::from(length))
    }

    /// The first `length` bytes of an object of the collection at `start`.
    fn object(&self, start: u64, number: u32, length: u64) -> Result<Vec<u8>, Problem> {
        let header = self.header(start)?;
        let size = u64_at(&header, 8);
        if !header.starts_with(b"GCOL\x01") || size > self.length - start {
            return Err(self.odd("a collection of the global heap", header.escape_ascii().to_string()));
        }
        let (mut at, end) = (start + HEADER, start + size);
        for _ in 0..OBJECTS {
            if end.saturating_sub(at) < HEADER {
                break;
            }
            let header = self.header(at)?;
            let (found, bytes) = (u16::from_le_bytes([header[0], header[1]]), u64_at(&header, 8));
            if found == 0 || bytes > end - at - HEADER {
                break;
            }
            if u32::from(found) == number && length <= bytes {
                return self.bytes(at + HEADER, length);
            }
            at += HEADER + bytes.next_multiple_of(8);
        }
        Err(self.odd("an object of the global heap", format!("none with number {number} and {length} bytes")))
    }

    fn header(&self, at: u64) -> Result<[u8; HEADER as usize], Problem> {
        let mut header = [0; HEADER as usize];
        self.file.read_exact_at(&mut header, at).map_err(|reason| Problem::Io { reason })?;
        Ok(header)
    }

    /// So many bytes; they are there, the length having been compared with the collection's and the file's.
    fn bytes(&self, at: u64, length: u64) -> Result<Vec<u8>, Problem> {
        let mut bytes = vec![0; length as usize];
        self.file.read_exact_at(&mut bytes, at).map_err(|reason| Problem::Io { reason })?;
        Ok(bytes)
    }

    fn odd_address(&self, address: u64) -> Problem {
        self.odd("an address inside the file", format!("{address} of {}", self.length))
    }

    fn odd(&self, expected: &'static str, found: String) -> Problem {
        Problem::layout(self.place, expected, found)
    }
}

fn u32_at(bytes: &[u8; 16], place: usize) -> u32 {
    bytes[place..].first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn u64_at(bytes: &[u8; 16], place: usize) -> u64 {
    bytes[place..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}
