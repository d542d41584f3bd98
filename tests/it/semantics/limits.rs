//! How many rows may be unusable.

use crate::program::{HIDDEN, SONG_HEADER, SONGS, Sources, TRAIN};

use super::{AJA, BOW, CRY, kept_aside, row, stopped};

/// `n_rows` rows of ann, the last `n_bad` of them without plays.
fn rows(n_rows: usize, n_bad: usize) -> String {
    "ann\tAja\t1\n".repeat(n_rows - n_bad) + &"ann\tAja\t0\n".repeat(n_bad)
}

/// 0.1 % of 1000 rows is 1 row, of 999 rows less than one.
#[test]
fn up_to_one_row_in_a_thousand_may_be_unusable() {
    let sources = Sources::small().with(TRAIN, rows(1000, 1));
    sources.run_well(&[]);
    assert_eq!(kept_aside(&sources), [row("train", 1000, "plays-zero")]);

    let sources = Sources::small().with(TRAIN, rows(999, 1));
    let outcome = sources.run(&[]);
    stopped(
        &sources,
        &outcome,
        "expected at most a share of 0.001 of the rows to be unusable, found 1 of 999: plays-zero 1",
    );
    assert!(outcome.stderr.contains("line 999: plays-zero: \"ann\\tAja\\t0\""), "{}", outcome.stderr);
}

/// Half of 4 rows is 2 rows.
#[test]
fn exactly_the_allowed_share_is_allowed() {
    let half = ["--set", "listen.max_rejected=0.5"];
    Sources::small().with(TRAIN, rows(4, 2)).run_well(&half);
    let sources = Sources::small().with(TRAIN, rows(4, 3));
    stopped(&sources, &sources.run(&half), "expected at most a share of 0.5 of the rows to be unusable, found 3 of 4");
}

#[test]
fn nothing_may_be_unusable_if_the_share_is_0() {
    let none = ["--set", "listen.max_rejected=0"];
    Sources::small().run_well(&none);
    let sources = Sources::small().with(TRAIN, rows(5000, 1));
    stopped(&sources, &sources.run(&none), "expected at most a share of 0 of the rows to be unusable, found 1 of 5000");
}

/// One bad row is 1 in 5002 of all rows, but half of the hidden file.
#[test]
fn the_share_is_counted_in_every_file_for_itself() {
    let sources = Sources::small().with(TRAIN, rows(5000, 0)).with(HIDDEN, "cat\tDew\t1\ncat\tBow\t0\n");
    let outcome = sources.run(&[]);
    stopped(&sources, &outcome, "year1_test_triplets_hidden.txt: expected at most a share of 0.001 of the rows");
}

#[test]
fn songs_have_a_share_of_their_own() {
    let sources = Sources::small().with(SONGS, format!("{SONG_HEADER}{AJA}{BOW}{CRY},,,,,,,,,,\n"));
    let outcome = sources.run(&["--set", "listen.max_rejected=1"]);
    stopped(
        &sources,
        &outcome,
        "expected at most a share of 0.001 of the rows to be unusable, found 1 of 4: song-empty 1",
    );
    sources.run_well(&["--set", "songs.max_rejected=0.25"]);
}

/// `x` is a row of one field. The first row is good, so the file is not refused at once.
#[test]
fn at_most_a_million_rows_are_kept_aside() {
    let all = ["--set", "listen.max_rejected=1", "--quiet"];
    let file = |n_bad: usize| "ann\tAja\t1\n".to_owned() + &"x\n".repeat(n_bad);
    let sources = Sources::small().with(TRAIN, file(1_000_001));
    stopped(&sources, &sources.run(&all), "expected at most 1000000 unusable rows");
    let sources = Sources::small().with(TRAIN, file(1_000_000));
    sources.run_well(&all);
    assert_eq!(kept_aside(&sources).len(), 1_000_000);
}
