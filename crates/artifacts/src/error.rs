//! What can go wrong on the shelf.

use std::io;
use std::path::{Path, PathBuf};

/// Why nothing was put on the shelf.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// The folder or file may not be made.
    #[error("{}: expected a place to write to, found: {source}", .path.display())]
    Create {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Writing broke off, as on a full disk.
    #[error("{}: could not be written to its end: {source}", .path.display())]
    Write {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that should be there cannot be read.
    #[error("{}: could not be read: {source}", .path.display())]
    Read {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of an earlier run is gone or has other bytes than that run wrote.
    #[error("{}: expected the file that the run wrote, found another one or none", .path.display())]
    Altered {
        /// The path.
        path: PathBuf,
    },
    /// Another run writes there.
    #[error("{}: expected to be the only run that writes there, found another one at work", .path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
}

impl ArtifactError {
    pub(crate) fn create(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Write { path, source },
            _ => Self::Create { path, source },
        }
    }

    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Write { path, source }
    }

    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Read { path, source }
    }
}
