//! A table that a stage writes, in each format that the plan names for it.

use artifacts::{FrameIndex, TableColumn, Written, write_frame, write_table};
use serde_json::{Map, Value, json};

use crate::RunError;
use crate::compartment::{Compartment, Job};
use crate::stage::{Bench, Description};

/// The endings of a table's formats: Parquet with every column, HDF5 with those that the notebook had.
pub(crate) const TABLE: &[&str] = &[".parquet", FRAME];
const FRAME: &str = ".h5";

/// A table in both formats.
pub(crate) struct Table<'a> {
    pub(crate) n_rows: usize,
    /// The columns of the Parquet file.
    pub(crate) columns: Vec<TableColumn<'a>>,
    /// The frame of the HDF5 file.
    pub(crate) frame: Frame<'a>,
    /// The axes, as a manifest names them.
    pub(crate) axes: &'static [&'static str],
    /// What it is.
    pub(crate) about: &'static str,
}

/// What pandas sees of a table: its columns beside the index.
pub(crate) struct Frame<'a> {
    pub(crate) index: FrameIndex<'a>,
    pub(crate) columns: Vec<TableColumn<'a>>,
}

impl Table<'_> {
    /// Writes the table to every file that the plan names at `port`.
    pub(crate) fn jobs<'j>(&'j self, bench: &Bench<'j>, port: &str) -> Vec<Job<'j>> {
        let folder = bench.shelf;
        let job = |name: String| -> Job<'j> { Box::new(move || self.write_file(folder, &name)) };
        bench.files(port).into_iter().map(job).collect()
    }

    fn write_file(&self, folder: Compartment<'_>, name: &str) -> Result<(Written, Description), RunError> {
        let (file, columns) = if name.ends_with(FRAME) {
            let Frame { index, columns } = &self.frame;
            (folder.write_at(name, |path| write_frame(columns, index, self.n_rows, path))?, columns)
        } else {
            (folder.write(name, |out| write_table(&self.columns, self.n_rows, out))?, &self.columns)
        };
        let shape = vec![self.n_rows, columns.len()];
        Ok((file, Description { shape, axes: self.axes, dtype: types(columns), about: self.about }))
    }
}

fn types(columns: &[TableColumn<'_>]) -> Value {
    let types: Map<_, _> =
        columns.iter().map(|column| (column.name.clone(), json!(column.cells.type_name()))).collect();
    types.into()
}
