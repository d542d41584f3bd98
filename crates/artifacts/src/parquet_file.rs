//! A Parquet file, read one column of one row group at a time: memory is taken for that alone.
//!
//! polars decodes; what the footer claims is held against the file's size before, and what pages claim against their
//! bytes (`parquet_plausible`).

use std::fs::File;
use std::io::Cursor;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use polars::prelude::{ArrowDataType, ArrowSchema, PlSmallStr, PolarsError, Series};
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, PageReader, RowGroupMetadata, column_iter_to_arrays,
    infer_schema, read_metadata,
};

use crate::TableError;
use crate::parquet_plausible::{MOST_VALUES, are_plausible};
use crate::quiet_panic::without_panic;

/// An open Parquet file.
pub(crate) struct ParquetFile {
    path: PathBuf,
    file: File,
    size: u64,
    metadata: FileMetadata,
    schema: ArrowSchema,
}

impl ParquetFile {
    /// Opens a file and reads its footer.
    pub(crate) fn open(path: &Path) -> Result<Self, TableError> {
        let mut file = File::open(path).map_err(TableError::open(path))?;
        let size = file.metadata().map_err(TableError::open(path))?.len();
        let footer = without_panic(|| {
            let metadata = read_metadata(&mut file)?;
            let schema = infer_schema(&metadata)?;
            Ok::<_, PolarsError>((metadata, schema))
        });
        let footer = footer.ok_or_else(|| TableError::contradictory(path))?;
        let (metadata, schema) = footer.map_err(|error| TableError::damaged(path, &error))?;
        let opened = Self { path: path.to_owned(), file, size, metadata, schema };
        opened.check()?;
        Ok(opened)
    }

    /// Whether all that the footer claims can be in the file.
    fn check(&self) -> Result<(), TableError> {
        for group in &self.metadata.row_groups {
            let n_rows = group.num_rows();
            let fits = |column: &ColumnChunkMetadata| {
                let is_flat = column.descriptor().descriptor.max_rep_level == 0;
                let n_values = usize::try_from(column.num_values()).unwrap_or(usize::MAX);
                let is_counted = if is_flat { n_values == n_rows } else { n_values >= n_rows };
                is_counted && n_values <= MOST_VALUES && column.byte_range().end <= self.size
            };
            match without_panic(|| group.parquet_columns().iter().all(fits)) {
                Some(true) => {}
                Some(false) => return Err(self.damaged("more rows or bytes claimed than there can be")),
                None => return Err(TableError::contradictory(&self.path)),
            }
        }
        Ok(())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn n_groups(&self) -> usize {
        self.metadata.row_groups.len()
    }

    /// Rows of one row group.
    pub(crate) fn n_rows_of(&self, group: usize) -> usize {
        self.metadata.row_groups[group].num_rows()
    }

    pub(crate) fn n_rows(&self) -> u64 {
        (0..self.n_groups()).map(|group| self.n_rows_of(group) as u64).sum()
    }

    /// The names of all columns, as a message tells them.
    pub(crate) fn names(&self) -> String {
        let names: Vec<&str> = self.schema.iter_names().map(PlSmallStr::as_str).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }

    /// The type of a column; `None` if there is no such column.
    pub(crate) fn dtype(&self, name: &str) -> Option<&ArrowDataType> {
        self.schema.get(name).map(|field| &field.dtype)
    }

    /// A text that the writer left under `key`.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        let entries = self.metadata.key_value_metadata().as_ref()?;
        entries.iter().find(|entry| entry.key == key)?.value.as_deref()
    }

    /// The cells of one column in one row group.
    ///
    /// # Panics
    /// If there is no such row group.
    pub(crate) fn read(&self, group: usize, name: &str) -> Result<Series, TableError> {
        let Some(field) = self.schema.get(name) else {
            return Err(self.no_column(name));
        };
        let n_rows = self.n_rows_of(group);
        let group = &self.metadata.row_groups[group];
        let chunks: Vec<&ColumnChunkMetadata> = group.columns_under_root_iter(name).into_iter().flatten().collect();
        let bytes: Result<Vec<_>, _> = chunks.iter().map(|chunk| self.bytes(chunk)).collect();
        let bytes = bytes.map_err(TableError::open(&self.path))?;
        let decoded = without_panic(|| {
            let mut pages = Vec::new();
            for (chunk, bytes) in chunks.iter().zip(bytes) {
                pages.push(BasicDecompressor::new(plausible_pages(chunk, bytes)?, Vec::new()));
            }
            let types = chunks.iter().map(|chunk| &chunk.descriptor().descriptor.primitive_type).collect();
            let (arrays, _) = column_iter_to_arrays(pages, types, field.clone(), None)?;
            Series::try_from((field, arrays))
        });
        let decoded = decoded.ok_or_else(|| TableError::contradictory(&self.path))?;
        let series = decoded.map_err(|error| self.damaged(&error))?;
        if series.len() != n_rows {
            return Err(TableError::contradictory(&self.path));
        }
        Ok(series)
    }

    /// An error if the pages of a column claim more than there can be. Reads the whole file, and unpacks nothing.
    pub(crate) fn check_pages(&self) -> Result<(), TableError> {
        for chunk in self.metadata.row_groups.iter().flat_map(RowGroupMetadata::parquet_columns) {
            let bytes = self.bytes(chunk).map_err(TableError::open(&self.path))?;
            let pages = without_panic(|| plausible_pages(chunk, bytes).map(drop));
            let pages = pages.ok_or_else(|| TableError::contradictory(&self.path))?;
            pages.map_err(|error| self.damaged(&error))?;
        }
        Ok(())
    }

    pub(crate) fn damaged(&self, detail: &(impl ToString + ?Sized)) -> TableError {
        TableError::damaged(&self.path, detail)
    }

    pub(crate) fn no_column(&self, expected: &str) -> TableError {
        TableError::NoColumn { path: self.path.clone(), expected: expected.to_owned(), found: self.names() }
    }

    pub(crate) fn column_type(&self, column: &str, expected: &'static str) -> TableError {
        let found = self.dtype(column).map_or_else(|| "none".to_owned(), |dtype| format!("{dtype:?}"));
        TableError::ColumnType { path: self.path.clone(), column: column.to_owned(), expected, found }
    }

    /// The bytes of a column; they were found to be within the file.
    fn bytes(&self, chunk: &ColumnChunkMetadata) -> std::io::Result<Vec<u8>> {
        let range = chunk.byte_range();
        let mut bytes = vec![0; (range.end - range.start) as usize];
        self.file.read_exact_at(&mut bytes, range.start)?;
        Ok(bytes)
    }
}

/// The pages of a column; an error if they claim more than there can be.
fn plausible_pages(chunk: &ColumnChunkMetadata, bytes: Vec<u8>) -> Result<PageReader, PolarsError> {
    let longest = bytes.len();
    let bytes = Cursor::new(bytes.into());
    let mut pages = PageReader::new(bytes.clone(), chunk, Vec::new(), longest);
    if !are_plausible(bytes.get_ref(), chunk.num_values(), chunk.compression(), &mut pages) {
        return Err(PolarsError::ComputeError("pages of more values or bytes than there can be".into()));
    }
    let (mut bytes, scratch) = pages.into_inner();
    bytes.set_position(0);
    Ok(PageReader::new(bytes, chunk, scratch, longest))
}
