//! Why a Parquet file could not be read back.

use std::io;
use std::path::{Path, PathBuf};

/// Why a table or a column of it could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// It is not there or may not be read.
    #[error("{}: expected a file that can be read, found: {source}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no Parquet file, or its bytes are not what they should be.
    #[error("{}: expected a whole Parquet file, found: {detail}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// A column is not there.
    #[error("{}: expected a column {expected}, found {found}", .path.display())]
    NoColumn {
        /// The file.
        path: PathBuf,
        /// The column, or those of which one is needed.
        expected: String,
        /// The columns that are there.
        found: String,
    },
    /// A column is of a type that does not fit.
    #[error("{}: expected {expected} in column {column}, found {found}", .path.display())]
    ColumnType {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// What it should hold.
        expected: &'static str,
        /// Its type.
        found: String,
    },
}

impl TableError {
    pub(crate) fn open(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Open { path, source }
    }

    pub(crate) fn damaged(path: &Path, detail: &(impl ToString + ?Sized)) -> Self {
        Self::Damaged { path: path.to_owned(), detail: detail.to_string() }
    }

    /// Its parts do not fit together.
    pub(crate) fn contradictory(path: &Path) -> Self {
        Self::damaged(path, "parts that contradict each other")
    }
}
