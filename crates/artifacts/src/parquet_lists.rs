//! Pages of a column of lists, which may be missing, of values, which are not: levels as in Dremel (Melnik et al., VLDB
//! 2010), then the values as they are.
//!
//! ```text
//! list      repetition   definition
//! missing   0            0
//! empty     0            1
//! n values  0 1 1 ...    3 3 3 ...
//! ```
//!
//! Repetition levels are one packed run of bits, definition levels runs of equal ones. The statistics are the smallest
//! and the largest value of all lists of a page.

use std::ops::Range;

use domain::SongId;
use polars_parquet::parquet::CowBuffer;
use polars_parquet::parquet::metadata::Descriptor;
use polars_parquet::parquet::page::{DataPage, DataPageHeader, DataPageHeaderV1};
use polars_parquet::parquet::schema::types::{PhysicalType, PrimitiveType};
use polars_parquet::parquet::statistics::{ParquetStatistics, PrimitiveStatistics};
use polars_parquet::parquet::types::NativeType;
use polars_parquet::write::{Encoding, Page};

use crate::Cells;

/// Bytes of values at which a page ends.
const PAGE: usize = 1 << 20;

/// The definition level of a value.
const VALUE: u8 = 3;

/// Encodes the lists of some rows; `leaf` is the type of the values.
///
/// # Panics
/// If the cells are no lists.
pub(crate) fn list_pages(cells: &Cells<'_>, leaf: &PrimitiveType, rows: Range<usize>) -> Vec<Page> {
    let mut pages = Pages::new(leaf);
    match cells {
        Cells::Vectors(cell) => rows.for_each(|row| pages.push(cell(row).as_ref().map(<[f64; _]>::as_slice), floats)),
        Cells::FloatLists(cell) => rows.for_each(|row| pages.push(cell(row), floats)),
        Cells::IntegerLists(cell) => rows.for_each(|row| pages.push(cell(row), integers)),
        Cells::Songs(cell) => rows.for_each(|row| pages.push(Some(cell(row)), songs)),
        _ => unreachable!("only lists are encoded here"),
    }
    pages.finish()
}

fn floats(list: &[f64], values: &mut Vec<u8>) {
    fill(values, list, f64::to_le_bytes);
}

fn integers(list: &[i64], values: &mut Vec<u8>) {
    fill(values, list, i64::to_le_bytes);
}

fn songs(list: &[SongId], values: &mut Vec<u8>) {
    fill(values, list, |song| (song.0 as i32).to_le_bytes());
}

/// Appends the bytes of all values at once.
fn fill<T: Copy, const N: usize>(values: &mut Vec<u8>, list: &[T], bytes: impl Fn(T) -> [u8; N]) {
    let begin = values.len();
    values.resize(begin + list.len() * N, 0);
    for (place, &value) in values[begin..].as_chunks_mut::<N>().0.iter_mut().zip(list) {
        *place = bytes(value);
    }
}

/// The pages that are complete, and the one that is being filled.
struct Pages<'t> {
    leaf: &'t PrimitiveType,
    complete: Vec<Page>,
    levels: Levels,
    values: Vec<u8>,
}

impl<'t> Pages<'t> {
    fn new(leaf: &'t PrimitiveType) -> Self {
        let values = Vec::with_capacity(PAGE + (PAGE >> 4));
        Self { leaf, complete: Vec::new(), levels: Levels::default(), values }
    }

    fn push<T>(&mut self, list: Option<&[T]>, put: impl FnOnce(&[T], &mut Vec<u8>)) {
        self.levels.push(list.map(<[T]>::len));
        put(list.unwrap_or_default(), &mut self.values);
        if self.values.len() >= PAGE {
            self.end_page();
        }
    }

    fn end_page(&mut self) {
        let levels = std::mem::take(&mut self.levels);
        let (n_levels, n_rows, n_nulls) = (levels.n, levels.n_lists, levels.n_nulls);
        let mut bytes = Vec::with_capacity(self.values.len() + levels.repetition.len() + 64);
        levels.write(&mut bytes);
        bytes.extend_from_slice(&self.values);
        let header = DataPageHeader::V1(DataPageHeaderV1 {
            num_values: n_levels as i32,
            encoding: Encoding::Plain.into(),
            definition_level_encoding: Encoding::Rle.into(),
            repetition_level_encoding: Encoding::Rle.into(),
            statistics: Some(statistics(&self.values, n_nulls, self.leaf)),
        });
        self.values.clear();
        let descriptor = Descriptor { primitive_type: self.leaf.clone(), max_def_level: 3, max_rep_level: 1 };
        self.complete.push(Page::Data(DataPage::new(header, CowBuffer::Owned(bytes), descriptor, n_rows)));
    }

