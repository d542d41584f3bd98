//! Plays as AnnData, the annotated matrix of Python's `anndata.read_h5ad`: songs are observations, users variables.
//!
//! ```text
//! /X, /layers/hidden      plays to learn from, plays to be foretold: CSR, songs x users
//! /obs, /var              tables of songs and users, a dataset for each column
//! /obsm, /varm            vectors of songs and users, five numbers each
//! ```
//!
//! Every part says in the attributes `encoding-type` and `encoding-version` how it is written.

use std::io;
use std::path::Path;

use domain::{Index, MusicFactor, PlayMatrix, SongId, UserId, Vocabulary};

use crate::anndata_column::write_column;
use crate::frame::invalid;
use crate::hdf5_element::Element;
use crate::hdf5_file::{Place, write_file};
use crate::matrices_file::write_parts;
use crate::{Cells, TableColumn};

/// What is said of songs or users: their ids, in the order of the matrices, and columns in the same order.
///
/// Columns of [`Cells::Vectors`] go to `obsm` or `varm`, the others to `obs` or `var`.
#[derive(Clone, Copy)]
pub struct Annotated<'a, 'c, I> {
    /// The ids.
    pub ids: &'a Vocabulary<I>,
    /// What the ids are called.
    pub id_name: &'a str,
    /// The columns, one row for each id.
    pub columns: &'a [TableColumn<'c>],
}

/// What to write. Either matrix may be missing.
#[derive(Clone, Copy)]
pub struct AnnotatedPlays<'a, 'c> {
    /// The plays to learn from: `X`.
    pub train: Option<&'a PlayMatrix>,
    /// The plays to be foretold: the layer `hidden`.
    pub hidden: Option<&'a PlayMatrix>,
    /// The rows.
    pub songs: Annotated<'a, 'c, SongId>,
    /// The columns.
    pub users: Annotated<'a, 'c, UserId>,
}

/// Writes `plays.h5ad`, for anndata 0.8 and later.
///
/// Texts that repeat or are missing somewhere become categories, as anndata does it itself. A whole number or truth that
/// is missing somewhere becomes a nullable one, a missing float NaN, a missing vector five NaN. A zero byte in a text
/// becomes the replacement character.
///
/// # Errors
/// `InvalidInput` if the name of a column cannot be one in an HDF5 file, stands twice, or is the ids', or a column is of
/// lists.
///
/// # Panics
/// If a matrix is not of the songs and users.
pub fn write_anndata(plays: AnnotatedPlays<'_, '_>, path: &Path) -> io::Result<()> {
    let AnnotatedPlays { train, hidden, songs, users } = plays;
    songs.check()?;
    users.check()?;
    for matrix in [train, hidden].into_iter().flatten() {
        let shape = (songs.ids.len(), users.ids.len());
        assert_eq!((matrix.n_songs(), matrix.n_users()), shape, "a matrix of songs x users");
    }
    write_file(path, |file| {
        let root = file.root();
        encode(root, "anndata", "0.1.0")?;
        if let Some(train) = train {
            write_matrix(root, "X", train)?;
        }
        let layers = dictionary(root, "layers")?;
        if let Some(hidden) = hidden {
            write_matrix(&layers, "hidden", hidden)?;
        }
        file.flush()?;
        songs.write_table(root, "obs")?;
        songs.write_vectors(root, "obsm")?;
        file.flush()?;
        users.write_table(root, "var")?;
        users.write_vectors(root, "varm")?;
        ["obsp", "varp", "uns"].iter().try_for_each(|name| dictionary(root, name).map(drop))
    })
}

/// Says how a part is written.
pub(crate) fn encode(place: &Place, kind: &str, version: &str) -> io::Result<()> {
    place.text("encoding-type", kind)?;
    place.text("encoding-version", version)
}

fn dictionary(root: &Place, name: &str) -> io::Result<Place> {
    let group = root.group(name)?;
    encode(&group, "dict", "0.1.0")?;
    Ok(group)
}

fn write_matrix(place: &Place, name: &str, matrix: &PlayMatrix) -> io::Result<()> {
    let group = place.group(name)?;
    encode(&group, "csr_matrix", "0.1.0")?;
    group.integers("shape", &[matrix.n_songs() as i64, matrix.n_users() as i64])?;
    write_parts(&group, matrix, |_| Ok(()))
}

impl<I: Index> Annotated<'_, '_, I> {
    /// Names become links in the file, where a slash or a single dot means something else.
    fn check(&self) -> io::Result<()> {
        let mut seen = vec![self.id_name, "_index"];
        for column in self.columns {
            let name = column.name.as_str();
            if seen.contains(&name) {
                return Err(invalid(&format!("column `{name}`: expected a name of its own, found it taken")));
            }
            if name.is_empty() || name == "." || name.contains(['/', '\0']) {
                let expected = "expected a name that is not empty or `.` and has no slash or zero byte";
                return Err(invalid(&format!("column `{name}`: {expected}, found another")));
            }
            if matches!(column.cells, Cells::Songs(_) | Cells::FloatLists(_) | Cells::IntegerLists(_)) {
                return Err(invalid(&format!("column `{name}`: expected single values or vectors, found lists")));
            }
            seen.push(name);
        }
        Ok(())
    }

    fn write_table(&self, root: &Place, name: &str) -> io::Result<()> {
        let n_rows = self.ids.len();
        let table = root.group(name)?;
        encode(&table, "dataframe", "0.2.0")?;
        let columns = || self.columns.iter().filter(|column| !matches!(column.cells, Cells::Vectors(_)));
        let names: Vec<&str> = columns().map(|column| column.name.as_str()).collect();
        table.texts("column-order", &names)?;
        table.text("_index", self.id_name)?;
        let ids = table.varying_texts(self.id_name, n_rows, |row| self.ids.id(I::new(row as u32)))?;
        encode(&ids, "string-array", "0.2.0")?;
        columns().try_for_each(|column| write_column(&table, column, n_rows))
    }

    fn write_vectors(&self, root: &Place, name: &str) -> io::Result<()> {
        let vectors = dictionary(root, name)?;
        for column in self.columns {
            let Cells::Vectors(cell) = &column.cells else { continue };
            let shape = (self.ids.len(), Some(MusicFactor::COUNT));
            let array = vectors.cells(&column.name, Element::Float64, shape, |row, bytes| {
                let vector = cell(row).unwrap_or([f64::NAN; MusicFactor::COUNT]);
                bytes.extend(vector.iter().flat_map(|value| value.to_le_bytes()));
            })?;
            encode(&array, "array", "0.2.0")?;
        }
        Ok(())
    }
}
