//! The part of the shelf that one stage writes to, while others write beside it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
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

    /// Where a file of the run is while the run goes on.
    pub(crate) fn place_of(self, name: &str) -> PathBuf {
        self.shelf.place_of(name)
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::thread::sleep;
    use std::time::Duration;

    use artifacts::Shelf;

    use super::{Compartment, Failure, Job, STOPPED, side_by_side};
    use crate::{Exit, RunError};

    /// Only one shelf can be at work in a process; tests take turns.
    static TURN: Mutex<()> = Mutex::new(());

    #[test]
    fn the_first_job_that_fails_is_told_whichever_fails_first() {
        let slow = || {
            sleep(Duration::from_millis(50));
            Err(RunError::new(Exit::Io, "slow"))
        };
        let jobs: Vec<Job<'_>> = vec![Box::new(slow), Box::new(|| Err(RunError::new(Exit::Data, "quick")))];
        assert_eq!(side_by_side(jobs).err(), Some(RunError::new(Exit::Io, "slow")));
    }

    #[test]
    fn a_failure_stops_the_stages_behind_it_and_no_other() {
        let _turn = TURN.lock().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (shelf, failure) = (Shelf::open(folder.path()).unwrap(), Failure::none());
        let of = |position| Compartment { shelf: &shelf, failure: &failure, position };
        failure.at(2);
        failure.at(1);
        of(0).write("a", |out| out.write_all(b"a")).unwrap();
        of(1).write("b", |out| out.write_all(b"b")).unwrap();
        assert_eq!(of(2).write("c", |out| out.write_all(b"c")), Err(RunError::new(Exit::Failed, STOPPED)));
        assert!(of(2).write_at("d", |_| unreachable!("nothing is written any more")).is_err());
        assert_eq!(shelf.written().len(), 2);
    }

    #[test]
    fn a_file_is_given_up_while_it_is_written() {
        let _turn = TURN.lock().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (shelf, failure) = (Shelf::open(folder.path()).unwrap(), Failure::none());
        let later = Compartment { shelf: &shelf, failure: &failure, position: 1 };
        let written = later.write("a", |out| {
            out.write_all(b"first")?;
            failure.at(0);
            out.write_all(b"second")
        });
        assert!(written.is_err());
        assert!(shelf.written().is_empty());
    }
}
