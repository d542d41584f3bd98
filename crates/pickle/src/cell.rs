//! What a cell of an object column can be, once it has left Python.

use std::borrow::Cow;

/// One value, borrowed from the pickle where it stands there as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, and which kind of nothing; a missing text of pandas before 3 is `Float(NaN)`.
    Missing(Missing),
    /// `bool` and `numpy.bool_`.
    Boolean(bool),
    /// Whole numbers that fit, of Python and NumPy.
    Integer(i64),
    /// A whole number beyond `i64`, up to 128 bits, in decimal digits.
    Big(String),
    /// Floating-point numbers of Python and NumPy; `f2` and `f4` are widened, which is exact.
    Float(f64),
    /// `str`, `numpy.str_`, and the `str` of Python 2 where it is UTF-8. A lone surrogate has become U+FFFD.
    Text(Cow<'a, str>),
    /// `bytes`, `bytearray`, `numpy.bytes_`, and the `str` of Python 2 where it is not UTF-8.
    Bytes(Cow<'a, [u8]>),
    /// A Python list or tuple, or a NumPy array; an array of two axes is a list of lists.
    List(List<'a>),
    /// A `dict`, in its order.
    Pairs(Vec<(Cell<'a>, Cell<'a>)>),
    /// Dates, times and decimals in ISO 8601 or in digits: `2019-05-01`, `2019-05-01T13:00:00+00:00`, `1.50`.
    Told(String),
}

/// The kinds of nothing that have a name of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Python's `None`.
    Nothing,
    /// `pandas.NA`.
    NotAvailable,
    /// `pandas.NaT`, and NumPy's.
    NotATime,
}

/// The values of a list, packed if all are of one kind. An empty list is `Cells`.
#[derive(Clone, Debug, PartialEq)]
pub enum List<'a> {
    /// Floating-point numbers only.
    Floats(Vec<f64>),
    /// Whole numbers only.
    Integers(Vec<i64>),
    /// Anything else.
    Cells(Vec<Cell<'a>>),
}

impl Cell<'_> {
    /// Whether pandas' `isna` is true of it: a kind of nothing, or a NaN.
    pub fn is_missing(&self) -> bool {
        match self {
            Cell::Missing(_) => true,
            Cell::Float(value) => value.is_nan(),
            _ => false,
        }
    }

    /// What it is called in an error.
    pub fn kind(&self) -> &'static str {
        match self {
            Cell::Missing(_) => "a missing value",
            Cell::Boolean(_) => "a truth value",
            Cell::Integer(_) | Cell::Big(_) => "a whole number",
            Cell::Float(_) => "a number",
            Cell::Text(_) => "a text",
            Cell::Bytes(_) => "bytes",
            Cell::List(_) => "a list",
            Cell::Pairs(_) => "a dict",
            Cell::Told(_) => "a date or decimal",
        }
    }
}

impl<'a> List<'a> {
    /// How many values it holds.
    pub fn len(&self) -> usize {
        match self {
            List::Floats(values) => values.len(),
            List::Integers(values) => values.len(),
            List::Cells(cells) => cells.len(),
        }
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its values one by one, unpacked.
    pub fn into_cells(self) -> Vec<Cell<'a>> {
        match self {
            List::Floats(values) => values.into_iter().map(Cell::Float).collect(),
            List::Integers(values) => values.into_iter().map(Cell::Integer).collect(),
            List::Cells(cells) => cells,
        }
    }

    pub(crate) const EMPTY: List<'static> = List::Cells(Vec::new());

    /// Appends, in packed form as long as all are of one kind; `room` is how many more will come at once.
    pub(crate) fn push(&mut self, cell: Cell<'a>, room: usize) {
        match (&mut *self, cell) {
            (List::Floats(values), Cell::Float(value)) => values.push(value),
            (List::Integers(values), Cell::Integer(value)) => values.push(value),
            (List::Cells(cells), cell) if !cells.is_empty() => cells.push(cell),
            (List::Cells(_), cell) => *self = List::beginning_with(cell, room),
            (_, cell) => {
                let mut cells = std::mem::replace(self, List::EMPTY).into_cells();
                cells.reserve(room);
                cells.push(cell);
                *self = List::Cells(cells);
            }
        }
    }

    fn beginning_with(cell: Cell<'a>, room: usize) -> List<'a> {
        match cell {
            Cell::Float(value) => List::Floats(vec_with(value, room)),
            Cell::Integer(value) => List::Integers(vec_with(value, room)),
            cell => List::Cells(vec_with(cell, room)),
        }
    }
}

impl<'a> FromIterator<Cell<'a>> for List<'a> {
    fn from_iter<I: IntoIterator<Item = Cell<'a>>>(cells: I) -> List<'a> {
        let mut list = List::EMPTY;
        let mut cells = cells.into_iter();
        while let Some(cell) = cells.next() {
            list.push(cell, cells.size_hint().0);
        }
        list
    }
}

fn vec_with<T>(first: T, room: usize) -> Vec<T> {
    let mut values = Vec::with_capacity(room.saturating_add(1));
    values.push(first);
    values
}
