//! A folder of single-track files: which they are, and what makes the folder the same again.

use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use domain::Meter;
use sha2::{Digest, Sha256};

use crate::IngestError;
use crate::source::{Fingerprint, OpenSource, Stamp, hex, stamp_of, unchanged};

/// The files in a folder and in all folders below it that end in `.h5`, in order of their paths; at least one.
pub(crate) fn track_files(folder: &Path) -> Result<Vec<PathBuf>, IngestError> {
    let mut files = Vec::new();
    collect(folder, &mut files).map_err(|source| IngestError::Unreadable { path: folder.to_owned(), source })?;
    files.sort();
    if files.is_empty() {
        let found = "a folder, without single-track files (TR....h5) in it";
        return Err(IngestError::NotAFile { path: folder.to_owned(), found });
    }
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // A link to a folder is not followed: it may lead in a circle.
        if entry.file_type()?.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "h5") && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

/// A folder of tracks as it stood before it was read.
pub(crate) struct TrackFolder {
    path: PathBuf,
    /// Every file with its size and time.
    files: Vec<(PathBuf, Stamp)>,
}

impl TrackFolder {
    pub(crate) fn look(path: &Path) -> Result<Self, IngestError> {
        let stamped = |file: PathBuf| stamp_of(&file).map(|stamp| (file, stamp));
        let files = track_files(path)?.into_iter().map(stamped).collect::<Result<_, _>>()?;
        Ok(Self { path: path.to_owned(), files })
    }

    pub(crate) fn files(&self) -> Vec<PathBuf> {
        self.files.iter().map(|(path, _)| path.clone()).collect()
    }

    /// An error if a file is another one than before.
    pub(crate) fn still(&self) -> Result<(), IngestError> {
        self.files.iter().try_for_each(|(path, before)| unchanged(path, *before))
    }

    /// The size of all files, the latest change, and the SHA-256 over every file's path in the folder and its own
    /// SHA-256. An error if a file is another one than before, or one came or went.
    pub(crate) fn finish(self, meter: &Meter) -> Result<Fingerprint, IngestError> {
        let mut hash = Sha256::new();
        let (mut size, mut modified) = (0, 0);
        for (path, before) in &self.files {
            let print = OpenSource::open(path, meter)?.finish()?;
            unchanged(path, *before)?;
            hash.update(&print.sha256);
            hash.update(path.strip_prefix(&self.path).unwrap_or(path).as_os_str().as_bytes());
            hash.update(b"\n");
            size += print.size;
            modified = modified.max(print.modified);
        }
        if track_files(&self.path)? != self.files() {
            return Err(IngestError::Changed { path: self.path });
        }
        Ok(Fingerprint { size, sha256: hex(&hash.finalize()), modified })
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "folders to be read")]
mod tests {
    use std::fs;

    use domain::Meter;

    use super::TrackFolder;
    use crate::IngestError;

    /// A folder of two tracks, one of them deeper; what becomes of it while it is read is `change`.
    #[track_caller]
    fn check(change: impl FnOnce(&std::path::Path), is_the_same: bool) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("A")).unwrap();
        fs::write(folder.path().join("A/TRA.h5"), "a").unwrap();
        fs::write(folder.path().join("TRB.h5"), "b").unwrap();
        fs::write(folder.path().join("notes.txt"), "c").unwrap();
        let before = TrackFolder::look(folder.path()).unwrap();
        assert_eq!(before.files(), [folder.path().join("A/TRA.h5"), folder.path().join("TRB.h5")]);
        change(folder.path());
        match before.finish(&Meter::default()) {
            Ok(print) => assert!(is_the_same && print.size == 2),
            Err(error) => assert!(!is_the_same && matches!(error, IngestError::Changed { .. }), "{error}"),
        }
    }

    #[test]
    fn a_folder_that_changes_while_it_is_read_is_noticed() {
        check(|_| {}, true);
        check(|folder| fs::write(folder.join("notes.txt"), "other").unwrap(), true);
        check(|folder| fs::write(folder.join("TRB.h5"), "longer").unwrap(), false);
        check(|folder| fs::write(folder.join("A/TRC.h5"), "new").unwrap(), false);
    }
}
