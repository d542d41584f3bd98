//! Songs as Parquet, read by polars and taken over into the project's own columns.

use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use domain::{AudioFeature, Column, TextColumn, Values};
use polars::prelude::{DataFrame, DataType, ParquetReader, PolarsError, PolarsResult, SerReader};

use crate::songs::{SONG_ID, TRACK_ID, TableRead, TextStyle, is_empty_id, missing_columns};
use crate::tally::Tally;
use crate::{IngestError, reason};

/// The index column that pandas writes beside the frame's own.
const PANDAS_INDEX: &str = "__index_level_0__";

/// The names of the columns, from the file's footer.
pub(crate) fn header(path: &Path, bytes: Vec<u8>) -> Result<Vec<String>, IngestError> {
    caught(path, || {
        let schema = ParquetReader::new(Cursor::new(bytes)).schema().map_err(|error| damaged(path, &error))?;
        let names: Vec<String> =
            schema.iter_names().map(ToString::to_string).filter(|name| name != PANDAS_INDEX).collect();
        missing_columns(path, &names).map(|()| names)
    })
}

/// Reads the whole table.
pub(crate) fn read(path: &Path, bytes: Vec<u8>, style: TextStyle) -> Result<TableRead, IngestError> {
    caught(path, || {
        let frame = ParquetReader::new(Cursor::new(bytes)).finish().map_err(|error| damaged(path, &error))?;
        let names: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
        missing_columns(path, &names)?;
        let columns = columns(&frame, path)?;
        if columns.iter().any(|column| column.values.len() != frame.height()) {
            return Err(contradictory(path));
        }
        Ok(without_unusable_rows(columns, frame.height(), style))
    })
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

fn columns(frame: &DataFrame, path: &Path) -> Result<Vec<Column>, IngestError> {
    let mut columns = Vec::new();
    for column in frame.columns() {
        let name = column.name().to_string();
        if name == PANDAS_INDEX {
            continue;
        }
        let found = column.dtype().to_string();
        let values = values(&name, column).map_err(|error| damaged(path, &error))?;
        let is_id = [SONG_ID, TRACK_ID].contains(&name.as_str());
        match &values {
            Some(Values::Texts(_) | Values::Booleans(_)) if is_feature(&name) => {
                return Err(kind(path, &name, "numbers", &found));
            }
            Some(Values::Texts(_)) | None if !is_id && values.is_none() => {
                return Err(kind(path, &name, "numbers, texts or dates", &found));
            }
            Some(Values::Integers(_) | Values::Floats(_) | Values::Booleans(_)) | None if is_id => {
                return Err(kind(path, &name, "texts", &found));
            }
            _ => {}
        }
        columns.extend(values.map(|values| Column { name, values }));
    }
    Ok(columns)
}

fn kind(path: &Path, name: &str, expected: &str, found: &str) -> IngestError {
    IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: format!("{expected} in column {name}"),
        found: found.to_owned(),
        hint: "write the column with its proper type",
    }
}

/// A column's cells; `None` for lists and other types that have no place in a table of songs.
fn values(name: &str, column: &polars::prelude::Column) -> PolarsResult<Option<Values>> {
    let values = match column.dtype() {
        DataType::Boolean => Values::Booleans(column.bool()?.iter().collect()),
        dtype if dtype.is_float() || (is_feature(name) && dtype.is_integer()) => {
            let floats = column.cast(&DataType::Float64)?;
            Values::Floats(floats.f64()?.iter().map(|cell| cell.filter(|number| !number.is_nan())).collect())
        }
        dtype if dtype.is_integer() => Values::Integers(column.strict_cast(&DataType::Int64)?.i64()?.iter().collect()),
        DataType::Null if is_feature(name) => Values::Floats(vec![None; column.len()]),
        DataType::String | DataType::Binary | DataType::Null => {
            Values::Texts(column.strict_cast(&DataType::String)?.str()?.iter().collect::<TextColumn>())
        }
        dtype if dtype.is_nested() => return Ok(None),
        _ => Values::Texts(column.cast(&DataType::String)?.str()?.iter().collect::<TextColumn>()),
    };
    Ok(Some(values))
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
    TableRead { columns, tally }
}

fn unusable(columns: &[Column], row: usize, style: TextStyle) -> Option<&'static str> {
    for Column { name, values } in columns {
        match values {
            Values::Texts(texts) if name == SONG_ID && texts.text(row).is_none_or(|id| is_empty_id(id, style)) => {
                return Some(reason::SONG_EMPTY);
            }
            Values::Floats(cells) if is_feature(name) && cells[row].is_some_and(f64::is_infinite) => {
                return Some(reason::FEATURE_NOT_FINITE);
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
