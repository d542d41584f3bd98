//! A frame of pandas in HDF5, in its "fixed" format: what `pandas.read_hdf(path, key="df")` opens.
//!
//! ```text
//! /df                 pandas_type = frame, nblocks, encoding ...
//! /df/axis0           names of the columns
//! /df/axis1           labels of the rows; attribute `name`
//! /df/blockN_items    names of the columns of block N
//! /df/blockN_values   their cells, a row for each row of the table
//! ```
//!
//! Columns of numbers of one type are one block; a column of texts, lists or other Python objects is a block of its own
//! ([`crate::frame_block`]). Attributes are those that `PyTables` writes.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::TableColumn;
use crate::frame_block::{Block, blocks_of};
use crate::hdf5_element::{Charset, Element};
use crate::hdf5_file::{Place, write_file};

/// The key under which the frame is found.
const KEY: &str = "df";

/// The pickle of `None`: what `PyTables` writes for the name of an index without one.
const PICKLED_NONE: &str = "N.";

/// How the rows of a frame are labelled: by int64.
pub enum FrameIndex<'a> {
    /// From 0, without a name.
    Range,
    /// A label for each row, in any order, and what the labels are called, if anything.
    Labels(Option<&'a str>, Box<dyn Fn(usize) -> i64 + Sync + 'a>),
}

impl FrameIndex<'_> {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Range => None,
            Self::Labels(name, _) => *name,
        }
    }

    fn label(&self, row: usize) -> i64 {
        match self {
            Self::Range => row as i64,
            Self::Labels(_, label) => label(row),
        }
    }
}

/// Writes a frame of `n_rows` rows under the key `df`, for pandas 0.24 and later.
///
/// int64 with missing cells becomes float64 with NaN, or objects with `None` where a float would change a number; booleans with missing cells become objects with `None`, as in
/// pandas; a missing text is NaN, a missing list `None`. Columns stay in their order. The bytes depend on nothing but
/// the cells.
///
/// # Errors
/// `InvalidInput` if there is no column, a name stands twice, or the Python objects of a column take 4 GiB or more.
pub fn write_frame(columns: &[TableColumn<'_>], index: &FrameIndex<'_>, n_rows: usize, path: &Path) -> io::Result<()> {
    check_names(columns)?;
    write_file(path, |file| {
        let root = file.root();
        describe(root, "GROUP", "1.0")?;
        root.fixed_text("PYTABLES_FORMAT_VERSION", "2.1", Charset::Utf8)?;
        let blocks = blocks_of(columns, n_rows);
        let frame = root.group(KEY)?;
        describe_frame(&frame, blocks.len())?;
        write_names(&frame, "axis0", columns.iter().map(|column| column.name.as_str()))?;
        write_index(&frame, index, n_rows)?;
        for (number, block) in blocks.iter().enumerate() {
            write_block(&frame, number, block, n_rows)?;
            file.flush()?;
        }
        Ok(())
    })
}

fn check_names(columns: &[TableColumn<'_>]) -> io::Result<()> {
    let names: BTreeSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    if names.is_empty() {
        return Err(invalid("expected at least one column in a frame, found none"));
    }
    if names.len() < columns.len() {
        return Err(invalid("expected every column of a frame under a name of its own, found a name twice"));
    }
    Ok(())
}

pub(crate) fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, what)
}

/// What `PyTables` says of every group and dataset.
pub(crate) fn describe(place: &Place, class: &str, version: &str) -> io::Result<()> {
    place.fixed_text("CLASS", class, Charset::Utf8)?;
    place.fixed_text("TITLE", "", Charset::Utf8)?;
    place.fixed_text("VERSION", version, Charset::Utf8)
}

/// The same of an array of numbers or names.
pub(crate) fn describe_array(array: &Place, has_cells: bool) -> io::Result<()> {
    describe(array, "ARRAY", "2.4")?;
    array.fixed_text("FLAVOR", "numpy", Charset::Utf8)?;
    array.truth("transposed", Element::Bits, has_cells)
}

