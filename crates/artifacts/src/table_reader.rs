//! Looks into a Parquet file: columns, types, the first rows.

use std::fs::File;
use std::io;
use std::panic;
use std::path::Path;

use polars::prelude::{AnyValue, DataType, ParquetReader, PolarsError, SerReader};

use crate::TableError;
use crate::parquet_file::ParquetFile;

/// What a table holds, and its first rows as text.
#[derive(Clone, Debug, PartialEq)]
pub struct TablePreview {
    /// Rows in all.
    pub n_rows: usize,
    /// Its columns.
    pub columns: Vec<ColumnPreview>,
}

/// One column of a preview.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnPreview {
    /// Its name.
    pub name: String,
    /// Its type, as polars writes it.
    pub dtype: String,
    /// Cells without a value, in the whole column.
    pub n_missing: usize,
    /// The first cells.
    pub head: Vec<String>,
    /// All its numbers as counts, if it holds whole numbers of at least 0 and they are not just the row numbers.
    pub counts: Option<Vec<u64>>,
}

/// Reads a table and shows its first `n` rows.
///
/// polars panics on some damaged files; that is an error like others here.
pub fn preview_table(path: &Path, n: usize) -> io::Result<TablePreview> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let preview = panic::catch_unwind(|| read_preview(path, n));
    panic::set_hook(hook);
    preview.unwrap_or_else(|_| Err(io::Error::other("a Parquet file whose parts contradict each other")))
}

fn read_preview(path: &Path, n: usize) -> io::Result<TablePreview> {
    // polars believes what the file claims.
    ParquetFile::open(path).and_then(|file| file.check_pages()).map_err(table_error)?;
    let frame = ParquetReader::new(File::open(path)?).finish().map_err(io_error)?;
    let mut columns = Vec::new();
    for column in frame.columns() {
        let mut head = Vec::new();
        for row in 0..frame.height().min(n) {
            head.push(cell(&column.get(row).map_err(io_error)?));
        }
        columns.push(ColumnPreview {
            name: column.name().to_string(),
            dtype: column.dtype().to_string(),
            n_missing: column.null_count(),
            head,
            counts: counts(column).map_err(io_error)?,
        });
    }
    Ok(TablePreview { n_rows: frame.height(), columns })
}

fn counts(column: &polars::prelude::Column) -> Result<Option<Vec<u64>>, PolarsError> {
    if column.dtype() != &DataType::Int64 || column.name() == "sparse_index" {
        return Ok(None);
    }
    let numbers = column.i64()?;
    Ok(numbers.iter().flatten().map(|number| u64::try_from(number).ok()).collect())
}

fn cell(value: &AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => "-".to_owned(),
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Float64(number) => format!("{number:.4}"),
        AnyValue::List(series) => {
            let shown: Vec<String> = series.iter().take(5).map(|value| cell(&value)).collect();
            let more =
                if series.len() > shown.len() { format!(", ... {} in all", series.len()) } else { String::new() };
            format!("[{}{more}]", shown.join(", "))
        }
        other => other.to_string(),
    }
}

fn table_error(error: TableError) -> io::Error {
    match error {
        TableError::Open { source, .. } => source,
        TableError::Damaged { detail, .. } => io::Error::other(detail),
        other => io::Error::other(other.to_string()),
    }
}

fn io_error(error: PolarsError) -> io::Error {
    match error {
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), error.to_string()),
        other => io::Error::other(other.to_string()),
    }
}
