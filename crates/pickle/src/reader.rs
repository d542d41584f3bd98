//! A pickle in, cells out.

use std::ops::ControlFlow;

use crate::machine::Machine;
use crate::{Cell, Limits, PickleError};

/// Lengths of the axes of an array; a column of pandas before 3 is one of the last axis.
pub type Shape = Vec<usize>;

/// Where a cell stands in its array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'s> {
    /// How many cells came before it, in C order: the last axis runs fastest.
    pub index: usize,
    /// Lengths of the axes, as [`read_array`] will return them.
    pub shape: &'s [usize],
}

/// Hands the cells of a pickled NumPy array to `see` in C order, and returns the lengths of its axes.
///
/// Object arrays are handed on while they are read, so on an error `see` has been called for the cells before it;
/// if there is none, it was called as often as the product of the shape says.
pub fn read_array<'a>(
    bytes: &'a [u8],
    limits: &Limits,
    mut see: impl FnMut(Place<'_>, Cell<'a>),
) -> Result<Shape, PickleError> {
    read_array_until(bytes, limits, |place, cell| {
        see(place, cell);
        ControlFlow::Continue(())
    })
}

/// The same, but nothing is read behind the cell at which `see` breaks off: that is [`PickleError::Stopped`].
///
/// A text of the pickle may be handed on any number of times, which costs the reader nothing; whoever copies the texts
/// has to count their bytes and to break off.
pub fn read_array_until<'a>(
    bytes: &'a [u8],
    limits: &Limits,
    mut see: impl FnMut(Place<'_>, Cell<'a>) -> ControlFlow<()>,
) -> Result<Shape, PickleError> {
    Machine::new(bytes, *limits, Some(&mut see))?.array()
}

/// The value of a small pickle, as `PyTables` keeps attributes: `None`, a text, a number, a list, a dict.
/// What follows the end of the pickle is passed over.
pub fn read_value<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Cell<'a>, PickleError> {
    Machine::new(bytes, *limits, None)?.value()
}
