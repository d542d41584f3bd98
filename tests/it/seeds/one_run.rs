//! A plan with several draws: a run that stands for several.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Runs, plan, run, seeds, together};
use crate::program::Sources;
use crate::runs_folder::sampled;

/// Everything below the reading of plays once for each draw, whose name is put behind all others, by its protocol.
fn plan_of_draws(sources: &Sources, draws: &[(String, String)]) -> PathBuf {
    let text = fs::read_to_string(plan(sources)).unwrap();
    let (above, below) = text.split_at(text.find("[[stage]]\nname = \"split\"").unwrap());
    let wanted = ["split", "popularity-model", "popularity", "random-model", "random", "judge"];
    let stages: toml::Table = below.parse().unwrap();
    let mut all = above.to_owned();
    for (draw, protocol) in draws {
        for stage in stages["stage"].as_array().unwrap() {
            let name = stage["name"].as_str().unwrap();
            if wanted.contains(&name) {
                all += "\n[[stage]]\n";
                all += &named(stage, draw, protocol);
            }
        }
    }
    let path = sources.data().join("draws.toml");
    fs::write(&path, all).unwrap();
    path
}

/// A stage whose names, values and files end in the name of a draw.
fn named(stage: &toml::Value, draw: &str, protocol: &str) -> String {
    let own = ["plays", "popularity-model", "popularity", "random-model", "random"];
    let rename = |value: &toml::Value| -> toml::Value {
        let renamed = |text: &str| match text.split_once('.') {
            Some((stem, ending)) => format!("{stem}-{draw}.{ending}"),
            None if own.contains(&text) => format!("{text}-{draw}"),
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
    let name = format!("{}-{draw}", stage["name"].as_str().unwrap());
    stage.insert("name".to_owned(), name.into());
    for ports in ["reads", "writes"] {
        let ports = stage[ports].as_table_mut().unwrap();
        ports.iter_mut().for_each(|(_, value)| *value = rename(value));
    }
    if stage["run"].as_str() == Some("split-plays") {
        let options: toml::Table = format!("protocol = {protocol}").parse().unwrap();
        stage.insert("with".to_owned(), options.into());
    }
    // Inline tables, so that stages stand one below the other.
    let lines: Vec<String> = stage.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    lines.concat()
}

#[test]
fn the_draws_of_one_run_count_as_those_of_several() {
    let runs = Runs::new();
    let several = together(&runs.of_seeds(&[1, 2, 3]), &[]);
    let draws = [1, 2, 3].map(|seed| (seed.to_string(), format!("{{ name = 'ratio', seed = {seed} }}")));
    let one = run(&runs.sources, &plan_of_draws(&runs.sources, &draws), &[]);
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

/// Of whole users held out some are for validation and some for the test: two draws that may not be put together.
#[test]
fn a_stage_chooses_among_the_draws_of_a_run() {
    let sources = sampled(20_000);
    let drawn = [1, 2].map(|seed| {
        let draws = ["test", "validation"].map(|judged| {
            let options = "min_listeners = 2, min_songs = 5, n_heldout = 30";
            (judged.to_owned(), format!("{{ name = 'liang', judged = '{judged}', seed = {seed}, {options} }}"))
        });
        run(&sources, &plan_of_draws(&sources, &draws), &[])
    });
    let refused = seeds(&drawn, &[]);
    assert_eq!(refused.code, Some(65));
    for part in
        ["`protocol.judged` of `split-plays` test in ", "(`judge-test`) and validation in ", "`--stage NAME` chooses"]
    {
        assert!(refused.stderr.contains(part), "expected `{part}` in:\n{}", refused.stderr);
    }
    for stage in ["judge-test", "judge-validation"] {
        let found = together(&drawn, &["--stage", stage]);
        let told: Vec<_> =
            found["draws"].as_array().unwrap().iter().map(|draw| (&draw["stage"], &draw["seed"])).collect();
        assert_eq!(told, [(&json!(stage), &json!(1)), (&json!(stage), &json!(2))]);
    }
    let unknown = seeds(&drawn, &["--stage", "judge-test", "--stage", "jury"]);
    let expected = "--stage jury: expected a stage `evaluate` of the runs (judge-test, judge-validation), found `jury`";
    assert!(unknown.code == Some(2) && unknown.stderr.contains(expected), "{}", unknown.stderr);
}

/// The plan with a second evaluation of the same plays, by another convention.
fn plan_of_two_judges(sources: &Sources, writes: &str) -> PathBuf {
    let second = format!(
        "\n[[stage]]\nname = \"second\"\nrun = \"evaluate\"\nreads = {{ plays = \"plays\", songs = \"songs\", rankings = \"popularity\" }}\n\
         writes = {{ {writes} }}\nwith = {{ convention = \"trec\", metrics = [\"map@500\"] }}\n"
    );
    let path = sources.data().join("two-judges.toml");
    fs::write(&path, fs::read_to_string(plan(sources)).unwrap() + &second).unwrap();
    path
}

#[test]
fn no_evaluation_of_a_draw_is_dropped_without_a_word() {
    let sources = sampled(5_000);
    let of_seeds = |writes: &str| {
        let plan = plan_of_two_judges(&sources, writes);
        [1, 2].map(|seed| run(&sources, &plan, &[&format!("split.protocol.seed={seed}")]))
    };
    let both =
        of_seeds("report = 'second.html', page = 'second.md', metrics = 'second.json', scores = 'second.parquet'");
    let refused = seeds(&both, &[]);
    assert_eq!(refused.code, Some(2));
    let expected = format!(
        "{}: expected one evaluation of the plays of a draw, found those of `judge`, `second`",
        both[0].display()
    );
    assert!(refused.stderr.contains(&expected) && refused.stderr.contains("`--stage NAME`"), "{}", refused.stderr);
    let [first, second] = ["judge", "second"].map(|stage| together(&both, &["--stage", stage]));
    assert_eq!([&first["convention"], &second["convention"]], ["msd", "trec"]);
    assert_eq!(second["models"].as_array().unwrap().len(), 1, "one model by one metric");
    let without = of_seeds("report = 'second.html', page = 'second.md', metrics = 'second.json'");
    let found = together(&without, &[]);
    let place = without[0].display();
    let warning = format!("draws: `second` of {place} judged the same plays without leaving `scores`, and is left out");
    assert_eq!((&found["convention"], &found["warnings"][0]), (&json!("msd"), &json!(warning)));
}
