//! Two complete runs against each other, and pairs of runs that may not be compared.

use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use serde_json::Value;

use crate::program::{
    HIDDEN, Outcome, SONG_HEADER, SONGS, Sources, TRAIN, VISIBLE, names, outcome, program, repository, table,
};
use crate::runs_folder::{RunsFolder, sampled};

fn plan(name: &str) -> PathBuf {
    repository().join("pipelines").join(name)
}

/// Runs a plan and returns its folder.
#[track_caller]
fn run(sources: &Sources, plan: &Path, arguments: &[&str]) -> PathBuf {
    let found = sources.run_plan(plan, arguments);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    sources.out().join(RunsFolder::of(&sources.out()).latest)
}

fn compare(runs: [&Path; 2], arguments: &[&str]) -> Outcome {
    let mut compare = program();
    compare.arg("compare").args(runs).args(arguments);
    outcome(compare)
}

#[track_caller]
fn compared(runs: [&Path; 2], arguments: &[&str]) -> Value {
    let found = compare(runs, &[arguments, &["--json"]].concat());
    assert_eq!((found.code, found.stderr.as_str()), (Some(0), ""));
    serde_json::from_str(&found.stdout).unwrap()
}

/// The comparison is refused with this exit code, and every part is said.
#[track_caller]
fn check_refused(found: &Outcome, code: i32, parts: &[&str]) {
    assert_eq!((found.code, found.stdout.as_str()), (Some(code), ""), "{}", found.stderr);
    for part in parts {
        assert!(found.stderr.contains(part), "expected `{part}` in:\n{}", found.stderr);
    }
}

/// Bo hides Cry, cat and dan hide Dew, and all three are shown to play Aja. Cry has one listener, Dew has two.
fn sources() -> Sources {
    Sources::small()
        .with(TRAIN, "ann\tAja\t3\nann\tBow\t1\nann\tCry\t2\nann\tDew\t1\neve\tDew\t2\n")
        .with(VISIBLE, "bo\tAja\t5\ncat\tAja\t1\ndan\tAja\t2\n")
        .with(HIDDEN, "bo\tCry\t1\ncat\tDew\t1\ndan\tDew\t1\n")
}

/// The same but for Cry, which is not in the table, so that bo has nothing hidden.
fn without_cry() -> Sources {
    sources().with(
        SONGS,
        format!(
            "{SONG_HEADER}\
             Aja,TRA,Steely Dan,Aja,0.5,0.25,0.5,0.125,-10,0.75,1977\n\
             Bow,TRB,Ann O,Bow,0.25,0.5,0,0.25,-6,0.5,\n\
             Dew,TRD,Nobody,Dew,0.5,0.5,0.5,0.5,-4,0.5,2001\n"
        ),
    )
}

fn found<'a>(compared: &'a Value, metric: &str, a: &str, b: &str) -> &'a Value {
    let all = compared["comparisons"].as_array().unwrap();
    let is_it = |found: &&Value| found["metric"] == metric && found["a"] == a && found["b"] == b;
    all.iter().find(is_it).unwrap_or_else(|| panic!("{metric} of {a} and {b} in {compared:#}"))
}

#[test]
fn a_run_is_identical_with_itself() {
    let sources = sources();
    let run = run(&sources, &plan("popularity.toml"), &[]);
    let answer = compared([&run, &run], &[]);
    let identical = answer["identical"].as_array().unwrap();
    assert!(identical.contains(&serde_json::json!(["A:popularity", "B:popularity"])), "{answer:#}");
    assert!(identical.contains(&serde_json::json!(["A:random", "B:random"])), "{answer:#}");
    assert_eq!((&answer["n_users"], &answer["warnings"]), (&3.into(), &serde_json::json!([])));
    // The plan names no metrics to compare: the first three of users.
    for metric in ["map@500", "ndcg@100", "recall@20"] {
        let pair = found(&answer, metric, "A:popularity", "B:popularity");
        assert_eq!((&pair["difference"], &pair["wins_ties_losses"]), (&0.0.into(), &serde_json::json!([0, 3, 0])));
        assert_eq!(pair["p_t_holm"], 1.0);
    }
    assert_eq!(answer["comparisons"].as_array().unwrap().len(), 3 * 4, "all models against all under each metric");
    let told = compare([&run, &run], &[]).stdout;
    assert!(told.contains("identical: A:popularity and B:popularity have the same value for every user\n"), "{told}");
    assert!(told.contains("3 users, paired; convention msd\n"), "{told}");
}

