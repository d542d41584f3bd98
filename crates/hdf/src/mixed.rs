//! Cells of an object column, one by one, until it is known what the column is.
//!
//! All integers, all booleans, integers and floats, lists: columns of these. Anything else is told as Python's `str`
//! would, integers beside floats, too, that floats cannot tell from others; a missing cell goes with all.

use domain::{Lists, TextColumn};
use pickle::{Cell, List};

use crate::{
    cells::{Cells, Sparse, float_text, truth},
    python::text_of,
};

/// What a column of lists is where whole numbers have no floats that mean the same.
const NO_EXACT_FLOATS: &str = "lists of whole numbers and floats";

/// A column that grows by cells of any kind.
pub(crate) enum Mixed {
    Missing(usize),
    Integers(Sparse<i64>),
    /// Integers and floats: kept apart until the end, since texts may follow.
    Numbers(Vec<Number>),
    Floats(Vec<f64>),
    Booleans(Sparse<bool>),
    Texts(TextColumn),
    IntegerLists(Lists<i64>),
    FloatLists(Lists<f64>),
    Other {
        what: &'static str,
        n_rows: usize,
    },
}

/// A number or none.
#[derive(Clone, Copy)]
pub(crate) enum Number {
    Missing,
    Integer(i64),
    Float(f64),
}

impl Mixed {
    /// A column without cells.
    pub(crate) fn new() -> Self {
        Self::Missing(0)
    }

    /// How many cells.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Missing(n_rows) | Self::Other { n_rows, .. } => *n_rows,
            Self::Integers(values) => values.len(),
            Self::Numbers(values) => values.len(),
            Self::Floats(values) => values.len(),
            Self::Booleans(values) => values.len(),
            Self::Texts(texts) => texts.len(),
            Self::IntegerLists(lists) => lists.len(),
            Self::FloatLists(lists) => lists.len(),
        }
    }

    /// Appends a cell.
    pub(crate) fn push(&mut self, cell: Cell<'_>) {
        if cell.is_missing() {
            return self.push_missing();
        }
        match (&mut *self, cell) {
            (Self::Texts(texts), Cell::Text(text)) => texts.push(Some(&text)),
            (Self::Integers(values), Cell::Integer(value)) => values.push(Some(value)),
            (Self::Floats(values), Cell::Float(value)) => values.push(value),
            (Self::Numbers(values), Cell::Integer(value)) => values.push(Number::Integer(value)),
            (Self::Numbers(values), Cell::Float(value)) => values.push(Number::Float(value)),
            (Self::Booleans(values), Cell::Boolean(value)) => values.push(Some(value)),
            (Self::Other { n_rows, .. }, _) => *n_rows += 1,
            (_, Cell::List(list)) => self.push_list(list),
            (_, Cell::Pairs(_)) => self.give_up("dicts"),
            (Self::Missing(n_rows), cell) => *self = Self::beginning(*n_rows, cell),
            (_, cell) => self.push_other(cell),
        }
    }

    /// The cells.
    pub(crate) fn finish(self) -> Cells {
        match self {
            Self::Missing(n_rows) => Cells::Missing(n_rows),
            Self::Integers(values) => Cells::Integers(values),
            Self::Numbers(ref values) => match values.iter().map(|value| value.float()).collect() {
                Some(floats) => Cells::Floats(floats),
                None => Cells::Texts(self.texts()),
            },
            Self::Floats(values) => Cells::Floats(values),
            Self::Booleans(values) => Cells::Booleans(values),
            Self::Texts(texts) => Cells::Texts(texts),
            Self::IntegerLists(lists) => Cells::IntegerLists(lists),
            Self::FloatLists(lists) => Cells::FloatLists(lists),
            Self::Other { what, n_rows } => Cells::Other { what: what.to_owned(), n_rows },
        }
    }

    fn push_missing(&mut self) {
        match self {
            Self::Missing(n_rows) | Self::Other { n_rows, .. } => *n_rows += 1,
            Self::Integers(values) => values.push(None),
            Self::Numbers(values) => values.push(Number::Missing),
            Self::Floats(values) => values.push(f64::NAN),
            Self::Booleans(values) => values.push(None),
            Self::Texts(texts) => texts.push(None),
            Self::IntegerLists(lists) => lists.push(None::<[i64; 0]>),
            Self::FloatLists(lists) => lists.push(None::<[f64; 0]>),
        }
    }

    /// A column of so many missing cells and this one.
    fn beginning(n_missing: usize, cell: Cell<'_>) -> Self {
        let mut column = match cell {
            Cell::Integer(_) => Self::Integers(Sparse::default()),
            Cell::Float(_) => Self::Floats(Vec::new()),
            Cell::Boolean(_) => Self::Booleans(Sparse::default()),
            _ => Self::Texts(TextColumn::default()),
        };
        (0..n_missing).for_each(|_| column.push_missing());
        column.push(cell);
        column
    }

    /// A cell that is not of the column's kind: the column becomes one that holds both.
    fn push_other(&mut self, cell: Cell<'_>) {
        match (&mut *self, &cell) {
            (Self::IntegerLists(_) | Self::FloatLists(_), _) => self.give_up("lists and other values"),
            (Self::Texts(texts), cell) => texts.push(Some(&text_of(cell))),
            (Self::Integers(values), Cell::Float(_)) => {
                *self = Self::Numbers(values.iter().map(Number::of_integer).collect());
                self.push(cell);
            }
            (Self::Floats(values), Cell::Integer(_)) => {
                *self = Self::Numbers(values.iter().map(|&value| Number::of_float(value)).collect());
                self.push(cell);
            }
            _ => {
                *self = Self::Texts(self.texts());
                self.push(cell);
            }
        }
    }

    /// What is there, as texts.
    fn texts(&self) -> TextColumn {
        let mut texts = TextColumn::default();
        for index in 0..self.len() {
            texts.push(self.text(index).as_deref());
        }
        texts
    }

    /// The number or truth value at `index`, as a text.
    fn text(&self, index: usize) -> Option<String> {
        match self {
            Self::Integers(values) => values.value(index).map(|value| value.to_string()),
            Self::Numbers(values) => values[index].text(),
            Self::Floats(values) => Number::of_float(values[index]).text(),
            Self::Booleans(values) => values.value(index).map(|value| truth(value).to_owned()),
            _ => None,
        }
    }

    fn push_list(&mut self, list: List<'_>) {
        if let Self::Missing(n_missing) = *self {
            *self = Self::IntegerLists(Lists::default());
            (0..n_missing).for_each(|_| self.push_missing());
        }
        match (&mut *self, list) {
            (Self::IntegerLists(lists), List::Integers(values)) => lists.push(Some(values)),
            (Self::IntegerLists(lists), list) if list.is_empty() => lists.push(Some([])),
            (Self::FloatLists(lists), list) if list.is_empty() => lists.push(Some([])),
            (Self::FloatLists(lists), List::Floats(values)) => lists.push(Some(values)),
            (Self::FloatLists(lists), List::Integers(values)) => match exact_floats(&values) {
                Some(values) => lists.push(Some(values)),
                None => self.give_up(NO_EXACT_FLOATS),
            },
            (Self::IntegerLists(lists), List::Floats(_)) if !are_exact(lists) => self.give_up(NO_EXACT_FLOATS),
            (Self::IntegerLists(lists), List::Floats(values)) => {
                let mut lists = std::mem::take(lists).map(|value| value as f64);
                lists.push(Some(values));
                *self = Self::FloatLists(lists);
            }
            (Self::IntegerLists(_) | Self::FloatLists(_), List::Cells(cells)) => self.push_mixed_list(&cells),
            _ => self.give_up("lists and other values"),
        }
    }

    /// A list of cells of different kinds: floats, if they are numbers and missing ones.
    fn push_mixed_list(&mut self, cells: &[Cell<'_>]) {
        let values: Option<Vec<Number>> = cells.iter().map(number).collect();
        match values {
            Some(values) => match values.into_iter().map(Number::float).collect() {
                Some(floats) => self.push_list(List::Floats(floats)),
                None => self.give_up(NO_EXACT_FLOATS),
            },
            None if cells.iter().all(|cell| matches!(cell, Cell::Text(_))) => self.give_up("lists of texts"),
            None => self.give_up("lists of other values"),
        }
    }

    /// Counts cells from now on, this one included.
    fn give_up(&mut self, what: &'static str) {
        *self = Self::Other { what, n_rows: self.len() + 1 };
    }
}

