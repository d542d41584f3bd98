//! From plays to a report: what the plans that judge models leave, refuse and promise.

mod added_songs;
mod by_hand;
mod conventions;
mod every_plan;
mod foreign_rankings;
mod interrupted;
mod leaks;
mod nothing_to_judge;
mod single_stages;
mod threads;
mod wrong_plans;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use serde_json::Value;

use crate::program::{GENRES, HIDDEN, Outcome, SONG_HEADER, SONGS, Sources, TRAIN, VISIBLE, names, repository};

/// The plans of the repository that judge models.
const PLANS: [&str; 6] =
    ["popularity.toml", "als.toml", "personality.toml", "msd-challenge.toml", "liang.toml", "ratio.toml"];

/// What makes `liang.toml` run on a small sample.
const SMALL_LIANG: [&str; 4] = [
    "--set",
    "split.protocol={ name = \"liang\", min_listeners = 5, min_songs = 5, n_heldout = 20 }",
    "--set",
    "split.published=false",
];

fn shipped(plan: &str) -> PathBuf {
    repository().join("pipelines").join(plan)
}

/// What a plan of the repository needs on a small sample.
fn arguments_of(plan: &str) -> &'static [&'static str] {
    if plan == "liang.toml" { &SMALL_LIANG } else { &[] }
}

/// The example of docs/protocols.md, by the protocol `challenge`: six users, six songs, two hidden plays.
fn example() -> Sources {
    let songs = [
        "SOA,TRA,Steely Dan,Aja,0.5,0.25,0.5,0.125,-10,0.75,1977\n",
        "SOB,TRB,Ann O,Bow,0.25,0.5,0,0.25,-6,0.5,\n",
        "SOC,TRC,Godley,Cry,0.75,0.5,0.25,0.5,-8,0.25,1985\n",
        "SOD,TRD,Nobody,Dew,0.5,0.75,0.5,0.5,-4,0.5,2001\n",
        "SOE,TRE,Nobody,Elm,0.25,0.5,0.75,0.5,-5,0.5,2002\n",
        "SOF,TRF,Finn O,Fog,0.5,0.5,0.5,0.25,-7,0.25,2003\n",
    ];
    Sources::small()
        .with(
            TRAIN,
            "ann\tSOA\t3\nann\tSOB\t1\nann\tSOD\t2\nbob\tSOA\t1\nbob\tSOC\t4\nbob\tSOE\t1\ncleo\tSOB\t2\ncleo\tSOC\t1\n\
             cleo\tSOD\t1\ndan\tSOA\t5\ndan\tSOB\t1\ndan\tSOD\t1\ndan\tSOE\t2\n",
        )
        .with(VISIBLE, "eve\tSOA\t1\neve\tSOB\t1\nfinn\tSOC\t2\nfinn\tSOD\t1\n")
        .with(HIDDEN, "eve\tSOC\t1\nfinn\tSOF\t1\n")
        .with(SONGS, format!("{SONG_HEADER}{}", songs.concat()))
        .with(GENRES, "TRA\tPop_Rock\nTRC\tPop_Rock\nTRD\tJazz\n")
}

/// What the example needs so that SOF, which nobody plays where models look, is ranked too.
const ALL_SONGS: [&str; 6] =
    ["--set", "popularity.candidates=all", "--set", "random.candidates=all", "--set", "judge.candidates=all"];

/// Runs a plan of the repository; it must go well.
#[track_caller]
fn judged(sources: &Sources, plan: &str, arguments: &[&str]) {
    judged_by(sources, &shipped(plan), arguments);
}

/// Runs a plan; it must go well.
#[track_caller]
fn judged_by(sources: &Sources, plan: &Path, arguments: &[&str]) {
    let outcome = sources.run_plan(plan, arguments);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

/// `metrics.json` of the last run: names and finite numbers, nothing else.
#[track_caller]
fn metrics(sources: &Sources) -> BTreeMap<String, f64> {
    let text = fs::read_to_string(sources.latest().join("metrics.json")).unwrap();
    let map: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
    map.into_iter()
        .map(|(name, value)| {
            let number = value.as_f64().filter(|number| number.is_finite());
            (name.clone(), number.unwrap_or_else(|| panic!("{name}: {value}")))
        })
        .collect()
}

/// The first plays, or the first users, of a stage's record in the manifest.
fn stage(sources: &Sources, name: &str) -> Value {
    let manifest = sources.manifest();
    let stages = manifest["stages"].as_array().unwrap();
    stages.iter().find(|stage| stage["stage"] == name).unwrap_or_else(|| panic!("no stage {name}")).clone()
}

/// Rankings as rows of (user, rank, song).
fn listed(table: &DataFrame) -> Vec<(String, i32, String)> {
    let ranks: Vec<i32> = table.column("rank").unwrap().i32().unwrap().iter().map(Option::unwrap).collect();
    let rows = names(table, "user_id").into_iter().zip(ranks).zip(names(table, "song_id"));
    rows.map(|((user, rank), song)| (user, rank, song)).collect()
}

/// The cells of a column of numbers, of whatever width.
fn numbers(table: &DataFrame, column: &str) -> Vec<Option<f64>> {
    let cells = table.column(column).unwrap().cast(&polars::prelude::DataType::Float64).unwrap();
    cells.f64().unwrap().iter().collect()
}

/// Every file of the last run with its checksum, but the manifest, which has times in it.
fn sums(sources: &Sources) -> Vec<String> {
    let text = fs::read_to_string(sources.latest().join("SHA256SUMS")).unwrap();
    text.lines().filter(|line| !line.ends_with(" manifest.json")).map(str::to_owned).collect()
}

/// A plan of the repository with changes, beside the sources.
#[track_caller]
fn edited(sources: &Sources, plan: &str, changes: &[(&str, &str)]) -> PathBuf {
    let mut text = fs::read_to_string(shipped(plan)).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "`{from}` in {plan}");
        text = text.replacen(from, to, 1);
    }
    let path = sources.data().join("plan.toml");
    fs::write(&path, text).unwrap();
    path
}

/// A run ended with a code, named all parts, and left nothing.
#[track_caller]
fn assert_refused(sources: &Sources, found: &Outcome, code: i32, parts: &[&str]) {
    assert_eq!(found.code, Some(code), "{}", found.stderr);
    assert!(!found.stderr.contains("panicked"), "{}", found.stderr);
    for part in parts {
        assert!(found.stderr.contains(part), "expected `{part}` in:\n{}", found.stderr);
    }
    assert!(sources.nothing_was_left());
}
