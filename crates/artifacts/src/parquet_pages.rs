//! The pages of one column in one row group.
//!
//! Single values are encoded by polars; lists by [`crate::parquet_lists`]. zstd at level 1 for both: on ids and numbers
//! like these the default level takes three times as long and saves nothing.

use std::io;
use std::ops::Range;

use polars::prelude::{
    BooleanChunked, Column, CompatLevel, Float64Chunked, Int32Chunked, Int64Chunked, IntoColumn, NewChunkedArray,
    ParquetCompression, StatisticsOptions, StringChunked,
};
use polars_parquet::parquet::CowBuffer;
use polars_parquet::parquet::compression::Compression;
use polars_parquet::parquet::page::{CompressedDataPage, CompressedDictPage, DataPage};
use polars_parquet::parquet::write::Version;
use polars_parquet::write::{
    CompressedPage, Page, ParquetType, WriteOptions, array_to_columns, get_dtype_encoding, to_parquet_leaves,
};
use zstd::bulk::Compressor;

use crate::Cells;
use crate::parquet_lists::list_pages;
use crate::table::io_error;

/// zstd's lowest level that compresses well.
const LEVEL: i32 = 1;

/// How polars is to encode single values.
const OPTIONS: fn() -> WriteOptions = || WriteOptions {
    statistics: StatisticsOptions::default(),
    version: Version::V1,
    compression: ParquetCompression::Zstd(None).into(),
    data_page_size: None,
};

/// Encodes and compresses the cells of some rows.
pub(crate) fn pages(cells: &Cells<'_>, field: &ParquetType, rows: Range<usize>) -> io::Result<Vec<CompressedPage>> {
    let Some(column) = single_values(cells, rows.clone()) else {
        let leaf = to_parquet_leaves(field.clone()).pop().expect("a list has one column of values");
        let squeeze = if matches!(cells, Cells::Vectors(_)) { Squeeze::Nothing } else { Squeeze::zstd()? };
        return squeeze.all(list_pages(cells, &leaf, rows).into_iter().map(Ok));
    };
    let array = column.as_materialized_series().to_arrow(0, CompatLevel::newest());
    let encodings = get_dtype_encoding(array.dtype());
    let columns = array_to_columns(array, field.clone(), OPTIONS(), &encodings).map_err(io_error)?;
    let encoded = columns.into_iter().flatten().map(|page| page.map_err(io_error));
    Squeeze::zstd()?.all(encoded)
}

/// A column of single values; `None` for one of lists.
fn single_values(cells: &Cells<'_>, rows: Range<usize>) -> Option<Column> {
    let name = "".into();
    Some(match cells {
        Cells::RowNumber => Int64Chunked::from_iter_values(name, rows.map(|row| row as i64)).into_column(),
        Cells::Integers(cell) | Cells::ObjectIntegers(cell) => {
            Int64Chunked::from_iter_options(name, rows.map(cell)).into_column()
        }
        Cells::Indices(cell) => Int32Chunked::from_iter_options(name, rows.map(cell)).into_column(),
        Cells::Floats(cell) => Float64Chunked::from_iter_options(name, rows.map(cell)).into_column(),
        Cells::Booleans(cell) => BooleanChunked::from_iter_options(name, rows.map(cell)).into_column(),
        Cells::Texts(cell) => StringChunked::from_iter_options(name, rows.map(cell)).into_column(),
        Cells::Vectors(_) | Cells::Songs(_) | Cells::FloatLists(_) | Cells::IntegerLists(_) => return None,
    })
}

/// How pages are compressed, one after the other.
pub(crate) enum Squeeze {
    /// Not at all.
    Nothing,
    /// With zstd.
    Zstd(Box<Compressor<'static>>),
}

impl Squeeze {
    /// With zstd.
    pub(crate) fn zstd() -> io::Result<Self> {
        Ok(Self::Zstd(Box::new(Compressor::new(LEVEL)?)))
    }

    fn all(mut self, pages: impl Iterator<Item = io::Result<Page>>) -> io::Result<Vec<CompressedPage>> {
        pages.map(|page| self.one(page?)).collect()
    }

    fn one(&mut self, page: Page) -> io::Result<CompressedPage> {
        Ok(match page {
            Page::Data(page) => CompressedPage::Data(self.data(&page)?),
            Page::Dict(page) => {
                let (bytes, compression) = self.bytes(&page.buffer)?;
                let (n_bytes, n_values) = (page.buffer.len(), page.num_values);
                CompressedPage::Dict(CompressedDictPage::new(bytes, compression, n_bytes, n_values, page.is_sorted))
            }
        })
    }

    fn data(&mut self, page: &DataPage) -> io::Result<CompressedDataPage> {
        let (bytes, compression) = self.bytes(page.buffer())?;
        let n_rows = page.num_rows().expect("a page that is written knows its rows");
        let (header, descriptor) = (page.header().clone(), page.descriptor.clone());
        Ok(CompressedDataPage::new(header, bytes, compression, page.buffer().len(), descriptor, n_rows))
    }

    /// The bytes of a page compressed, and how.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<(CowBuffer, Compression)> {
        Ok(match self {
            Self::Nothing => (CowBuffer::Owned(bytes.to_vec()), Compression::Uncompressed),
            Self::Zstd(compressor) => (CowBuffer::Owned(compressor.compress(bytes)?), Compression::Zstd),
        })
    }
}