/// The number or none, as it stands in a list.
fn number(cell: &Cell<'_>) -> Option<Number> {
    match cell {
        Cell::Float(value) => Some(Number::Float(*value)),
        Cell::Integer(value) => Some(Number::Integer(*value)),
        Cell::Missing(_) => Some(Number::Missing),
        _ => None,
    }
}

/// A whole number as a float, if no digit is lost.
fn exact_float(value: i64) -> Option<f64> {
    (value.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS).then_some(value as f64)
}

/// Whether no whole number of the lists loses a digit as a float.
fn are_exact(lists: &Lists<i64>) -> bool {
    lists.iter().flatten().flatten().all(|&value| exact_float(value).is_some())
}

/// Whole numbers as floats, if no digit is lost.
fn exact_floats(values: &[i64]) -> Option<Vec<f64>> {
    values.iter().copied().map(exact_float).collect()
}

impl Number {
    fn of_integer(value: Option<i64>) -> Self {
        value.map_or(Self::Missing, Self::Integer)
    }

    fn of_float(value: f64) -> Self {
        if value.is_nan() { Self::Missing } else { Self::Float(value) }
    }

    /// As a float, if there is one that means just that.
    fn float(self) -> Option<f64> {
        match self {
            Self::Missing => Some(f64::NAN),
            Self::Integer(value) => exact_float(value),
            Self::Float(value) => Some(value),
        }
    }

    fn text(self) -> Option<String> {
        match self {
            Self::Missing => None,
            Self::Integer(value) => Some(value.to_string()),
            Self::Float(value) => Some(float_text(value)),
        }
    }
}
