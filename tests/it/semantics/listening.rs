//! Which users, songs and rows stay, and in which order.

use polars::prelude::DataFrame;

use crate::program::{HIDDEN, Sources, TRAIN, VISIBLE, integers, names, rejected};

use super::{ANY_SHARE, check_cells, run_with, stopped};

/// The small sources with other triplets.
fn run_triplets(train: &str, visible: &str, hidden: &str) -> Sources {
    let sources = Sources::small().with(TRAIN, train).with(VISIBLE, visible).with(HIDDEN, hidden);
    sources.run_well(&[]);
    assert_eq!(rejected(&sources), []);
    sources
}

/// `song_sparse_indices` of every user.
fn histories(users: &DataFrame) -> Vec<Vec<i32>> {
    let lists = users.column("song_sparse_indices").unwrap().list().unwrap().clone();
    (0..lists.len()).map(|row| lists.get_as_series(row).unwrap().i32().unwrap().iter().flatten().collect()).collect()
}

fn is_test(users: &DataFrame) -> Vec<bool> {
    users.column("is_test").unwrap().bool().unwrap().iter().flatten().collect()
}

/// Aja 0, Bow 1, Cry 2. ann's rows: Cry, Aja in train, Bow in visible. The notebook under pandas from 2.2 on: the same;
/// before, songs by their first appearance in the whole file, so Bow, Cry, Aja: bob's Bow comes first.
#[test]
fn a_users_songs_stand_in_the_order_of_the_files() {
    let sources = run_triplets("bob\tBow\t1\nann\tCry\t1\nann\tAja\t1\n", "ann\tBow\t1\n", "");
    assert_eq!(histories(&sources.table("user_df.parquet")), [vec![2, 0, 1], vec![1]]);
}

/// ann has a train row, bob's train row is of an unknown song, cat has none. The notebook under pandas from 2.2 on: the
/// same; before, what the first row of ann's first song said, here the visible one.
#[test]
fn a_test_user_is_one_of_whom_no_train_row_is_left() {
    let sources =
        run_triplets("zoe\tBow\t1\nann\tAja\t1\nbob\tXxx\t1\n", "ann\tBow\t1\nbob\tBow\t1\ncat\tAja\t1\n", "");
    let users = sources.table("user_df.parquet");
    assert_eq!(names(&users, "user_id"), ["ann", "bob", "cat", "zoe"]);
    assert_eq!(is_test(&users), [false, true, true, false]);
}

/// As the notebook has it.
#[test]
fn repeated_pairs_add_up_in_the_matrix_and_are_listed_twice() {
    let sources = run_triplets("ann\tAja\t3\nann\tBow\t1\nann\tAja\t4\n", "", "ann\tCry\t2\nann\tCry\t2\n");
    check_cells(&sources, "train_sparse.npz", &[("Aja", "ann", 7.0), ("Bow", "ann", 1.0)]);
    check_cells(&sources, "test_sparse.npz", &[("Cry", "ann", 4.0)]);
    let users = sources.table("user_df.parquet");
    assert_eq!(integers(&users, "num_songs"), [3]);
    assert_eq!(integers(&users, "plays"), [8]);
    assert_eq!(histories(&users), [[0, 1, 0]]);
}

/// 2^24 + 1 is no float32 and rounds to 2^24, twice over; in whole numbers it would be 2^24 + 2, which is one. As scipy.
#[test]
fn repeated_pairs_are_summed_in_float32_in_the_order_of_the_file() {
    let sources = run_triplets("ann\tAja\t16777216\nann\tAja\t1\nann\tAja\t1\n", "", "");
    check_cells(&sources, "train_sparse.npz", &[("Aja", "ann", 16_777_216.0)]);
    assert_eq!(integers(&sources.table("user_df.parquet"), "plays"), [16_777_218]);
    let sources = run_triplets("ann\tAja\t1\nann\tAja\t1\nann\tAja\t16777216\n", "", "");
    check_cells(&sources, "train_sparse.npz", &[("Aja", "ann", 16_777_218.0)]);
}

