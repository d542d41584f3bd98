//! Reads back the npz files that a run wrote, to look into them.

use std::path::Path;

use domain::PlayMatrix;
use libdeflater::Decompressor;
use rawzip::{CompressionMethod, ZipArchive};

use crate::npy::parse_npy;

/// Why a file is no npz of a play matrix.
#[derive(Debug, thiserror::Error)]
#[error("a sparse matrix as scipy saves it (CSR, float32, int32) was expected, {found} was found")]
pub struct NpzError {
    found: String,
}

/// The most that a member may unpack to: more than any matrix of int32 indices holds.
const LARGEST: u64 = 4 * (i32::MAX as u64 + 64);

/// Reads a play matrix that [`crate::write_npz`] or scipy wrote.
pub fn read_npz(path: &Path) -> Result<PlayMatrix, NpzError> {
    let error = |found: String| NpzError { found };
    let bytes = std::fs::read(path).map_err(|source| error(source.to_string()))?;
    let member = |name: &str| unpacked(&bytes, name).ok_or_else(|| error(format!("no {name} that can be read")));
    let numbers = |name: &str, descr: &str| {
        let bytes = member(name)?;
        match parse_npy(&bytes) {
            Some((found, _, elements)) if found == descr => Ok(elements.to_vec()),
            Some((found, ..)) => Err(error(format!("{name} of type {found}"))),
            None => Err(error(format!("{name} that is no array"))),
        }
    };
    if numbers("format.npy", "|S3")? != b"csr" {
        return Err(error("another sparse format".to_owned()));
    }
    let shape = chunks(&numbers("shape.npy", "<i8")?, i64::from_le_bytes);
    let [n_songs, n_users] = shape[..] else { return Err(error("another shape".to_owned())) };
    let indptr = chunks(&numbers("indptr.npy", "<i4")?, i32::from_le_bytes);
    let indices = chunks(&numbers("indices.npy", "<i4")?, i32::from_le_bytes);
    let data = chunks(&numbers("data.npy", "<f4")?, f32::from_le_bytes);
    if !is_csr(n_songs, n_users, &indptr, &indices, data.len()) {
        return Err(error("parts that do not fit together".to_owned()));
    }
    PlayMatrix::from_parts(n_songs as usize, n_users as usize, indptr, indices, data)
        .map_err(|source| error(source.to_string()))
}

fn unpacked(zip: &[u8], name: &str) -> Option<Vec<u8>> {
    let archive = ZipArchive::from_slice(zip).ok()?;
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().ok()? {
        if entry.file_path().as_ref() != name.as_bytes() {
            continue;
        }
        let size = entry.uncompressed_size_hint();
        let data = archive.get_entry(entry.wayfinder()).ok()?.data();
        return match entry.compression_method() {
            CompressionMethod::STORE => Some(data.to_vec()),
            // Deflate shrinks to a 1032nd at best, so that a forged size is seen before memory is taken for it.
            CompressionMethod::DEFLATE if size <= LARGEST && size / 1032 <= data.len() as u64 => {
                let mut bytes = vec![0; size as usize];
                let n = Decompressor::new().deflate_decompress(data, &mut bytes).ok()?;
                (n == bytes.len()).then_some(bytes)
            }
            _ => None,
        };
    }
    None
}

fn chunks<T, const N: usize>(bytes: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks::<N>().0.iter().map(|chunk| read(*chunk)).collect()
}

fn is_csr(n_songs: i64, n_users: i64, indptr: &[i32], indices: &[i32], n_data: usize) -> bool {
    let ends = indptr.first() == Some(&0) && indptr.last().is_some_and(|&last| last as usize == indices.len());
    ends && i64::try_from(indptr.len() - 1).is_ok_and(|n_rows| n_rows == n_songs)
        && n_data == indices.len()
        && indptr.is_sorted()
        && (0..=i64::from(i32::MAX)).contains(&n_users)
        && indices.iter().all(|&user| (0..n_users).contains(&i64::from(user)))
        && indptr
            .windows(2)
            .all(|row| indices[row[0] as usize..row[1] as usize].windows(2).all(|pair| pair[0] < pair[1]))
}
