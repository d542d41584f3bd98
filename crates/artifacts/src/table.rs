//! Tables as Parquet, written by polars in row groups, so that only one group is in memory twice.

use std::io::{self, Write};
use std::ops::Range;

use domain::{MusicFactor, SongId};
use polars::prelude::{
    BooleanChunked, Column, CompatLevel, DataFrame, DataType, Field, Float64Chunked, Float64Type, Int32Type,
    Int64Chunked, Int64Type, IntoColumn, IntoSeries, KeyValueMetadata, ListBuilderTrait, ListPrimitiveChunkedBuilder,
    NewChunkedArray, ParquetCompression, ParquetWriter, PlSmallStr, PolarsError, PolarsNumericType, Schema, SchemaExt,
    StatisticsOptions, StringChunked,
};
use polars_parquet::write::schema_to_metadata_key;

/// Rows in a row group.
const ROW_GROUP: usize = 1 << 17;

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
    /// Whole numbers that a frame of pandas holds as Python objects: int64 elsewhere.
    ObjectIntegers(Box<dyn Fn(usize) -> Option<i64> + Sync + 'a>),
}

/// Writes a table of `n_rows` rows, zstd-compressed, with statistics. The bytes do not depend on threads.
pub fn write_table(columns: &[TableColumn<'_>], n_rows: usize, out: &mut dyn Write) -> io::Result<()> {
    let fields = columns.iter().map(|column| Field::new(column.name.as_str().into(), column.cells.dtype()));
    let schema: Schema = fields.collect();
    let mut writer = ParquetWriter::new(out)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::default())
        .set_parallel(false)
        .with_key_value_metadata(Some(arrow_schema(&schema)))
        .batched(&schema)
        .map_err(io_error)?;
    for start in (0..n_rows).step_by(ROW_GROUP) {
        let rows = start..n_rows.min(start + ROW_GROUP);
        let group = columns.iter().map(|column| column.cells.series(&column.name, rows.clone())).collect();
        let frame = DataFrame::new(rows.len(), group).map_err(io_error)?;
        writer.write_batch(&frame).map_err(io_error)?;
    }
    writer.finish().map_err(io_error)?;
    Ok(())
}

/// The schema by which Arrow's readers take the columns over: texts as `large_string`. By itself polars would say
/// `string_view`, on which pyarrow cannot yet filter, sort or join.
fn arrow_schema(schema: &Schema) -> KeyValueMetadata {
    let entry = schema_to_metadata_key(&schema.to_arrow(CompatLevel::oldest()));
    KeyValueMetadata::from_static(vec![(entry.key, entry.value.unwrap_or_default())])
}

impl Cells<'_> {
    /// The type of the cells, as a manifest names it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::RowNumber | Self::Integers(_) | Self::ObjectIntegers(_) => "int64",
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
            Self::Floats(_) => DataType::Float64,
            Self::Booleans(_) => DataType::Boolean,
            Self::Texts(_) => DataType::String,
            Self::Vectors(_) | Self::FloatLists(_) => DataType::List(Box::new(DataType::Float64)),
            Self::Songs(_) => DataType::List(Box::new(DataType::Int32)),
            Self::IntegerLists(_) => DataType::List(Box::new(DataType::Int64)),
        }
    }

    fn series(&self, name: &str, rows: Range<usize>) -> Column {
        let name = name.into();
        match self {
            Self::RowNumber => Int64Chunked::from_iter_values(name, rows.map(|row| row as i64)).into_column(),
            Self::Integers(cell) | Self::ObjectIntegers(cell) => {
                Int64Chunked::from_iter_options(name, rows.map(cell)).into_column()
            }
            Self::Floats(cell) => Float64Chunked::from_iter_options(name, rows.map(cell)).into_column(),
            Self::Booleans(cell) => BooleanChunked::from_iter_options(name, rows.map(cell)).into_column(),
            Self::Texts(cell) => StringChunked::from_iter_options(name, rows.map(cell)).into_column(),
            Self::Vectors(cell) => {
                let n_values = rows.len() * MusicFactor::COUNT;
                lists::<Float64Type>(name, DataType::Float64, n_values, rows.map(cell))
            }
            Self::FloatLists(cell) => lists::<Float64Type>(name, DataType::Float64, rows.len(), rows.map(cell)),
            Self::IntegerLists(cell) => lists::<Int64Type>(name, DataType::Int64, rows.len(), rows.map(cell)),
            Self::Songs(cell) => {
                let n_values = rows.clone().map(|row| cell(row).len()).sum();
                let mut builder =
                    ListPrimitiveChunkedBuilder::<Int32Type>::new(name, rows.len(), n_values, DataType::Int32);
                let mut numbers = Vec::new();
                for row in rows {
                    numbers.clear();
                    numbers.extend(cell(row).iter().map(|song| song.0 as i32));
                    builder.append_slice(&numbers);
                }
                builder.finish().into_series().into_column()
            }
        }
    }
}

/// A column of lists; `n_values` is how many values to expect in all of them.
fn lists<T: PolarsNumericType>(
    name: PlSmallStr,
    dtype: DataType,
    n_values: usize,
    cells: impl ExactSizeIterator<Item = Option<impl AsRef<[T::Native]>>>,
) -> Column {
    let mut builder = ListPrimitiveChunkedBuilder::<T>::new(name, cells.len(), n_values, dtype);
    cells.for_each(|cell| builder.append_opt_slice(cell.as_ref().map(AsRef::as_ref)));
    builder.finish().into_series().into_column()
}

fn io_error(error: PolarsError) -> io::Error {
    match error {
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), error.to_string()),
        other => io::Error::other(other.to_string()),
    }
}
