//! A single file outside a run, written whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use crate::ArtifactError;

/// The unfinished file at work, for a signal that ends the program.
static AT_WORK: Mutex<Option<PathBuf>> = Mutex::new(None);

/// A file that appears under its name when it is complete.
pub struct WholeFile {
    path: PathBuf,
    out: BufWriter<NamedTempFile>,
}

impl WholeFile {
    /// Begins a file; its folder is made if need be.
    #[expect(clippy::disallowed_methods, reason = "this is where folders for files outside a run are made")]
    pub fn create(path: &Path) -> Result<Self, ArtifactError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(ArtifactError::create(folder))?;
        let file = tempfile::Builder::new()
            .prefix(".partial-")
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
            .tempfile_in(folder)
            .map_err(ArtifactError::create(folder))?;
        *at_work() = Some(file.path().to_owned());
        Ok(Self { path: path.to_owned(), out: BufWriter::with_capacity(1 << 18, file) })
    }

    /// Puts the file under its name.
    pub fn complete(self) -> Result<(), ArtifactError> {
        let file = self.out.into_inner().map_err(|error| ArtifactError::write(&self.path)(error.into_error()))?;
        file.as_file().sync_all().map_err(ArtifactError::write(&self.path))?;
        file.persist(&self.path).map_err(|error| ArtifactError::write(&self.path)(error.error))?;
        *at_work() = None;
        Ok(())
    }

    /// The error for a write that broke off.
    pub fn broken(&self, source: io::Error) -> ArtifactError {
        ArtifactError::write(&self.path)(source)
    }
}

/// Clears the unfinished file, if there is one.
#[expect(clippy::disallowed_methods, reason = "it is the file that this module made")]
pub(crate) fn abandon_file() {
    if let Some(path) = at_work().take() {
        // Nothing is left to be told if the file is gone already.
        let _ = std::fs::remove_file(path);
    }
}

fn at_work() -> MutexGuard<'static, Option<PathBuf>> {
    AT_WORK.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
