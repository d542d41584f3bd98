//! Runs that are not as the program left them: each is told as damaged, and none breaks it off or keeps it busy.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Runs, seeds, together};
use crate::program::{Outcome, outcome, program};

fn change(run: &Path, change: impl FnOnce(&mut Value)) {
    let path = run.join("manifest.json");
    let mut manifest: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut manifest);
    fs::write(path, manifest.to_string()).unwrap();
}

/// A stage of the plan in a manifest.
fn stage<'a>(manifest: &'a mut Value, name: &str) -> &'a mut Value {
    let stages = manifest["plan"]["stage"].as_array_mut().unwrap();
    stages.iter_mut().find(|stage| stage["name"] == name).unwrap()
}

#[track_caller]
fn check(found: &Outcome, code: i32, parts: &[&str]) {
    assert_eq!((found.code, found.stdout.as_str()), (Some(code), ""), "{}", found.stderr);
    for part in parts {
        assert!(found.stderr.contains(part), "expected `{part}` in:\n{}", found.stderr);
    }
}

fn call(arguments: &[&str], run: &Path) -> Outcome {
    let mut call = program();
    call.args(arguments).arg(run);
    outcome(call)
}

#[test]
fn a_manifest_that_is_no_object_is_told_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path();
    for text in ["[]", "3", "\"x\"", "null"] {
        fs::write(run.join("manifest.json"), text).unwrap();
        let commands: [&[&str]; 5] = [
            &["seeds"],
            &["inspect"],
            &["compare", run.to_str().unwrap()],
            &["recommend", "--user", "ann", "--run"],
            &["similar", "--song", "Aja", "--run"],
        ];
        for arguments in commands {
            let expected = "manifest.json: expected the manifest of a run, found JSON that is no object";
            check(&call(arguments, run), 65, &[expected]);
        }
        check(&call(&["verify"], run), 66, &["SHA256SUMS"]);
        let file = call(&["inspect"], &run.join("manifest.json"));
        assert_eq!((file.code, file.stderr.as_str()), (Some(0), ""), "a file of JSON is shown as it is");
    }
}

#[test]
fn a_protocol_that_cannot_be_read_is_damage() {
    let runs = Runs::new();
    let one = runs.run(&[]);
    for protocol in [json!({ "name": "ratio", "seed": "x" }), json!({ "name": "ratio", "seed": -1 }), json!("ratio")] {
        change(&one, |manifest| stage(manifest, "split")["with"]["protocol"] = protocol);
        let expected = "expected the manifest of a run, found a protocol of stage `split` that cannot be read: ";
        check(&seeds(std::slice::from_ref(&one), &[]), 65, &["manifest.json: ", expected]);
    }
}

/// Nothing comes of it: what is written below a stage cannot be what it reads.
#[test]
fn reads_in_a_circle_come_to_an_end() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2]);
    let expected = together(&drawn, &[])["models"].clone();
    for run in &drawn {
        change(run, |manifest| {
            stage(manifest, "popularity-model")["reads"]["model"] = json!("popularity");
            stage(manifest, "songs")["reads"] = json!({ "songs": "songs", "plays": ["plays", "all-plays"] });
        });
    }
    assert_eq!(together(&drawn, &[])["models"], expected);
}

/// Fifty stages, each of which reads the two before twice over: more paths than could be walked.
#[test]
fn a_value_that_many_read_is_looked_at_once() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2]);
    let expected = together(&drawn, &[])["models"].clone();
    for run in &drawn {
        change(run, |manifest| {
            stage(manifest, "popularity")["reads"]["rankings"] = json!(["blend-49", "blend-48"]);
            let stages = manifest["plan"]["stage"].as_array_mut().unwrap();
            let at = stages.iter().position(|stage| stage["name"] == "popularity").unwrap();
            let blend = |n: i32| {
                let before = [n - 1, n - 2].map(|n| format!("blend-{n}"));
                let name = format!("blend-{n}");
                json!({ "name": name, "run": "blend", "reads": { "rankings": before }, "writes": { "rankings": name } })
            };
            stages.splice(at..at, (0..50).map(blend));
        });
    }
    assert_eq!(together(&drawn, &[])["models"], expected);
}

#[test]
fn lists_from_elsewhere_are_another_kind_of_model() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2]);
    change(&drawn[1], |manifest| {
        let random = stage(manifest, "random");
        (random["run"], random["reads"]) = (json!("read-rankings"), json!({ "plays": "plays" }));
        random["sources"] = json!({ "rankings": "train" });
    });
    let place = [0, 1].map(|at: usize| drawn[at].display().to_string());
    let expected = format!(
        "model `random`: expected the same options in all draws, found `recommend` in {} and `read-rankings` in {}",
        place[0], place[1]
    );
    check(&seeds(&drawn, &[]), 65, &[&expected]);
}

#[test]
fn names_in_any_letters_are_told() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2]);
    for (run, name) in drawn.iter().zip(["caf\u{e9}", "caf\u{e8}"]) {
        change(run, |manifest| stage(manifest, "random")["name"] = json!(name));
    }
    check(&seeds(&drawn, &[]), 65, &["expected values of model `caf\u{e9}` in what stage `judge` left, found none"]);
}

#[test]
fn counts_of_any_size_are_added() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2]);
    for run in &drawn {
        change(run, |manifest| {
            let stages = manifest["stages"].as_array_mut().unwrap();
            let split = stages.iter_mut().find(|stage| stage["stage"] == "split").unwrap();
            for step in ["hidden_of_judged_users", "rows_that_train"] {
                split["facts"][step]["pairs"] = json!(u64::MAX);
            }
        });
    }
    assert_eq!(together(&drawn, &[])["hidden_over_visible"], 1.0);
}

/// The scores of another run under the name of this one's.
#[test]
fn scores_that_the_run_did_not_write_are_refused() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2]);
    fs::copy(drawn[0].join("scores.parquet"), drawn[1].join("scores.parquet")).unwrap();
    let changed = ["scores.parquet: expected the bytes that the run wrote (SHA-256 ", "`tastemill verify`"];
    check(&seeds(&drawn, &[]), 65, &changed);
    check(&call(&["compare", drawn[0].to_str().unwrap()], &drawn[1]), 65, &changed);
    fs::remove_file(drawn[1].join("scores.parquet")).unwrap();
    check(&seeds(&drawn, &[]), 66, &["scores.parquet: expected a file that can be read, found: "]);
}

#[test]
fn scores_out_of_the_runs_folder_are_refused() {
    let runs = Runs::new();
    let drawn: Vec<PathBuf> = runs.of_seeds(&[1, 2]);
    let beside = format!("../{}/scores.parquet", drawn[0].file_name().unwrap().to_str().unwrap());
    for place in [beside.as_str(), drawn[0].join("scores.parquet").to_str().unwrap()] {
        change(&drawn[1], |manifest| stage(manifest, "judge")["writes"]["scores"] = json!(place));
        let expected = format!("found a file of stage `judge` that is not in the run: `{place}`");
        check(&seeds(&drawn, &[]), 65, &["manifest.json: expected the manifest of a run, ", &expected]);
        check(&call(&["compare", drawn[0].to_str().unwrap()], &drawn[1]), 65, &[&expected]);
    }
}
