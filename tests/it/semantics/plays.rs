//! Play counts.

use crate::program::{TRAIN, integers, rejected, vectors};

use super::{check_cells, close, row, run_with};

/// ann's only row has the count; it is kept aside for the reason, and ann with it.
#[track_caller]
fn check_kept_aside(count: &str, reason: &str) {
    let sources = run_with(TRAIN, format!("bob\tCry\t2\nann\tAja\t{count}\n"));
    let raw = format!("ann\tAja\t{count}");
    assert_eq!(rejected(&sources), [("train".to_owned(), 2, reason.to_owned(), raw)]);
    check_cells(&sources, "train_sparse.npz", &[("Aja", "cat", 5.0), ("Cry", "bob", 2.0)]);
}

#[track_caller]
fn check_counts_as(count: &str, plays: f32) {
    let sources = run_with(TRAIN, format!("bob\tCry\t2\nann\tAja\t{count}\n"));
    assert_eq!(rejected(&sources), []);
    let expected = [("Aja", "ann", plays), ("Aja", "cat", 5.0), ("Cry", "bob", 2.0)];
    check_cells(&sources, "train_sparse.npz", &expected);
}

/// The notebook: an explicit 0 is stored in the matrix, and a user of zeros alone ends the run.
#[test]
fn a_count_of_zero_is_kept_aside() {
    for zero in ["0", "-0", "0.0"] {
        check_kept_aside(zero, "plays-zero");
    }
}

/// The notebook: taken, and subtracted from the taste.
#[test]
fn a_count_below_zero_is_kept_aside() {
    for negative in ["-2", "-0.5"] {
        check_kept_aside(negative, "plays-negative");
    }
}

/// The notebook: one and a half plays.
#[test]
fn a_count_with_a_fraction_is_kept_aside() {
    for fraction in ["1.5", ".5"] {
        check_kept_aside(fraction, "plays-not-whole");
    }
}

/// The notebook: NaN in the matrix and in the user's taste.
#[test]
fn a_missing_count_is_kept_aside() {
    for missing in ["", " ", "\"\""] {
        check_kept_aside(missing, "plays-missing");
    }
}

/// The notebook: `three` ends the run; `NA` is a missing count, `inf` an infinite one.
#[test]
fn a_count_that_is_no_number_is_kept_aside() {
    for text in ["three", "NA", "nan", "inf", "0x10", "1,000", "1_000", "3 4", "1e", "."] {
        check_kept_aside(text, "plays-not-a-number");
    }
}

/// 16,777,216 is 2^24. The notebook: 16,777,217 becomes 16,777,216 in the matrix and stays as it is in the taste.
#[test]
fn a_count_that_float32_may_not_hold_is_kept_aside() {
    for many in ["16777217", "16777218", "16777216.5", "99999999999999999999", "1e400"] {
        check_kept_aside(many, "plays-too-many");
    }
    check_counts_as("16777216", 16_777_216.0);
}

#[test]
fn a_whole_number_may_be_written_in_other_ways() {
    for three in ["3.0", "3.", "+3", "003", "3e0", "30e-1", " 3", "3 ", "\"3\"", "\" 3\""] {
        check_counts_as(three, 3.0);
    }
    check_counts_as("1e3", 1000.0);
}

/// The good row of ann is Bow, so ann's mellow value is Bow's: .25 x -.37 + .5 x -.64 + .25 x -.69 - 6 x -.58
/// + .5 x -.04 = 2.875. The notebook: NaN for ann after the missing count, no result at all after `three`.
#[test]
fn a_bad_count_costs_its_row_and_nothing_else() {
    let sources = run_with(TRAIN, "ann\tAja\tthree\nann\tBow\t7\nann\tCry\t\nbob\tCry\t2\n");
    let expected = [row("train", 1, "plays-not-a-number"), row("train", 3, "plays-missing")];
    assert_eq!(super::kept_aside(&sources), expected);
    let users = sources.table("user_df.parquet");
    assert_eq!(integers(&users, "num_songs"), [1, 1, 1]);
    assert_eq!(integers(&users, "plays"), [7, 2, 5]);
    close(vectors(&users, "MUSIC")[0].as_ref().unwrap()[0], 2.875);
}
