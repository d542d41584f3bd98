//! Songs as Parquet, read by polars and taken over into the project's own columns.

use std::io::{Cursor, Read, Seek};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use domain::{AudioFeature, Column, TextColumn, Values};
use polars::io::mmap::MmapBytesReader;
use polars::prelude::{ArrowDataType, DataType, ParallelStrategy, ParquetReader, PolarsError, PolarsResult, SerReader};

use crate::cells::feature_fault;
use crate::songs::{SONG_ID, TRACK_ID, TableRead, TextStyle, is_empty_id, missing_columns};
use crate::tally::Tally;
use crate::{IngestError, reason};

/// The index column that pandas writes beside the frame's own.
const PANDAS_INDEX: &str = "__index_level_0__";

/// The names of the columns, from the file's footer. Columns that are needed must be there and of a type that fits.
pub(crate) fn header<R: Read + Seek + MmapBytesReader>(path: &Path, file: R) -> Result<Vec<String>, IngestError> {
    caught(path, || judged(path, file).map(|judged| judged.kept))
}

/// Reads the whole table, but for columns of types that have no place in a table of songs.
pub(crate) fn read(path: &Path, bytes: Vec<u8>, style: TextStyle) -> Result<TableRead, IngestError> {
    caught(path, || {
        let Judged { kept, left_out } = judged(path, Cursor::new(&bytes[..]))?;
        let frame = ParquetReader::new(Cursor::new(bytes))
            .with_columns(Some(kept))
            .read_parallel(ParallelStrategy::None)
            .finish()
            .map_err(|error| damaged(path, &error))?;
        let mut columns = Vec::new();
        for column in frame.columns() {
            let values = values(column.name(), column).map_err(|error| damaged(path, &error))?;
            columns.push(Column { name: column.name().to_string(), values });
        }
        if columns.iter().any(|column| column.values.len() != frame.height()) {
            return Err(contradictory(path));
        }
        let table = without_unusable_rows(columns, frame.height(), style);
        Ok(TableRead { left_out, ..table })
    })
}

/// The columns of a file by whether they are read.
struct Judged {
    kept: Vec<String>,
    /// Name and type.
    left_out: Vec<(String, String)>,
}

/// Judges the columns by the types in the footer, before any of them is read.
fn judged<R: Read + Seek + MmapBytesReader>(path: &Path, file: R) -> Result<Judged, IngestError> {
    let schema = ParquetReader::new(file).schema().map_err(|error| damaged(path, &error))?;
    let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    missing_columns(path, &names)?;
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for (name, field) in schema.iter().filter(|(name, _)| *name != PANDAS_INDEX) {
        let kind = ColumnKind::of(&field.dtype);
        let expected = match name.as_str() {
            SONG_ID => Some(("texts", kind == ColumnKind::Text)),
            TRACK_ID => Some(("texts", matches!(kind, ColumnKind::Text | ColumnKind::Null))),
            name if is_feature(name) => Some(("numbers", matches!(kind, ColumnKind::Number | ColumnKind::Null))),
            _ => None,
        };
        match expected {
            Some((expected, false)) => return Err(wrong_kind(path, name, expected, &field.dtype)),
            None if kind == ColumnKind::Other => left_out.push((name.to_string(), format!("{:?}", field.dtype))),
            _ => kept.push(name.to_string()),
        }
    }
    Ok(Judged { kept, left_out })
}

/// What a column holds, as far as it matters here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ColumnKind {
    Number,
    Text,
    /// Nothing but missing cells.
    Null,
    /// Written as text: dates, times, truths.
    Told,
    /// Lists, structures, and what polars does not read.
    Other,
}

impl ColumnKind {
    fn of(dtype: &ArrowDataType) -> Self {
        use ArrowDataType as D;
        match dtype {
            D::Int8
            | D::Int16
            | D::Int32
            | D::Int64
            | D::UInt8
            | D::UInt16
            | D::UInt32
            | D::UInt64
            | D::Float16
            | D::Float32
            | D::Float64
            | D::Decimal(..) => Self::Number,
            D::Utf8 | D::LargeUtf8 | D::Utf8View | D::Binary | D::LargeBinary | D::BinaryView => Self::Text,
            D::Dictionary(_, inner, _) => Self::of(inner),
            D::Null => Self::Null,
            D::Boolean | D::Date32 | D::Date64 | D::Timestamp(..) | D::Time32(_) | D::Time64(_) => Self::Told,
            _ => Self::Other,
        }
    }
}

