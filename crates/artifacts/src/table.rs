//! Tables as Parquet, in row groups: columns are encoded side by side, a few groups at a time, and written in order.

use std::io::{self, Write};
use std::ops::Range;

use domain::{MusicFactor, SongId};
use polars::prelude::{CompatLevel, DataType, Field, KeyValueMetadata, ParquetWriter, PolarsError, Schema, SchemaExt};
use polars_parquet::write::{CompressedPage, ParquetType, schema_to_metadata_key};
use rayon::prelude::*;

use crate::parquet_pages::pages;

/// Rows in a row group.
const ROW_GROUP: usize = 1 << 17;

/// Row groups that are encoded before they are written; a number of its own, whatever the number of threads.
const AT_ONCE: usize = 2;

/// A named column of a table to be written.
pub struct TableColumn<'a> {
    /// Its name.
    pub name: String,
    /// Its cells.
    pub cells: Cells<'a>,
}

/// Where the cells of a column come from: a function from the row to the cell, `None` where it is missing.
pub enum Cells<'a> {
    /// The number of the row, from 0: int64.
    RowNumber,
    /// Whole numbers: int64.
    Integers(Box<dyn Fn(usize) -> Option<i64> + Sync + 'a>),
    /// Floating-point numbers: float64.
    Floats(Box<dyn Fn(usize) -> Option<f64> + Sync + 'a>),
    /// True or false.
    Booleans(Box<dyn Fn(usize) -> Option<bool> + Sync + 'a>),
    /// Texts: string.
    Texts(Box<dyn Fn(usize) -> Option<&'a str> + Sync + 'a>),
    /// Five numbers, one for each MUSIC factor: list of float64.
    Vectors(Box<dyn Fn(usize) -> Option<[f64; MusicFactor::COUNT]> + Sync + 'a>),
    /// Song numbers: list of int32.
    Songs(Box<dyn Fn(usize) -> &'a [SongId] + Sync + 'a>),
    /// Any number of floating-point numbers: list of float64.
    FloatLists(Box<dyn Fn(usize) -> Option<&'a [f64]> + Sync + 'a>),
    /// Any number of whole numbers: list of int64.
    IntegerLists(Box<dyn Fn(usize) -> Option<&'a [i64]> + Sync + 'a>),
    /// Numbers of users, songs or ranks: int32.
    Indices(Box<dyn Fn(usize) -> Option<i32> + Sync + 'a>),
    /// Whole numbers that a frame of pandas holds as Python objects: int64 elsewhere.
    ObjectIntegers(Box<dyn Fn(usize) -> Option<i64> + Sync + 'a>),
}

/// Writes a table of `n_rows` rows. All but MUSIC vectors, which hardly shrink, is zstd-compressed; every column has
/// statistics. The bytes do not depend on threads.
pub fn write_table(columns: &[TableColumn<'_>], n_rows: usize, out: &mut dyn Write) -> io::Result<()> {
    let fields = columns.iter().map(|column| Field::new(column.name.as_str().into(), column.cells.dtype()));
    let schema: Schema = fields.collect();
    let writer = ParquetWriter::new(out)
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(vec![arrow_schema(&schema)])));
    let mut writer = writer.batched(&schema).map_err(io_error)?;
    let fields = writer.parquet_schema().fields().to_vec();
    let starts: Vec<usize> = (0..n_rows).step_by(ROW_GROUP).collect();
    for starts in starts.chunks(AT_ONCE) {
        let rows = |start: usize| start..n_rows.min(start + ROW_GROUP);
        let encoded: io::Result<Vec<_>> =
            starts.par_iter().map(|&start| row_group(columns, &fields, &rows(start))).collect();
        for (&start, group) in starts.iter().zip(encoded?) {
            writer.write_row_group(rows(start).len() as u64, &group).map_err(io_error)?;
        }
    }
    writer.finish().map_err(io_error)?;
    Ok(())
}

/// The pages of every column.
fn row_group(
    columns: &[TableColumn<'_>],
    fields: &[ParquetType],
    rows: &Range<usize>,
) -> io::Result<Vec<Vec<CompressedPage>>> {
    columns.par_iter().zip(fields).map(|(column, field)| pages(&column.cells, field, rows.clone())).collect()
}

/// The schema by which Arrow's readers take the columns over: texts as `large_string`. By itself polars would say
/// `string_view`, on which pyarrow cannot yet filter, sort or join.
pub(crate) fn arrow_schema(schema: &Schema) -> (String, String) {
    let entry = schema_to_metadata_key(&schema.to_arrow(CompatLevel::oldest()));
    (entry.key, entry.value.unwrap_or_default())
}

impl Cells<'_> {
    /// The type of the cells, as a manifest names it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::RowNumber | Self::Integers(_) | Self::ObjectIntegers(_) => "int64",
            Self::Indices(_) => "int32",
            Self::Floats(_) => "float64",
            Self::Booleans(_) => "bool",
            Self::Texts(_) => "string",
            Self::Vectors(_) => "list of 5 float64",
            Self::Songs(_) => "list of int32",
            Self::FloatLists(_) => "list of float64",
            Self::IntegerLists(_) => "list of int64",
        }
    }

    fn dtype(&self) -> DataType {
        match self {
            Self::RowNumber | Self::Integers(_) | Self::ObjectIntegers(_) => DataType::Int64,
            Self::Indices(_) => DataType::Int32,
            Self::Floats(_) => DataType::Float64,
            Self::Booleans(_) => DataType::Boolean,
            Self::Texts(_) => DataType::String,
            Self::Vectors(_) | Self::FloatLists(_) => DataType::List(Box::new(DataType::Float64)),
            Self::Songs(_) => DataType::List(Box::new(DataType::Int32)),
            Self::IntegerLists(_) => DataType::List(Box::new(DataType::Int64)),
        }
    }
}

pub(crate) fn io_error(error: PolarsError) -> io::Error {
    match error {
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), error.to_string()),
        other => io::Error::other(other.to_string()),
    }
}
