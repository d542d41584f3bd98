//! User and song ids.

use crate::program::{SONG_HEADER, SONGS, Sources, TRAIN, integers, names, rejected};

use super::{ANY_SHARE, CRY, check_cells, kept_aside, row, run_with};

/// The users of a train file in which each plays Aja once; cat comes from the visible file.
fn users_of(ids: &[&str]) -> Vec<String> {
    let train = ids.iter().fold(String::new(), |train, id| train + id + "\tAja\t1\n");
    let sources = run_with(TRAIN, train);
    assert_eq!(rejected(&sources), []);
    names(&sources.table("user_mapping.parquet"), "user_id")
}

/// The notebook: `read_csv` makes them NaN, and the run ends if such a row survives the join.
#[test]
fn words_that_pandas_takes_for_missing_are_ids() {
    assert_eq!(users_of(&["NA", "null", "NaN", "None"]), ["NA", "NaN", "None", "cat", "null"]);
    let sources = Sources::small()
        .with(TRAIN, "ann\tNA\t3\nbob\tnull\t2\n")
        .with(SONGS, format!("{SONG_HEADER}{}{}{CRY}", CRY.replace("Cry", "NA"), CRY.replace("Cry", "null")));
    sources.run_well(&ANY_SHARE);
    check_cells(&sources, "train_sparse.npz", &[("NA", "ann", 3.0), ("null", "bob", 2.0)]);
}

/// The notebook: NaN ids, as above; a missing song id of a row even matches a missing one of the table.
#[test]
fn rows_with_an_empty_id_are_kept_aside() {
    let sources = run_with(TRAIN, "ann\tAja\t3\n\tAja\t1\nbob\t\t1\n\"\"\tAja\t1\n");
    let expected = [row("train", 2, "user-empty"), row("train", 3, "song-empty"), row("train", 4, "user-empty")];
    assert_eq!(kept_aside(&sources), expected);
}

/// The notebook: 9, 12, 100, if all ids of all files look like whole numbers; like here as soon as one does not.
#[test]
fn ids_that_look_like_numbers_are_sorted_as_bytes() {
    assert_eq!(users_of(&["9", "100", "12"]), ["100", "12", "9", "cat"]);
}

/// The notebook: one user 7, if all ids look like whole numbers.
#[test]
fn an_id_keeps_its_leading_zeros() {
    assert_eq!(users_of(&["7", "007"]), ["007", "7", "cat"]);
}

/// Upper case before lower case, all of ASCII before `ü`. As the notebook has it.
#[test]
fn ids_are_sorted_by_their_bytes() {
    assert_eq!(users_of(&["ü7", "zoe", "Zoe", "zo", "_"]), ["Zoe", "_", "cat", "zo", "zoe", "ü7"]);
}

/// ` Aja` is no song of the table: the row is left out as those of other unknown songs are, not kept aside. As the
/// notebook has it.
#[test]
fn spaces_are_part_of_an_id() {
    assert_eq!(users_of(&["ann", " ann", "ann "]), [" ann", "ann", "ann ", "cat"]);
    let sources = run_with(TRAIN, "ann\t Aja\t1\nann\tBow\t1\n");
    assert_eq!(rejected(&sources), []);
    check_cells(&sources, "train_sparse.npz", &[("Aja", "cat", 5.0), ("Bow", "ann", 1.0)]);
}

/// zoe comes first in the file. The notebook: the rows of the mappings are in order of first appearance.
#[test]
fn the_tables_of_ids_are_sorted_by_number() {
    let sources = run_with(TRAIN, "zoe\tCry\t1\nann\tAja\t1\n");
    let users = sources.table("user_mapping.parquet");
    assert_eq!(integers(&users, "sparse_index"), [0, 1, 2]);
    assert_eq!(names(&users, "user_id"), ["ann", "cat", "zoe"]);
    assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), ["Aja", "Cry", "Dew"]);
}
