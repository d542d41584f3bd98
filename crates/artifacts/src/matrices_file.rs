//! Play matrices in HDF5, for readers that know neither pandas nor SciPy, such as h5py and R's rhdf5.
//!
//! ```text
//! /songs, /users                          ids in the order of rows and columns, UTF-8 of fixed length
//! /train, /test                           attributes: format = csr, shape, axes, rows = songs, columns = users
//! /train/data, /train/indices, /train/indptr
//! ```
//!
//! Row `i` holds the plays `data[indptr[i]..indptr[i + 1]]` of the users `indices[indptr[i]..indptr[i + 1]]`, counted
//! from 0.

use std::io;
use std::path::Path;

use domain::{Index, PlayMatrix, SongId, UserId, Vocabulary};

use crate::frame::invalid;
use crate::hdf5_element::{Charset, Element};
use crate::hdf5_file::{Place, write_file};

/// Bytes of the longest id that is written.
const LONGEST_ID: usize = 1 << 12;

/// What to write: matrices of the same songs x users, of which either may be missing.
#[derive(Clone, Copy)]
pub struct PlayMatrices<'a> {
    /// The plays to learn from.
    pub train: Option<&'a PlayMatrix>,
    /// The plays to be foretold.
    pub test: Option<&'a PlayMatrix>,
    /// The ids of the rows.
    pub songs: &'a Vocabulary<SongId>,
    /// The ids of the columns.
    pub users: &'a Vocabulary<UserId>,
}

/// Writes `matrices.h5`: CSR parts (float32, int32, int32) and ids, deflated.
///
/// # Errors
/// `InvalidInput` if an id is longer than 4096 bytes.
///
/// # Panics
/// If a matrix is not of the songs and users.
pub fn write_matrices(matrices: PlayMatrices<'_>, path: &Path) -> io::Result<()> {
    let PlayMatrices { train, test, songs, users } = matrices;
    write_file(path, |file| {
        let root = file.root();
        root.text("content", "plays of songs by users: sparse matrices (CSR) and the ids of their rows and columns")?;
        root.text("rows", "songs")?;
        root.text("columns", "users")?;
        for (name, matrix) in [("train", train), ("test", test)] {
            let Some(matrix) = matrix else { continue };
            assert_eq!((matrix.n_songs(), matrix.n_users()), (songs.len(), users.len()), "a matrix of songs x users");
            write_matrix(root, name, matrix)?;
            file.flush()?;
        }
        write_ids(root, "songs", songs)?;
        write_ids(root, "users", users)
    })
}

fn write_matrix(root: &Place, name: &str, matrix: &PlayMatrix) -> io::Result<()> {
    let group = root.group(name)?;
    group.text("format", "csr")?;
    group.texts("axes", &["songs", "users"])?;
    group.text("rows", "songs")?;
    group.text("columns", "users")?;
    group.text("values", "plays")?;
    group.integers("shape", &[matrix.n_songs() as i64, matrix.n_users() as i64])?;
    write_parts(&group, matrix, |_| Ok(()))
}

/// Writes `data`, `indices` and `indptr`; `describe` adds to each of them.
pub(crate) fn write_parts(
    group: &Place,
    matrix: &PlayMatrix,
    describe: impl Fn(&Place) -> io::Result<()>,
) -> io::Result<()> {
    let csr = matrix.csr();
    let indptr = csr.indptr();
    let indptr = indptr.as_slice().expect("a whole matrix, not a slice of one");
    describe(&write_numbers(group, "data", Element::Float32, csr.data())?)?;
    describe(&write_numbers(group, "indices", Element::Int32, csr.indices())?)?;
    describe(&write_numbers(group, "indptr", Element::Int32, indptr)?)
}

fn write_numbers<T: bytemuck::NoUninit + Sync>(
    group: &Place,
    name: &str,
    element: Element,
    numbers: &[T],
) -> io::Result<Place> {
    group.deflated(name, element, numbers.len(), |range, bytes| {
        bytes.extend_from_slice(bytemuck::cast_slice(&numbers[range]));
    })
}

fn write_ids<I: Index>(root: &Place, name: &str, ids: &Vocabulary<I>) -> io::Result<()> {
    let length = ids.iter().map(str::len).max().unwrap_or(0).max(1);
    if length > LONGEST_ID {
        return Err(invalid(&format!("{name}: expected ids of at most {LONGEST_ID} bytes, found one of {length}")));
    }
    let element = Element::Text(length, Charset::Utf8Padded);
    root.deflated(name, element, ids.len(), |range, bytes| {
        for (row, index) in range.enumerate() {
            bytes.extend_from_slice(ids.id(I::new(index as u32)).as_bytes());
            bytes.resize((row + 1) * length, 0);
        }
    })?;
    Ok(())
}
