//! Lines, fields and quotes of the triplet files.

use crate::program::{HIDDEN, Sources, TRAIN, VISIBLE, names, rejected};

use super::{check_cells, kept_aside, row, run_with, stops_with};

const PLAIN: &str = "ann\tAja\t3\nann\tBow\t1\nbob\tCry\t2\n";

/// The train file says what the plain one says: the artifacts are the same to the byte.
#[track_caller]
fn check_same_as_plain(content: impl AsRef<[u8]>) {
    let (plain, other) = (run_with(TRAIN, PLAIN), run_with(TRAIN, content));
    assert_eq!(rejected(&other), []);
    assert_eq!(other.manifest()["counts"], plain.manifest()["counts"]);
    for file in ["train_sparse.npz", "test_sparse.npz", "user_mapping.parquet", "user_df.parquet"] {
        let bytes = |sources: &Sources| std::fs::read(sources.latest().join(file)).unwrap();
        assert!(bytes(&plain) == bytes(&other), "{file}");
    }
}

#[test]
fn windows_line_ends_change_nothing() {
    check_same_as_plain(PLAIN.replace('\n', "\r\n"));
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    check_same_as_plain(format!("\u{feff}{PLAIN}"));
}

#[test]
fn a_missing_last_line_end_changes_nothing() {
    check_same_as_plain(PLAIN.trim_end());
}

#[test]
fn blank_lines_are_not_rows() {
    check_same_as_plain(PLAIN.replace('\n', "\n\n \r\n\t\t\n"));
}

/// Line 3 is the third line of the file, not the second row.
#[test]
fn blank_lines_count_when_a_line_is_named() {
    let sources = run_with(TRAIN, "ann\tAja\t3\n\nann\tBow\t0\n");
    assert_eq!(kept_aside(&sources), [row("train", 3, "plays-zero")]);
    assert_eq!(sources.manifest()["counts"]["raw_triplets"], 2 + 4, "with two visible and two hidden rows");
}

/// The notebook: pandas ends a line there, so this would be three rows. Here it is one of seven fields.
#[test]
fn a_carriage_return_alone_ends_no_line() {
    stops_with(TRAIN, PLAIN.replace('\n', "\r"), "line 1: expected user, song and play count separated by tabs");
}

/// The notebook: a missing count, which ends as NaN.
#[test]
fn a_row_with_two_fields_is_kept_aside() {
    let sources = run_with(TRAIN, "ann\tAja\t3\nbob\tCry\n");
    assert_eq!(rejected(&sources), [("train".to_owned(), 2, "fields".to_owned(), "bob\tCry".to_owned())]);
    check_cells(&sources, "train_sparse.npz", &[("Aja", "ann", 3.0), ("Aja", "cat", 5.0)]);
}

/// The notebook: the run ends (pandas 3), or the fourth field is dropped without a word (0.24).
#[test]
fn a_row_with_four_fields_is_kept_aside() {
    let sources = run_with(TRAIN, "ann\tAja\t3\nbob\tCry\t2\t2011\n");
    assert_eq!(kept_aside(&sources), [row("train", 2, "fields")]);
}

/// The notebook: the first field becomes the index, the others move up, and every train row silently vanishes.
#[test]
fn a_file_of_four_columns_stops_at_its_first_line() {
    let message = "train_triplets.txt: line 1: expected user, song and play count separated by tabs, found 4 fields";
    stops_with(TRAIN, "1\tann\tAja\t3\n2\tbob\tCry\t2\n", message);
}

#[test]
fn a_file_without_a_usable_row_stops_at_its_first_row() {
    stops_with(HIDDEN, "\n\ncat Dew 1\ndan Elm 4\n", "line 3: expected user, song and play count separated by tabs");
    stops_with(VISIBLE, "cat,Aja,5\n", "line 1: expected user, song and play count separated by tabs, found 1 field");
}

/// The notebook: the counts are text then, and the run ends when they become weights.
#[test]
fn a_header_line_is_one_row_that_cannot_be_used() {
    let sources = run_with(TRAIN, format!("user_id\tsong_id\tplay_count\n{PLAIN}"));
    assert_eq!(kept_aside(&sources), [row("train", 1, "plays-not-a-number")]);
    assert_eq!(names(&sources.table("user_mapping.parquet"), "user_id"), ["ann", "bob", "cat"]);
}

/// The notebook: the run ends with a `UnicodeDecodeError`.
#[test]
fn a_row_that_is_not_utf8_is_kept_aside() {
    let sources = run_with(TRAIN, b"ann\tAja\t3\nb\xf6b\tCry\t2\nbob\tBow\t1\n");
    let raw = "b\u{fffd}b\tCry\t2".to_owned();
    assert_eq!(rejected(&sources), [("train".to_owned(), 2, "not-utf8".to_owned(), raw)]);
    check_cells(&sources, "train_sparse.npz", &[("Aja", "ann", 3.0), ("Aja", "cat", 5.0), ("Bow", "bob", 1.0)]);
}

#[test]
fn a_line_of_megabytes_stops_the_run() {
    let line = "u".repeat(3 << 20);
    stops_with(TRAIN, format!("{PLAIN}{line}\tAja\t1\n{PLAIN}"), "found more than 1048576 bytes without a line end");
}

#[test]
fn a_line_of_a_megabyte_is_a_line() {
    let user = "u".repeat((1 << 20) - 10);
    let sources = run_with(TRAIN, format!("{PLAIN}{user}\tAja\t1\n{PLAIN}"));
    assert_eq!(names(&sources.table("user_mapping.parquet"), "user_id")[3], user);
}

/// As the notebook has it.
#[test]
fn quotes_around_a_whole_field_are_taken_off() {
    check_same_as_plain("\"ann\"\t\"Aja\"\t\"3\"\nann\tBow\t1\n\"bob\"\tCry\t2\n");
}

/// The notebook: the quote swallows the lines behind it up to the next quote, or to the end, and then the run ends.
#[test]
fn a_quote_that_is_not_closed_is_a_character_and_eats_no_line() {
    let sources = run_with(TRAIN, "\"ann\tAja\t3\nbob\tCry\t2\nb\"o\tBow\t1\nq\"\tBow\t2\n");
    assert_eq!(rejected(&sources), []);
    let users = names(&sources.table("user_mapping.parquet"), "user_id");
    assert_eq!(users, ["\"ann", "b\"o", "bob", "cat", "q\""]);
}

/// The notebook: `q"7` and, as one field, `So<tab>ng`.
#[test]
fn doubled_quotes_and_quoted_tabs_have_no_special_meaning() {
    let sources = run_with(TRAIN, "\"q\"\"7\"\tAja\t3\nbob\t\"So\tng\"\t2\n");
    assert_eq!(kept_aside(&sources), [row("train", 2, "fields")]);
    assert_eq!(names(&sources.table("user_mapping.parquet"), "user_id"), ["\"q\"\"7\"", "cat"]);
}
