//! Equal to what NumPy and pandas make of the same rows, user by user: `tests/clients/make_split_fixture.py`.

use std::collections::BTreeMap;

use domain::Plays;
use serde_json::{Value, from_str, from_value};

use super::{plays, songs_by_user};
use crate::{HeldOut, Liang, Protocol, split};

const PLAYS: &str = include_str!("../../../../../tests/fixtures/splits/plays.tsv");
const CASES: &str = include_str!("../../../../../tests/fixtures/splits/cases.json");
const DRAWN: &str = include_str!("../../../../../tests/fixtures/splits/drawn.json");

/// The songs of every user.
type Songs = BTreeMap<String, Vec<String>>;

fn input() -> Plays {
    let rows: Vec<(&str, &str, u32)> = PLAYS
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|fields| (fields[0], fields[1], fields[2].parse().unwrap()))
        .collect();
    plays([&rows, &[], &[]])
}

fn songs(value: &Value) -> Songs {
    let mut songs: Songs = from_value(value.clone()).unwrap();
    songs.retain(|_, songs| !songs.is_empty());
    songs
}

#[track_caller]
fn check_liang(case: &Value, judged: HeldOut, expected: &Value) {
    let options = Liang { judged, ..from_value(case["options"].clone()).unwrap() };
    let made = split(input(), &Protocol::Liang(options)).unwrap();
    let trains = |user: usize| made.plays.trains[user];
    assert_eq!(songs_by_user(&made.plays, &made.plays.visible, trains), songs(&case["train"]));
    assert_eq!(songs_by_user(&made.plays, &made.plays.visible, |user| !trains(user)), songs(&expected["shown"]));
    assert_eq!(songs_by_user(&made.plays, &made.plays.hidden, |_| true), songs(&expected["hidden"]));
    for (name, counts) in [("songs with enough listeners", "after_songs"), ("users with enough songs", "after_users")] {
        let step = made.step(name).unwrap();
        assert_eq!(from_value::<[usize; 3]>(case[counts].clone()).unwrap(), [step.n_pairs, step.n_users, step.n_songs]);
    }
    let n_training: usize = songs(&case["train"]).values().map(Vec::len).sum();
    assert_eq!(made.step("rows that train").unwrap().n_pairs, n_training);
}

#[test]
fn liang_splits_as_numpy_and_pandas_do() {
    for case in CASES.lines() {
        let case: Value = from_str(case).unwrap();
        check_liang(&case, HeldOut::Test, &case["test"]);
        check_liang(&case, HeldOut::Validation, &case["validation"]);
    }
    assert_eq!(CASES.lines().count(), 3);
}

#[test]
fn hidden_songs_are_those_that_numpys_pcg64_draws() {
    for case in DRAWN.lines() {
        let case: Value = from_str(case).unwrap();
        let protocol: Protocol = from_value(case["options"].clone()).unwrap();
        let made = split(input(), &protocol).unwrap();
        let mut hidden = songs_by_user(&made.plays, &made.plays.hidden, |_| true);
        for songs in hidden.values_mut() {
            songs.sort();
        }
        assert_eq!(hidden, songs(&case["hidden"]), "{protocol:?}");
    }
    assert_eq!(DRAWN.lines().count(), 4);
}
