//! Tables of the Million Song Dataset: a small file in the layout of the summary, and real tracks where they are.
//!
//! `tests/clients/hdf5_fixtures.py` wrote `msd-summary` and `msd-track` with h5py; that all cells are as h5py reads
//! them stands in `pandas_frames`. `TASTEMILL_REAL_DATA` names a folder with `msd-tracks-h5/` in it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use fixture::unpacked;
use hdf::{Cells, Content};

#[path = "frames/fixture.rs"]
mod fixture;

#[test]
fn the_tables_are_one_frame_of_all_three() {
    let file = unpacked("msd-summary");
    assert_eq!(hdf::describe(file.path()).unwrap(), [Content::Msd { n_songs: 7 }]);
    let wanted = |name: &str| ["title", "tempo", "year", "idx_bars_start"].contains(&name);
    let frame = hdf::read(file.path(), None, &wanted).unwrap();
    let names: Vec<&str> = frame.columns.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names, frame.n_rows), (vec!["title", "tempo", "year"], 7));
}

#[test]
fn files_of_tracks_are_one_table_in_the_order_given() {
    let (one, seven) = (unpacked("msd-track"), unpacked("msd-summary"));
    let paths = [one.path().to_owned(), seven.path().to_owned(), one.path().to_owned()];
    let frame = hdf::read_tracks(&paths, &|name| name == "song_id").unwrap();
    // Rows are numbered from 0 in each file.
    let ids = [0, 0, 1, 2, 3, 4, 5, 6, 0].map(|row| format!("SO{row:06}"));
    let Some(Cells::Texts(texts)) = frame.column("song_id") else { panic!("expected texts") };
    assert_eq!(texts.iter().flatten().collect::<Vec<_>>(), ids);
}

#[test]
fn a_file_that_is_no_track_is_named() {
    let (track, frame) = (unpacked("msd-track"), unpacked("series-3"));
    let paths = [track.path().to_owned(), frame.path().to_owned()];
    let error = hdf::read_tracks(&paths, &|_| true).unwrap_err();
    assert_eq!(error.file, frame.path());
    assert!(error.to_string().contains("expected the tables of the Million Song Dataset"), "{error}");
}

#[test]
fn real_tracks_have_the_ids_that_their_files_are_named_after() {
    let Some(folder) = env::var_os("TASTEMILL_REAL_DATA").map(|folder| PathBuf::from(folder).join("msd-tracks-h5"))
    else {
        return;
    };
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "h5"));
    paths.sort();
    let stems: Vec<String> = paths.iter().map(|path| stem(path)).collect();
    let frame = hdf::read_tracks(&paths, &|name| hdf::MSD_COLUMNS.contains(&name) || name == "energy").unwrap();
    let Some(Cells::Texts(ids)) = frame.column("track_id") else { panic!("expected texts") };
    assert_eq!(ids.iter().flatten().collect::<Vec<_>>(), stems);
    assert_eq!(frame.columns.len(), hdf::MSD_COLUMNS.len() + 1);
    let Some(Cells::Floats(energy)) = frame.column("energy") else { panic!("expected floats") };
    assert!(energy.iter().all(|&energy| energy == 0.0));
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}
