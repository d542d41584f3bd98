//! Files on their way to the disk: each is waited for on a thread of its own, while others are written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

use crate::ArtifactError;

/// Files that may not be on the disk yet.
#[derive(Default)]
pub(crate) struct Syncs(Mutex<Vec<Sync>>);

struct Sync {
    path: PathBuf,
    thread: JoinHandle<io::Result<()>>,
}

impl Syncs {
    /// Begins to bring the file at `path` to the disk, which `sync` does. Where no thread can be had it is done at once.
    pub(crate) fn begin(
        &self,
        path: &Path,
        sync: impl Fn() -> io::Result<()> + Send + std::marker::Sync + 'static,
    ) -> Result<(), ArtifactError> {
        let sync = Arc::new(sync);
        let on_thread = Arc::clone(&sync);
        match Builder::new().name("sync".to_owned()).spawn(move || on_thread()) {
            Ok(thread) => self.list().push(Sync { path: path.to_owned(), thread }),
            Err(_) => sync().map_err(ArtifactError::write(path))?,
        }
        Ok(())
    }

    /// Waits until all files are on the disk. Of several errors that of the first name is returned.
    pub(crate) fn finish(&self) -> Result<(), ArtifactError> {
        let mut syncs = std::mem::take(&mut *self.list());
        syncs.sort_by(|a, b| a.path.cmp(&b.path));
        let results: Vec<_> = syncs.into_iter().map(Sync::finish).collect();
        results.into_iter().collect()
    }

    fn list(&self) -> std::sync::MutexGuard<'_, Vec<Sync>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sync {
    fn finish(self) -> Result<(), ArtifactError> {
        let synced =
            self.thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread that syncs a file panicked")));
        synced.map_err(ArtifactError::write(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::sleep;
    use std::time::Duration;

    use super::Syncs;
    use crate::ArtifactError;

    #[test]
    fn every_file_is_waited_for() {
        let (syncs, done) = (Syncs::default(), Arc::new(AtomicBool::new(false)));
        let seen = Arc::clone(&done);
        let slow = move || {
            sleep(Duration::from_millis(50));
            seen.store(true, Ordering::Relaxed);
            Ok(())
        };
        syncs.begin(Path::new("slow"), slow).unwrap();
        syncs.begin(Path::new("quick"), || Ok(())).unwrap();
        syncs.finish().unwrap();
        assert!(done.load(Ordering::Relaxed));
    }

    /// A disk that is found to be full, or broken, only when what was written is to reach it.
    #[test]
    fn an_error_that_comes_late_says_which_file_and_why() {
        let syncs = Syncs::default();
        let full = |kind: io::ErrorKind| move || Err(kind.into());
        syncs.begin(Path::new("run/c"), full(io::ErrorKind::Other)).unwrap();
        syncs.begin(Path::new("run/b"), full(io::ErrorKind::StorageFull)).unwrap();
        syncs.begin(Path::new("run/a"), || Ok(())).unwrap();
        let Err(ArtifactError::Write { path, source }) = syncs.finish() else { panic!("a write that broke off") };
        assert_eq!((path.as_path(), source.kind()), (Path::new("run/b"), io::ErrorKind::StorageFull));
    }
}
