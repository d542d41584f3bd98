//! The HDF5 library behind the `Store`: files are opened here, and nothing but hard links is followed.
//!
//! What the library allocates is bounded before it is asked: attributes by `ATTRIBUTE_BYTES`, datasets by what the
//! layouts ask for. Datasets whose bytes are in other files are refused. Bytes of any length are read past the library
//! (`heap`): it keeps three copies of them, and trusts lengths that the file claims.

mod handle;
mod memory;
mod objects;
mod values;

mod chunk;
mod heap;

use std::{fs::File, ops::Range, path::Path};

use crate::{
    Problem,
    at_work::AtWork,
    signature::{self, Superblock},
    store::{Attribute, Dataset, Member, Piece, Store},
};

use handle::{Handle, locked};

/// The longest attribute that is read.
const ATTRIBUTE_BYTES: usize = 16 << 20;

/// An open HDF5 file.
pub(crate) struct Library {
    file: Handle,
    /// The same file, for bytes of any length.
    bytes: File,
    superblock: Superblock,
    /// Of the whole file.
    length: u64,
    _at_work: AtWork,
}

impl Library {
    /// Opens a file for reading.
    pub(crate) fn open(path: &Path) -> Result<Self, Problem> {
        let superblock = signature::look(path)?;
        let io = |reason| Problem::Io { reason };
        let bytes = File::open(path).map_err(io)?;
        let length = bytes.metadata().map_err(io)?.len();
        let at_work = AtWork::on(path);
        locked(|| Ok(Self { file: handle::open_file(path)?, bytes, superblock, length, _at_work: at_work }))
    }
}

impl Store for Library {
    fn members(&self, group: &str) -> Result<Vec<Member>, Problem> {
        locked(|| objects::members(&objects::open(&self.file, group)?, group))
    }

    fn attribute(&self, object: &str, name: &str) -> Result<Option<Attribute>, Problem> {
        locked(|| values::attribute(&objects::open(&self.file, object)?, object, name))
    }

    fn dataset(&self, path: &str) -> Result<Dataset, Problem> {
        locked(|| objects::dataset(&objects::open_dataset(&self.file, path)?, path, self.length))
    }

    fn read(&self, path: &str, rows: Range<u64>, pieces: &[Piece<'_>]) -> Result<Vec<u8>, Problem> {
        locked(|| values::read(&objects::open_dataset(&self.file, path)?, path, rows, pieces))
    }

    fn read_bytes(&self, path: &str, row: u64) -> Result<Vec<u8>, Problem> {
        let (piece, at) = locked(|| {
            let dataset = objects::open_dataset(&self.file, path)?;
            objects::piece_of_row(&dataset, path, row)
        })?;
        let heap = heap::Heap { file: &self.bytes, superblock: self.superblock, length: self.length, place: path };
        heap.read(&piece, at)
    }
}
