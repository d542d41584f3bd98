//! The blocks of a frame: columns that pandas keeps in one array.
//!
//! Numbers lie row by row. Python objects are a pickled NumPy array, written as one row of bytes.

use std::io;

use domain::MusicFactor;
use pickle::ArrayWriter;

use crate::frame::{describe, describe_array, invalid};
use crate::hdf5_element::{Charset, Element};
use crate::hdf5_file::Place;
use crate::{Cells, TableColumn};

/// The bytes that one row of bytes can have.
const MOST_BYTES: usize = u32::MAX as usize;

/// Columns that lie together.
pub(crate) enum Block<'c, 'a> {
    /// float64, missing cells as NaN.
    Floats(Vec<&'c TableColumn<'a>>),
    /// int64, none missing.
    Integers(Vec<&'c TableColumn<'a>>),
    /// bool, none missing.
    Booleans(Vec<&'c TableColumn<'a>>),
    /// Texts: `str` in pandas 3, Python objects before.
    Texts(&'c TableColumn<'a>),
    /// Python objects.
    Objects(&'c TableColumn<'a>),
}

/// The blocks of a table: numbers by type, then every other column for itself.
pub(crate) fn blocks_of<'c, 'a>(columns: &'c [TableColumn<'a>], n_rows: usize) -> Vec<Block<'c, 'a>> {
    let (mut floats, mut integers, mut booleans, mut others) = (vec![], vec![], vec![], vec![]);
    for column in columns {
        match &column.cells {
            Cells::Floats(_) => floats.push(column),
            Cells::Integers(cell) if (0..n_rows).any(|row| cell(row).is_none()) => {
                if fit_floats(cell, n_rows) {
                    floats.push(column);
                } else {
                    others.push(Block::Objects(column));
                }
            }
            Cells::RowNumber | Cells::Integers(_) => integers.push(column),
            Cells::Booleans(cell) if (0..n_rows).all(|row| cell(row).is_some()) => booleans.push(column),
            Cells::Texts(_) => others.push(Block::Texts(column)),
            _ => others.push(Block::Objects(column)),
        }
    }
    let numbers = [Block::Floats(floats), Block::Integers(integers), Block::Booleans(booleans)];
    numbers.into_iter().filter(|block| block.n_columns() > 0).chain(others).collect()
}

/// Whether a float holds every one of these whole numbers exactly.
fn fit_floats(cell: &(dyn Fn(usize) -> Option<i64> + Sync + '_), n_rows: usize) -> bool {
    const EXACT: u64 = 1 << 53;
    (0..n_rows).filter_map(cell).all(|number| number.unsigned_abs() <= EXACT)
}

impl<'c, 'a> Block<'c, 'a> {
    fn columns(&self) -> &[&'c TableColumn<'a>] {
        match self {
            Self::Floats(columns) | Self::Integers(columns) | Self::Booleans(columns) => columns,
            Self::Texts(column) | Self::Objects(column) => std::slice::from_ref(column),
        }
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.columns().len()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns().iter().map(|column| column.name.as_str())
    }

    /// NumPy's name of the type of the numbers; `None` if they are none.
    pub(crate) fn dtype(&self) -> Option<&'static str> {
        match self {
            Self::Floats(_) => Some("float64"),
            Self::Integers(_) => Some("int64"),
            Self::Booleans(_) => Some("bool"),
            Self::Texts(_) | Self::Objects(_) => None,
        }
    }

    /// Writes the cells; there are rows, or the block is one of Python objects.
    pub(crate) fn write(&self, frame: &Place, name: &str, n_rows: usize) -> io::Result<()> {
        let shape = (n_rows, Some(self.n_columns()));
        let columns = self.columns();
        let array = match self {
            Self::Floats(_) => frame.cells(name, Element::Float64, shape, |row, bytes| {
                bytes.extend(columns.iter().flat_map(|column| float(column, row).to_le_bytes()));
            }),
            Self::Integers(_) => frame.cells(name, Element::Int64, shape, |row, bytes| {
                bytes.extend(columns.iter().flat_map(|column| integer(column, row).to_le_bytes()));
            }),
            Self::Booleans(_) => frame.cells(name, Element::Bits, shape, |row, bytes| {
                bytes.extend(columns.iter().map(|column| u8::from(truth(column, row))));
            }),
            Self::Texts(column) | Self::Objects(column) => return self.write_objects(frame, name, column, n_rows),
        };
        describe_array(&array?, true)
    }

    /// Older pandas want cells in rows and columns, and pandas 3 then sees for itself which are texts. Where there are no
    /// cells to see it has to be told, and takes that of a row only.
    fn write_objects(&self, frame: &Place, name: &str, column: &TableColumn<'_>, n_rows: usize) -> io::Result<()> {
        let no_texts = n_rows == 0 && matches!(self, Self::Texts(_));
        let shape: &[usize] = if no_texts { &[0] } else { &[n_rows, 1] };
        let pickle = pickled(&column.cells, shape);
        if pickle.len() > MOST_BYTES {
            let (name, n) = (&column.name, pickle.len());
            return Err(invalid(&format!("column `{name}`: expected at most {MOST_BYTES} bytes of cells, found {n}")));
        }
        let array = frame.bytes(name, &pickle)?;
        describe(&array, "VLARRAY", "1.4")?;
        array.fixed_text("PSEUDOATOM", "object", Charset::Utf8)?;
        array.truth("transposed", Element::Bits, !no_texts)?;
        if no_texts { array.fixed_text("value_type", "str", Charset::Utf8) } else { Ok(()) }
    }
}

