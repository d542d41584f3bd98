//! Sources that are missing, damaged, or not what they should be.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use super::{check, check_call, run};
use crate::packed::{gzip, zip, zstd};
use crate::program::{
    GENRES, HIDDEN, SONG_HEADER, SONGS, Sources, TRAIN, VISIBLE, msd_plan, outcome, unpacked_fixture,
};
use crate::runs_folder::msd_run;

const MISMATCHES: &str = "sid_mismatches.txt";

#[track_caller]
fn check_sources(sources: &Sources, code: i32, problems: &[&[&str]]) {
    check(sources, code, problems, || run(sources, &msd_plan(), &[]));
}

/// One source with another content.
#[track_caller]
fn check_content(file: &str, content: impl AsRef<[u8]>, telling: &[&str]) {
    check_sources(&Sources::small().with(file, content), 65, &[&[&[file], telling].concat()]);
}

fn remove(sources: &Sources, file: &str) {
    std::fs::remove_file(sources.data().join(file)).unwrap();
}

/// Bytes without any order (a linear congruential generator's upper ones), of the kind that a wrong file has.
fn garbage() -> Vec<u8> {
    let step = |state: &mut u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some((*state >> 56) as u8)
    };
    std::iter::repeat_n((), 100_000).scan(2012, |state, ()| step(state)).collect()
}

#[test]
fn all_missing_files_are_named_at_once() {
    let sources = Sources::small();
    for file in [TRAIN, VISIBLE, HIDDEN, SONGS, GENRES] {
        remove(&sources, file);
    }
    check_sources(
        &sources,
        66,
        &[
            &["`genres`", GENRES],
            &["`hidden`", HIDDEN],
            &["`songs`", SONGS],
            &["`train`", TRAIN],
            &["`visible`", VISIBLE, "--source NAME=FILE"],
        ],
    );
}

#[test]
fn a_folder_without_sources_and_one_that_is_not_there_are_said_to_have_none() {
    let sources = Sources::small();
    remove(&sources, SONGS);
    check_sources(&sources, 66, &[&["`songs`", SONGS, "--data"]]);
}

#[test]
fn a_source_that_the_command_line_names_must_be_there_even_if_the_plan_can_do_without() {
    let sources = Sources::small();
    let arguments = ["--source", "mismatches=nothere.txt"];
    check(&sources, 66, &[&["`mismatches`", "nothere.txt"]], || run(&sources, &msd_plan(), &arguments));
}

#[test]
fn a_folder_in_place_of_a_file_is_no_input() {
    for file in [TRAIN, VISIBLE, HIDDEN, SONGS, GENRES] {
        let sources = Sources::small();
        remove(&sources, file);
        std::fs::create_dir(sources.data().join(file)).unwrap();
        check_sources(&sources, 66, &[&[file, "expected a file, found a folder"]]);
    }
    let sources = Sources::small();
    std::fs::create_dir(sources.data().join(MISMATCHES)).unwrap();
    check_sources(&sources, 66, &[&[MISMATCHES, "expected a file, found a folder"]]);
}

#[test]
fn what_is_neither_file_nor_folder_is_no_input() {
    let sources = Sources::small();
    remove(&sources, TRAIN);
    let _socket = UnixListener::bind(sources.data().join(TRAIN)).unwrap();
    check_sources(&sources, 66, &[&[TRAIN, "neither file nor folder"]]);
    let sources = Sources::small();
    remove(&sources, SONGS);
    symlink("nowhere", sources.data().join(SONGS)).unwrap();
    check_sources(&sources, 66, &[&[SONGS, "nothing there"]]);
}

#[test]
fn a_missing_column_is_named_with_those_found() {
    let found = "song_id, track_id, artist_name, title, danceability, power, instrumentalness, liveness, loudness, valence, year";
    check_content(SONGS, SONG_HEADER.replace("energy", "power"), &["expected column energy", found, "by name"]);
    check_content(
        SONGS,
        "song_id,title\nAja,Aja\n",
        &["track_id, danceability, energy", "found columns song_id, title"],
    );
}

#[test]
fn a_damaged_hdf5_file_in_place_of_songs_is_refused_with_what_is_wrong() {
    check_content(SONGS, b"\x89HDF\r\n\x1a\n and more", &[SONGS, "damaged"]);
}

/// As pandas and h5py lock what they write to.
#[test]
fn songs_that_another_program_has_locked_are_to_be_tried_again_later() {
    let sources = Sources::small().with(SONGS, unpacked_fixture("hdf5/songs-zlib-3.h5.gz"));
    let file = std::fs::File::open(sources.data().join(SONGS)).unwrap();
    file.lock().unwrap();
    let mut run = msd_run(&sources, &[]);
    run.env("HDF5_USE_FILE_LOCKING", "TRUE");
    check_call(
        run,
        75,
        &[&[SONGS, "can be locked for reading", "Resource temporarily unavailable", "hint: start again"]],
    );
    assert!(sources.nothing_was_left());
}

/// On these two frames with a few other bytes the HDF5 library of Debian 12 touches memory that is not its own.
#[test]
fn a_file_on_which_the_hdf5_library_breaks_down_is_damaged() {
    for name in ["frame-1-1568", "frame-1-1733"] {
        let file = unpacked_fixture(&format!("damaged/{name}.h5.gz"));
        check_content(SONGS, file, &[SONGS, "error: "]);
    }
}

#[test]
fn no_songs_at_all_are_too_few() {
    check_content(SONGS, "", &["song_id"]);
    check_content(SONGS, SONG_HEADER, &["at least one song"]);
}

