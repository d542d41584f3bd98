//! Axes: the names of columns, and the indexes of rows.
//!
//! An axis is an array with an attribute `kind`, or several of them, levels, with an array of places in each.

use super::{allowance::Allowance, attributes, object};
use crate::{
    Problem,
    cells::{Cells, Sparse},
    column::{Column, Meaning, Zone},
    moment::{Unit, date_text},
    python::{quoted, text_of, tuple_text},
    slab::{Slot, described, read_rows},
    store::{Dataset, Element, Piece, Store, Value},
    text::Decoding,
};

/// A level of an axis: its name and its cells.
pub(super) type Level = (Option<String>, Cells);

/// How many levels an axis may have.
const LEVELS: i64 = 64;
/// How many columns a frame may have.
const LABELS: usize = 1 << 17;
/// Bytes that the texts of categories may take up when they stand in each row of a frame, beside 1,000 a row.
pub(super) const TAKEN_BYTES: u64 = 256 << 20;

/// The levels of the axis of that key, one in most cases.
pub(super) fn read(store: &dyn Store, group: &str, key: &str, decoding: Decoding) -> Result<Vec<Level>, Problem> {
    let variety = attributes::text(store, group, &format!("{key}_variety"))?;
    match variety.as_deref() {
        Some("regular") | None => Ok(vec![read_level(store, &format!("{group}/{key}"), decoding)?]),
        Some("multi") => read_levels(store, group, key, decoding),
        Some(other) => Err(Problem::layout(group, "an axis of variety regular or multi", format!("`{other}`"))),
    }
}

/// The labels of an axis, as Python prints them; of several levels, tuples.
pub(super) fn labels(store: &dyn Store, group: &str, key: &str, decoding: Decoding) -> Result<Vec<String>, Problem> {
    let path = format!("{group}/{key}");
    if is_array_of_cells(store, group, key)? {
        let mut labels = Vec::new();
        object::each_cell(store, &path, |place, cell, allowance| {
            check_count(&path, place.index + 1)?;
            allowance.spend_cell(&path, &cell)?;
            labels.push(text_of(&cell));
            Ok(())
        })?;
        return Ok(labels);
    }
    let levels = read(store, group, key, decoding)?;
    levels.iter().try_for_each(|(_, cells)| check_count(&path, cells.len()))?;
    let no_label = |cells: &Cells| matches!(cells, Cells::Other { .. } | Cells::IntegerLists(_) | Cells::FloatLists(_));
    if let Some((_, cells)) = levels.iter().find(|(_, cells)| no_label(cells)) {
        return Err(Problem::layout(&path, "names of columns", cells.name()));
    }
    if let [(_, cells)] = levels.as_slice() {
        return Ok(cells.labels().into_iter().map(|label| label.unwrap_or_else(|| "nan".to_owned())).collect());
    }
    let parts: Vec<Vec<String>> = levels.iter().map(|(_, cells)| reprs(cells)).collect();
    let len = parts.iter().map(Vec::len).min().unwrap_or(0);
    Ok((0..len).map(|index| tuple_text(parts.iter().map(|part| part[index].clone()))).collect())
}

fn check_count(path: &str, n_labels: usize) -> Result<(), Problem> {
    if n_labels <= LABELS {
        return Ok(());
    }
    Err(Problem::layout(path, "at most 131072 columns", n_labels.to_string()))
}

/// Whether an axis is one array of Python's values, any of which may be a name.
fn is_array_of_cells(store: &dyn Store, group: &str, key: &str) -> Result<bool, Problem> {
    let path = format!("{group}/{key}");
    let variety = attributes::text(store, group, &format!("{key}_variety"))?;
    Ok(variety.as_deref() != Some("multi")
        && !attributes::is_stand_in(store, &path)?
        && store.dataset(&path)?.element == Element::Bytes)
}

fn reprs(cells: &Cells) -> Vec<String> {
    let is_text = matches!(cells, Cells::Texts(_));
    let repr = |label: Option<String>| match label {
        Some(text) if is_text => quoted(&text),
        Some(text) => text,
        None => "nan".to_owned(),
    };
    cells.labels().into_iter().map(repr).collect()
}

fn read_levels(store: &dyn Store, group: &str, key: &str, decoding: Decoding) -> Result<Vec<Level>, Problem> {
    let count = attributes::integer(store, group, &format!("{key}_nlevels"))?.unwrap_or(0);
    if !(1..=LEVELS).contains(&count) {
        return Err(Problem::layout(group, "an axis of 1 to 64 levels", count.to_string()));
    }
    let mut allowance = Allowance::of_bytes(TAKEN_BYTES);
    let levels: Result<Vec<Level>, Problem> = (0..count)
        .map(|level| {
            let (name, cells) = read_level(store, &format!("{group}/{key}_level{level}"), decoding)?;
            let places = places(store, &format!("{group}/{key}_label{level}"))?;
            Ok((name, take(group, &cells, &places, &mut allowance)?))
        })
        .collect();
    let levels = levels?;
    if levels.iter().any(|(_, cells)| cells.len() != levels[0].1.len()) {
        return Err(Problem::layout(group, "levels of equal length", "levels of different lengths"));
    }
    Ok(levels)
}

