//! Runs that are no draws of one protocol: both are named, and what differs.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Runs, plan, run, seeds, together};
use crate::program::{SONGS, Sources, repository};
use crate::runs_folder::sampled;

/// Refused with this exit code; both runs, if there are two, and every part are named.
#[track_caller]
fn check(runs: &[PathBuf], arguments: &[&str], code: i32, parts: &[&str]) {
    let found = seeds(runs, arguments);
    assert_eq!((found.code, found.stdout.as_str()), (Some(code), ""), "{}", found.stderr);
    let places = runs.iter().map(|run| run.display().to_string());
    for part in parts.iter().map(ToString::to_string).chain(places) {
        assert!(found.stderr.contains(&part), "expected `{part}` in:\n{}", found.stderr);
    }
}

/// The second run differs in an option, and by its seed.
#[track_caller]
fn check_other(runs: &Runs, sets: &[&str], parts: &[&str]) {
    let other = runs.run(&[&["split.protocol.seed=2"], sets].concat());
    check(&[runs.run(&[]), other], &[], 65, parts);
}

#[test]
fn a_single_draw_is_refused() {
    let runs = Runs::new();
    let one = runs.run(&[]);
    check(&[one], &[], 2, &["expected the runs of two draws or more, found one", "--set split.protocol.seed=N"]);
    let none = seeds(&[], &[]);
    assert_eq!(none.code, Some(2), "{}", none.stderr);
}

#[test]
fn the_same_draw_twice_is_refused() {
    let runs = Runs::new();
    let one = runs.run(&[]);
    let parts = ["expected every draw once, found the same hidden songs", "(seed 1)", "--set split.protocol.seed=N"];
    let asked_otherwise = runs.run(&["judge.question=the same draw in another run"]);
    assert_ne!(one, asked_otherwise);
    check(&[one, asked_otherwise], &[], 65, &parts);
}

#[test]
fn the_same_folder_twice_is_refused() {
    let runs = Runs::new();
    let one = runs.run(&[]);
    let parts = ["expected every run once, found the same run in", "leave one of them out"];
    for spelling in [one.clone(), runs.sources.out().join("latest"), one.join("../latest")] {
        check(&[one.clone(), spelling], &[], 2, &parts);
    }
}

/// What only says whether a run goes on, and lists for users whom nobody judges.
#[test]
fn options_that_change_no_value_may_differ() {
    let runs = Runs::new();
    let same = runs.of_seeds(&[1, 2]);
    let sets = ["split.protocol.seed=2", "random.users=all", "popularity.users=all", "listen.max_rejected=0.5"];
    let found = together(&[same[0].clone(), runs.run(&sets)], &[]);
    assert_eq!(found["models"], together(&same, &[])["models"]);
    check_other(&runs, &["random.users=20"], &["model `random`", "`users` of `recommend` judged in", "and 20 in"]);
}

#[test]
fn another_protocol_is_refused() {
    let runs = Runs::new();
    let same = "expected draws by the same protocol, but for its seed, found";
    let share = "`protocol.hidden_share` of `split-plays` 0.2 in";
    check_other(&runs, &["split.protocol.hidden_share=0.3"], &[same, share, "and 0.3 in"]);
    let judged = "`protocol.judged_users` of `split-plays` all in";
    check_other(&runs, &["split.protocol.judged_users={ number = 50 }"], &[same, judged, "and {\"number\":50} in"]);
    let name = "`protocol` of `split-plays` ratio in";
    let one_out = "split.protocol={ name = 'leave-k-out', seed = 2 }";
    check_other(&runs, &[one_out], &[same, name, "and leave-k-out in"]);
    // Before whatever else differs.
    check_other(&runs, &[one_out, "judge.convention=trec", "random.k=400"], &[same, name, "and leave-k-out in"]);
}

#[test]
fn plays_that_were_read_otherwise_are_refused() {
    let runs = Runs::new();
    let parts = [
        "expected draws of plays and songs that were read alike, found `mismatched` of `read-songs` keep in",
        "drop in",
    ];
    check_other(&runs, &["songs.mismatched=drop"], &parts);
}

