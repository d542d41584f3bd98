//! Songs as HDF5: a frame that pandas wrote, the summary file of the Million Song Dataset, or a folder of its tracks.

use std::path::Path;

use domain::Meter;

use crate::songs::TableRead;
use crate::source::Fingerprint;
use crate::{IngestError, SongRequest};

pub(crate) fn check(path: &Path, request: &SongRequest) -> Result<(), IngestError> {
    let _ = (path, request);
    unreachable!()
}

pub(crate) fn check_folder(path: &Path, request: &SongRequest) -> Result<(), IngestError> {
    check(path, request)
}

pub(crate) fn read(path: &Path, request: &SongRequest, _: &Meter) -> Result<(TableRead, Fingerprint), IngestError> {
    check(path, request)?;
    unreachable!()
}

pub(crate) fn read_folder(
    path: &Path,
    request: &SongRequest,
    _: &Meter,
) -> Result<(TableRead, Fingerprint), IngestError> {
    check(path, request)?;
    unreachable!()
}
