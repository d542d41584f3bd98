//! The HDF5 library behind the `Store`: files are opened here, and nothing but hard links is followed.
//!
//! What the library allocates is bounded before it is asked: attributes by `ATTRIBUTE_BYTES`, datasets by what the
//! layouts ask for. Datasets whose bytes are in other files are refused.

mod handle;
mod memory;
mod objects;
mod values;

use std::{fs, ops::Range, path::Path};

use crate::{
    Problem,
    store::{Attribute, Dataset, Member, Piece, Store},
};

use handle::{Handle, locked};

/// The longest attribute that is read.
const ATTRIBUTE_BYTES: usize = 16 << 20;

/// An open HDF5 file.
pub(crate) struct Library {
    file: Handle,
    /// Of the whole file.
    length: u64,
}

impl Library {
    /// Opens a file for reading. Its signature has been looked at before.
    pub(crate) fn open(path: &Path) -> Result<Self, Problem> {
        let length = fs::metadata(path).map_err(|source| Problem::Io { source })?.len();
        locked(|| Ok(Self { file: handle::open_file(path)?, length }))
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
        locked(|| values::read_bytes(&objects::open_dataset(&self.file, path)?, path, row, self.length))
    }
}
