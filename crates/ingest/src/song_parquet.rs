//! Songs as Parquet, read by polars and taken over into the project's own columns.

use std::io::{Cursor, Read, Seek};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Arc;

use domain::{Column, Lists, TextColumn, Values};
use polars::io::mmap::MmapBytesReader;
use polars::prelude::{ArrowDataType, DataType, ParallelStrategy, ParquetReader, PolarsError, PolarsResult, SerReader};

use crate::IngestError;
use crate::song_request::{SongRequest, TableKind};
use crate::song_rows::without_unusable_rows;
use crate::stored_table::TableRead;

/// The index column that pandas writes beside the frame's own.
const PANDAS_INDEX: &str = "__index_level_0__";

/// The names of the columns, from the file's footer. Columns that are needed must be there and of a type that fits.
pub(crate) fn header<R: Read + Seek + MmapBytesReader>(
    path: &Path,
    file: R,
    request: &SongRequest,
) -> Result<Vec<String>, IngestError> {
    caught(path, || judged(path, file, request).map(|judged| judged.kept))
}

/// Reads the whole table, but for columns of types that have no place in a table of songs.
pub(crate) fn read(path: &Path, bytes: Vec<u8>, request: &SongRequest) -> Result<TableRead, IngestError> {
    caught(path, || {
        let Judged { kept, left_out } = judged(path, Cursor::new(&bytes[..]), request)?;
        let frame = ParquetReader::new(Cursor::new(bytes))
            .with_columns(Some(kept))
            .read_parallel(ParallelStrategy::None)
            .finish()
            .map_err(|error| damaged(path, &error))?;
        let mut columns = Vec::new();
        for column in frame.columns() {
            let is_feature = request.is_feature(column.name());
            let values = values(column, is_feature).map_err(|error| damaged(path, &error))?;
            columns.push(Column { name: column.name().to_string(), values });
        }
        if columns.iter().any(|column| column.values.len() != frame.height()) {
            return Err(contradictory(path));
        }
        let table = without_unusable_rows(columns, frame.height(), request);
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
fn judged<R: Read + Seek + MmapBytesReader>(
    path: &Path,
    file: R,
    request: &SongRequest,
) -> Result<Judged, IngestError> {
    let schema = ParquetReader::new(file).schema().map_err(|error| damaged(path, &error))?;
    let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    request.check(path, &names)?;
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for (name, field) in schema.iter().filter(|(name, _)| request.wants(name)) {
        if request.table == TableKind::Songs && name == PANDAS_INDEX {
            continue;
        }
        let kind = ColumnKind::of(&field.dtype);
        let expected = match name.as_str() {
            name if request.is_song_id(name) => Some(("texts", kind == ColumnKind::Text)),
            name if request.is_track_id(name) => Some(("texts", matches!(kind, ColumnKind::Text | ColumnKind::Null))),
            name if request.is_feature(name) => {
                Some(("numbers", matches!(kind, ColumnKind::Number | ColumnKind::Null)))
            }
            _ => None,
        };
        match expected {
            Some((expected, false)) => return Err(wrong_kind(path, name, expected, &field.dtype)),
            None if kind == ColumnKind::Lists && request.table == TableKind::Any => kept.push(name.to_string()),
            None if matches!(kind, ColumnKind::Other | ColumnKind::Lists) => {
                left_out.push((name.to_string(), format!("{:?}", field.dtype)));
            }
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
    /// Lists of numbers.
    Lists,
    /// Structures, and what polars does not read.
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
            D::List(of) | D::LargeList(of) | D::FixedSizeList(of, _)
                if matches!(Self::of(of.dtype()), Self::Number | Self::Null) =>
            {
                Self::Lists
            }
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
    let hook = Arc::new(panic::take_hook());
    let kept = Arc::clone(&hook);
    panic::set_hook(Box::new(move |panic| {
        // A thread or memory that the system did not give is no fault of the file.
        let is_systems = |told: &str| ["os error", "Os { code", "out of memory"].iter().any(|sign| told.contains(sign));
        if panic.payload_as_str().is_some_and(is_systems) {
            hook(panic);
        }
    }));
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    drop(panic::take_hook());
    if let Some(hook) = Arc::into_inner(kept) {
        panic::set_hook(hook);
    }
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
fn values(column: &polars::prelude::Column, is_feature: bool) -> PolarsResult<Values> {
    let texts = |column: &polars::prelude::Column| -> PolarsResult<Values> {
        Ok(Values::Texts(column.cast(&DataType::String)?.str()?.iter().collect::<TextColumn>()))
    };
    Ok(match column.dtype() {
        DataType::Boolean => Values::Booleans(column.bool()?.iter().collect()),
        DataType::Null if is_feature => Values::Floats(vec![None; column.len()]),
        dtype if dtype.is_float() || dtype.is_decimal() || (is_feature && dtype.is_integer()) => {
            let floats = column.cast(&DataType::Float64)?;
            Values::Floats(floats.f64()?.iter().map(|cell| cell.filter(|number| !number.is_nan())).collect())
        }
        dtype if dtype.is_integer() => match column.strict_cast(&DataType::Int64) {
            Ok(integers) => Values::Integers(integers.i64()?.iter().collect()),
            Err(_) => texts(column)?,
        },
        DataType::List(of) if of.is_integer() && !has_gaps(column)? => Values::IntegerLists(integer_lists(column)?),
        DataType::List(_) => Values::FloatLists(float_lists(column)?),
        DataType::Binary => {
            let cells = column.binary()?;
            let lossy: Vec<_> = cells.iter().map(|cell| cell.map(String::from_utf8_lossy)).collect();
            Values::Texts(lossy.iter().map(Option::as_deref).collect())
        }
        _ => texts(column)?,
    })
}

/// Whether a list of the column lacks one of its values.
fn has_gaps(column: &polars::prelude::Column) -> PolarsResult<bool> {
    Ok(column.list()?.amortized_iter().flatten().any(|list| list.as_ref().null_count() > 0))
}

fn integer_lists(column: &polars::prelude::Column) -> PolarsResult<Lists<i64>> {
    let column = column.cast(&DataType::List(Box::new(DataType::Int64)))?;
    let mut lists = Lists::default();
    for list in column.list()?.amortized_iter() {
        let numbers = list.as_ref().map(|list| list.as_ref().i64()).transpose()?;
        lists.push(numbers.map(|numbers| numbers.iter().flatten()));
    }
    Ok(lists)
}

/// A value that is missing within a list is NaN.
fn float_lists(column: &polars::prelude::Column) -> PolarsResult<Lists<f64>> {
    let column = column.cast(&DataType::List(Box::new(DataType::Float64)))?;
    let mut lists = Lists::default();
    for list in column.list()?.amortized_iter() {
        let numbers = list.as_ref().map(|list| list.as_ref().f64()).transpose()?;
        lists.push(numbers.map(|numbers| numbers.iter().map(|cell| cell.unwrap_or(f64::NAN))));
    }
    Ok(lists)
}
