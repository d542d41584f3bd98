//! Many files of single tracks as one table.

use std::path::PathBuf;

use crate::{
    Frame, HdfError, Problem,
    cells::{Cells, Sparse},
    msd, open,
};

/// Reads files of tracks in the order given, one below the other. A file of several songs counts as it is.
pub fn read_tracks(paths: &[PathBuf], wanted: &dyn Fn(&str) -> bool) -> Result<Frame, HdfError> {
    let mut all: Option<Frame> = None;
    for path in paths {
        let songs = read_track(path, wanted);
        let joined = songs.and_then(|songs| match all.take() {
            None => Ok(songs),
            Some(above) => join(above, songs),
        });
        all = Some(joined.map_err(|problem| HdfError::of(path, problem))?);
    }
    Ok(all.unwrap_or_default())
}

fn read_track(path: &std::path::Path, wanted: &dyn Fn(&str) -> bool) -> Result<Frame, Problem> {
    let store = open(path)?;
    if msd::is_there(&store)? {
        return msd::read(&store, wanted);
    }
    Err(Problem::layout(
        "/",
        "the tables of the Million Song Dataset",
        "a file without metadata/songs and analysis/songs",
    ))
}

fn join(mut above: Frame, below: Frame) -> Result<Frame, Problem> {
    let names = |frame: &Frame| frame.columns.iter().map(|(name, _)| name.clone()).collect::<Vec<String>>();
    if names(&above) != names(&below) {
        return Err(Problem::layout("/", "the columns of the files before", names(&below).join(", ")));
    }
    for ((name, above), (_, below)) in above.columns.iter_mut().zip(below.columns) {
        if !append(above, &below) {
            return Err(Problem::layout(name, "values as in the files before", below.name()));
        }
    }
    above.n_rows += below.n_rows;
    Ok(above)
}

/// Appends cells of the same kind; tables hold no others than these.
fn append(above: &mut Cells, below: &Cells) -> bool {
    match (above, below) {
        (Cells::Integers(above), Cells::Integers(below)) => extend(above, below),
        (Cells::Unsigned(above), Cells::Unsigned(below)) => extend(above, below),
        (Cells::Booleans(above), Cells::Booleans(below)) => extend(above, below),
        (Cells::Floats(above), Cells::Floats(below)) => above.extend_from_slice(below),
        (Cells::Texts(above), Cells::Texts(below)) => below.iter().for_each(|text| above.push(text)),
        (Cells::Other { what, n_rows }, Cells::Other { what: below, n_rows: more }) if what == below => *n_rows += more,
        _ => return false,
    }
    true
}

fn extend<T: Copy + Default>(above: &mut Sparse<T>, below: &Sparse<T>) {
    below.iter().for_each(|value| above.push(value));
}
