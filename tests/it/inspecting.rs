//! What `inspect` tells of models, reports and figures, and what it says of files that are none.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::faults::check_call;
use crate::program::{Sources, outcome, program, repository};
use crate::runs_folder::sampled;

fn inspect(path: &Path) -> Command {
    let mut call = program();
    call.arg("inspect").arg(path);
    call
}

/// The file is told in these words, in this order.
#[track_caller]
fn check_told(path: &Path, parts: &[&str]) {
    let found = outcome(inspect(path));
    assert_eq!((found.code, found.stderr.as_str()), (Some(0), ""));
    let mut rest = found.stdout.as_str();
    for part in parts {
        let (_, behind) =
            rest.split_once(part).unwrap_or_else(|| panic!("`{part}`, in its place, in:\n{}", found.stdout));
        rest = behind;
    }
}

#[track_caller]
fn evaluated(plan: &str) -> Sources {
    let sources = sampled(2_000);
    let found = sources.run_plan(&repository().join("pipelines").join(plan), &["--set", "als-model.factors=5"]);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    sources
}

#[test]
fn a_model_is_told_with_options_and_the_axes_of_its_arrays() {
    let sources = evaluated("als.toml");
    let (run, manifest) = (sources.latest(), sources.manifest());
    let of_users = format!("{} users x 5 factors ", manifest["counts"]["n_users"]);
    let of_songs = format!("{} songs x 5 factors ", manifest["counts"]["n_songs"]);
    let fitted_on = |of: &str| {
        let stages = manifest["stages"].as_array().unwrap();
        let stage = stages.iter().find(|stage| stage["stage"] == "als-model").unwrap();
        stage["facts"]["fitted_on"][of].as_str().unwrap().to_owned()
    };
    let size = format!("{} bytes\n", fs::metadata(run.join("als.safetensors")).unwrap().len());
    check_told(
        &run.join("als.safetensors"),
        &[
            "als.safetensors: a fitted model",
            "a model of the kind als, saved by tastemill ",
            &size,
            "\noptions\n",
            "factors                  5\n",
            "\nfitted on (SHA-256)\n",
            &fitted_on("users"),
            &fitted_on("songs"),
            &fitted_on("visible"),
            "\narrays\n",
            "user_factors             float32  ",
            &of_users,
            "song_factors             float32  ",
            &of_songs,
        ],
    );
    check_told(
        &run.join("popularity.safetensors"),
        &["kind popularity", "by ", "listeners\n", "plays ", "uint64 ", " songs "],
    );
}

#[test]
fn a_report_is_told_by_its_title_and_its_run() {
    let sources = evaluated("als.toml");
    let page = sources.latest().join("report.html");
    let size = format!("{} bytes\n", fs::metadata(&page).unwrap().len());
    let title = sources.manifest()["title"].as_str().unwrap().to_owned();
    let open = format!("\nopen it in a browser: {}\n", page.display());
    check_told(
        &page,
        &["report.html: the report", &title, " · evaluation report\n", "run ", " als\n", "seed ", &size, &open],
    );
}

#[test]
fn figures_are_a_table_and_the_manifest_is_its_run() {
    let sources = evaluated("als.toml");
    let run = sources.latest();
    let metrics = fs::read_to_string(run.join("metrics.json")).unwrap();
    let metrics: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&metrics).unwrap();
    let found = outcome(inspect(&run.join("metrics.json"))).stdout;
    assert!(found.contains(&format!("\n{} figures\n\n", metrics.len())), "{found}");
    for (name, value) in &metrics {
        let is_line = |line: &str| line.split_whitespace().eq([name.as_str(), &value.to_string()]);
        assert_eq!(found.lines().filter(|line| is_line(line)).count(), 1, "{name}: {value} in:\n{found}");
    }
    let whole = outcome(inspect(&run)).stdout;
    check_told(&run.join("manifest.json"), &["manifest.json", "the manifest of a run\n\n", whole.trim_end()]);
}

#[test]
fn other_json_is_shown_as_it_is() {
    let nested = "{\n  \"a\": [1,2],  \"b\": {}\n}\n";
    let sources = Sources::small().with("nested.json", nested).with("flat.json", r#"{"a":0.5,"long name":"text"}"#);
    check_told(&sources.data().join("nested.json"), &["nested.json\n", nested]);
    check_told(&sources.data().join("flat.json"), &["2 figures\n\n", "  a          0.5\n  long name  text\n"]);
}

#[test]
fn files_that_are_cut_off_empty_or_binary_are_refused() {
    let sources = evaluated("als.toml");
    for file in ["als.safetensors", "popularity.safetensors", "report.html", "metrics.json", "manifest.json"] {
        let whole = fs::read(sources.latest().join(file)).unwrap();
        let path = sources.data().join(file);
        for kept in [0, 1, 7, 8, 100, whole.len() / 2, whole.len() - 4] {
            fs::write(&path, &whole[..kept]).unwrap();
            check_call(inspect(&path), 65, &[&[file, ": expected "]]);
        }
        let noise: Vec<u8> = (0..70_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        fs::write(&path, noise).unwrap();
        check_call(inspect(&path), 65, &[&[file, ": expected "]]);
    }
}

#[test]
fn pages_of_others_are_no_report() {
    let page = "<html><head><title>Aja</title></head><body></body></html>\n";
    let sources = Sources::small().with("a.html", page);
    check_call(inspect(&sources.data().join("a.html")), 65, &[&["a.html", "found: no report that tastemill wrote"]]);
}

/// What a file says of itself must not move the cursor of a terminal, nor colour it.
#[test]
fn no_control_character_of_a_file_is_printed() {
    let header = r#"{"__metadata__":{"format":"tastemill model 1","kind":"\u001b[31mals","users":"\u0007","songs":"","visible":"","text.\u009b2J":"\r"}}"#;
    let bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
    let sources = Sources::small().with("a.safetensors", bytes).with("a.json", r#"{"\u001b[2J":"\u001b[31m"}"#);
    for file in ["a.safetensors", "a.json"] {
        let found = outcome(inspect(&sources.data().join(file)));
        assert_eq!((found.code, found.stderr.as_str()), (Some(0), ""));
        assert!(
            !found.stdout.chars().any(|character| character.is_control() && character != '\n'),
            "{:?}",
            found.stdout
        );
    }
}
