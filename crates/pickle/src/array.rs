//! NumPy arrays: a shape, and cells or packed elements.

use std::borrow::Cow;

use crate::dtype::Dtype;
use crate::value::{Tool, Value};
use crate::{Cell, List, PickleError, Shape};

/// More axes than NumPy allows are a mistake.
const MOST_AXES: usize = 32;

/// An array with its state.
#[derive(Debug)]
pub(crate) struct Array<'a> {
    pub(crate) shape: Shape,
    contents: Contents<'a>,
}

#[derive(Debug)]
enum Contents<'a> {
    /// Its cells have been handed on while they were read.
    Handed,
    /// Objects, in C order whatever the array's order is.
    Cells(List<'a>),
    Packed {
        dtype: Dtype,
        order: Order,
        bytes: Cow<'a, [u8]>,
    },
}

/// Which axis runs fastest through the packed elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// The last.
    C,
    /// The first.
    Fortran,
}

impl<'a> Array<'a> {
    /// From the state that `BUILD` gives: `(1, shape, dtype, is_fortran, cells or bytes)`.
    pub(crate) fn with_state(state: Vec<Value<'a>>, at: usize) -> Result<Array<'a>, PickleError> {
        let wrong = |found: &str| PickleError::unexpected(at, "the state of an array", found);
        let Ok([_, shape, Value::Tool(Tool::Dtype(dtype)), Value::Cell(Cell::Boolean(is_fortran)), data]) =
            <[Value<'a>; 5]>::try_from(state)
        else {
            return Err(wrong("other values"));
        };
        let shape = shape_of(&shape, at)?;
        match data {
            Value::Handed => Ok(Array { shape, contents: Contents::Handed }),
            Value::Cell(Cell::List(cells)) if dtype.is_object() => Array::of_cells(shape, cells),
            data if !dtype.is_object() => {
                let order = if is_fortran { Order::Fortran } else { Order::C };
                let bytes = data.into_bytes().ok_or_else(|| wrong("elements that are not bytes"))?;
                Array::packed(shape, dtype, order, bytes, at)
            }
            _ => Err(wrong("objects that are not a list")),
        }
    }

    fn of_cells(shape: Shape, cells: List<'a>) -> Result<Array<'a>, PickleError> {
        check_count(&shape, cells.len())?;
        Ok(Array { shape, contents: Contents::Cells(cells) })
    }

    /// Elements as they lie in memory.
    pub(crate) fn packed(
        shape: Shape,
        dtype: Dtype,
        order: Order,
        bytes: Cow<'a, [u8]>,
        at: usize,
    ) -> Result<Array<'a>, PickleError> {
        if dtype.size == 0 || !bytes.len().is_multiple_of(dtype.size) {
            let found = format!("{} bytes for elements of {}", bytes.len(), dtype.size);
            return Err(PickleError::unexpected(at, "whole elements of an array", found));
        }
        check_count(&shape, bytes.len() / dtype.size)?;
        Ok(Array { shape, contents: Contents::Packed { dtype, order, bytes } })
    }

    /// Whether its cells have been handed on already.
    pub(crate) fn is_handed(&self) -> bool {
        matches!(self.contents, Contents::Handed)
    }

    /// Bytes it has allocated, beside cells.
    pub(crate) fn weight(&self) -> usize {
        match &self.contents {
            Contents::Packed { bytes: Cow::Owned(bytes), .. } => bytes.len(),
            _ => 0,
        }
    }

    /// Bytes that the lists of [`Array::into_cell`] will allocate: a cell for each list, and the innermost lists' values.
    pub(crate) fn unpacked_weight(&self) -> usize {
        let mut n_lists = 1_usize;
        let mut n_cells = 0_usize;
        for &length in self.shape.split_last().map_or(&[][..], |(_, outer)| outer) {
            n_lists = n_lists.saturating_mul(length);
            n_cells = n_cells.saturating_add(n_lists);
        }
        let value_size = match &self.contents {
            Contents::Packed { dtype, .. } if dtype.is_number() => size_of::<f64>(),
            _ => 2 * size_of::<Cell<'_>>(),
        };
        let values = count(&self.shape).unwrap_or(usize::MAX).saturating_mul(value_size);
        n_cells.saturating_mul(size_of::<Cell<'_>>()).saturating_add(values)
    }

    /// A list of lists of lists as it has axes; without axes, the element.
    pub(crate) fn into_cell(self, at: usize) -> Result<Cell<'a>, PickleError> {
        if let ([_], Contents::Cells(_)) = (self.shape.as_slice(), &self.contents) {
            let Contents::Cells(cells) = self.contents else { unreachable!("it was cells a line before") };
            return Ok(Cell::List(cells));
        }
        let shape = self.shape.clone();
        nested(&shape, &mut self.into_cells(at)?)
    }

    /// Its cells in C order.
    pub(crate) fn into_cells(self, at: usize) -> Result<Cells<'a>, PickleError> {
        match self.contents {
            Contents::Handed => Err(PickleError::HoldsItself { at }),
            Contents::Cells(cells) => Ok(Box::new(cells.into_cells().into_iter().map(Ok))),
            Contents::Packed { dtype, order, bytes } => {
                let n_elements = bytes.len() / dtype.size;
                Ok(Box::new((0..n_elements).map(move |index| {
                    let start = place(index, &self.shape, order) * dtype.size;
                    dtype.element(&bytes[start..start + dtype.size], at)
                })))
            }
        }
    }
}

/// Cells of an array, each of which can be one that can't be told.
pub(crate) type Cells<'a> = Box<dyn Iterator<Item = Result<Cell<'a>, PickleError>> + 'a>;

fn nested<'a>(shape: &[usize], cells: &mut Cells<'a>) -> Result<Cell<'a>, PickleError> {
    match shape {
        [] => cells.next().expect("as many cells as the shape says"),
        [length] => Ok(Cell::List(cells.take(*length).collect::<Result<_, _>>()?)),
        [length, inner @ ..] => {
            let lists = (0..*length).map(|_| nested(inner, cells));
            Ok(Cell::List(lists.collect::<Result<_, _>>()?))
        }
    }
}

/// Where the element of an index in C order lies.
fn place(index: usize, shape: &[usize], order: Order) -> usize {
    if order == Order::C {
        return index;
    }
    let (mut rest, mut place) = (index, 0);
    let mut stride: usize = shape.iter().product();
    for &length in shape.iter().rev() {
        stride /= length;
        place += rest % length * stride;
        rest /= length;
    }
    place
}

/// The number of cells, unless it is beyond all bounds.
pub(crate) fn count(shape: &[usize]) -> Option<usize> {
    if shape.contains(&0) {
        return Some(0);
    }
    shape.iter().try_fold(1_usize, |count, &length| count.checked_mul(length))
}

pub(crate) fn check_count(shape: &[usize], found: usize) -> Result<(), PickleError> {
    let expected = count(shape).unwrap_or(usize::MAX);
    if found == expected { Ok(()) } else { Err(PickleError::Cells { shape: shape.to_vec(), expected, found }) }
}

/// A tuple of lengths.
pub(crate) fn shape_of(value: &Value<'_>, at: usize) -> Result<Shape, PickleError> {
    let wrong = || PickleError::unexpected(at, "a shape of at most 32 lengths", value.kind());
    let Value::Tuple(lengths) = value else { return Err(wrong()) };
    if lengths.len() > MOST_AXES {
        return Err(wrong());
    }
    let lengths = lengths.iter().map(|length| usize::try_from(length.integer()?).ok());
    lengths.collect::<Option<_>>().ok_or_else(wrong)
}
