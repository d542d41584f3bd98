//! Several draws of a protocol put together: what is said of them, and draws that may not be put together.

mod refusals;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::program::{Outcome, Sources, names, outcome, program, repository, table};
use crate::runs_folder::sampled;

/// `ratio.toml` with popularity and random order alone, on a sample small enough for many runs.
fn plan(sources: &Sources) -> PathBuf {
    let text = fs::read_to_string(repository().join("pipelines/popularity.toml")).unwrap();
    let split = "\n[[stage]]\nname = \"split\"\nrun = \"split-plays\"\nreads = { plays = \"all-plays\" }\n\
                 writes = { plays = \"plays\" }\nwith = { protocol = { name = \"ratio\", seed = 1 } }\n";
    let text = text
        .replace("writes  = { plays = \"plays\" }\n", &format!("writes  = {{ plays = \"all-plays\" }}\n{split}"))
        .replace("train = \"train\", visible = \"visible\", hidden = \"hidden\"", "train = \"train\"");
    assert!(text.contains("all-plays"), "{text}");
    let path = sources.data().join("drawn.toml");
    fs::write(&path, text).unwrap();
    path
}

/// A sample, and its runs by seeds.
struct Runs {
    sources: Sources,
    plan: PathBuf,
}

impl Runs {
    fn new() -> Self {
        let sources = sampled(20_000);
        let plan = plan(&sources);
        Self { sources, plan }
    }

    /// Runs the plan and returns the run's folder.
    #[track_caller]
    fn run(&self, sets: &[&str]) -> PathBuf {
        run(&self.sources, &self.plan, sets)
    }

    #[track_caller]
    fn of_seeds(&self, seeds: &[u64]) -> Vec<PathBuf> {
        seeds.iter().map(|seed| self.run(&[&format!("split.protocol.seed={seed}")])).collect()
    }
}

#[track_caller]
fn run(sources: &Sources, plan: &Path, sets: &[&str]) -> PathBuf {
    let arguments: Vec<&str> = sets.iter().flat_map(|set| ["--set", set]).collect();
    let found = sources.run_plan(plan, &arguments);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    PathBuf::from(found.stdout.trim_end())
}

fn seeds(runs: &[PathBuf], arguments: &[&str]) -> Outcome {
    let mut seeds = program();
    seeds.arg("seeds").args(runs).args(arguments);
    outcome(seeds)
}

#[track_caller]
fn together(runs: &[PathBuf], arguments: &[&str]) -> Value {
    let found = seeds(runs, &[arguments, &["--json"]].concat());
    assert_eq!((found.code, found.stderr.as_str()), (Some(0), ""));
    serde_json::from_str(&found.stdout).unwrap()
}

/// The entry of a metric in a list whose further names are as given.
fn entry<'a>(list: &'a Value, metric: &str, named: &[(&str, &str)]) -> &'a Value {
    let is_it = |found: &&Value| found["metric"] == metric && named.iter().all(|(key, name)| found[key] == *name);
    list.as_array().unwrap().iter().find(is_it).unwrap_or_else(|| panic!("{metric} {named:?} in {list:#}"))
}

#[track_caller]
fn check(found: &Value, name: &str, expected: f64) {
    let value = found[name].as_f64().unwrap_or_else(|| panic!("{name} in {found:#}"));
    assert!((value - expected).abs() <= 1e-9 * expected.abs().max(1e-3), "{name}: expected {expected}, found {value}");
}

/// The mean of a model's column in `scores.parquet`.
fn mean(run: &Path, model: &str, metric: &str) -> f64 {
    let scores = table(&run.join("scores.parquet"));
    let (models, values) = (names(&scores, "model"), scores.column(metric).unwrap().f64().unwrap().clone());
    let of: Vec<f64> =
        (0..models.len()).filter(|row| models[*row] == model).filter_map(|row| values.get(row)).collect();
    of.iter().sum::<f64>() / of.len() as f64
}

/// A number of the stage `split` in a run's manifest.
fn split_fact(run: &Path, step: &str, of: &str) -> f64 {
    let manifest: Value = serde_json::from_str(&fs::read_to_string(run.join("manifest.json")).unwrap()).unwrap();
    let stages = manifest["stages"].as_array().unwrap();
    stages.iter().find(|stage| stage["stage"] == "split").unwrap()["facts"][step][of].as_f64().unwrap()
}

