//! The "fixed" format: axes, and a block of values for each type.
//!
//! ```text
//! /df            pandas_type = frame, nblocks
//! /df/axis0      names of the columns
//! /df/axis1      the index
//! /df/block0_items    names of the block's columns
//! /df/block0_values   rows x columns (attribute transposed = 1), else columns x rows
//! ```

use std::collections::BTreeMap;

use super::{attributes, axis, object, object::Order};
use crate::{
    Frame, Problem,
    cells::Cells,
    column::Column,
    slab::{Slot, described, read_rows, whole_chunks},
    store::{Dataset, Element, Piece, Store, Value},
    text::Decoding,
};

/// Blocks of a frame.
const BLOCKS: i64 = 100_000;

/// Reads a frame.
pub(super) fn read_frame(store: &dyn Store, group: &str, wanted: &dyn Fn(&str) -> bool) -> Result<Frame, Problem> {
    let decoding = attributes::decoding(store, group)?;
    let names = axis::labels(store, group, "axis0", decoding)?;
    let index = axis::read(store, group, "axis1", decoding)?;
    let n_rows = index.first().map_or(0, |(_, cells)| cells.len());
    let mut table = Columns::new(group, &names, wanted)?;
    let n_blocks = attributes::integer(store, group, "nblocks")?.unwrap_or(0);
    for block in 0..n_blocks.clamp(0, BLOCKS) {
        let items = axis::labels(store, group, &format!("block{block}_items"), decoding)?;
        let wanted: Vec<bool> = items.iter().map(|item| table.wants(item)).collect();
        if wanted.contains(&true) {
            let block = Block { store, path: format!("{group}/block{block}_values"), n_rows, decoding };
            table.put(&items, block.read(&wanted)?)?;
        }
    }
    Ok(Frame { columns: table.finish()?, index, n_rows })
}

/// Reads a series as a frame of one column, named as the series is, or `values`.
pub(super) fn read_series(store: &dyn Store, group: &str) -> Result<Frame, Problem> {
    let decoding = attributes::decoding(store, group)?;
    let index = axis::read(store, group, "index", decoding)?;
    let n_rows = index.first().map_or(0, |(_, cells)| cells.len());
    let block = Block { store, path: format!("{group}/values"), n_rows, decoding };
    let cells = block.read(&[true])?.pop().flatten().unwrap_or(Cells::Missing(n_rows));
    let name = attributes::label(store, group, "name")?.unwrap_or_else(|| "values".to_owned());
    Ok(Frame { columns: vec![(name, cells)], index, n_rows })
}

/// The wanted columns, filled block by block.
struct Columns<'a> {
    group: &'a str,
    names: &'a [String],
    places: BTreeMap<&'a str, usize>,
    cells: Vec<Option<Cells>>,
}

impl<'a> Columns<'a> {
    fn new(group: &'a str, names: &'a [String], wanted: &dyn Fn(&str) -> bool) -> Result<Self, Problem> {
        let mut places = BTreeMap::new();
        for (place, name) in names.iter().enumerate() {
            if wanted(name) && places.insert(name.as_str(), place).is_some() {
                return Err(Problem::SameName { place: group.to_owned(), name: name.clone() });
            }
        }
        Ok(Self { group, names, places, cells: vec![None; names.len()] })
    }

    fn wants(&self, item: &str) -> bool {
        self.places.contains_key(item)
    }

