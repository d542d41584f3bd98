//! Every plan of the repository that judges models runs, and leaves what it names.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{PLANS, arguments_of, judged, judged_by, metrics, shipped, stage};
use crate::program::{Sources, outcome, program};
use crate::real_data::real_data;
use crate::runs_folder::{assert_whole, sampled};

/// The files that a plan writes, and its question.
fn promised(plan: &Path) -> (Vec<String>, String) {
    let plan: toml::Table = fs::read_to_string(plan).unwrap().parse().unwrap();
    let stages = plan["stage"].as_array().unwrap();
    let written = stages.iter().filter_map(|stage| stage.get("writes")?.as_table());
    let values = written.flat_map(|writes| writes.values().filter_map(toml::Value::as_str));
    let files = values.filter(|value| value.contains('.')).map(str::to_owned).collect();
    let asked = stages.iter().find_map(|stage| stage.get("with")?.get("question")?.as_str());
    (files, asked.unwrap().to_owned())
}

/// A page's text, entities as the signs that they stand for.
fn page(sources: &Sources, name: &str) -> String {
    let text = fs::read_to_string(sources.latest().join(name)).unwrap();
    text.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&")
}

fn assert_sha256(value: &Value) {
    let text = value.as_str().unwrap();
    assert!(text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()), "{text}");
}

/// Every model says on which rows it was fitted, and the judge that these were the visible ones.
#[track_caller]
fn assert_audited(sources: &Sources) {
    let judge = stage(sources, "judge");
    let trained = &judge["facts"]["audit"]["visible_rows_that_train"];
    assert_sha256(trained);
    assert_eq!(judge["facts"]["audit"]["visible_and_hidden_pairs"], 0);
    let manifest = sources.manifest();
    let fitted = manifest["stages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|stage| stage["run"].as_str().unwrap().starts_with("fit-"));
    let hashes: Vec<_> = fitted.map(|stage| stage["facts"]["fitted_on"].clone()).collect();
    assert!(hashes.len() >= 2);
    for hash in hashes {
        assert_eq!(&hash["visible"], trained);
        assert_sha256(&hash["users"]);
        assert_sha256(&hash["songs"]);
    }
}

/// The last run left all that the plan promises, and it is whole.
#[track_caller]
fn assert_left(sources: &Sources, plan: &Path) {
    let (files, question) = promised(plan);
    assert!(files.len() >= 14, "{files:?}");
    for file in &files {
        assert!(fs::metadata(sources.latest().join(file)).unwrap().len() > 0, "{file}");
    }
    assert_whole(&sources.out());
    for name in ["report.html", "report.md"] {
        assert!(page(sources, name).contains(&question), "{name}: {question}");
    }
    let found = metrics(sources);
    assert!(found["users.judged"] > 0.0);
    assert_audited(sources);
}

#[test]
fn every_plan_leaves_what_it_names() {
    let sources = sampled(5_000);
    for plan in PLANS {
        judged(&sources, plan, arguments_of(plan));
        assert_left(&sources, &shipped(plan));
    }
}

/// Without lower minima the run says which split it found, and leaves nothing.
#[test]
fn the_published_split_is_refused_where_it_is_another() {
    let sources = sampled(2_000);
    let found = sources.run_plan(&shipped("liang.toml"), &[SMALL[0], SMALL[1]]);
    super::assert_refused(&sources, &found, 65, &["published", "33633450 pairs of 571355 users and 41140 songs"]);
}

const SMALL: [&str; 4] = super::SMALL_LIANG;

#[test]
fn every_plan_runs_on_real_plays() {
    let Some(data) = real_data("msd-dev") else { return };
    for plan in PLANS {
        let sources = Sources::small();
        let mut run = program();
        run.arg("run").arg(shipped(plan)).arg("--data").arg(&data).arg("--out").arg(sources.out());
        run.args(["--source", "songs=song_features.csv", "--source", "genres=msd_tagtraum_cd1.cls"]);
        let found = outcome({
            run.args(arguments_of(plan));
            run
        });
        assert_eq!(found.code, Some(0), "{plan}: {}", found.stderr);
        assert_left(&sources, &shipped(plan));
    }
}

#[test]
fn a_plan_that_is_run_twice_is_one_run() {
    let sources = sampled(1_000);
    judged(&sources, "personality.toml", &[]);
    let once = fs::read_link(sources.latest()).unwrap();
    let sums = super::sums(&sources);
    judged_by(&sources, &shipped("personality.toml"), &[]);
    assert_eq!((fs::read_link(sources.latest()).unwrap(), super::sums(&sources)), (once, sums));
}
