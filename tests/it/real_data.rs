//! Real data, where they are at hand: a part of the Million Song Dataset with figures that the original notebook made.
//!
//! `TASTEMILL_REAL_DATA` names a folder with `msd-dev/` in it and perhaps `taste-profile-head/`. Without it, these tests
//! say that they were left out.

use std::fs;
use std::path::PathBuf;

use polars::prelude::DataFrame;
use serde_json::Value;

use crate::program::{Sources, msd_plan, names, outcome, program, table, texts, vectors};

/// A folder of real data, if it is there.
pub(crate) fn real_data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TASTEMILL_REAL_DATA").map(|folder| PathBuf::from(folder).join(name));
    let found = folder.filter(|folder| folder.is_dir());
    if found.is_none() {
        left_out(&format!("TASTEMILL_REAL_DATA names no folder with {name}/ in it"));
    }
    found
}

/// Says that a test was left out.
#[expect(clippy::print_stderr, reason = "it must not look like one that was run")]
pub(crate) fn left_out(why: &str) {
    eprintln!("left out: {why}");
}

/// A run on msd-dev, in the folder of `sources`.
#[track_caller]
fn run(sources: &Sources, data: &PathBuf, arguments: &[&str]) {
    let mut run = program();
    run.arg("run").arg(msd_plan()).arg("--data").arg(data).arg("--out").arg(sources.out());
    run.args(["--source", "songs=song_features.csv", "--source", "genres=msd_tagtraum_cd1.cls"]).args(arguments);
    let found = outcome(run);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
}

/// The figure as a run shows it, in every place that shows it.
#[track_caller]
fn shown(sources: &Sources, figure: &str) -> Vec<Value> {
    let manifest = sources.manifest();
    let count = |name: &str| manifest["counts"][name].clone();
    let matrix = |name: &str| artifacts::read_npz(&sources.latest().join(name)).unwrap();
    let (train, test) = (matrix("train_sparse.npz"), matrix("test_sparse.npz"));
    let songs = || table(&sources.latest().join("song_df.parquet"));
    match figure {
        "raw_triplets" | "joined" | "visible" | "hidden" | "hidden_after" | "all_after" | "n_test_users" => {
            vec![count(figure)]
        }
        "blacklisted_users" => vec![count("users_without_visible")],
        "n_users" => vec![count(figure), train.n_users().into(), test.n_users().into()],
        "n_songs" => vec![count(figure), train.n_songs().into(), test.n_songs().into(), songs().height().into()],
        "train_nnz" => vec![count(figure), train.nnz().into()],
        "test_nnz" => vec![count(figure), test.nnz().into()],
        "train_sum" => vec![train.total().into()],
        "test_sum" => vec![test.total().into()],
        "songs_with_genre" => vec![count(figure), texts(&songs(), "genre").iter().flatten().count().into()],
        _ => panic!("expected.json has a figure that nobody knows how to find: {figure}"),
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[track_caller]
fn assert_near(found: &[f64], expected: &[f64], tolerance: impl Fn(f64) -> f64) {
    assert_eq!((found.len(), expected.len()), (5, 5));
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance(*expected), "{found} is not {expected}");
    }
}

/// The mean over the users, each counting once, to the nine decimals that are given.
#[track_caller]
fn assert_mean(users: &DataFrame, expected: &[f64]) {
    let music: Vec<Vec<f64>> = vectors(users, "MUSIC").into_iter().flatten().collect();
    let mean: Vec<f64> =
        (0..5).map(|axis| music.iter().map(|vector| vector[axis]).sum::<f64>() / music.len() as f64).collect();
    assert_near(&mean, expected, |_| 0.5e-9 + 1e-12);
}

#[track_caller]
fn assert_first_five(users: &DataFrame, expected: &serde_json::Map<String, Value>) {
    let (ids, music) = (names(users, "user_id"), vectors(users, "MUSIC"));
    assert_eq!(ids[..5].iter().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (found, expected) in music.iter().zip(expected.values()) {
        assert_near(found.as_ref().unwrap(), &numbers(expected), |expected| 1e-12 * expected.abs());
    }
}

#[track_caller]
fn check(section: &str, arguments: &[&str]) {
    let Some(data) = real_data("msd-dev") else { return };
    let expected: Value = serde_json::from_str(&fs::read_to_string(data.join("expected.json")).unwrap()).unwrap();
    let sources = Sources::small();
    run(&sources, &data, arguments);
    let users = sources.table("user_df.parquet");
    for (figure, expected) in expected[section].as_object().unwrap() {
        match figure.as_str() {
            "music_mean" => assert_mean(&users, &numbers(expected)),
            "music_first5" => assert_first_five(&users, expected.as_object().unwrap()),
            _ => {
                for found in shown(&sources, figure) {
                    assert_eq!(found.as_f64(), expected.as_f64(), "{figure}");
                }
            }
        }
    }
    assert_eq!(sources.manifest()["counts"]["songs_in_source"], expected["song_features_rows"]);
}

#[test]
fn the_figures_of_the_notebook_come_out() {
    check("as_original_no_mismatch_filter", &[]);
}

#[test]
fn the_figures_without_mismatched_songs_come_out() {
    check("with_sid_mismatch_filter", &["--set", "songs.mismatched=drop"]);
}

/// The first 5,000 lines of the real `train_triplets.txt`.
#[test]
fn the_real_files_first_lines_are_all_usable() {
    let (Some(data), Some(head)) = (real_data("msd-dev"), real_data("taste-profile-head")) else { return };
    let train = head.join("train_triplets_small.txt");
    let n_lines = fs::read_to_string(&train).unwrap().lines().count();
    let sources = Sources::small();
    run(&sources, &data, &["--source", &format!("train={}", train.display())]);
    let record = &sources.manifest()["sources"]["train"];
    assert_eq!((record["rows"].as_u64(), record["rejected"].as_u64()), (Some(n_lines as u64), Some(0)));
    assert_eq!(crate::program::rejected(&sources), []);
}