#[test]
fn garbage_in_place_of_any_source_is_refused() {
    check_content(TRAIN, garbage(), &["line 1", "separated by tabs"]);
    check_content(VISIBLE, garbage(), &["line 1", "separated by tabs"]);
    check_content(HIDDEN, garbage(), &["line 1", "separated by tabs"]);
    check_content(SONGS, garbage(), &["a CSV, Parquet or HDF5 table of songs"]);
    check_content(GENRES, garbage(), &["line 1", "separated by a tab"]);
    check_content(MISMATCHES, garbage(), &["line 1", "ERROR: <SONG TRACK>"]);
}

#[test]
fn one_line_of_2_mib_is_refused_in_a_short_message() {
    let line = "a".repeat(2 << 20);
    for file in [TRAIN, VISIBLE, HIDDEN, SONGS, GENRES, MISMATCHES] {
        check_content(file, &line, &["expected"]);
        let sources = Sources::small().with(file, &line);
        let said = outcome(run(&sources, &msd_plan(), &[])).stderr;
        assert!(said.len() < 2000, "{} bytes", said.len());
    }
    check_content(TRAIN, format!("ann\tAja\t3\n{line}"), &["without a line end"]);
}

#[test]
fn four_fields_are_not_three() {
    check_content(
        TRAIN,
        "ann\tAja\t3\t1980\nbob\tCry\t2\t1980\n",
        &["line 1", "found 4 fields", "\"ann\\tAja\\t3\\t1980\""],
    );
    check_content(HIDDEN, "cat,Dew,1\n", &["line 1", "found 1 field", "cat,Dew,1"]);
}

#[test]
fn too_many_unusable_rows_are_told_by_reason_with_examples() {
    check_content(
        TRAIN,
        "ann\tAja\t3\nann\tBow\tfive\nann\tCry\nann\tDew\t0\nbob\tDew\t0\nann\tElm\t-1\n",
        &[
            "of the rows to be unusable",
            "found 5 of 6",
            "fields 1",
            "plays-not-a-number 1",
            "plays-zero 2",
            "plays-negative 1",
            "line 2: plays-not-a-number: \"ann\\tBow\\tfive\"",
            "line 3: fields: \"ann\\tCry\"",
            "line 4: plays-zero",
            "max_rejected",
        ],
    );
    check_content(
        SONGS,
        SONG_HEADER.to_owned() + "Aja,TRA,S,A,0.5,high,0.5,0.1,-10,0.7,1977\nBow,TRB,S,A,0,0,0,0,-6,0,\n",
        &["found 1 of 2", "feature-not-a-number 1", "line 2"],
    );
    check_content(GENRES, "TRA\tPop_Rock\nTRB\n", &["found 1 of 2", "fields 1", "line 2"]);
    check_content(MISMATCHES, "ERROR: <Aja TRA> a != b\nwhat\n", &["found 1 of 2", "not-a-mismatch 1", "line 2"]);
}

#[test]
fn songs_that_nobody_plays_make_no_run() {
    let sources = Sources::small().with(TRAIN, "ann\tXxx\t3\n").with(VISIBLE, "cat\tYyy\t1\n");
    check_sources(&sources, 65, &[&["stage `listen`", "whose song is among the songs", "same data set"]]);
}

/// 40,000 rows, so that the damage lies behind what is looked at before the run.
fn many_triplets() -> Vec<u8> {
    let line = |n: u64| format!("{:x}\tAja\t{}\n", n * n * 7919, n % 9 + 1).into_bytes();
    (0..40_000).flat_map(line).collect()
}

#[track_caller]
fn check_cut(ending: &str, whole: &[u8], telling: &[&str]) {
    let file = format!("{TRAIN}{ending}");
    for n in [whole.len() / 100, whole.len() / 2, whole.len() - 1] {
        let sources = Sources::small().with(&file, &whole[..n]);
        remove(&sources, TRAIN);
        check_sources(
            &sources,
            65,
            &[&[&[file.as_str(), "damage or an early end", "fetch the file again"], telling].concat()],
        );
    }
}

#[test]
fn a_packed_file_that_stops_early_is_damaged() {
    check_cut(".gz", &gzip(&many_triplets()), &["gzip"]);
    check_cut(".zst", &zstd(&many_triplets()), &["zstd"]);
    check_cut(".zip", &zip(&[("train_triplets.txt", &many_triplets())]), &["zip"]);
}

/// A run's own table of songs, which has the columns of a source.
fn parquet_songs() -> Vec<u8> {
    let sources = Sources::small();
    sources.run_well(&[]);
    std::fs::read(sources.latest().join("song_df.parquet")).unwrap()
}

#[test]
fn a_parquet_file_that_stops_early_is_damaged() {
    let whole = parquet_songs();
    for n in [4, 12, whole.len() / 2, whole.len() - 1] {
        check_content(SONGS, &whole[..n], &["Parquet", "damage or an early end"]);
    }
}

#[test]
fn a_parquet_file_with_a_changed_byte_is_read_or_refused() {
    let mut bytes = parquet_songs();
    for at in (0..bytes.len()).step_by(41) {
        bytes[at] ^= 0xff;
        let sources = Sources::small().with(SONGS, &bytes);
        let found = outcome(msd_run(&sources, &["--quiet"]));
        assert!(matches!(found.code, Some(0 | 65)), "byte {at} changed: {:?}: {}", found.code, found.stderr);
        assert!(found.code == Some(0) || sources.nothing_was_left());
        assert!(!found.stderr.contains("panicked"), "byte {at} changed: {}", found.stderr);
        bytes[at] ^= 0xff;
    }
}
