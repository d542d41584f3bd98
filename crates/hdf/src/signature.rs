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

/// Looks for the signature at 0, 512, 1024, 2048 and so on; anything else is told by how it begins.
pub(crate) fn check(path: &Path) -> Result<(), Problem> {
    let io = |source| Problem::Io { source };
    if path.is_dir() {
        return Err(Problem::NotHdf5 { found: "a folder".to_owned() });
    }
    let mut file = File::open(path).map_err(io)?;
    let length = file.metadata().map_err(io)?.len();
    let beginning = bytes_at(&mut file, 0).map_err(io)?;
    let mut offset = 0;
    while offset < length.min(USER_BLOCK) {
        if bytes_at(&mut file, offset).map_err(io)? == SIGNATURE {
            return Ok(());
        }
        offset = if offset == 0 { 512 } else { offset * 2 };
    }
    Err(Problem::NotHdf5 { found: looks_like(&beginning) })
}

/// Up to eight bytes.
fn bytes_at(file: &mut File, offset: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(8);
    file.seek(SeekFrom::Start(offset))?;
    file.take(8).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn looks_like(beginning: &[u8]) -> String {
    match beginning {
        [] => "an empty file".to_owned(),
        [b'P', b'A', b'R', b'1', ..] => "a Parquet file".to_owned(),
        [0x1f, 0x8b, ..] => "a gzip file".to_owned(),
        [b'P', b'K', 3, 4, ..] => "a zip file".to_owned(),
        bytes => format!("a file that begins with `{}`", bytes.escape_ascii()),
    }
}