    fn finish(mut self) -> Vec<Page> {
        if self.levels.n > 0 {
            self.end_page();
        }
        self.complete
    }
}

/// The levels of a page.
#[derive(Default)]
struct Levels {
    n: usize,
    n_lists: usize,
    /// Lists that are missing or empty: levels without a value.
    n_nulls: usize,
    /// A bit each, the lowest first; those behind the last level are set.
    repetition: Vec<u8>,
    /// Runs that are complete.
    definition: Vec<u8>,
    /// Level and length of the run that is not.
    run: (u8, usize),
}

impl Levels {
    /// A list of so many values, or the fact that there is none.
    fn push(&mut self, n_values: Option<usize>) {
        let (level, n) = match n_values {
            None => (0, 1),
            Some(0) => (1, 1),
            Some(n) => (VALUE, n),
        };
        let begin = self.n;
        self.n += n;
        self.n_lists += 1;
        self.n_nulls += usize::from(level != VALUE);
        self.repetition.resize(self.n.div_ceil(8), 0xff);
        self.repetition[begin / 8] &= !(1 << (begin % 8));
        if level != self.run.0 {
            self.end_run();
            self.run.0 = level;
        }
        self.run.1 += n;
    }

    fn end_run(&mut self) {
        let (level, n) = self.run;
        if n > 0 {
            put_varint(&mut self.definition, (n as u64) << 1);
            self.definition.push(level);
        }
        self.run.1 = 0;
    }

    /// Both kinds of levels, each with its length in bytes before it.
    fn write(mut self, bytes: &mut Vec<u8>) {
        self.end_run();
        let mut head = Vec::new();
        put_varint(&mut head, (self.repetition.len() as u64) << 1 | 1);
        bytes.extend_from_slice(&((head.len() + self.repetition.len()) as u32).to_le_bytes());
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(&self.repetition);
        bytes.extend_from_slice(&(self.definition.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&self.definition);
    }
}

/// What Parquet says of a page's values: the smallest and the largest of those that are numbers; nothing where there is no
/// value, and the widest range where all are NaN, since a page of which nothing is said counts as one without values.
pub(crate) fn statistics(values: &[u8], n_nulls: usize, leaf: &PrimitiveType) -> ParquetStatistics {
    match leaf.physical_type {
        PhysicalType::Double => {
            let values = || values.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes));
            let all = || values().next().map(|_| (f64::NEG_INFINITY, f64::INFINITY));
            let range = range(values().filter(|value| !value.is_nan())).or_else(all);
            // A zero of either sign is between -0 and +0.
            told(range.map(|(min, max)| (if min == 0.0 { -0.0 } else { min }, max + 0.0)), n_nulls, leaf)
        }
        PhysicalType::Int32 => {
            told(range(values.as_chunks().0.iter().map(|bytes| i32::from_le_bytes(*bytes))), n_nulls, leaf)
        }
        _ => told(range(values.as_chunks().0.iter().map(|bytes| i64::from_le_bytes(*bytes))), n_nulls, leaf),
    }
}

pub(crate) fn range<T: Copy + PartialOrd>(values: impl Iterator<Item = T>) -> Option<(T, T)> {
    let mut values = values;
    let first = values.next()?;
    Some(values.fold((first, first), |(min, max), value| {
        (if value < min { value } else { min }, if value > max { value } else { max })
    }))
}

pub(crate) fn told<T: NativeType>(range: Option<(T, T)>, n_nulls: usize, leaf: &PrimitiveType) -> ParquetStatistics {
    let (min_value, max_value) = range.unzip();
    let primitive_type = leaf.clone();
    PrimitiveStatistics { primitive_type, null_count: Some(n_nulls as i64), distinct_count: None, min_value, max_value }
        .serialize()
}

/// LEB128: seven bits a byte, the lowest first.
pub(crate) fn put_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