#[test]
fn other_definitions_are_refused() {
    let runs = Runs::new();
    let same = "expected draws that were judged by the same definitions, found";
    check_other(&runs, &["judge.convention=trec"], &[same, "`convention` of `evaluate` msd in", "trec in"]);
    check_other(&runs, &["judge.scale=raw"], &[same, "`scale` of `evaluate` zscore in", "raw in"]);
}

#[test]
fn models_of_the_same_name_are_the_same_models() {
    let runs = Runs::new();
    let same = |model: &str| format!("model `{model}`: expected the same options in all draws, found ");
    let by = "`by` of `fit-popularity` listeners in";
    check_other(&runs, &["popularity-model.by=plays"], &[&same("popularity"), by, "and plays in"]);
    check_other(&runs, &["random.k=400"], &[&same("random"), "`k` of `recommend` 500 in", "and 400 in"]);
    let text = fs::read_to_string(&runs.plan).unwrap();
    let other = runs.sources.data().join("other.toml");
    fs::write(&other, text.replace("run    = \"fit-random\"", "run    = \"fit-popularity\"")).unwrap();
    let drawn = [runs.run(&[]), run(&runs.sources, &other, &["split.protocol.seed=2"])];
    check(&drawn, &[], 65, &[&same("random"), "found `fit-random` in", "and `fit-popularity` in"]);
}

/// A line less.
#[test]
fn other_sources_are_refused() {
    let runs = Runs::new();
    let one = runs.run(&[]);
    let path = runs.sources.data().join("train_triplets.txt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.split_inclusive('\n').skip(1).collect::<String>()).unwrap();
    let other = runs.run(&["split.protocol.seed=2"]);
    let parts = ["expected draws of the same sources, found `train` of `read-triplets` with SHA-256 "];
    check(&[one, other], &[], 65, &parts);
}

fn edit(run: &Path, from: &str, to: &str) {
    let path = run.join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// As another version of the program would have left it.
#[test]
fn other_versions_are_refused_or_told() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2]);
    let version = concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\"");
    edit(&drawn[1], version, "\"version\": \"9.9.9\"");
    let warnings = together(&drawn, &[])["warnings"].to_string();
    assert!(warnings.contains(concat!("program: made by tastemill ", env!("CARGO_PKG_VERSION"), " in ")), "{warnings}");
    assert!(warnings.contains("and 9.9.9 in"), "{warnings}");
    edit(&drawn[1], "map@500/msd-v1", "map@500/msd-v2");
    check(&drawn, &[], 65, &["judged by the same definitions, found map@500/msd-v1 in", "and map@500/msd-v2 in"]);
    edit(&drawn[1], "map@500/msd-v2", "");
    edit(&drawn[1], "\"definitions\"", "\"others\"");
    let found = seeds(&drawn, &[]);
    assert_eq!(found.code, Some(66), "{}", found.stderr);
    assert!(found.stderr.contains("by which definition stage `judge` has map@500, found none"), "{}", found.stderr);
}

#[test]
fn a_metric_that_some_draw_lacks_cannot_be_asked_for() {
    let runs = Runs::new();
    let other = runs.run(&["split.protocol.seed=2", "judge.metrics=['map@500', 'hit@10']"]);
    let drawn = [runs.run(&[]), other];
    let found = together(&drawn, &[]);
    assert_eq!(found["models"].as_array().unwrap().len(), 2 * 2);
    for metric in ["ndcg@100", "nonsense"] {
        let expected =
            format!("--metric {metric}: expected a metric that all draws have (map@500, hit@10), found `{metric}`");
        let found = seeds(&drawn, &["--metric", metric]);
        assert_eq!(found.code, Some(2));
        assert!(found.stderr.contains(&expected), "{}", found.stderr);
    }
    let apart = [runs.run(&["judge.metrics=['map@10']"]), runs.run(&["split.protocol.seed=2"])];
    let found = seeds(&apart, &[]);
    assert_eq!(found.code, Some(65));
    assert!(found.stderr.contains("expected draws with a metric in common, found none"), "{}", found.stderr);
}

