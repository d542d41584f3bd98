//! A folder of runs: `OUT/<run>/` for each, `OUT/latest` for the last complete one.
//!
//! A run is written to a hidden folder beside the others and moved to its name in one step when it is complete. A run
//! that exists already under that name is exchanged for the new one in the same step. Killed at any moment, a run
//! leaves the old state or the new one; a hidden folder that a kill left behind is cleared by the next run.

#![expect(clippy::disallowed_methods, reason = "the one place where files are made and moved")]

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::ArtifactError;
use crate::at_work::{self, Leftover};
use crate::checksums::{CHECKSUMS, Hashing, hex, sha256_of};
use crate::syncs::Syncs;

const PARTIAL: &str = ".partial-";
const LATEST: &str = "latest";

/// A run that is being written. Dropped before it is complete, it leaves nothing behind.
pub struct Shelf {
    out: PathBuf,
    partial: PathBuf,
    written: Mutex<Vec<Written>>,
    syncs: Syncs,
    _lock: File,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name in the run's folder.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

impl Shelf {
    /// Makes the folder `out` if need be, locks it against other runs and clears what a killed run left there.
    pub fn open(out: &Path) -> Result<Self, ArtifactError> {
        let shelf = Self::begin(out);
        if shelf.is_err() {
            at_work::clear();
        }
        shelf
    }

    fn begin(out: &Path) -> Result<Self, ArtifactError> {
        let mut leftovers = at_work::begin(out)?;
        leftovers.extend(missing_folders(out).into_iter().map(Leftover::IfEmpty));
        fs::create_dir_all(out).map_err(ArtifactError::create(out))?;
        let lock = File::open(out).map_err(ArtifactError::create(out))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                // The folder is the other run's now, whoever made it.
                leftovers.retain(|_| false);
                return Err(ArtifactError::Locked { path: out.to_owned() });
            }
            Err(TryLockError::Error(source)) => return Err(ArtifactError::create(out)(source)),
        }
        clear_leftovers(out).map_err(ArtifactError::write(out))?;
        let partial = out.join(format!("{PARTIAL}{}", std::process::id()));
        leftovers.push(Leftover::Folder(partial.clone()));
        fs::create_dir(&partial).map_err(ArtifactError::create(&partial))?;
        Ok(Self { out: out.to_owned(), partial, written: Mutex::default(), syncs: Syncs::default(), _lock: lock })
    }

    /// Writes one file of the run; its bytes are hashed on the way, and are on the disk once the run is complete.
    pub fn write(
        &self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Written, ArtifactError> {
        let path = self.partial.join(name);
        let file = File::create_new(&path).map_err(ArtifactError::create(&path))?;
        let mut hashing = Hashing::new(BufWriter::with_capacity(1 << 18, file));
        content(&mut hashing).and_then(|()| hashing.flush()).map_err(ArtifactError::write(&path))?;
        let (buffered, size, digest) = hashing.finish();
        let file = buffered.into_inner().map_err(|error| ArtifactError::write(&path)(error.into_error()))?;
        self.syncs.begin(&path, move || file.sync_all())?;
        let written = Written { name: name.to_owned(), size, sha256: hex(&digest) };
        self.list().push(written.clone());
        Ok(written)
    }

    /// Has one file of the run written at a path, by a library that wants one; it is hashed when this returns, and on the
    /// disk once the run is complete.
    pub fn write_at(
        &self,
        name: &str,
        content: impl FnOnce(&Path) -> io::Result<()>,
    ) -> Result<Written, ArtifactError> {
        let path = self.partial.join(name);
        let file = File::create_new(&path).map_err(ArtifactError::create(&path))?;
        content(&path).map_err(ArtifactError::write(&path))?;
        let size = file.metadata().map_err(ArtifactError::write(&path))?.len();
        self.syncs.begin(&path, move || file.sync_all())?;
        let sha256 = sha256_of(&path).map_err(ArtifactError::write(&path))?;
        let written = Written { name: name.to_owned(), size, sha256 };
        self.list().push(written.clone());
        Ok(written)
    }

    /// Takes a file over from an earlier run, by a second link to it or a copy. Its bytes must be those it had.
    pub fn take_over(&self, run: &Path, artifact: &Written) -> Result<(), ArtifactError> {
        let (old, new) = (run.join(&artifact.name), self.partial.join(&artifact.name));
        match sha256_of(&old) {
            Ok(found) if found == artifact.sha256 => {}
            Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(ArtifactError::read(&old)(source)),
            _ => return Err(ArtifactError::Altered { path: old }),
        }
        fs::hard_link(&old, &new).or_else(|_| fs::copy(&old, &new).map(|_| ())).map_err(ArtifactError::write(&new))?;
        self.list().push(artifact.clone());
        Ok(())
    }

    /// What was written so far, by name.
    pub fn written(&self) -> Vec<Written> {
        let mut written = self.list().clone();
        written.sort_by(|a, b| a.name.cmp(&b.name));
        written
    }

    /// Where a file of the run is until the run is complete.
    pub fn place_of(&self, name: &str) -> PathBuf {
        self.partial.join(name)
    }

    /// The folder of the last complete run, if there is one.
    pub fn latest(&self) -> Option<PathBuf> {
        let target = fs::read_link(self.out.join(LATEST)).ok()?;
        let run = self.out.join(target);
        run.is_dir().then_some(run)
    }

    /// Writes the checksums, waits until all is on the disk, moves the run to its name and points `latest` at it.
    ///
    /// A signal waits until this is done. If anything stands in the way the old run, if any, stays as it was.
    pub fn complete(self, run: &str) -> Result<PathBuf, ArtifactError> {
        let written = self.written();
        self.write(CHECKSUMS, |out| {
            written.iter().try_for_each(|file| writeln!(out, "{}  {}", file.sha256, file.name))
        })?;
        self.syncs.finish()?;
        sync_folder(&self.partial)?;
        let place = self.out.join(run);
        let latest = self.out.join(LATEST);
        let mut leftovers = at_work::begin(&place)?;
        if place.symlink_metadata().is_ok_and(|there| !there.is_dir()) {
            let source = io::Error::new(io::ErrorKind::AlreadyExists, "something else than a run stands there");
            return Err(ArtifactError::create(&place)(source));
        }
        let link = self.out.join(format!("{PARTIAL}{LATEST}"));
        leftovers.push(Leftover::File(link.clone()));
        prepare_link(&self.out, run, &link).map_err(ArtifactError::create(&latest))?;
        let moved = self.move_to(&place).map_err(ArtifactError::write(&place))?;
        if let Err(source) = fs::rename(&link, &latest) {
            self.move_back(&place, moved).map_err(ArtifactError::write(&place))?;
            return Err(ArtifactError::create(&latest)(source));
        }
        sync_folder(&self.out)?;
        // What is still there now is the run that was exchanged.
        leftovers.retain(|leftover| matches!(leftover, Leftover::Folder(_)));
        Ok(place)
    }

    fn move_to(&self, place: &Path) -> io::Result<Moved> {
        if place.symlink_metadata().is_err() {
            return fs::rename(&self.partial, place).map(|()| Moved::New);
        }
        renameat_with(CWD, &self.partial, CWD, place, RenameFlags::EXCHANGE)?;
        Ok(Moved::Exchanged)
    }

    fn move_back(&self, place: &Path, moved: Moved) -> io::Result<()> {
        match moved {
            Moved::New => fs::rename(place, &self.partial),
            Moved::Exchanged => Ok(renameat_with(CWD, &self.partial, CWD, place, RenameFlags::EXCHANGE)?),
        }
    }

    fn list(&self) -> MutexGuard<'_, Vec<Written>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        at_work::clear();
    }
}

