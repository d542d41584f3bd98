//! A folder of single-track files: which they are, and what makes the folder the same again.

use std::io;
use std::path::{Path, PathBuf};

use domain::Meter;
use sha2::{Digest, Sha256};

use crate::IngestError;
use crate::source::{Fingerprint, OpenSource, hex};

/// The files in a folder and in all folders below it that end in `.h5`, in order of their paths; at least one.
pub(crate) fn track_files(folder: &Path) -> Result<Vec<PathBuf>, IngestError> {
    let mut files = Vec::new();
    collect(folder, &mut files).map_err(|source| IngestError::Unreadable { path: folder.to_owned(), source })?;
    files.sort();
    if files.is_empty() {
        return Err(IngestError::Format {
            path: folder.to_owned(),
            line: None,
            expected: "a table of songs, or a folder of single-track files (TR....h5)".to_owned(),
            found: "a folder without a file that ends in .h5".to_owned(),
            hint: "",
        });
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
        } else if path.extension().is_some_and(|ending| ending == "h5") {
            files.push(path);
        }
    }
    Ok(())
}

/// The size of all files, the latest change, and the SHA-256 over every file's path in the folder and its own SHA-256.
pub(crate) fn fingerprint(folder: &Path, files: &[PathBuf], meter: &Meter) -> Result<Fingerprint, IngestError> {
    let mut hash = Sha256::new();
    let (mut size, mut modified) = (0, 0);
    for path in files {
        let print = OpenSource::open(path, meter)?.finish()?;
        let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy();
        hash.update(format!("{}  {name}\n", print.sha256));
        size += print.size;
        modified = modified.max(print.modified);
    }
    Ok(Fingerprint { size, sha256: hex(&hash.finalize()), modified })
}
