//! What a run or sample at work has made so far, to be cleared if it does not come to its end.
//!
//! A signal may come at any moment, on a thread of its own. Whoever makes something that would be left over holds the
//! lock while doing so, and a signal waits for it; once a signal came nothing more is made. When there is no memory the
//! thread that holds the lock may be the one that cannot go on: so the list itself is read without a lock, every name is
//! on it before the thing is made, and clearing takes no memory.

use std::cell::Cell;
use std::ffi::{CStr, CString};
use std::fs;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, TryLockError};
use std::time::Duration;

use rustix::fs::{AtFlags, CWD, Mode, OFlags, RawDir, openat, unlinkat};

use crate::ArtifactError;

/// Something that must not stay behind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Leftover {
    /// A file.
    File(PathBuf),
    /// A folder with all that is in it.
    Folder(PathBuf),
    /// A folder that was made, if nothing is in it.
    IfEmpty(PathBuf),
}

/// A place in the list, which only grows. What need not be cleared any more is struck off.
struct Place {
    leftover: Leftover,
    /// The path as the system wants it.
    name: CString,
    is_struck: AtomicBool,
    next: List,
}

type List = OnceLock<Box<Place>>;

static LIST: List = OnceLock::new();

/// Held while something is made; whether the work was abandoned.
static LOCK: Mutex<bool> = Mutex::new(false);

/// Whether the thread that holds the lock has come to an end without giving it back.
static HOLDER_ENDED: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// Whether this thread holds the lock.
    static HOLDS: Cell<bool> = const { Cell::new(false) };
}

/// The right to make and strike leftovers, held until it is dropped.
pub(crate) struct Leftovers(#[expect(dead_code, reason = "held, not looked at")] Held);

/// The lock, and the note that this thread holds it.
struct Held(MutexGuard<'static, bool>);

impl Held {
    fn of(guard: MutexGuard<'static, bool>) -> Self {
        HOLDS.set(true);
        Self(guard)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HOLDS.set(false);
    }
}

#[expect(clippy::unused_self, reason = "who holds the lock may change the list")]
impl Leftovers {
    /// Notes what is about to be made.
    pub(crate) fn push(&mut self, leftover: Leftover) {
        let (Leftover::File(path) | Leftover::Folder(path) | Leftover::IfEmpty(path)) = &leftover;
        // No file can have a name with a zero in it.
        let Ok(name) = CString::new(path.as_os_str().as_bytes()) else { return };
        let mut new = Box::new(Place { leftover, name, is_struck: AtomicBool::new(false), next: List::new() });
        let mut end = &LIST;
        while let Err(back) = end.set(new) {
            new = back;
            end = &end.get().expect("a place that is taken").next;
        }
    }

    /// Notes several things that are about to be made.
    pub(crate) fn extend(&mut self, leftovers: impl Iterator<Item = Leftover>) {
        leftovers.for_each(|leftover| self.push(leftover));
    }

    /// Strikes off all but what `stays`.
    pub(crate) fn retain(&mut self, stays: impl Fn(&Leftover) -> bool) {
        for place in places().filter(|place| !stays(&place.leftover)) {
            place.is_struck.store(true, Ordering::Relaxed);
        }
    }
}

/// What is on the list and not struck off.
fn places() -> impl Iterator<Item = &'static Place> {
    let next = |place: &&'static Place| place.next.get().map(AsRef::as_ref);
    std::iter::successors(LIST.get().map(AsRef::as_ref), next).filter(|place| !place.is_struck.load(Ordering::Relaxed))
}

/// Holds the lock while something is made at `place`; an error once a signal came.
pub(crate) fn begin(place: &Path) -> Result<Leftovers, ArtifactError> {
    let held = lock();
    if *held.0 {
        let source = io::Error::new(io::ErrorKind::Interrupted, "stopped by a signal");
        return Err(ArtifactError::Write { path: place.to_owned(), source });
    }
    Ok(Leftovers(held))
}

/// Clears all leftovers.
pub(crate) fn clear() {
    let _held = lock();
    clear_all();
}

/// Clears what the run or sample at work has made, and lets it make nothing more. For a signal that ends the program.
pub fn abandon() {
    let mut held = lock();
    *held.0 = true;
    clear_all();
}

/// The same for a thread that found no memory: it may hold the lock itself, and this takes no memory.
///
/// Whoever calls this must not make anything more, and end the program afterwards.
pub fn abandon_without_memory() {
    stop_without_memory();
    loop {
        match LOCK.try_lock() {
            Ok(mut abandoned) => {
                *abandoned = true;
                return clear_all();
            }
            Err(TryLockError::Poisoned(_)) => return clear_all(),
            Err(TryLockError::WouldBlock) if HOLDER_ENDED.load(Ordering::Acquire) => return clear_all(),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// Says that this thread goes on no more, for whoever waits for the lock that it may hold.
pub fn stop_without_memory() {
    if HOLDS.get() {
        HOLDER_ENDED.store(true, Ordering::Release);
    }
}

/// Whether a signal came: what fails from then on fails because of it.
pub fn is_abandoned() -> bool {
    *lock().0
}

fn lock() -> Held {
    Held::of(LOCK.lock().unwrap_or_else(PoisonError::into_inner))
}

/// In reverse order. That something is gone already, or a folder not empty, is as it should be.
fn clear_all() {
    while let Some(last) = places().last() {
        last.is_struck.store(true, Ordering::Relaxed);
        let _ = match &last.leftover {
            Leftover::File(_) => unlinkat(CWD, &*last.name, AtFlags::empty()).map_err(io::Error::from),
            Leftover::Folder(path) => remove_folder(&last.name, path),
            Leftover::IfEmpty(_) => unlinkat(CWD, &*last.name, AtFlags::REMOVEDIR).map_err(io::Error::from),
        };
    }
}

/// Another thread may be adding a file at this moment; once the folder is gone none can.
fn remove_folder(name: &CStr, path: &Path) -> io::Result<()> {
    for _ in 0..200 {
        match remove_flat(name) {
            Err(rustix::io::Errno::NOTEMPTY) => std::thread::sleep(Duration::from_millis(1)),
            // Not the folder of a run alone: the careful way, which takes memory.
            Err(rustix::io::Errno::ISDIR | rustix::io::Errno::PERM) => return fs::remove_dir_all(path),
            other => return Ok(other?),
        }
    }
    fs::remove_dir_all(path)
}

/// Removes a folder of files, without taking memory.
fn remove_flat(name: &CStr) -> rustix::io::Result<()> {
    let folder = openat(CWD, name, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut entries = RawDir::new(folder.as_fd(), &mut buffer);
    while let Some(entry) = entries.next() {
        let entry = entry?;
        if !matches!(entry.file_name().to_bytes(), b"." | b"..") {
            unlinkat(&folder, entry.file_name(), AtFlags::empty())?;
        }
    }
    unlinkat(CWD, name, AtFlags::REMOVEDIR)
}