/// How a run came to its name.
#[derive(Clone, Copy)]
enum Moved {
    New,
    Exchanged,
}

/// Makes a link to the run beside `latest`, to be moved over it; an error if something that is no link is called `latest`.
fn prepare_link(out: &Path, run: &str, link: &Path) -> io::Result<()> {
    if out.join(LATEST).symlink_metadata().is_ok_and(|latest| !latest.is_symlink()) {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "something else than a link stands there"));
    }
    match fs::remove_file(link) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    symlink(run, link)
}

/// The folders on the way to `out` that are not there yet, outermost first.
pub(crate) fn missing_folders(out: &Path) -> Vec<PathBuf> {
    let mut missing: Vec<PathBuf> = out
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .map(Path::to_owned)
        .collect();
    missing.reverse();
    missing
}

fn clear_leftovers(out: &Path) -> io::Result<()> {
    for entry in fs::read_dir(out)? {
        let entry = entry?;
        if is_leftover(&entry.file_name().to_string_lossy()) {
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

/// Whether a run may have left something of that name behind: a folder with its process number, or a link.
fn is_leftover(name: &str) -> bool {
    let number = name.strip_prefix(PARTIAL);
    number.is_some_and(|rest| rest == LATEST || (!rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())))
}

fn sync_folder(folder: &Path) -> Result<(), ArtifactError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(ArtifactError::write(folder))
}
