//! The part of the shelf that one stage writes to, while others write beside it.

use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use artifacts::{Shelf, Written};
use rayon::prelude::*;

use crate::stage::Description;
use crate::{Exit, RunError};

/// Writes one file of a stage and says what it is.
pub(crate) type Job<'j> = Box<dyn FnOnce() -> Result<(Written, Description), RunError> + Send + 'j>;

/// Writes all files side by side. They are returned in the order of the jobs, and so is the first error.
pub(crate) fn side_by_side(jobs: Vec<Job<'_>>) -> Result<Vec<(Written, Description)>, RunError> {
    let written: Vec<_> = jobs.into_par_iter().with_max_len(1).map(|job| job()).collect();
    written.into_iter().collect()
}

/// Which of the stages side by side failed: the first in the order of the plan.
///
/// A failure stops the stages behind it; those before it go on, since one of them may fail as well, and which error is
/// told must not depend on which came first.
pub(crate) struct Failure(AtomicUsize);

impl Failure {
    /// None so far.
    pub(crate) fn none() -> Self {
        Self(AtomicUsize::new(usize::MAX))
    }

    /// A stage failed.
    pub(crate) fn at(&self, position: usize) {
        self.0.fetch_min(position, Ordering::Relaxed);
    }

    fn is_before(&self, position: usize) -> bool {
        self.0.load(Ordering::Relaxed) < position
    }
}

/// The shelf as one of the stages side by side sees it.
#[derive(Clone, Copy)]
pub(crate) struct Compartment<'a> {
    pub(crate) shelf: &'a Shelf,
    pub(crate) failure: &'a Failure,
    /// The stage's position among those side by side.
    pub(crate) position: usize,
}

impl Compartment<'_> {
    /// Writes a file; see [`Shelf::write`].
    pub(crate) fn write(
        self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Written, RunError> {
        self.go_on()?;
        Ok(self.shelf.write(name, |out| content(&mut Stoppable { out, of: self }))?)
    }

    /// Has a file written at a path; see [`Shelf::write_at`].
    pub(crate) fn write_at(
        self,
        name: &str,
        content: impl FnOnce(&Path) -> io::Result<()>,
    ) -> Result<Written, RunError> {
        self.go_on()?;
        Ok(self.shelf.write_at(name, content)?)
    }

    fn is_stopped(self) -> bool {
        self.failure.is_before(self.position)
    }

    /// An error, which nobody is told, if a stage above failed.
    fn go_on(self) -> Result<(), RunError> {
        if self.is_stopped() { Err(RunError::new(Exit::Failed, STOPPED)) } else { Ok(()) }
    }
}

const STOPPED: &str = "stopped since a stage above failed";

/// A file that is given up once a stage above failed.
struct Stoppable<'a, 's> {
    out: &'a mut dyn Write,
    of: Compartment<'s>,
}

impl Write for Stoppable<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.of.is_stopped() {
            return Err(io::Error::other(STOPPED));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