    fn put(&mut self, items: &[String], cells: Vec<Option<Cells>>) -> Result<(), Problem> {
        for (item, cells) in items.iter().zip(cells) {
            let (Some(&place), Some(cells)) = (self.places.get(item.as_str()), cells) else { continue };
            if self.cells[place].replace(cells).is_some() {
                return Err(Problem::SameName { place: self.group.to_owned(), name: item.clone() });
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<(String, Cells)>, Problem> {
        let mut columns = Vec::with_capacity(self.places.len());
        for (place, name) in self.names.iter().enumerate() {
            if self.places.get(name.as_str()) == Some(&place) {
                let cells = self.cells[place].take();
                let missing = || Problem::layout(self.group, "a block with each column", format!("none with `{name}`"));
                columns.push((name.clone(), cells.ok_or_else(missing)?));
            }
        }
        Ok(columns)
    }
}

/// The values of a block.
struct Block<'a> {
    store: &'a dyn Store,
    path: String,
    n_rows: usize,
    decoding: Decoding,
}

impl Block<'_> {
    /// The wanted columns; `None` stands in the place of those that are not.
    fn read(&self, wanted: &[bool]) -> Result<Vec<Option<Cells>>, Problem> {
        let kind = attributes::text(self.store, &self.path, "value_type")?.unwrap_or_default();
        if self.n_rows == 0 {
            return Ok(wanted.iter().map(|&wanted| wanted.then_some(Cells::Missing(0))).collect());
        }
        let order = match attributes::integer(self.store, &self.path, "transposed")? {
            Some(1..) => Order::RowsFirst,
            _ => Order::ColumnsFirst,
        };
        let dataset = described(self.store, &self.path)?;
        if dataset.element == Element::Bytes {
            return object::read_columns(self.store, &self.path, order, self.n_rows, wanted);
        }
        let Some((value, 1)) = dataset.element.value() else {
            return Ok(self.others(&dataset.element.name(), wanted));
        };
        if kind.starts_with("period") {
            return Ok(self.others("periods", wanted));
        }
        self.check_shape(&dataset, order, wanted.len())?;
        let meaning = axis::meaning(self.store, &self.path, &kind)?;
        let column = || Column::new(value, &meaning, self.decoding, None);
        match order {
            Order::RowsFirst => self.read_rows(&dataset, value, column, wanted),
            Order::ColumnsFirst if dataset.shape.len() == 1 => self.read_rows(&dataset, value, column, wanted),
            Order::ColumnsFirst => self.read_columns(&dataset, value, column, wanted),
        }
    }

    fn others(&self, what: &str, wanted: &[bool]) -> Vec<Option<Cells>> {
        let other = Cells::Other { what: what.to_owned(), n_rows: self.n_rows };
        wanted.iter().map(|&wanted| wanted.then(|| other.clone())).collect()
    }

    fn check_shape(&self, dataset: &Dataset, order: Order, n_columns: usize) -> Result<(), Problem> {
        let (n_rows, n_columns) = (self.n_rows as u64, n_columns as u64);
        let shape = dataset.shape.as_slice();
        let fits = shape == order.shape(n_rows, n_columns) || (n_columns == 1 && shape == [n_rows]);
        let found = || format!("shape {:?} for {n_rows} rows and {n_columns} columns", dataset.shape);
        if fits { Ok(()) } else { Err(Problem::layout(&self.path, "a value for each row and column", found())) }
    }

    fn read_rows(
        &self,
        dataset: &Dataset,
        value: Value,
        column: impl Fn() -> Column,
        wanted: &[bool],
    ) -> Result<Vec<Option<Cells>>, Problem> {
        let bytes = value.bytes();
        let places = (0..wanted.len()).filter(|&place| wanted[place]);
        let mut slots: Vec<Slot> =
            places.map(|place| Slot { offset: place.saturating_mul(bytes), bytes, column: column() }).collect();
        let pieces = [Piece { field: None, value, count: 1 }];
        read_rows(self.store, &self.path, dataset, &pieces, &mut slots)?;
        let mut cells = slots.into_iter().map(|slot| slot.column.finish());
        Ok(wanted.iter().map(|&wanted| if wanted { cells.next() } else { None }).collect())
    }

    /// Columns that lie one after the other: each is a row of the dataset.
    fn read_columns(
        &self,
        dataset: &Dataset,
        value: Value,
        column: impl Fn() -> Column,
        wanted: &[bool],
    ) -> Result<Vec<Option<Cells>>, Problem> {
        let pieces = [Piece { field: None, value, count: 1 }];
        let width = self.n_rows.saturating_mul(value.bytes());
        let step = whole_chunks(&self.path, dataset, 1, width as u64)?;
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        let mut columns = Vec::with_capacity(wanted.len());
        for (start, wanted) in (0_u64..).step_by(step).zip(wanted.chunks(step)) {
            if !wanted.contains(&true) {
                columns.extend(wanted.iter().map(|_| None));
                continue;
            }
            let packed = self.store.read(&self.path, start..start + wanted.len() as u64, &pieces)?;
            if packed.len() != width.saturating_mul(wanted.len()) || width == 0 {
                return Err(Problem::layout(&self.path, "as many values as were asked for", packed.len().to_string()));
            }
            let values = packed.chunks_exact(width).zip(wanted);
            columns.extend(values.map(|(values, wanted)| {
                wanted.then(|| {
                    let mut column = column();
                    column.extend(values.chunks_exact(value.bytes()));
                    column.finish()
                })
            }));
        }
        Ok(columns)
    }
}
