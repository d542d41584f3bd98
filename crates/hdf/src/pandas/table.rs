//! The "table" format: one table of rows.
//!
//! ```text
//! /df             pandas_type = frame_table, nan_rep, levels, non_index_axes
//! /df/table       fields `index`, `values_block_0` (an array, a column each), data columns
//!                 attributes `F_kind` (the names of field F's columns), `F_dtype`, `F_meta` (category)
//! /df/meta/F/meta     the categories of field F, a series in this format
//! ```
//!
//! Zones of time and the index's name are noted in one pickle, which is not read where it holds objects of classes, as
//! most zones are: moments are told in UTC then, without `+00:00`.

use std::collections::{BTreeMap, BTreeSet};

use pickle::Cell;

use super::{allowance::Allowance, attributes, axis};
use crate::{
    Frame, Problem,
    cells::Cells,
    column::{Column, Zone},
    python::text_of,
    slab::{Slot, described_table, read_rows},
    store::{Dataset, Field, Piece, Store, Value},
    text::Decoding,
};

/// Whether fields of places may refer to categories: these themselves may not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Categories {
    Looked,
    Ignored,
}

/// Reads a frame.
pub(super) fn read_frame(store: &dyn Store, group: &str, wanted: &dyn Fn(&str) -> bool) -> Result<Frame, Problem> {
    Table::open(store, group)?.read(wanted, Categories::Looked)
}

/// Reads a series as a frame of one column.
pub(super) fn read_series(store: &dyn Store, group: &str) -> Result<Frame, Problem> {
    Table::open(store, group)?.read(&|_| true, Categories::Looked)
}

/// A table, looked at.
struct Table<'a> {
    store: &'a dyn Store,
    group: &'a str,
    path: String,
    dataset: Dataset,
    fields: Vec<Field>,
    decoding: Decoding,
    missing: Option<String>,
    notes: Notes,
}

/// What pandas notes of the columns: the index's name, and which have a zone of time.
#[derive(Default)]
struct Notes {
    index_name: Option<String>,
    zoned: BTreeSet<String>,
    /// Whether the index is of moments or periods in steps.
    has_frequency: bool,
}

/// The columns of a field that is read.
struct Part<'a> {
    field: &'a str,
    names: Vec<String>,
    value: Value,
    /// Which columns are wanted, by place.
    places: Vec<usize>,
}

impl<'a> Table<'a> {
    fn open(store: &'a dyn Store, group: &'a str) -> Result<Self, Problem> {
        let path = format!("{group}/table");
        let (dataset, fields) = described_table(store, &path)?;
        let decoding = attributes::decoding(store, group)?;
        let missing = attributes::missing_text(store, group, "nan_rep")?.or_else(|| Some("nan".to_owned()));
        Ok(Self { store, group, dataset, fields, decoding, missing, notes: notes(store, group)?, path })
    }

    fn read(&self, wanted: &dyn Fn(&str) -> bool, categories: Categories) -> Result<Frame, Problem> {
        let n_rows = usize::try_from(self.dataset.n_rows()).unwrap_or(usize::MAX);
        let levels = attributes::labels(self.store, self.group, "levels")?.unwrap_or_default();
        let is_read = |name: &str| wanted(name) || levels.iter().any(|level| level == name);
        let (mut parts, mut others) = (Vec::new(), Vec::new());
        for field in &self.fields {
            match self.part(field, &levels, &is_read)? {
                Found::Part(part) => parts.push(part),
                Found::Other(names, what) => others.extend(names.into_iter().map(|name| (name, what.clone()))),
                Found::Nothing => {}
            }
        }
        let mut found = self.read_parts(&parts, categories)?;
        for (name, what) in others {
            self.keep(&mut found, name, Cells::Other { what, n_rows })?;
        }
        self.arrange(found, &levels, n_rows)
    }

