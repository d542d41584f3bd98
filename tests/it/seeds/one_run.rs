//! A plan with several draws: a run that stands for several.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::{Runs, plan, run, seeds, together};
use crate::program::Sources;

/// Everything below the reading of plays three times over, each with a seed of its own.
fn plan_of_three_draws(sources: &Sources) -> PathBuf {
    let text = fs::read_to_string(plan(sources)).unwrap();
    let (above, below) = text.split_at(text.find("[[stage]]\nname = \"split\"").unwrap());
    let wanted = ["split", "popularity-model", "popularity", "random-model", "random", "judge"];
    let stages: toml::Table = below.parse().unwrap();
    let mut all = above.to_owned();
    for seed in 1..=3 {
        for stage in stages["stage"].as_array().unwrap() {
            let name = stage["name"].as_str().unwrap();
            if wanted.contains(&name) {
                all += "\n[[stage]]\n";
                all += &numbered(stage, seed);
            }
        }
    }
    let path = sources.data().join("three.toml");
    fs::write(&path, all).unwrap();
    path
}

/// A stage whose names, values and files end in a number.
fn numbered(stage: &toml::Value, seed: i64) -> String {
    let own = ["plays", "popularity-model", "popularity", "random-model", "random"];
    let rename = |value: &toml::Value| -> toml::Value {
        let renamed = |text: &str| match text.split_once('.') {
            Some((stem, ending)) => format!("{stem}-{seed}.{ending}"),
            None if own.contains(&text) => format!("{text}-{seed}"),
            None => text.to_owned(),
        };
        match value {
            toml::Value::Array(list) => {
                list.iter().map(|text| renamed(text.as_str().unwrap())).collect::<Vec<_>>().into()
            }
            text => renamed(text.as_str().unwrap()).into(),
        }
    };
    let mut stage = stage.as_table().unwrap().clone();
    let name = format!("{}-{seed}", stage["name"].as_str().unwrap());
    stage.insert("name".to_owned(), name.into());
    for ports in ["reads", "writes"] {
        let ports = stage[ports].as_table_mut().unwrap();
        ports.iter_mut().for_each(|(_, value)| *value = rename(value));
    }
    if stage["run"].as_str() == Some("split-plays") {
        stage["with"]["protocol"].as_table_mut().unwrap().insert("seed".to_owned(), seed.into());
    }
    // Inline tables, so that stages stand one below the other.
    let lines: Vec<String> = stage.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    lines.concat()
}

#[test]
fn the_draws_of_one_run_count_as_those_of_several() {
    let runs = Runs::new();
    let several = together(&runs.of_seeds(&[1, 2, 3]), &[]);
    let one = run(&runs.sources, &plan_of_three_draws(&runs.sources), &[]);
    let found = together(std::slice::from_ref(&one), &[]);
    assert_eq!(found["models"], several["models"], "models go by what their names begin with");
    assert_eq!(found["comparisons"], several["comparisons"]);
    let stages: Vec<&Value> = found["draws"].as_array().unwrap().iter().map(|draw| &draw["stage"]).collect();
    assert_eq!(stages, ["judge-1", "judge-2", "judge-3"]);
    // Beside the same draws in runs of their own they are there twice.
    let twice = seeds(&[one, runs.run(&["split.protocol.seed=2"])], &[]);
    assert_eq!(twice.code, Some(65));
    assert!(twice.stderr.contains("expected every draw once, found the same hidden songs in"), "{}", twice.stderr);
    assert!(twice.stderr.contains("(`judge-2`) (seed 2)"), "{}", twice.stderr);
}