/// Where in a level each row stands, -1 where it is missing.
fn places(store: &dyn Store, path: &str) -> Result<Vec<i64>, Problem> {
    if attributes::is_stand_in(store, path)? {
        return Ok(Vec::new());
    }
    match read_cells(store, path, &Meaning::Plain, Decoding::Utf8, None)? {
        Cells::Integers(places) => Ok(places.iter().map(|place| place.unwrap_or(-1)).collect()),
        other => Err(Problem::layout(path, "places in a level", other.name())),
    }
}

fn read_level(store: &dyn Store, path: &str, decoding: Decoding) -> Result<Level, Problem> {
    let name = attributes::label(store, path, "name")?;
    let kind = attributes::text(store, path, "kind")?.unwrap_or_default();
    let cells = if attributes::is_stand_in(store, path)? {
        Cells::Missing(0)
    } else if kind == "category" {
        categories(store, path, decoding)?
    } else {
        let missing = attributes::missing_text(store, path, "nan_rep")?;
        let cells = read_cells(store, path, &meaning(store, path, &kind)?, decoding, missing.as_deref())?;
        let class = attributes::text(store, path, "index_class")?;
        match (kind.as_str(), class.as_deref()) {
            ("date", _) => dates(cells),
            (_, Some("period")) => periods(cells.len()),
            _ => cells,
        }
    };
    Ok((name, cells))
}

/// Places in a second array beside the first.
fn categories(store: &dyn Store, path: &str, decoding: Decoding) -> Result<Cells, Problem> {
    let (group, key) = path.rsplit_once('/').unwrap_or(("", path));
    let (_, values) = read_level_once(store, &format!("{group}/{key}_categories"), decoding)?;
    take(path, &values, &places(store, path)?, &mut Allowance::of_bytes(TAKEN_BYTES))
}

/// The values at these places, if their texts do not take up far more than the places do.
pub(super) fn take(path: &str, values: &Cells, places: &[i64], allowance: &mut Allowance) -> Result<Cells, Problem> {
    allowance.spend(path, places.len(), values.text_bytes(places))?;
    Ok(values.take(places))
}

/// A level that is not itself one of categories: these are not nested.
fn read_level_once(store: &dyn Store, path: &str, decoding: Decoding) -> Result<Level, Problem> {
    match attributes::text(store, path, "kind")?.as_deref() {
        Some("category") => Err(Problem::layout(path, "plain categories", "categories of categories")),
        _ => read_level(store, path, decoding),
    }
}

/// What the numbers of an array mean, by its `kind`, `datetime64[ns]`, or its `value_type`.
pub(super) fn meaning(store: &dyn Store, path: &str, kind: &str) -> Result<Meaning, Problem> {
    let zone = if store.attribute(path, "tz")?.is_some() { Zone::Utc } else { Zone::None };
    meaning_in(path, kind, zone)
}

/// What numbers of that type mean.
pub(super) fn meaning_in(path: &str, kind: &str, zone: Zone) -> Result<Meaning, Problem> {
    let unit = || Unit::of_type(kind).ok_or_else(|| Problem::layout(path, "a known unit of time", format!("`{kind}`")));
    let zone = if kind.contains(',') { Zone::Utc } else { zone };
    Ok(if kind.starts_with("datetime64") {
        Meaning::Moment { unit: unit()?, zone }
    } else if kind.starts_with("timedelta64") {
        Meaning::Span(unit()?)
    } else {
        Meaning::Plain
    })
}

/// Spans of the calendar: their numbers say nothing without what is counted, which is a pickle.
pub(super) fn periods(n_rows: usize) -> Cells {
    Cells::Other { what: "periods".to_owned(), n_rows }
}

fn dates(cells: Cells) -> Cells {
    match cells {
        Cells::Integers(days) => {
            let texts: Vec<Option<String>> = days.iter().map(|day| day.and_then(date_text)).collect();
            Cells::Texts(texts.iter().map(Option::as_deref).collect())
        }
        other => other,
    }
}

/// The cells of a dataset of one axis.
pub(super) fn read_cells(
    store: &dyn Store,
    path: &str,
    meaning: &Meaning,
    decoding: Decoding,
    missing: Option<&str>,
) -> Result<Cells, Problem> {
    let dataset = described(store, path)?;
    if dataset.element == Element::Bytes {
        return object::read_array_of_cells(store, path);
    }
    let Some((value, 1)) = dataset.element.value() else {
        return other(path, &dataset);
    };
    read_values(store, path, &dataset, value, Column::new(value, meaning, decoding, missing))
}

fn other(path: &str, dataset: &Dataset) -> Result<Cells, Problem> {
    let n_rows = usize::try_from(dataset.n_rows());
    let n_rows = n_rows.map_err(|_| Problem::layout(path, "rows that can be counted", "more"))?;
    Ok(Cells::Other { what: dataset.element.name(), n_rows })
}

fn read_values(
    store: &dyn Store,
    path: &str,
    dataset: &Dataset,
    value: Value,
    column: Column,
) -> Result<Cells, Problem> {
    if dataset.shape.len() > 1 {
        return Err(Problem::layout(path, "an array of one axis", format!("shape {:?}", dataset.shape)));
    }
    let pieces = [Piece { field: None, value, count: 1 }];
    let mut slots = [Slot { offset: 0, bytes: value.bytes(), column }];
    read_rows(store, path, dataset, &pieces, &mut slots)?;
    let [slot] = slots;
    Ok(slot.column.finish())
}

/// The index of a table without one: rows numbered from 0.
pub(super) fn numbers(n_rows: usize) -> Cells {
    Cells::Integers(Sparse::whole((0..n_rows as i64).collect()))
}
