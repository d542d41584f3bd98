//! Any store is read or refused: no panic, no hang, no memory far beyond what it holds; twice the same.
//!
//! The first byte chooses a recording of a real file, which the others are edits of, or none, and they are a store.
#![no_main]

#[path = "peak.rs"]
mod peak;

use hdf::trial::{Tree, check_whole};
use libfuzzer_sys::fuzz_target;

/// Recordings of files of pandas and of a track of the Million Song Dataset.
const RECORDINGS: [&[u8]; 16] = [
    include_bytes!("../recordings/index-levels-1"),
    include_bytes!("../recordings/index-mixed-1"),
    include_bytes!("../recordings/index-zoned-1"),
    include_bytes!("../recordings/level-names-1"),
    include_bytes!("../recordings/msd-track"),
    include_bytes!("../recordings/no-rows-3"),
    include_bytes!("../recordings/series-texts-3"),
    include_bytes!("../recordings/songs-0.24"),
    include_bytes!("../recordings/songs-3"),
    include_bytes!("../recordings/songs-zlib-1"),
    include_bytes!("../recordings/table-3"),
    include_bytes!("../recordings/table-columns-1"),
    include_bytes!("../recordings/table-levels-1"),
    include_bytes!("../recordings/table-missing-3"),
    include_bytes!("../recordings/table-series-1"),
    include_bytes!("../recordings/times-3"),
];

/// Bytes that a reader may hold for each byte that the store has, filters unpacked, and beside that: the texts of
/// categories, 256 MB in each row of a frame, in a buffer that doubles.
const BYTES_A_BYTE: u64 = 64;
const BYTES: u64 = 896 << 20;

fuzz_target!(|bytes: &[u8]| {
    let tree = Tree::chosen(&RECORDINGS, bytes);
    let (read, peak) = peak::peak_of(|| hdf::read_store(&tree, None, &|_| true));
    assert!(peak as u64 <= BYTES + BYTES_A_BYTE * tree.stored_bytes(), "{peak} bytes held");
    let _ = read.as_ref().map(check_whole);
    if peak < 1 << 20 {
        let again = hdf::read_store(&tree, None, &|_| true);
        assert_eq!(format!("{read:?}"), format!("{again:?}"));
    }
});