fn float(column: &TableColumn<'_>, row: usize) -> f64 {
    match &column.cells {
        Cells::Floats(cell) => cell(row).unwrap_or(f64::NAN),
        Cells::Integers(cell) => cell(row).map_or(f64::NAN, |number| number as f64),
        _ => unreachable!("only numbers are in a block of floats"),
    }
}

fn integer(column: &TableColumn<'_>, row: usize) -> i64 {
    match &column.cells {
        Cells::RowNumber => row as i64,
        Cells::Integers(cell) => cell(row).expect("a column with a missing integer is a column of floats"),
        _ => unreachable!("only whole numbers are in a block of integers"),
    }
}

fn truth(column: &TableColumn<'_>, row: usize) -> bool {
    match &column.cells {
        Cells::Booleans(cell) => cell(row).expect("a column with a missing truth is a column of objects"),
        _ => unreachable!("only truths are in a block of booleans"),
    }
}

/// The cells as a pickled array of Python objects.
fn pickled(cells: &Cells<'_>, shape: &[usize]) -> Vec<u8> {
    let n_rows = shape[0];
    let mut array = ArrayWriter::new(shape, estimate(cells, n_rows));
    for row in 0..n_rows {
        put(&mut array, cells, row);
    }
    array.finish().expect("as many cells as rows")
}

fn put(array: &mut ArrayWriter, cells: &Cells<'_>, row: usize) {
    match cells {
        Cells::Texts(cell) => match cell(row) {
            Some(text) => array.text(text),
            None => array.missing(),
        },
        Cells::Songs(cell) => array.counts(cell(row).iter().map(|song| song.0)),
        Cells::Vectors(cell) => put_some(array, cell(row), |array, vector| array.floats(&vector)),
        Cells::FloatLists(cell) => put_some(array, cell(row), ArrayWriter::floats),
        Cells::IntegerLists(cell) => put_some(array, cell(row), |array, list| array.integers(list.iter().copied())),
        Cells::ObjectIntegers(cell) | Cells::Integers(cell) => put_some(array, cell(row), ArrayWriter::integer),
        Cells::Indices(cell) => put_some(array, cell(row).map(i64::from), ArrayWriter::integer),
        Cells::Booleans(cell) => put_some(array, cell(row), ArrayWriter::boolean),
        Cells::RowNumber | Cells::Floats(_) => unreachable!("numbers are no objects"),
    }
}

fn put_some<T>(array: &mut ArrayWriter, cell: Option<T>, put: impl FnOnce(&mut ArrayWriter, T)) {
    match cell {
        Some(cell) => put(array, cell),
        None => array.none(),
    }
}

/// About as many bytes as the pickle has, rather more, so that it is hardly moved while it grows; what is not used of
/// them never becomes memory.
fn estimate(cells: &Cells<'_>, n_rows: usize) -> usize {
    let floats = |n: usize| 9 * n + 4;
    let integers = |n: usize| 5 * n + 4;
    let n_bytes: usize = match cells {
        Cells::Texts(cell) => (0..n_rows).map(|row| cell(row).map_or(9, |text| text.len() + 5)).sum(),
        Cells::Vectors(_) => n_rows * floats(MusicFactor::COUNT),
        Cells::FloatLists(cell) => (0..n_rows).map(|row| floats(cell(row).map_or(0, <[f64]>::len))).sum(),
        Cells::Songs(cell) => (0..n_rows).map(|row| integers(cell(row).len())).sum(),
        Cells::IntegerLists(cell) => (0..n_rows).map(|row| integers(cell(row).map_or(0, <[i64]>::len))).sum(),
        _ => integers(n_rows),
    };
    n_bytes + n_bytes / 256
}
