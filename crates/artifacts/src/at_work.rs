//! What a run or sample at work has made so far, to be cleared if it does not come to its end.
//!
//! A signal may come at any moment, on a thread of its own. Whoever makes something that would be left over holds the
//! list while doing so, and a signal waits for it; once a signal came nothing more is made.

#![expect(clippy::disallowed_methods, reason = "what is cleared here was made by this crate")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::ArtifactError;

/// Something that must not stay behind.
#[derive(Debug)]
pub(crate) enum Leftover {
    /// A file.
    File(PathBuf),
    /// A folder with all that is in it.
    Folder(PathBuf),
    /// A folder that was made, if nothing is in it.
    IfEmpty(PathBuf),
}

/// The list, and whether a signal came.
static AT_WORK: Mutex<(Vec<Leftover>, bool)> = Mutex::new((Vec::new(), false));

/// The list of leftovers, held until it is dropped.
pub(crate) struct Leftovers(MutexGuard<'static, (Vec<Leftover>, bool)>);

impl Leftovers {
    pub(crate) fn push(&mut self, leftover: Leftover) {
        self.0.0.push(leftover);
    }

    pub(crate) fn extend(&mut self, leftovers: impl Iterator<Item = Leftover>) {
        self.0.0.extend(leftovers);
    }

    pub(crate) fn retain(&mut self, stays: impl Fn(&Leftover) -> bool) {
        self.0.0.retain(stays);
    }
}

/// Holds the list while something is made at `place`; an error once a signal came.
pub(crate) fn begin(place: &Path) -> Result<Leftovers, ArtifactError> {
    let held = lock();
    if held.1 {
        let source = io::Error::new(io::ErrorKind::Interrupted, "stopped by a signal");
        return Err(ArtifactError::Write { path: place.to_owned(), source });
    }
    Ok(Leftovers(held))
}

/// Clears all leftovers.
pub(crate) fn clear() {
    clear_all(&mut lock().0);
}

/// Clears what the run or sample at work has made, and lets it make nothing more. For a signal that ends the program.
pub fn abandon() {
    let mut held = lock();
    held.1 = true;
    clear_all(&mut held.0);
}

/// Whether a signal came: what fails from then on fails because of it.
pub fn is_abandoned() -> bool {
    lock().1
}

fn lock() -> MutexGuard<'static, (Vec<Leftover>, bool)> {
    AT_WORK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// In reverse order. That something is gone already, or a folder not empty, is as it should be.
fn clear_all(leftovers: &mut Vec<Leftover>) {
    while let Some(leftover) = leftovers.pop() {
        let _ = match leftover {
            Leftover::File(path) => fs::remove_file(path),
            Leftover::Folder(path) => remove_folder(&path),
            Leftover::IfEmpty(path) => fs::remove_dir(path),
        };
    }
}

/// Another thread may be adding a file at this moment; once the folder is gone none can.
fn remove_folder(path: &Path) -> io::Result<()> {
    for _ in 0..200 {
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                std::thread::sleep(Duration::from_millis(1));
            }
            other => return other,
        }
    }
    fs::remove_dir_all(path)
}
