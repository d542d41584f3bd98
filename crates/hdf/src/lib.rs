//! What do HDF5 files say? Frames that pandas wrote, and the tables of the Million Song Dataset.
//!
//! Reads only. The one room, beside the shelf's writers, that knows the HDF5 library; the layouts on top of it are
//! ours, and see the library only through a small trait, so that they can be tried on files that nobody would write.

mod error;

mod cells;
mod frame;

mod contents;
mod msd;
mod pandas;
mod tracks;

mod column;
mod mixed;
mod moment;
mod python;
mod slab;
mod text;

mod at_work;
mod library;
mod signature;
#[doc(hidden)]
pub mod store;
#[doc(hidden)]
pub mod trial;

use std::path::Path;

pub use at_work::with_file_at_work;
pub use cells::{Cells, Sparse};
pub use contents::{Content, Search};
pub use domain::Lists;
pub use error::{HdfError, Problem};
pub use frame::Frame;
pub use msd::MSD_COLUMNS;
pub use pandas::PandasFormat;
pub use tracks::read_tracks;

use library::Library;

/// What is in a file; never nothing.
pub fn describe(path: &Path) -> Result<Vec<Content>, HdfError> {
    open(path).and_then(|store| contents::describe(&store)).map_err(|problem| HdfError::of(path, problem))
}

/// What [`read`] reads with the same key: a frame of pandas or the tables of the Million Song Dataset, never
/// [`Content::Other`].
pub fn select(path: &Path, key: Option<&str>) -> Result<Content, HdfError> {
    open(path).and_then(|store| contents::select(&store, key)).map_err(|problem| HdfError::of(path, problem))
}

/// Reads the wanted columns of the frame of that key, or of the only one that the file has.
///
/// Memory is that of the columns, of a few megabytes of slabs or one packed chunk, which is of a gigabyte at most, and
/// of one object block as it is in the file.
pub fn read(path: &Path, key: Option<&str>, wanted: &dyn Fn(&str) -> bool) -> Result<Frame, HdfError> {
    open(path).and_then(|store| contents::read(&store, key, wanted)).map_err(|problem| HdfError::of(path, problem))
}

/// Reads a frame of a store: the same as of files, for tests.
#[doc(hidden)]
pub fn read_store(
    store: &dyn store::Store,
    key: Option<&str>,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Frame, Problem> {
    contents::read(store, key, wanted)
}

/// What a reader of the whole file is answered, for tests.
#[doc(hidden)]
pub fn record(path: &Path) -> Result<trial::Tree, HdfError> {
    let store = open(path).map_err(|problem| HdfError::of(path, problem))?;
    let recorder = trial::Recorder::new(store);
    contents::read(&recorder, None, &|_| true).map_err(|problem| HdfError::of(path, problem))?;
    Ok(recorder.finish())
}

fn open(path: &Path) -> Result<Library, Problem> {
    Library::open(path)
}

#[cfg(test)]
mod tests;
