//! Recordings of real files with seeded edits that no writer makes: an error or a frame, never a panic.
//!
//! The fuzz target `layout` does the same for longer.

use std::{
    fs,
    path::{Path, PathBuf},
};

use fixture::unpacked;
use hdf::trial::{Source, Tree, check_whole};
use proptest::test_runner::{RngAlgorithm, TestRng};

#[path = "frames/fixture.rs"]
mod fixture;

/// Files that together have every layout.
const NAMES: [&str; 15] = [
    "songs-0.24",
    "songs-3",
    "songs-zlib-1",
    "times-3",
    "index-levels-1",
    "index-mixed-1",
    "level-names-1",
    "no-rows-3",
    "series-texts-3",
    "table-3",
    "table-columns-1",
    "table-levels-1",
    "table-series-1",
    "msd-summary",
    "msd-track",
];

fn random_bytes(seed: u8, len: usize) -> Vec<u8> {
    use proptest::prelude::Rng as _;
    let mut bytes = vec![0; len];
    TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]).fill_bytes(&mut bytes);
    bytes
}

/// Whether a frame is read, which is whole then.
fn is_frame(tree: &Tree, key: Option<&str>) -> bool {
    let read = hdf::read_store(tree, key, &|_| true);
    read.as_ref().map(check_whole).is_ok()
}

#[test]
fn a_recording_is_read_like_the_file() {
    for name in NAMES {
        let file = unpacked(name);
        let frame = hdf::read(file.path(), None, &|_| true).unwrap();
        let recording = hdf::record(file.path()).unwrap();
        assert_eq!(
            format!("{frame:?}"),
            format!("{:?}", hdf::read_store(&recording, None, &|_| true).unwrap()),
            "{name}"
        );
    }
}

#[test]
fn a_recording_comes_back_from_its_bytes() {
    let recording = hdf::record(unpacked("table-columns-1").path()).unwrap();
    let again = Source(&recording.to_bytes()).tree();
    assert_eq!(again.groups, recording.groups);
    assert_eq!(again.attributes, recording.attributes);
}

#[test]
fn edits_that_no_writer_makes_are_errors_or_frames() {
    for (seed, name) in (0..).zip(NAMES) {
        let recording = hdf::record(unpacked(name).path()).unwrap();
        let bytes = random_bytes(seed, 24 * 1500);
        let mut n_errors = 0;
        for edits in bytes.chunks(24) {
            let mut tree = recording.clone();
            tree.edit(&mut Source(edits));
            n_errors += usize::from(!is_frame(&tree, None));
        }
        assert!((1..1500).contains(&n_errors), "{name}: {n_errors} errors");
    }
}

#[test]
fn what_the_fuzzer_found_worth_keeping_is_an_error_or_a_frame() {
    let fuzz = fixture::folder().join("../../fuzz");
    let recordings = files(&fuzz.join("recordings"));
    let recordings: Vec<&[u8]> = recordings.iter().map(Vec::as_slice).collect();
    let corpus = files(&fuzz.join("corpus/layout"));
    assert!(recordings.len() == 16 && corpus.len() >= 32, "recordings or corpus are missing");
    for bytes in corpus {
        is_frame(&Tree::chosen(&recordings, &bytes), None);
    }
}

/// What is in the files of a folder, in order of their names.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be looked into").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("its files can be read")).collect()
}

#[test]
fn trees_of_random_bytes_are_errors_or_frames() {
    let bytes = random_bytes(99, 1 << 20);
    for bytes in bytes.chunks(256) {
        let tree: Tree = Source(bytes).tree();
        is_frame(&tree, Some("a"));
    }
}