    fn part<'f>(
        &self,
        field: &'f Field,
        levels: &[String],
        is_read: &dyn Fn(&str) -> bool,
    ) -> Result<Found<'f>, Problem> {
        let is_index = field.name == "index";
        if is_index && !levels.is_empty() {
            return Ok(Found::Nothing);
        }
        let names = if is_index { vec![INDEX.to_owned()] } else { self.names(&field.name)? };
        let places: Vec<usize> = (0..names.len()).filter(|&place| is_index || is_read(&names[place])).collect();
        if places.is_empty() {
            return Ok(Found::Nothing);
        }
        let Some((value, count)) = field.element.value() else {
            let names = places.into_iter().map(|place| names[place].clone()).collect();
            return Ok(Found::Other(names, field.element.name()));
        };
        if count != names.len() {
            let found = format!("{count} for {}", names.len());
            return Err(Problem::layout(&self.path, "as many values in a field as it has columns", found));
        }
        Ok(Found::Part(Part { field: &field.name, names, value, places }))
    }

    /// The names of a field's columns; the field's own if pandas notes none.
    fn names(&self, field: &str) -> Result<Vec<String>, Problem> {
        let names = attributes::labels(self.store, &self.path, &format!("{field}_kind"))?;
        Ok(names.unwrap_or_else(|| vec![field.to_owned()]))
    }

    fn read_parts(&self, parts: &[Part<'_>], categories: Categories) -> Result<BTreeMap<String, Cells>, Problem> {
        let (mut pieces, mut slots, mut offset) = (Vec::new(), Vec::new(), 0);
        for part in parts {
            let piece = Piece { field: Some(part.field), value: part.value, count: part.names.len() };
            let bytes = part.value.bytes();
            for &place in &part.places {
                slots.push(Slot {
                    offset: usize::saturating_add(offset, place.saturating_mul(bytes)),
                    bytes,
                    column: self.column(part)?,
                });
            }
            offset = offset.saturating_add(piece.bytes());
            pieces.push(piece);
        }
        if !pieces.is_empty() {
            read_rows(self.store, &self.path, &self.dataset, &pieces, &mut slots)?;
        }
        let mut found = BTreeMap::new();
        let mut allowance = Allowance::of_bytes(axis::TAKEN_BYTES);
        let mut cells = slots.into_iter().map(|slot| slot.column.finish());
        for part in parts {
            for (&place, cells) in part.places.iter().zip(&mut cells) {
                let cells = match categories {
                    Categories::Looked => self.categories(part.field, cells, &mut allowance)?,
                    Categories::Ignored => cells,
                };
                self.keep(&mut found, part.names[place].clone(), cells)?;
            }
        }
        Ok(found)
    }

    fn column(&self, part: &Part<'_>) -> Result<Column, Problem> {
        let attribute = if part.field == "index" { "index_kind".to_owned() } else { format!("{}_dtype", part.field) };
        let kind = attributes::text(self.store, &self.path, &attribute)?.unwrap_or_default();
        let zone = if self.notes.zoned.contains(part.field) { Zone::Utc } else { Zone::None };
        let meaning = axis::meaning_in(&self.path, &kind, zone)?;
        let missing = self.missing_of(part.field)?;
        Ok(Column::new(part.value, &meaning, self.decoding, missing.as_deref()))
    }

    /// The text that stands for a missing one: the field's own, which may be none, or the table's. From pandas 3.1 on
    /// a field that notes none has no missing text.
    fn missing_of(&self, field: &str) -> Result<Option<String>, Problem> {
        let name = format!("{field}_nan_rep");
        if self.store.attribute(&self.path, &name)?.is_some() {
            return attributes::missing_text(self.store, &self.path, &name);
        }
        let notes = |name| attributes::integer(self.store, self.group, name).map(|noted| noted == Some(1));
        if field == "index" || !notes("data_col_nan_rep")? { Ok(self.missing.clone()) } else { Ok(None) }
    }

    /// The categories that the places stand for, where a field is one of categories.
    fn categories(&self, field: &str, cells: Cells, allowance: &mut Allowance) -> Result<Cells, Problem> {
        let is_category =
            attributes::text(self.store, &self.path, &format!("{field}_meta"))?.as_deref() == Some("category");
        let Cells::Integers(places) = &cells else { return Ok(cells) };
        if !is_category {
            return Ok(cells);
        }
        let places: Vec<i64> = places.iter().map(|place| place.unwrap_or(-1)).collect();
        let meta = format!("{}/meta/{field}/meta", self.group);
        if !has_member(self.store, self.group, "meta")? {
            return Ok(Cells::Missing(places.len()));
        }
        let values = Table::open(self.store, &meta)?.read(&|_| true, Categories::Ignored)?;
        let values = values.columns.into_iter().next().map_or(Cells::Missing(0), |(_, cells)| cells);
        axis::take(&meta, &values, &places, allowance)
    }

    fn keep(&self, found: &mut BTreeMap<String, Cells>, name: String, cells: Cells) -> Result<(), Problem> {
        match found.insert(name.clone(), cells) {
            None => Ok(()),
            Some(_) => Err(Problem::SameName { place: self.path.clone(), name }),
        }
    }

    /// Index and columns in the order of the frame.
    fn arrange(&self, mut found: BTreeMap<String, Cells>, levels: &[String], n_rows: usize) -> Result<Frame, Problem> {
        let mut index = Vec::new();
        if let Some(cells) = found.remove(INDEX) {
            let kind = attributes::text(self.store, &self.path, "index_kind")?;
            let is_period = self.notes.has_frequency && kind.as_deref() == Some("integer");
            let cells = if is_period { axis::periods(cells.len()) } else { cells };
            index.push((self.notes.index_name.clone(), cells));
        }
        for level in levels {
            index.extend(found.remove(level).map(|cells| (Some(level.clone()), cells)));
        }
        if index.is_empty() {
            index.push((None, axis::numbers(n_rows)));
        }
        let mut columns = Vec::with_capacity(found.len());
        for name in order(self.store, self.group)? {
            columns.extend(found.remove(&name).map(|cells| (name, cells)));
        }
        columns.extend(found);
        Ok(Frame { columns, index, n_rows })
    }
}