/// Three draws have two degrees of freedom, where |T| exceeds t with probability 1 - t / sqrt(2 + t^2), and where the
/// half-width of a 95 % interval is 4.302652729911275 standard errors (SciPy 1.17.1: `scipy.stats.t.ppf(.975, 2)`).
#[test]
fn models_and_pairs_are_told_over_all_draws() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2, 3]);
    let found = together(&drawn, &[]);
    let ratio =
        split_fact(&drawn[0], "hidden_of_judged_users", "pairs") / split_fact(&drawn[0], "rows_that_train", "pairs");
    check(&found, "hidden_over_visible", ratio);
    assert_eq!((&found["size_unit"], &found["convention"]), (&json!("plays"), &json!("msd")));
    assert_eq!(
        found["protocol"],
        json!({ "name": "ratio", "hidden_share": 0.2, "min_songs": 5, "judged_users": "all" })
    );

    let of_draws = |metric: &str| -> Vec<[f64; 2]> {
        drawn.iter().map(|run| ["popularity", "random"].map(|model| mean(run, model, metric))).collect()
    };
    for metric in ["map@500", "ndcg@100", "recall@20"] {
        let values = of_draws(metric);
        let popularity = entry(&found["models"], metric, &[("model", "popularity")]);
        let of_popularity: Vec<f64> = values.iter().map(|values| values[0]).collect();
        let middle = of_popularity.iter().sum::<f64>() / 3.0;
        let deviation =
            |values: &[f64], mean: f64| (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 2.0).sqrt();
        check(popularity, "n", 3.0);
        check(popularity, "mean", middle);
        check(popularity, "deviation", deviation(&of_popularity, middle));
        check(popularity, "lowest", of_popularity.iter().copied().fold(f64::INFINITY, f64::min));
        check(popularity, "highest", of_popularity.iter().copied().fold(f64::NEG_INFINITY, f64::max));

        let pair = entry(&found["comparisons"], metric, &[("a", "popularity"), ("b", "random")]);
        let differences: Vec<f64> = values.iter().map(|[a, b]| a - b).collect();
        let difference = differences.iter().sum::<f64>() / 3.0;
        let error = deviation(&differences, difference) * (1.0 / 3.0 + ratio).sqrt();
        let t = difference / error;
        check(pair, "difference", difference);
        check(pair, "standard_error", error);
        check(pair, "t", t);
        check(pair, "p", 1.0 - t.abs() / (2.0 + t * t).sqrt());
        assert_eq!(pair["p_holm"], pair["p"], "a single pair needs no correction");
        let half = 4.302652729911275 * error;
        for (end, expected) in [(0, difference - half), (1, difference + half)] {
            assert!((pair["t_interval"][end].as_f64().unwrap() - expected).abs() < 1e-9, "{pair:#}");
        }
        let wins = |is: fn(&f64) -> bool| differences.iter().filter(|d| is(d)).count();
        assert_eq!(pair["wins_ties_losses"], json!([wins(|d| *d > 0.0), wins(|d| *d == 0.0), wins(|d| *d < 0.0)]));
    }
}

#[test]
fn a_draw_is_told_with_its_seed_and_what_it_hides() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[7, 3]);
    let found = together(&drawn, &[]);
    let of = |draw: usize, what: &str| found["draws"][draw][what].clone();
    assert_eq!([of(0, "seed"), of(1, "seed")], [json!(3), json!(7)], "by seed, however runs are named");
    for (draw, run) in [(0, &drawn[1]), (1, &drawn[0])] {
        assert_eq!(of(draw, "place"), json!(run));
        assert_eq!(of(draw, "n_hidden").as_f64(), Some(split_fact(run, "hidden_of_judged_users", "pairs")));
        assert_eq!(of(draw, "n_visible").as_f64(), Some(split_fact(run, "rows_that_train", "pairs")));
        assert_eq!(of(draw, "n_judged").as_f64(), Some(split_fact(run, "hidden_of_judged_users", "users")));
    }
    assert_eq!(found["warnings"], json!(["draws: 2 make wide intervals; take 5 or more"]));
    let turned: Vec<PathBuf> = drawn.iter().rev().cloned().collect();
    assert_eq!(seeds(&drawn, &[]).stdout, seeds(&turned, &[]).stdout);
}

/// Models under all that the draws have; pairs under the first three of users, since the plan names none to compare.
#[test]
fn metrics_are_those_that_are_asked_for() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2]);
    let found = together(&drawn, &[]);
    assert_eq!(found["models"].as_array().unwrap().len(), 2 * 20);
    assert_eq!(found["comparisons"].as_array().unwrap().len(), 3);
    let asked = together(&drawn, &["--metric", "coverage@10", "--metric", "hit@10"]);
    let order: Vec<&str> =
        asked["comparisons"].as_array().unwrap().iter().map(|c| c["metric"].as_str().unwrap()).collect();
    assert_eq!(order, ["coverage@10", "hit@10"]);
    // What all lists have together is in `metrics.json` alone.
    for (draw, run) in drawn.iter().enumerate() {
        let metrics: Value = serde_json::from_str(&fs::read_to_string(run.join("metrics.json")).unwrap()).unwrap();
        let coverage = entry(&asked["models"], "coverage@10", &[("model", "popularity")]);
        assert_eq!(coverage["values"][draw], metrics["popularity.coverage@10"]);
    }
}

