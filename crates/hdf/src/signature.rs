//! Is it an HDF5 file? The eight bytes that say so, at the beginning or behind a user block.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use crate::Problem;

/// What an HDF5 file begins with.
const SIGNATURE: [u8; 8] = *b"\x89HDF\r\n\x1a\n";
/// The largest user block that is looked behind.
const USER_BLOCK: u64 = 1 << 30;

/// Where a file begins, and how wide its addresses and lengths are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Superblock {
    /// Bytes before the signature: the user block.
    pub base: u64,
    /// Bytes of an address.
    pub address_bytes: u8,
    /// Bytes of a length.
    pub length_bytes: u8,
}

/// Looks for the signature at 0, 512, 1024, 2048 and so on; anything else is told by how it begins.
pub(crate) fn look(path: &Path) -> Result<Superblock, Problem> {
    let io = |reason| Problem::Io { reason };
    if path.is_dir() {
        return Err(Problem::NotHdf5 { found: "a folder".to_owned() });
    }
    let mut file = File::open(path).map_err(io)?;
    let length = file.metadata().map_err(io)?.len();
    let beginning = bytes_at(&mut file, 0).map_err(io)?;
    let mut offset = 0;
    while offset < length.min(USER_BLOCK) {
        let bytes = bytes_at(&mut file, offset).map_err(io)?;
        if bytes.starts_with(&SIGNATURE) {
            return Ok(superblock(offset, &bytes));
        }
        offset = if offset == 0 { 512 } else { offset * 2 };
    }
    Err(Problem::NotHdf5 { found: looks_like(&beginning) })
}

/// Versions 0 and 1 have four versions more before the widths than 2 and 3.
fn superblock(base: u64, bytes: &[u8]) -> Superblock {
    let byte = |place: usize| bytes.get(place).copied().unwrap_or(0);
    let widths = if byte(8) < 2 { 13 } else { 9 };
    Superblock { base, address_bytes: byte(widths), length_bytes: byte(widths + 1) }
}

/// Up to 16 bytes.
fn bytes_at(file: &mut File, offset: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(16);
    file.seek(SeekFrom::Start(offset))?;
    file.take(16).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn looks_like(beginning: &[u8]) -> String {
    match &beginning[..beginning.len().min(8)] {
        [] => "an empty file".to_owned(),
        [b'P', b'A', b'R', b'1', ..] => "a Parquet file".to_owned(),
        [0x1f, 0x8b, ..] => "a gzip file".to_owned(),
        [b'P', b'K', 3, 4, ..] => "a zip file".to_owned(),
        bytes => format!("a file that begins with `{}`", bytes.escape_ascii()),
    }
}
