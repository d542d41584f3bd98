//! What can be wrong with an HDF5 file, in words for people.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::contents::Search;

/// A file that cannot be read, and why.
#[derive(Debug, Error)]
#[error("{}: {problem}", file.display())]
pub struct HdfError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    pub problem: Problem,
}

impl HdfError {
    /// The problem, told of a file.
    pub(crate) fn of(file: &Path, problem: Problem) -> Self {
        Self { file: file.to_owned(), problem }
    }

    /// Whether the library says that it got no memory. A damaged file that claims to be large makes it say so, too.
    pub fn tells_of_memory(&self) -> bool {
        let Problem::Library { message, .. } = &self.problem else { return false };
        message.contains("allocat")
    }

    /// Whether another program has locked the file, as one does that writes to it.
    pub fn is_locked(&self) -> bool {
        matches!(&self.problem, Problem::Lock { reason } if reason.kind() == ErrorKind::WouldBlock)
    }

    /// The next step, if there is one.
    pub fn hint(&self) -> Option<&'static str> {
        match self.problem {
            Problem::Lock { .. } if self.is_locked() => Some("start again when no program has it open for writing"),
            Problem::Lock { .. } => Some(
                "where the file system knows no locks, the library does without if HDF5_USE_FILE_LOCKING=FALSE is set",
            ),
            Problem::Filter { .. } => Some("write the file again with complib zlib or none"),
            Problem::Chunk { .. } => Some("write the file again in smaller chunks"),
            Problem::Keys { .. } | Problem::NoKey { .. } => Some("say which key to read"),
            _ => None,
        }
    }
}

/// What is wrong.
#[derive(Debug, Error)]
pub enum Problem {
    /// The file cannot be opened or looked into.
    #[error("{reason}")]
    Io {
        /// What the system says.
        reason: std::io::Error,
    },
    /// The library cannot lock it.
    #[error("expected a file that can be locked for reading, found: {reason}")]
    Lock {
        /// What the system says.
        reason: std::io::Error,
    },
    /// It is another kind of file.
    #[error("expected an HDF5 file, found {found}")]
    NotHdf5 {
        /// What it looks like.
        found: String,
    },
    /// The library refuses.
    #[error("{place}: damaged, or not as HDF5 should be: {message}")]
    Library {
        /// A path inside the file.
        place: String,
        /// The library's innermost complaint.
        message: String,
    },
    /// The file claims to hold more than it can.
    #[error("{place}: expected at most {bound} bytes, the file being as long as it is, found {claimed} claimed")]
    Claim {
        /// A path inside the file.
        place: String,
        /// What can be there.
        bound: u64,
        /// What is claimed.
        claimed: u64,
    },
    /// Texts that stand once in the file and are referred to so often that they would take up all memory.
    #[error(
        "{place}: expected texts of at most {bound} bytes, each counted as often as cells refer to it, \
         found {found} or more"
    )]
    Repeats {
        /// A path inside the file.
        place: String,
        /// What such a file may have.
        bound: u64,
        /// What was counted when it was enough.
        found: u64,
    },
    /// A chunk is too large to be unpacked.
    #[error("{place}: expected packed chunks of rows of at most {bound} bytes, found {found}")]
    Chunk {
        /// A path inside the file.
        place: String,
        /// How large a chunk may be.
        bound: u64,
        /// How large it is.
        found: u64,
    },
    /// A filter is needed that is not at hand.
    #[error("{place}: packed with the filter {filter}, expected zlib, shuffle, fletcher32 or none")]
    Filter {
        /// A path inside the file.
        place: String,
        /// The filter's name.
        filter: String,
    },
    /// Nothing in it is known.
    #[error(
        "expected a frame of pandas or tables of the Million Song Dataset, found an HDF5 file with {members}{search}"
    )]
    Unknown {
        /// Up to ten members of the root group.
        members: String,
        /// Whether all groups were looked into.
        search: Search,
    },
    /// There are several, and none was named.
    #[error("expected one frame, found {}: {}{search}", keys.len(), keys.join(", "))]
    Keys {
        /// The keys.
        keys: Vec<String>,
        /// Whether all groups were looked into.
        search: Search,
    },
    /// The one that was named is not there.
    #[error("expected the key `{key}`, found {}{search}", keys.join(", "))]
    NoKey {
        /// What was asked for.
        key: String,
        /// What there is.
        keys: Vec<String>,
        /// Whether all groups were looked into.
        search: Search,
    },
    /// A part of a layout is not as it should be.
    #[error("{place}: expected {expected}, found {found}")]
    Layout {
        /// A path inside the file.
        place: String,
        /// What should be there.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// Two columns have one name.
    #[error("{place}: expected columns of different names, found `{name}` twice")]
    SameName {
        /// A path inside the file.
        place: String,
        /// The name.
        name: String,
    },
    /// A pickle cannot be read.
    #[error("{place}: {reason}")]
    Pickle {
        /// A path inside the file.
        place: String,
        /// What is wrong with it.
        reason: pickle::PickleError,
    },
}

impl Problem {
    /// A part that is not as it should be.
    pub(crate) fn layout(place: &str, expected: &'static str, found: impl Into<String>) -> Self {
        Self::Layout { place: place.to_owned(), expected, found: found.into() }
    }
}