#[test]
fn the_answer_for_people_has_tables_and_sentences() {
    let runs = Runs::new();
    let told = seeds(&runs.of_seeds(&[1, 2]), &["--metric", "ndcg@100"]).stdout;
    for part in [
        "2 draws by ratio (hidden_share 0.2, min_songs 5, judged_users \"all\"); convention msd\n",
        "seed  judged users  hidden plays  visible plays  stage  run\n",
        "hidden over visible: 0.",
        "note: draws: 2 make wide intervals",
        "\nndcg@100\nmodel       draws     mean  deviation   lowest  highest\n",
        "\nmodel       against  difference  deviation ",
        "popularity and random in ndcg@100",
        "p: corrected resampled t test (Nadeau and Bengio 2003), after Holm",
    ] {
        assert!(told.contains(part), "expected `{part}` in:\n{told}");
    }
}

/// Everything below the reading of plays three times over, each with a seed of its own.
fn plan_of_three_draws(sources: &Sources) -> PathBuf {
    let text = fs::read_to_string(plan(sources)).unwrap();
    let (above, below) = text.split_at(text.find("[[stage]]\nname = \"split\"").unwrap());
    let wanted = ["split", "popularity-model", "popularity", "random-model", "random", "judge"];
    let stages = below.split_inclusive("\n\n").collect::<String>();
    let stages: toml::Table = stages.parse().unwrap();
    let mut all = above.to_owned();
    for seed in 1..=3 {
        for stage in stages["stage"].as_array().unwrap() {
            let name = stage["name"].as_str().unwrap();
            if wanted.contains(&name) {
                all += &format!("\n[[stage]]\n{}", numbered(stage, seed));
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
    stage.iter().map(|(key, value)| format!("{key} = {value}\n")).collect()
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

#[test]
fn leave_k_out_and_liang_are_drawn_too() {
    let runs = Runs::new();
    let drawn = |protocol: &str| -> Vec<PathBuf> {
        let protocol = format!("split.protocol={protocol}");
        [1, 2].map(|seed| runs.run(&[&protocol, &format!("split.protocol.seed={seed}")])).into()
    };
    let one_out = together(&drawn("{ name = 'leave-k-out', k = 2 }"), &[]);
    assert_eq!((&one_out["protocol"]["k"], &one_out["size_unit"]), (&json!(2), &json!("plays")));
    let held_out = drawn("{ name = 'liang', min_listeners = 2, min_songs = 5, n_heldout = 30 }");
    let found = together(&held_out, &[]);
    let sum = |step: &str| held_out.iter().map(|run| split_fact(run, step, "users")).sum::<f64>();
    assert_eq!(found["size_unit"], "users", "whole users are drawn");
    check(&found, "hidden_over_visible", sum("hidden_of_judged_users") / sum("rows_that_train"));
    let told = seeds(&held_out, &[]).stdout;
    assert!(told.contains("hidden users  users that train"), "{told}");
}

#[test]
fn a_model_that_some_draw_lacks_is_left_out() {
    let runs = Runs::new();
    let text = fs::read_to_string(&runs.plan).unwrap();
    let without = runs.sources.data().join("without.toml");
    fs::write(&without, text.replace("rankings = [\"popularity\", \"random\"]", "rankings = \"popularity\"")).unwrap();
    let drawn = [runs.run(&[]), run(&runs.sources, &without, &["split.protocol.seed=2"])];
    let found = together(&drawn, &[]);
    let warning = format!("models: `random` of {} is not in all draws and left out", drawn[0].display());
    assert_eq!(found["warnings"][0], json!(warning));
    assert!(found["models"].as_array().unwrap().iter().all(|model| model["model"] == "popularity"));
    assert_eq!(found["comparisons"], json!([]));
}

#[test]
fn a_part_of_an_option_is_set_as_the_whole_option_is() {
    let runs = Runs::new();
    let whole = runs.run(&["split.protocol={ name = 'ratio', seed = 4, hidden_share = 0.5 }"]);
    let parts = runs.run(&["split.protocol.seed=4", "split.protocol.hidden_share=0.5"]);
    assert_eq!(whole, parts, "the same run");
    // The plan has no `judged_users`: the part makes it.
    let judged = "split.protocol.judged_users.number=20";
    let found = together(&[runs.run(&[judged]), runs.run(&[judged, "split.protocol.seed=2"])], &[]);
    assert_eq!(found["draws"][1]["n_judged"], 20);
}