/// By listeners the list of bo, cat and dan is Dew (2), then Bow and Cry (1 each), so that precision among the first is
/// 0 for bo and 1 for cat and dan. By plays (Dew 3, Cry 2, Bow 1) it is the same first song.
/// With the hidden song of bo at place 2 by plays, and at 2 or 3 by listeners.
#[test]
fn means_are_those_of_the_lists() {
    let sources = sources();
    let by_listeners = run(&sources, &plan("popularity.toml"), &["--set", "judge.metrics=['precision@1', 'mrr@3']"]);
    let by_plays = run(
        &sources,
        &plan("popularity.toml"),
        &["--set", "judge.metrics=['precision@1', 'mrr@3']", "--set", "popularity-model.by=plays"],
    );
    let answer = compared([&by_listeners, &by_plays], &[]);
    let first = found(&answer, "precision@1", "A:popularity", "B:popularity");
    assert_eq!(first["means"], serde_json::json!([2.0 / 3.0, 2.0 / 3.0]));
    let reciprocal = found(&answer, "mrr@3", "A:popularity", "B:popularity");
    assert_eq!(reciprocal["means"][1], (0.5 + 1.0 + 1.0) / 3.0);
}

/// The differences of two models, from the table of scores.
fn differences(scores: &DataFrame, metric: &str, [a, b]: [&str; 2]) -> Vec<f64> {
    let (models, values) = (names(scores, "model"), scores.column(metric).unwrap().f64().unwrap().clone());
    let of = |model: &str| -> Vec<f64> {
        (0..models.len()).filter(|row| models[*row] == model).map(|row| values.get(row).unwrap()).collect()
    };
    of(a).iter().zip(of(b)).map(|(a, b)| a - b).collect()
}