fn describe_frame(frame: &Place, n_blocks: usize) -> io::Result<()> {
    describe(frame, "GROUP", "1.0")?;
    let axes = ["axis0", "axis1"].map(str::to_owned).into_iter();
    for axis in axes.chain((0..n_blocks).map(items)) {
        frame.fixed_text(&format!("{axis}_variety"), "regular", Charset::Utf8)?;
    }
    for (name, text) in
        [("encoding", "UTF-8"), ("errors", "strict"), ("pandas_type", "frame"), ("pandas_version", "0.15.2")]
    {
        frame.fixed_text(name, text, Charset::Utf8)?;
    }
    frame.integer("nblocks", n_blocks as i64)?;
    frame.integer("ndim", 2)
}

fn items(block: usize) -> String {
    format!("block{block}_items")
}

/// An axis of names: UTF-8 of the length of the longest, marked as the bytes that NumPy takes them for.
fn write_names<'n>(frame: &Place, axis: &str, names: impl Iterator<Item = &'n str>) -> io::Result<()> {
    let names: Vec<&str> = names.collect();
    let length = names.iter().map(|name| name.len()).max().unwrap_or(0).max(1);
    let element = Element::Text(length, Charset::Ascii);
    let array = frame.cells(axis, element, (names.len(), None), |row, bytes| {
        bytes.extend_from_slice(names[row].as_bytes());
        bytes.resize((row + 1) * length, 0);
    })?;
    describe_array(&array, true)?;
    array.fixed_text("kind", "string", Charset::Utf8)?;
    array.fixed_text("nan_rep", "", Charset::Utf8)?;
    write_name(&array, None)
}

fn write_index(frame: &Place, index: &FrameIndex<'_>, n_rows: usize) -> io::Result<()> {
    let array = if n_rows == 0 {
        write_empty(frame, "axis1", "int64", None)?
    } else {
        let array = frame.cells("axis1", Element::Int64, (n_rows, None), |row, bytes| {
            bytes.extend_from_slice(&index.label(row).to_le_bytes());
        })?;
        describe_array(&array, true)?;
        array
    };
    array.fixed_text("kind", "integer", Charset::Utf8)?;
    write_name(&array, index.name())
}

/// A name is UTF-8; the pickle of `None` is ASCII, by which the two are told apart.
fn write_name(array: &Place, name: Option<&str>) -> io::Result<()> {
    match name {
        Some(name) => array.fixed_text("name", name, Charset::Utf8),
        None => array.fixed_text("name", PICKLED_NONE, Charset::Ascii),
    }
}

/// Nothing, as pandas writes it: one cell that does not count, and the true type and shape (a pickled tuple) beside it.
fn write_empty(frame: &Place, name: &str, dtype: &str, n_columns: Option<usize>) -> io::Result<Place> {
    let zero = |_, bytes: &mut Vec<u8>| bytes.extend_from_slice(&0_f64.to_le_bytes());
    let array = frame.cells(name, Element::Float64, (1, n_columns.map(|_| 1)), zero)?;
    describe_array(&array, false)?;
    let n_columns = n_columns.map_or(String::new(), |n| format!("I{n}\n"));
    array.fixed_text("shape", &format!("({n_columns}I0\ntp0\n."), Charset::Ascii)?;
    array.fixed_text("value_type", dtype, Charset::Utf8)?;
    Ok(array)
}

fn write_block(frame: &Place, number: usize, block: &Block<'_, '_>, n_rows: usize) -> io::Result<()> {
    let name = format!("block{number}_values");
    match block.dtype() {
        Some(dtype) if n_rows == 0 => drop(write_empty(frame, &name, dtype, Some(block.n_columns()))?),
        _ => block.write(frame, &name, n_rows)?,
    }
    write_names(frame, &items(number), block.names())
}