#[test]
fn draws_without_a_model_in_common_are_refused() {
    let runs = Runs::new();
    let only = |model: &str, seed: u64| {
        let text = fs::read_to_string(plan(&runs.sources)).unwrap();
        let path = runs.sources.data().join("only.toml");
        let rankings = "rankings = [\"popularity\", \"random\"]";
        fs::write(&path, text.replace(rankings, &format!("rankings = \"{model}\""))).unwrap();
        run(&runs.sources, &path, &[&format!("split.protocol.seed={seed}")])
    };
    let drawn = [only("popularity", 1), only("random", 2)];
    check(&drawn, &[], 65, &["expected draws with a model in common, found popularity in", "and random in"]);
}

#[test]
fn plays_that_nobody_drew_are_refused() {
    let runs = Runs::new();
    let shipped = |plan: &str| run(&runs.sources, &repository().join("pipelines").join(plan), &[]);
    let of_files = "expected hidden plays that a protocol draws, found those of the files";
    check(&[shipped("popularity.toml")], &[], 65, &[of_files]);
    check(&[shipped("msd.toml")], &[], 66, &["expected a stage `evaluate`, found none"]);
    let nowhere = runs.sources.out().join("nowhere");
    check(&[nowhere], &[], 66, &["expected a run, found no manifest.json"]);
}

#[test]
fn a_draw_without_the_values_of_users_is_refused() {
    let runs = Runs::new();
    let text = fs::read_to_string(&runs.plan).unwrap();
    let path = runs.sources.data().join("bare.toml");
    fs::write(&path, text.replace("scores = \"scores.parquet\", ", "")).unwrap();
    let drawn = [1, 2].map(|seed| run(&runs.sources, &path, &[&format!("split.protocol.seed={seed}")]));
    let found = seeds(&drawn, &[]);
    assert_eq!(found.code, Some(66), "{}", found.stderr);
    for part in ["expected stage `judge` to write a .parquet file at `scores`, found none", "run the plan again"] {
        assert!(found.stderr.contains(part), "{}", found.stderr);
    }
}

/// Nothing to sample: the plan is refused before sources are looked for.
#[test]
fn a_part_that_an_option_does_not_have_is_refused() {
    let sources = Sources::small().with(SONGS, "");
    let plan = plan(&sources);
    let refused = |set: &str, parts: &[&str]| {
        let found = sources.run_plan(&plan, &["--set", set]);
        assert_eq!(found.code, Some(2), "{}", found.stderr);
        for part in parts {
            assert!(found.stderr.contains(part), "expected `{part}` in:\n{}", found.stderr);
        }
    };
    refused("split.protocol.sede=2", &["stage `split`: with: ", "unknown field `sede`", "`hidden_share`", "`seed`"]);
    refused("split.protokoll.seed=2", &["stage `split`: with: ", "unknown field `protokoll`", "`protocol`"]);
    refused("split.protocol.seed=two", &["stage `split`: with: ", "two"]);
    refused("split.protocol.name=holdout", &["stage `split`: with: ", "`holdout`", "`ratio`"]);
    refused(
        "split.published.seed=2",
        &["--set split.published.seed=2: expected `published` to be a table of options, found false"],
    );
    refused("split.protocol.seed.x=2", &["expected `seed` to be a table of options, found 1"]);
    for set in ["split.protocol.=2", "split..seed=2", "split.=2"] {
        refused(set, &[&format!("--set {set}: expected STAGE.OPTION=VALUE or STAGE.OPTION.KEY=VALUE")]);
    }
    refused("halve.protocol.seed=2", &["expected one of the stages songs, listen, split", "found `halve`"]);
}

/// An option that the plan does not name begins with what it is by default.
#[test]
fn a_part_of_an_option_that_the_plan_leaves_out_is_of_its_default() {
    let sources = sampled(5_000);
    let text = fs::read_to_string(plan(&sources)).unwrap();
    let path = sources.data().join("left-out.toml");
    fs::write(&path, text.replace("with = { protocol = { name = \"ratio\", seed = 1 } }\n", "")).unwrap();
    let found = sources.run_plan(&path, &["--set", "split.protocol.hidden_share=0.5"]);
    assert_eq!(found.code, Some(2));
    assert!(found.stderr.contains("unknown field `hidden_share`"), "of `challenge`: {}", found.stderr);
    run(&sources, &path, &["split.protocol.name=ratio", "split.protocol.hidden_share=0.5"]);
}
