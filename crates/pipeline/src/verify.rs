//! Whether a run still is what it was when it was written.

use std::path::Path;

use artifacts::{Mismatch, verify_checksums};

use crate::RunError;

/// The files of a run, hashed again.
pub struct Verified {
    /// The files that are as they were.
    pub right: Vec<String>,
    /// What is not.
    pub wrong: Vec<Mismatch>,
}

/// Hashes every file of a run again and compares with its checksums.
pub fn verify(run: &Path) -> Result<Verified, RunError> {
    let (right, wrong) =
        verify_checksums(run).map_err(|error| RunError { exit: crate::Exit::NoInput, ..error.into() })?;
    Ok(Verified { right, wrong })
}