fn wrong_kind(path: &Path, name: &str, expected: &str, found: &ArrowDataType) -> IngestError {
    IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: format!("{expected} in column {name}"),
        found: format!("{found:?}"),
        hint: "write the column with its proper type",
    }
}

/// What `read` returns; that polars panics on some damaged files is an error like others, and said once.
fn caught<T>(path: &Path, read: impl FnOnce() -> Result<T, IngestError>) -> Result<T, IngestError> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    panic::set_hook(hook);
    outcome.unwrap_or_else(|_| Err(contradictory(path)))
}

fn contradictory(path: &Path) -> IngestError {
    let detail = "its parts contradict each other".to_owned();
    IngestError::Damaged { path: path.to_owned(), packing: "Parquet", detail }
}

fn damaged(path: &Path, error: &PolarsError) -> IngestError {
    IngestError::Damaged { path: path.to_owned(), packing: "Parquet", detail: error.to_string() }
}

/// A column's cells. Whole numbers that int64 does not hold, and bytes that are not UTF-8, are told as text.
fn values(name: &str, column: &polars::prelude::Column) -> PolarsResult<Values> {
    let texts = |column: &polars::prelude::Column| -> PolarsResult<Values> {
        Ok(Values::Texts(column.cast(&DataType::String)?.str()?.iter().collect::<TextColumn>()))
    };
    Ok(match column.dtype() {
        DataType::Boolean => Values::Booleans(column.bool()?.iter().collect()),
        DataType::Null if is_feature(name) => Values::Floats(vec![None; column.len()]),
        dtype if dtype.is_float() || dtype.is_decimal() || (is_feature(name) && dtype.is_integer()) => {
            let floats = column.cast(&DataType::Float64)?;
            Values::Floats(floats.f64()?.iter().map(|cell| cell.filter(|number| !number.is_nan())).collect())
        }
        dtype if dtype.is_integer() => match column.strict_cast(&DataType::Int64) {
            Ok(integers) => Values::Integers(integers.i64()?.iter().collect()),
            Err(_) => texts(column)?,
        },
        DataType::Binary => {
            let cells = column.binary()?;
            let lossy: Vec<_> = cells.iter().map(|cell| cell.map(String::from_utf8_lossy)).collect();
            Values::Texts(lossy.iter().map(Option::as_deref).collect())
        }
        _ => texts(column)?,
    })
}

fn is_feature(name: &str) -> bool {
    AudioFeature::ALL.iter().any(|feature| feature.column() == name)
}

fn without_unusable_rows(columns: Vec<Column>, n_rows: usize, style: TextStyle) -> TableRead {
    let mut kept = Vec::with_capacity(n_rows);
    let mut tally = Tally { n_rows: n_rows as u64, ..Tally::default() };
    for row in 0..n_rows {
        match unusable(&columns, row, style) {
            None => kept.push(row as u32),
            Some(reason) => tally.reject(row as u64 + 1, reason, raw(&columns, row).as_bytes()),
        }
    }
    let columns =
        if tally.rejected.is_empty() { columns } else { columns.iter().map(|column| column.pick(&kept)).collect() };
    TableRead { columns, tally, left_out: Vec::new() }
}

fn unusable(columns: &[Column], row: usize, style: TextStyle) -> Option<&'static str> {
    for Column { name, values } in columns {
        match values {
            Values::Texts(texts) if name == SONG_ID && texts.text(row).is_none_or(|id| is_empty_id(id, style)) => {
                return Some(reason::SONG_EMPTY);
            }
            Values::Floats(cells) if is_feature(name) => {
                if let Some(fault) = cells[row].and_then(feature_fault) {
                    return Some(fault);
                }
            }
            _ => {}
        }
    }
    None
}

/// A row as `name=value` pairs.
fn raw(columns: &[Column], row: usize) -> String {
    let cell = |Column { name, values }: &Column| match values {
        Values::Integers(cells) => cells[row].map(|cell| format!("{name}={cell}")),
        Values::Floats(cells) => cells[row].map(|cell| format!("{name}={cell}")),
        Values::Booleans(cells) => cells[row].map(|cell| format!("{name}={cell}")),
        Values::Texts(cells) => cells.text(row).map(|cell| format!("{name}={cell}")),
    };
    columns.iter().filter_map(cell).collect::<Vec<_>>().join(" ")
}
