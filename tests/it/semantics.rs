//! What odd input means: one test for each decision of `docs/semantics.md`, through the program from outside.
//!
//! Where an expectation stands against "the notebook: ...", that is what the pandas notebook did with the same input.

mod plays;

mod lines;

mod ids;

mod listening;

mod tastes;

mod songs;

mod hdf5;

mod columns;

mod genres;

mod limits;

use std::collections::BTreeSet;
use std::fs;

use crate::program::{Outcome, Sources, names, repository};

/// Lets any share of the rows be unusable: of a handful of rows a single one is more than 0.1 %.
const ANY_SHARE: [&str; 4] = ["--set", "listen.max_rejected=1", "--set", "songs.max_rejected=1"];

const AJA: &str = "Aja,TRA,Steely Dan,Aja,0.5,0.25,0.5,0.125,-10,0.75,1977\n";
const BOW: &str = "Bow,TRB,Ann O,Bow,0.25,0.5,0,0.25,-6,0.5,\n";
const CRY: &str = "Cry,TRC,Godley,Cry,0.75,0.5,0.25,0.5,-8,0.25,1985\n";

/// The small sources with one file replaced, after a run that went well however many rows were unusable.
#[track_caller]
fn run_with(file: &str, content: impl AsRef<[u8]>) -> Sources {
    let sources = Sources::small().with(file, content);
    sources.run_well(&ANY_SHARE);
    sources
}

/// The run must stop because of what is in a source, and leave nothing behind.
#[track_caller]
fn stops_with(file: &str, content: impl AsRef<[u8]>, message: &str) {
    let sources = Sources::small().with(file, content);
    stopped(&sources, &sources.run(&ANY_SHARE), message);
}

#[track_caller]
fn stopped(sources: &Sources, outcome: &Outcome, message: &str) {
    assert_eq!(outcome.code, Some(65), "{}", outcome.stderr);
    assert!(outcome.stderr.contains(message), "`{message}` is not in:\n{}", outcome.stderr);
    assert!(sources.nothing_was_left(), "no run");
}

/// The cells of a matrix as (song, user, plays), row after row.
fn cells(sources: &Sources, matrix: &str) -> Vec<(String, String, f32)> {
    let songs = names(&sources.table("song_mapping.parquet"), "song_id");
    let users = names(&sources.table("user_mapping.parquet"), "user_id");
    let matrix = artifacts::read_npz(&sources.latest().join(matrix)).unwrap();
    assert_eq!((matrix.n_songs(), matrix.n_users()), (songs.len(), users.len()));
    let id = |ids: &[String], index: i32| ids[usize::try_from(index).unwrap()].clone();
    matrix.csr().iter().map(|(&plays, (song, user))| (id(&songs, song), id(&users, user), plays)).collect()
}

#[track_caller]
fn check_cells(sources: &Sources, matrix: &str, expected: &[(&str, &str, f32)]) {
    let expected: Vec<_> = expected.iter().map(|(song, user, n)| (song.to_string(), user.to_string(), *n)).collect();
    assert_eq!(cells(sources, matrix), expected);
}

/// The rejected rows as (source, line, reason).
fn kept_aside(sources: &Sources) -> Vec<(String, i64, String)> {
    crate::program::rejected(sources).into_iter().map(|(source, line, reason, _)| (source, line, reason)).collect()
}

fn row(source: &str, line: i64, reason: &str) -> (String, i64, String) {
    (source.to_owned(), line, reason.to_owned())
}

#[track_caller]
fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
}

#[test]
fn every_decision_names_its_test_and_every_test_is_named() {
    let page = fs::read_to_string(repository().join("docs/semantics.md")).unwrap();
    let named: BTreeSet<String> =
        page.split('`').skip(1).step_by(2).filter(|code| code.matches('_').count() > 2).map(str::to_owned).collect();
    let mut held = BTreeSet::new();
    for file in fs::read_dir(repository().join("tests/it/semantics")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let tests = text.split("#[test]\nfn ").skip(1).filter_map(|test| test.split_once('('));
        held.extend(tests.map(|(name, _)| name.to_owned()));
    }
    assert_eq!(named, held);
}