/// As the notebook has it.
#[test]
fn a_pair_that_is_both_visible_and_hidden_stays_on_both_sides() {
    let sources = run_triplets("", "cat\tAja\t5\n", "cat\tAja\t2\n");
    check_cells(&sources, "train_sparse.npz", &[("Aja", "cat", 5.0)]);
    check_cells(&sources, "test_sparse.npz", &[("Aja", "cat", 2.0)]);
}

/// dan's visible song is unknown, eve has no visible row. Bow is only theirs, so Cry moves up. As the notebook has it.
#[test]
fn users_without_visible_rows_are_left_out_and_their_songs_with_them() {
    let sources =
        run_triplets("ann\tAja\t1\n", "dan\tXxx\t1\n", "ann\tCry\t1\ndan\tBow\t1\neve\tBow\t1\ndan\tCry\t1\n");
    assert_eq!(names(&sources.table("user_mapping.parquet"), "user_id"), ["ann"]);
    assert_eq!(names(&sources.table("song_mapping.parquet"), "song_id"), ["Aja", "Cry"]);
    check_cells(&sources, "test_sparse.npz", &[("Cry", "ann", 1.0)]);
    assert_eq!(sources.manifest()["counts"]["users_without_visible"], 2);
}

/// As the notebook's code has it; its comment says the reverse.
#[test]
fn users_without_hidden_rows_stay() {
    let sources = run_triplets("", "cat\tAja\t5\ndan\tBow\t1\n", "cat\tBow\t1\n");
    assert_eq!(names(&sources.table("user_mapping.parquet"), "user_id"), ["cat", "dan"]);
}

/// As the notebook has it. Unknown songs are counted, not kept aside: two thirds of the real file are such rows.
#[test]
fn rows_of_unknown_songs_are_left_out_and_users_of_nothing_else_too() {
    let sources = run_triplets("ann\tAja\t1\nann\tXxx\t1\nbob\tXxx\t1\n", "", "");
    assert_eq!(names(&sources.table("user_mapping.parquet"), "user_id"), ["ann"]);
    let counts = &sources.manifest()["counts"];
    assert_eq!((&counts["raw_triplets"], &counts["joined"]), (&3.into(), &1.into()));
}

/// As the notebook has it: a matrix of the same shape without cells.
#[test]
fn an_empty_hidden_file_is_fine() {
    let sources = run_with(HIDDEN, "");
    check_cells(&sources, "test_sparse.npz", &[]);
}

/// As the notebook has it.
#[test]
fn hidden_rows_of_left_out_users_alone_are_fine() {
    let sources = run_with(HIDDEN, "dan\tElm\t4\neve\tAja\t1\n");
    check_cells(&sources, "test_sparse.npz", &[]);
    assert_eq!(sources.manifest()["counts"]["users_without_visible"], 2);
}

#[test]
fn nothing_visible_left_stops_the_run() {
    let sources = Sources::small().with(TRAIN, "").with(VISIBLE, "cat\tXxx\t1\n");
    let outcome = sources.run(&ANY_SHARE);
    stopped(&sources, &outcome, "expected train or visible triplets whose song is among the songs, found none");
}

/// Aja 0, Bow 1, Cry 2. By hand, as pandas before 2.2 joins: the rows grouped by song are bob Cry, ann Cry, ann Bow, ann
/// Aja, so bob stands before ann and Cry before Bow.
#[test]
fn order_notebook_gives_what_the_notebook_gave() {
    let train = "bob\tCry\t2\nann\tBow\t1\nann\tAja\t3\nann\tCry\t1\n";
    let sources = Sources::small().with(TRAIN, train).with(VISIBLE, "cat\tXxx\t1\n");
    sources.run_well(&["--set", "listen.order=notebook"]);
    assert_eq!(names(&sources.table("song_mapping.parquet"), "song_id"), ["Cry", "Bow", "Aja"]);
    assert_eq!(names(&sources.table("user_mapping.parquet"), "user_id"), ["bob", "ann"]);
    assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), ["Cry", "Bow", "Aja"]);
    assert_eq!(histories(&sources.table("user_df.parquet")), [vec![2, 1, 0], vec![2]]);
}
