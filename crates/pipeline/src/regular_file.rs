//! Files, and nothing that would be waited for.

use std::fs::File;
use std::io;
use std::path::Path;

/// Opens a regular file; a pipe, a socket or a folder is an error.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    if path.is_file() || !path.exists() { File::open(path) } else { Err(io::Error::other("no regular file")) }
}
