//! What `inspect` tells of models, reports and figures, and what it says of files that are none.

use std::fs;
use std::os::unix::net::UnixListener;
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
            ", drawn from seed ",
            &size,
            "\noptions\n",
            "factors                  5\n",
            "solver                   cg\n",
            "cg_steps                 3\n",
            "confidence               log\n",
            "alpha                    10.0\n",
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

/// The stage that fits a model, the model's file, and the number of options that it shows.
#[test]
fn an_option_of_a_model_has_the_name_that_a_plan_takes() {
    let sources = evaluated("personality.toml");
    let plan = repository().join("pipelines/personality.toml");
    for (model, n_options) in [("als", 10), ("personality", 5), ("content", 2), ("popularity", 1)] {
        let told = outcome(inspect(&sources.latest().join(format!("{model}.safetensors")))).stdout;
        let (_, options) = told.split_once("\noptions\n").unwrap();
        let options: Vec<&str> = options.lines().take_while(|line| !line.is_empty()).collect();
        assert_eq!(options.len(), n_options, "{told}");
        for option in options {
            let (name, value) = option.trim().split_once(' ').unwrap();
            let setting = format!("{model}-model.{name}={}", value.trim());
            let mut check = program();
            check.arg("check").arg(&plan).arg("--data").arg(sources.data()).args(["--set", &setting]);
            let found = outcome(check);
            assert_eq!(found.code, Some(0), "{setting}: {}", found.stderr);
        }
    }
}

#[test]
fn a_long_name_in_json_takes_its_own_line_alone() {
    let long = "x".repeat(65_536);
    let json = format!(r#"{{"a":1,"{long}":2}}"#);
    let sources = Sources::small().with("a.json", json);
    let name = |of: &str| format!("\n  {of:60}  ");
    check_told(&sources.data().join("a.json"), &["2 figures\n", &name("a"), "1", &name(&long), "2\n"]);
}

#[test]
fn a_folder_with_another_manifest_is_no_run() {
    let sources = Sources::small();
    let whole = r#"{"program":"tastemill","run":"a-1","title":"t","artifacts":{}}"#;
    let manifest = sources.data().join("manifest.json");
    let others = ["", "[]", "5", "null", "{}", "\"x\"", r#"{"run":5}"#, r#"{"program":"tastemill"}"#, &whole[..40]];
    for other in others {
        fs::write(&manifest, other).unwrap();
        check_call(inspect(&sources.data()), 65, &[&["manifest.json: expected the manifest of a run, found "]]);
    }
    fs::write(&manifest, b"{\"run\":\"\xff\"}").unwrap();
    check_call(inspect(&sources.data()), 65, &[&["manifest.json: expected the manifest of a run, found "]]);
    fs::write(&manifest, whole).unwrap();
    check_told(&sources.data(), &["run a-1: t\n"]);
    fs::remove_file(&manifest).unwrap();
    check_call(
        inspect(&sources.data()),
        66,
        &[&["expected a run, found no manifest.json that can be read", "OUT/latest"]],
    );
}

/// A socket is there and cannot be opened, whoever asks.
#[test]
fn what_cannot_be_opened_is_not_called_damaged() {
    let sources = Sources::small();
    for name in ["a.json", "a.npz", "a.parquet", "a.html", "a.md", "a.safetensors", "a.h5"] {
        let path = sources.data().join(name);
        let _socket = UnixListener::bind(&path).unwrap();
        check_call(inspect(&path), 66, &[&[name, ": expected a run or a file of one, found: no regular file"]]);
    }
    let _socket = UnixListener::bind(sources.data().join("manifest.json")).unwrap();
    check_call(
        inspect(&sources.data()),
        66,
        &[&["expected a run, found no manifest.json that can be read: no regular file"]],
    );
}

#[test]
fn checksums_are_shown_as_they_are() {
    let sources = evaluated("als.toml");
    let sums = fs::read_to_string(sources.latest().join("SHA256SUMS")).unwrap();
    check_told(&sources.latest().join("SHA256SUMS"), &[&sums]);
}

#[test]
fn a_text_of_a_file_begins_no_line_of_its_own() {
    let options = r#"{\"a\":\"b\\n  c  1\"}"#;
    let header = format!(
        r#"{{"__metadata__":{{"format":"tastemill model 1","kind":"als\nb","users":"\n","songs":"","visible":"","text.a\nb":"\nc","text.options":"{options}"}}}}"#
    );
    let bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
    let sources = Sources::small().with("a.safetensors", bytes).with("a.json", r#"{"a\nb":"c\nd"}"#);
    // Name, kind, blank, options, two options, blank, fitted on, three hashes, blank, arrays.
    for (file, n_lines) in [("a.safetensors", 13), ("a.json", 4)] {
        let found = outcome(inspect(&sources.data().join(file)));
        assert_eq!((found.code, found.stdout.trim_end().lines().count()), (Some(0), n_lines), "{}", found.stdout);
    }
}

#[test]
fn no_control_character_of_a_name_is_told_in_an_error() {
    let name = "\u{1b}[31m\u{9b}2Ja\r.json";
    let sources = Sources::small().with(name, "{");
    let found = outcome(inspect(&sources.data().join(name)));
    assert_eq!((found.code, found.stdout.as_str()), (Some(65), ""));
    assert!(found.stderr.starts_with("error: ") && found.stderr.contains(" [31m 2Ja .json: expected "), "{found:?}");
    assert!(!found.stderr.chars().any(|character| character.is_control() && character != '\n'), "{found:?}");
}
