//! A sparse matrix as `scipy.sparse.save_npz` lays it out: a zip of `indices`, `indptr`, `format`, `shape`, `data`.
//!
//! Deflated by libdeflate at level 1, the two long members side by side. The header of an array is a stored block before
//! the deflated ones, so that array and header need not be put together first.

use std::io::{self, Write};

use domain::PlayMatrix;
use libdeflater::{CompressionLvl, Compressor, Crc};
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchiveWriter};

use crate::npy::npy_header;

/// libdeflate's lowest level that compresses; 0 only stores.
const LEVEL: i32 = 1;

/// Writes a play matrix: CSR, songs x users, float32 data, int32 indices and indptr.
///
/// # Panics
/// Never: a `PlayMatrix` is a whole matrix, whose indptr is one slice.
pub fn write_npz(matrix: &PlayMatrix, out: &mut dyn Write) -> io::Result<()> {
    let csr = matrix.csr();
    let shape = [matrix.n_songs() as i64, matrix.n_users() as i64];
    let nnz = matrix.nnz();
    let indptr = csr.indptr();
    let indptr = indptr.as_slice().expect("a whole matrix, not a slice of one");
    let (indices, data) = rayon::join(
        || Member::new("indices.npy", "<i4", &[nnz], bytemuck::cast_slice(csr.indices())),
        || Member::new("data.npy", "<f4", &[nnz], bytemuck::cast_slice(csr.data())),
    );
    let indptr = Member::new("indptr.npy", "<i4", &[indptr.len()], bytemuck::cast_slice(indptr));
    let format = Member::new("format.npy", "|S3", &[], b"csr");
    let shape = Member::new("shape.npy", "<i8", &[2], bytemuck::cast_slice(&shape));
    let mut archive = ZipArchiveWriter::new(out);
    for member in [indices, indptr, format, shape, data] {
        member.add_to(&mut archive)?;
    }
    archive.finish().map_err(|error| io_error(&error))?.flush()
}

/// Bytes of a stored block before its content.
const STORED: usize = 5;

/// Puts a block that is not the last and not compressed (RFC 1951, 3.2.4): kind, length, its complement, the bytes.
fn store(bytes: &[u8], block: &mut [u8]) {
    let length = u16::try_from(bytes.len()).expect("a header of three short entries");
    block[0] = 0;
    block[1..3].copy_from_slice(&length.to_le_bytes());
    block[3..STORED].copy_from_slice(&(!length).to_le_bytes());
    block[STORED..].copy_from_slice(bytes);
}

/// A compressed file of the zip.
struct Member {
    name: &'static str,
    size: u64,
    crc: u32,
    deflated: Vec<u8>,
}

impl Member {
    /// An array; its elements are given as bytes.
    fn new(name: &'static str, descr: &str, shape: &[usize], elements: &[u8]) -> Self {
        let header = npy_header(descr, shape);
        let mut compressor = Compressor::new(CompressionLvl::new(LEVEL).expect("a level that libdeflate has"));
        let mut deflated = vec![0; STORED + header.len() + compressor.deflate_compress_bound(elements.len())];
        let (stored, rest) = deflated.split_at_mut(STORED + header.len());
        store(&header, stored);
        let n = compressor.deflate_compress(elements, rest).expect("a buffer of the bound's size");
        deflated.truncate(STORED + header.len() + n);
        let mut crc = Crc::new();
        crc.update(&header);
        crc.update(elements);
        Self { name, size: (header.len() + elements.len()) as u64, crc: crc.sum(), deflated }
    }

    fn add_to<W: Write>(self, archive: &mut ZipArchiveWriter<W>) -> io::Result<()> {
        let file = archive.new_file(self.name).compression_method(CompressionMethod::DEFLATE);
        let (mut entry, _) = file.start().map_err(|error| io_error(&error))?;
        entry.write_all(&self.deflated)?;
        entry.finish(DataDescriptorOutput::new(self.crc, self.size)).map_err(|error| io_error(&error))?;
        Ok(())
    }
}

fn io_error(error: &rawzip::Error) -> io::Error {
    match error.kind() {
        rawzip::ErrorKind::IO(source) => io::Error::new(source.kind(), source.to_string()),
        _ => io::Error::other(error.to_string()),
    }
}
