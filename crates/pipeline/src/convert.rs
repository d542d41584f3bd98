//! One table from one format to another; what becomes of pandas' types is in docs/semantics.md, "What convert keeps".

use std::io::Write as _;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use artifacts::{Cells, FrameIndex, TableColumn, WholeFile, write_frame, write_table, write_whole};
use domain::{Column, Meter, Values};
use ingest::IngestError;

use crate::{Exit, RunError};

/// What was converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Converted {
    /// Rows of the table.
    pub n_rows: usize,
    /// Columns of the table.
    pub n_columns: usize,
}

/// Reads a table from HDF5 (pandas or the Million Song Dataset), CSV or Parquet, told apart by content, and writes it as
/// the ending of `to` says: `.parquet`, or `.h5` (`.hdf5`) for `pandas.read_hdf(to, key="df")`. Whole or not at all.
pub fn convert(from: &Path, key: &str, to: &Path, meter: &Meter) -> Result<Converted, RunError> {
    let format = Format::of(to)?;
    if is_same_file(from, to) {
        let problem = format!("{}: expected another file than the one that is read, found the same", to.display());
        return Err(RunError::usage(problem));
    }
    let columns = ingest::read_table(from, key, meter).map_err(without_plan)?;
    let n_rows = columns.first().map_or(0, |column| column.values.len());
    let n_columns = columns.len();
    format.write(&columns, n_rows, to)?;
    Ok(Converted { n_rows, n_columns })
}

/// Whether both names lead to one file.
fn is_same_file(from: &Path, to: &Path) -> bool {
    let identity = |path: &Path| std::fs::metadata(path).map(|file| (file.dev(), file.ino())).ok();
    identity(from).is_some_and(|file| identity(to) == Some(file))
}

/// The error without a hint that speaks of plans.
fn without_plan(error: IngestError) -> RunError {
    let speaks_of_plans = matches!(error, IngestError::Missing { .. } | IngestError::TooManyRejected { .. });
    let error = RunError::from(error);
    RunError { hint: error.hint.filter(|_| !speaks_of_plans), ..error }
}

#[derive(Clone, Copy)]
enum Format {
    Parquet,
    Hdf5,
}

impl Format {
    fn of(path: &Path) -> Result<Self, RunError> {
        match path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("parquet") => Ok(Self::Parquet),
            Some("h5" | "hdf5") => Ok(Self::Hdf5),
            other => Err(RunError::new(
                Exit::Usage,
                format!(
                    "{}: expected a name that ends in .parquet, .h5 or .hdf5, found {}",
                    path.display(),
                    other.map_or_else(|| "no ending".to_owned(), |ending| format!(".{ending}"))
                ),
            )),
        }
    }

    fn write(self, columns: &[Column], n_rows: usize, to: &Path) -> Result<(), RunError> {
        let columns: Vec<_> = columns.iter().map(table_column).collect();
        match self {
            Self::Parquet => {
                let mut file = WholeFile::create(to)?;
                write_table(&columns, n_rows, &mut file)
                    .and_then(|()| file.flush())
                    .map_err(|error| file.broken(error))?;
                file.complete()?;
            }
            Self::Hdf5 => {
                write_whole(to, |path| write_frame(&columns, &FrameIndex::Range, n_rows, path))?;
            }
        }
        Ok(())
    }
}

/// A column as the writers take it.
pub(crate) fn table_column(column: &Column) -> TableColumn<'_> {
    TableColumn { name: column.name.clone(), cells: cells(&column.values) }
}

/// The cells of a column as the writers take them.
pub(crate) fn cells(values: &Values) -> Cells<'_> {
    match values {
        Values::Integers(cells) => Cells::Integers(Box::new(|row| cells[row])),
        Values::Floats(cells) => Cells::Floats(Box::new(|row| cells[row])),
        Values::Booleans(cells) => Cells::Booleans(Box::new(|row| cells[row])),
        Values::Texts(cells) => Cells::Texts(Box::new(|row| cells.text(row))),
        Values::IntegerLists(cells) => Cells::IntegerLists(Box::new(|row| cells.list(row))),
        Values::FloatLists(cells) => Cells::FloatLists(Box::new(|row| cells.list(row))),
    }
}