/// The index among the columns, under a name that no column has.
const INDEX: &str = "\0index";

/// What a field is.
enum Found<'f> {
    /// Columns that are read.
    Part(Part<'f>),
    /// Columns that cannot be read, and why.
    Other(Vec<String>, String),
    /// Nothing that is wanted.
    Nothing,
}

fn has_member(store: &dyn Store, group: &str, name: &str) -> Result<bool, Problem> {
    Ok(store.members(group)?.iter().any(|member| member.name == name))
}

/// The names of the columns in order: `non_index_axes` is `[(1, [names])]`.
fn order(store: &dyn Store, group: &str) -> Result<Vec<String>, Problem> {
    attributes::with(store, group, "non_index_axes", |cell| {
        let Some(Cell::List(axes)) = cell else { return Vec::new() };
        let Some(Cell::List(columns)) = axes.into_cells().into_iter().next() else { return Vec::new() };
        match columns.into_cells().into_iter().nth(1) {
            Some(Cell::List(names)) => names.into_cells().iter().map(text_of).collect(),
            _ => Vec::new(),
        }
    })
}

/// The attribute `info`: `{field: {'index_name': ..., 'tz': ...}}`.
fn notes(store: &dyn Store, group: &str) -> Result<Notes, Problem> {
    attributes::with(store, group, "info", |cell| {
        let mut notes = Notes::default();
        let Some(Cell::Pairs(fields)) = cell else { return notes };
        for (field, about) in fields {
            let (Cell::Text(field), Cell::Pairs(about)) = (field, about) else { continue };
            for (key, value) in about.iter().filter(|(_, value)| !value.is_missing()) {
                match (&*field, text_of(key).as_str()) {
                    ("index", "freq") => notes.has_frequency = true,
                    ("index", "index_name") => notes.index_name = Some(text_of(value)),
                    (field, "tz") => drop(notes.zoned.insert(field.to_owned())),
                    _ => {}
                }
            }
        }
        notes
    })
}
