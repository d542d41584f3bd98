//! Fixtures, which lie packed in `tests/fixtures/hdf5`.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Where they lie.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/hdf5")
}

/// The unpacked file, kept as long as the handle.
pub(crate) fn unpacked(name: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file for the time of a test can be made");
    let packed = fs::File::open(folder().join(format!("{name}.h5.gz"))).expect("the fixture is there");
    std::io::copy(&mut flate2::read::GzDecoder::new(packed), &mut file).expect("the fixture is whole");
    file.flush().expect("there is room for it");
    file
}
