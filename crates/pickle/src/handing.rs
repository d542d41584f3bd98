//! The cells that leave while the pickle is still being read, so that no array is held whole.

use std::ops::ControlFlow;

use crate::array::{check_count, count};
use crate::{Cell, PickleError, Place, Shape};

/// Who takes the cells, until it has seen enough.
pub(crate) type See<'s, 'a> = &'s mut dyn FnMut(Place<'_>, Cell<'a>) -> ControlFlow<()>;

/// Takes cells and counts them.
pub(crate) struct Handing<'s, 'a> {
    see: Option<See<'s, 'a>>,
    /// Known from the beginning of the list of cells on.
    shape: Option<Shape>,
    n_seen: usize,
}

impl<'s, 'a> Handing<'s, 'a> {
    pub(crate) fn new(see: Option<See<'s, 'a>>) -> Handing<'s, 'a> {
        Handing { see, shape: None, n_seen: 0 }
    }

    /// Whether an array is wanted, and its list of cells has not begun.
    pub(crate) fn is_waiting(&self) -> bool {
        self.see.is_some() && self.shape.is_none()
    }

    pub(crate) fn begin(&mut self, shape: Shape) {
        self.shape = Some(shape);
    }

    /// The next cell of the list.
    pub(crate) fn next(&mut self, cell: Cell<'a>) -> Result<(), PickleError> {
        let shape = self.shape.take().expect("cells come after the list has begun");
        let found = self.n_seen + 1;
        if count(&shape).is_some_and(|expected| found > expected) {
            return check_count(&shape, found);
        }
        self.hand(self.n_seen, &shape, cell)?;
        self.n_seen = found;
        self.shape = Some(shape);
        Ok(())
    }

    pub(crate) fn hand(&mut self, index: usize, shape: &[usize], cell: Cell<'a>) -> Result<(), PickleError> {
        let Some(see) = &mut self.see else { return Ok(()) };
        match see(Place { index, shape }, cell) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(PickleError::Stopped { n_seen: index.saturating_add(1) }),
        }
    }

    /// Whether as many cells came as the shape says.
    pub(crate) fn check(&self) -> Result<(), PickleError> {
        check_count(self.shape.as_deref().unwrap_or_default(), self.n_seen)
    }
}
