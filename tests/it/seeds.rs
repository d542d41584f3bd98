//! Several draws of a protocol put together: what is said of them, and draws that may not be put together.

mod damaged_runs;
mod one_run;
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

/// The values of popularity and random order in every draw.
fn values(drawn: &[PathBuf], metric: &str) -> Vec<[f64; 2]> {
    drawn.iter().map(|run| ["popularity", "random"].map(|model| mean(run, model, metric))).collect()
}

/// Mean and standard deviation (divisor n - 1).
fn spread(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

#[test]
fn models_are_told_over_all_draws() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2, 3]);
    let found = together(&drawn, &[]);
    assert_eq!((&found["size_unit"], &found["convention"]), (&json!("plays"), &json!("msd")));
    let protocol = json!({ "name": "ratio", "hidden_share": 0.2, "min_songs": 5, "judged_users": "all" });
    assert_eq!(found["protocol"], protocol);
    for metric in ["map@500", "tail_recall@500", "taste_distance@10"] {
        let popularity = entry(&found["models"], metric, &[("model", "popularity")]);
        let values: Vec<f64> = values(&drawn, metric).iter().map(|values| values[0]).collect();
        let (mean, deviation) = spread(&values);
        check(popularity, "n", 3.0);
        check(popularity, "mean", mean);
        check(popularity, "deviation", deviation);
        check(popularity, "lowest", values.iter().copied().fold(f64::INFINITY, f64::min));
        check(popularity, "highest", values.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    }
}

/// Three draws have two degrees of freedom, where |T| exceeds t with probability 1 - t / sqrt(2 + t^2), and where the
/// half-width of a 95 % interval is 4.302652729911275 standard errors (SciPy 1.17.1: `scipy.stats.t.ppf(.975, 2)`).
#[test]
fn pairs_are_told_over_all_draws() {
    let runs = Runs::new();
    let drawn = runs.of_seeds(&[1, 2, 3]);
    let found = together(&drawn, &[]);
    let of_first = |step: &str| split_fact(&drawn[0], step, "pairs");
    let ratio = of_first("hidden_of_judged_users") / of_first("rows_that_train");
    check(&found, "hidden_over_visible", ratio);
    for metric in ["map@500", "ndcg@100", "recall@20"] {
        let pair = entry(&found["comparisons"], metric, &[("a", "popularity"), ("b", "random")]);
        let differences: Vec<f64> = values(&drawn, metric).iter().map(|[a, b]| a - b).collect();
        let (difference, deviation) = spread(&differences);
        let error = deviation * (1.0 / 3.0 + ratio).sqrt();
        let t = difference / error;
        check(pair, "difference", difference);
        check(pair, "standard_error", error);
        check(pair, "t", t);
        check(pair, "p", 1.0 - t.abs() / (2.0 + t * t).sqrt());
        assert_eq!(pair["p_holm"], pair["p"], "a single pair needs no correction");
        let half = 4.302_652_729_911_275 * error;
        for (end, expected) in [(0, difference - half), (1, difference + half)] {
            assert!((pair["t_interval"][end].as_f64().unwrap() - expected).abs() < 1e-9, "{pair:#}");
        }
        let count = |is: fn(&f64) -> bool| differences.iter().filter(|d| is(d)).count();
        assert_eq!(pair["wins_ties_losses"], json!([count(|d| *d > 0.0), count(|d| *d == 0.0), count(|d| *d < 0.0)]));
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
