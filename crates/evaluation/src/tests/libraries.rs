//! The same numbers as other people's libraries, on the same 10,000 random rankings.
//!
//! `tests/clients/make_metrics_fixture.py` made the fixture and names the versions. Short and empty lists, ties, users
//! with one, with many and without hidden songs are among them.

use std::convert::Infallible;

use serde_json::Value;

use super::stream::World;
use crate::{Convention, JudgedModel, Jury, Metric, Spread};

const FIXTURE: &str = include_str!("../../../../tests/fixtures/metrics/libraries.json");

pub(super) fn fixture() -> Value {
    serde_json::from_str(FIXTURE).unwrap()
}

fn judge(world: &World, names: &[&String], convention: Convention) -> JudgedModel {
    let metrics: Vec<Metric> = names.iter().map(|name| name.parse().unwrap()).collect();
    let jury = Jury::new(world.case(&metrics, convention)).unwrap();
    jury.judge("drawn", [Ok::<_, Infallible>(world.rankings.clone())]).unwrap()
}

#[track_caller]
fn check_near(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{what}: expected {expected}, found {found}");
}

/// Means of all users, and the values of the first of them, in one library.
#[track_caller]
fn check_library(world: &World, convention: Convention, name: &str, library: &Value) {
    let means = library["means"].as_object().unwrap();
    let names: Vec<&String> = means.iter().filter(|(_, mean)| !mean.is_null()).map(|(metric, _)| metric).collect();
    let judged = judge(world, &names, convention);
    for (index, metric) in names.iter().enumerate() {
        let mean = judged.of_all_lists[index].unwrap_or_else(|| Spread::of(&judged.values[index]).mean);
        check_near(&format!("{name} {metric}"), mean, means[*metric].as_f64().unwrap());
        for (user, value) in library["users"][metric.as_str()].as_array().into_iter().flatten().enumerate() {
            let found = judged.values[index][user];
            match value.as_f64() {
                Some(expected) => check_near(&format!("{name} {metric}, user {user}"), found, expected),
                None => assert!(found.is_nan(), "{name} {metric}, user {user}: expected no value, found {found}"),
            }
        }
    }
}

#[test]
fn accuracy_is_that_of_the_library_whose_convention_it_is() {
    let (world, fixture) = (World::drawn(), fixture());
    let mut n_libraries = 0;
    for (convention, libraries) in fixture["libraries"].as_object().unwrap() {
        for (name, library) in libraries.as_object().unwrap() {
            check_library(&world, convention.parse().unwrap(), name, library);
            n_libraries += 1;
        }
    }
    assert_eq!(n_libraries, 6);
}

/// The Challenge's average precision is that of implicit and of `RecBole`, its other metrics those of `RecBole`; and
/// under `spark` the same with zeros for the users without hidden songs.
#[test]
fn the_challenge_and_spark_agree_with_recbole() {
    let (world, fixture) = (World::drawn(), fixture());
    let library = &fixture["libraries"]["recbole"]["RecBole"];
    check_library(&world, Convention::Msd, "RecBole", library);
    let name = "map@10".to_owned();
    let judged = judge(&world, &[&name], Convention::Spark);
    let (n_judged, n_users) = (fixture["n_judged"].as_f64().unwrap(), judged.users.len() as f64);
    let expected = library["means"]["map@10"].as_f64().unwrap() * n_judged / n_users;
    check_near("spark", Spread::of(&judged.values[0]).mean, expected);
}

#[test]
fn descriptions_of_lists_are_those_of_numpy_and_scipy() {
    let (world, fixture) = (World::drawn(), fixture());
    check_library(&world, Convention::Msd, "NumPy", &fixture["described"]);
    for (metric, n) in fixture["described"]["n"].as_object().unwrap() {
        let judged = judge(&world, &[metric], Convention::Msd);
        assert_eq!(Some(Spread::of(&judged.values[0]).n as u64), n.as_u64(), "{metric}");
    }
}

#[test]
fn users_that_hang_on_ties_are_those_found_by_going_through_the_groups() {
    let (world, fixture) = (World::drawn(), fixture());
    let judged = judge(&world, &[&"map@50".to_owned()], Convention::Msd);
    assert_eq!(Some(judged.n_tied as u64), fixture["n_tied"].as_u64());
    assert_eq!(Some(judged.users.len() as u64), fixture["n_judged"].as_u64());
}
