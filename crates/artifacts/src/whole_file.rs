//! A single file outside a run, written whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::ArtifactError;
use crate::at_work::{self, Leftover, Leftovers};
use crate::shelf::missing_folders;

/// A file that appears under its name when it is complete.
pub struct WholeFile {
    path: PathBuf,
    out: BufWriter<NamedTempFile>,
}

/// Has a file written at a path, by a library that wants one; it appears under its own path when it is complete.
pub fn write_whole(path: &Path, content: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), ArtifactError> {
    let file = WholeFile::create(path)?;
    content(file.out.get_ref().path()).map_err(ArtifactError::write(path))?;
    file.complete()
}

impl WholeFile {
    /// Begins a file; its folder is made if need be.
    #[expect(clippy::disallowed_methods, reason = "this is where folders for files outside a run are made")]
    pub fn create(path: &Path) -> Result<Self, ArtifactError> {
        let mut leftovers = at_work::begin(path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        leftovers.extend(missing_folders(folder).into_iter().map(Leftover::IfEmpty));
        std::fs::create_dir_all(folder).map_err(ArtifactError::create(folder))?;
        let file = tempfile::Builder::new()
            .prefix(".partial-")
            .make_in(folder, |path| make_noted(path, &mut leftovers))
            .map_err(ArtifactError::create(folder))?;
        Ok(Self { path: path.to_owned(), out: BufWriter::with_capacity(1 << 18, file) })
    }

    /// Puts the file under its name.
    pub fn complete(self) -> Result<(), ArtifactError> {
        let file = self.out.into_inner().map_err(|error| ArtifactError::write(&self.path)(error.into_error()))?;
        file.as_file().sync_all().map_err(ArtifactError::write(&self.path))?;
        let temporary = file.path().to_owned();
        let mut leftovers = at_work::begin(&self.path)?;
        file.persist(&self.path).map_err(|error| ArtifactError::write(&self.path)(error.error))?;
        leftovers.retain(|leftover| !matches!(leftover, Leftover::File(path) if *path == temporary));
        Ok(())
    }

    /// The error for a write that broke off.
    pub fn broken(&self, source: io::Error) -> ArtifactError {
        ArtifactError::write(&self.path)(source)
    }
}

/// Makes a file that is on the list of leftovers already.
fn make_noted(path: &Path, leftovers: &mut Leftovers) -> io::Result<File> {
    leftovers.push(Leftover::File(path.to_owned()));
    let made = File::options().read(true).write(true).create_new(true).mode(0o644).open(path);
    if made.is_err() {
        // It may be somebody else's.
        leftovers.retain(|leftover| !matches!(leftover, Leftover::File(noted) if noted == path));
    }
    made
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