#[test]
fn differences_are_those_of_the_tables_of_scores() {
    let sources = sampled(20_000);
    let run = run(&sources, &plan("popularity.toml"), &[]);
    let answer = compared([&run, &run], &["--metric", "recall@50", "--metric", "map@500"]);
    assert_eq!(answer["comparisons"][0]["metric"], "recall@50", "in the order in which they are asked for");
    for metric in ["recall@50", "map@500"] {
        let differences = differences(&table(&run.join("scores.parquet")), metric, ["popularity", "random"]);
        let pair = found(&answer, metric, "A:popularity", "B:random");
        let n = differences.len() as f64;
        let mean = differences.iter().sum::<f64>() / n;
        let deviation = (differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        let is = |name: &str, expected: f64| {
            let found = pair[name].as_f64().unwrap();
            assert!((found - expected).abs() < 1e-9, "{name} of {metric}: {found} is not {expected}");
        };
        is("difference", mean);
        is("t", mean / (deviation / n.sqrt()));
        is("effect_size", mean / deviation);
        let count = |is: fn(&f64) -> bool| differences.iter().filter(|d| is(d)).count();
        let counts = [count(|d| *d > 0.0), count(|d| *d == 0.0), count(|d| *d < 0.0)];
        assert_eq!(pair["wins_ties_losses"], serde_json::json!(counts));
        let sentence = pair["sentence"].as_str().unwrap();
        assert!(sentence.contains("A:popularity and B:random in ") && sentence.contains(metric), "{sentence}");
    }
}

#[test]
fn other_users_are_refused_unless_those_in_common_are_asked_for() {
    let (all, fewer) = (sources(), without_cry());
    let runs = [run(&all, &plan("popularity.toml"), &[]), run(&fewer, &plan("popularity.toml"), &[])];
    let runs = [runs[0].as_path(), runs[1].as_path()];
    let expected = format!("found 2 in both, 1 in {} alone, 0 in {} alone", runs[0].display(), runs[1].display());
    check_refused(&compare(runs, &[]), 65, &["expected runs that judged the same users", &expected, "`--common`"]);
    let answer = compared(runs, &["--common"]);
    assert_eq!(
        (&answer["n_users"], &answer["runs"][0]["n_left_out"], &answer["runs"][1]["n_left_out"]),
        (&2.into(), &1.into(), &0.into())
    );
    let told = compare(runs, &["--common"]).stdout;
    assert!(told.contains("note: users: only the 2 that both runs judged are compared"), "{told}");
    assert!(told.contains("note: sources: `songs` has another content in A than in B"), "{told}");
}

#[test]
fn other_hidden_plays_are_refused() {
    let (one, other) = (sources(), sources().with(HIDDEN, "bo\tCry\t1\ncat\tDew\t1\ndan\tBow\t1\n"));
    let runs = [run(&one, &plan("popularity.toml"), &[]), run(&other, &plan("popularity.toml"), &[])];
    check_refused(&compare([&runs[0], &runs[1]], &[]), 65, &["expected runs that hid the same plays", "SHA-256"]);
}

#[test]
fn other_conventions_are_refused_and_other_options_told() {
    let sources = sources();
    let msd = run(&sources, &plan("popularity.toml"), &[]);
    let trec = run(&sources, &plan("popularity.toml"), &["--set", "judge.convention=trec"]);
    check_refused(&compare([&msd, &trec], &[]), 65, &["judged by the same convention, found msd and trec"]);
    let strict = run(&sources, &plan("popularity.toml"), &["--set", "songs.mismatched=drop"]);
    let told = compare([&msd, &strict], &[]).stdout;
    assert!(told.contains("note: plays: `read-songs` differs: {} in A, {\"mismatched\":\"drop\"} in B\n"), "{told}");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let sources = sources();
    let judged = run(&sources, &plan("popularity.toml"), &[]);
    let nowhere = sources.out().join("nowhere");
    check_refused(&compare([&judged, &nowhere], &[]), 66, &["nowhere: expected a run, found no manifest.json"]);
    for metric in ["nonsense", "map@7", "coverage@10"] {
        let expected =
            format!("--metric {metric}: expected a metric of users that both runs have (map@500, ndcg@100, ");
        check_refused(&compare([&judged, &judged], &["--metric", metric]), 2, &[&expected]);
    }
    sources.run_well(&[]);
    let plain = sources.out().join(RunsFolder::of(&sources.out()).latest);
    check_refused(
        &compare([&judged, &plain], &[]),
        66,
        &["a stage `evaluate`, found none", "scores = \"scores.parquet\""],
    );
    std::fs::write(judged.join("scores.parquet"), "PAR1").unwrap();
    check_refused(&compare([&judged, &judged], &[]), 65, &["scores.parquet: expected the bytes that the run wrote"]);
}

#[test]
fn plays_that_a_protocol_hides_are_no_match_for_those_of_the_files() {
    let sources = sampled(20_000);
    let of_files = run(&sources, &plan("popularity.toml"), &[]);
    let drawn = |seed: u32| {
        let protocol = format!(
            "split.protocol={{ name = 'liang', min_listeners = 2, min_songs = 3, n_heldout = 20, seed = {seed} }}"
        );
        let options =
            ["--set", "split.published=false", "--set", "judge.convention=msd", "--set", "als-model.factors=4"];
        run(&sources, &plan("liang.toml"), &[&options[..], &["--set", &protocol]].concat())
    };
    let (one, other) = (drawn(1), drawn(2));
    let expected = ["expected runs that hid the same plays", "of the files in", "drawn by a protocol in"];
    check_refused(&compare([&of_files, &one], &[]), 65, &expected);
    check_refused(&compare([&one, &other], &[]), 65, &["expected runs that judged the same users"]);
    assert_eq!(compared([&one, &one], &["--metric", "recall@20"])["warnings"], serde_json::json!([]));
}
