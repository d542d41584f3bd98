//! A run and what may be changed about it: threads, options, the stages that are asked for.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::faults;
use crate::program::{Outcome, Sources, TRAIN, msd_plan, outcome};
use crate::runs_folder::{RunsFolder, artifact_sums, assert_whole, msd_run, run_earlier, sampled};

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The manifest without what depends on the machine.
fn timeless(mut manifest: Value) -> Value {
    manifest.as_object_mut().unwrap().remove("machine").unwrap();
    for stage in manifest["stages"].as_array_mut().unwrap() {
        for seconds in ["seconds", "cpu_seconds"] {
            stage.as_object_mut().unwrap().remove(seconds).unwrap();
        }
    }
    manifest
}

#[track_caller]
fn run_well(sources: &Sources, arguments: &[&str]) -> Outcome {
    let found = outcome(msd_run(sources, arguments));
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    found
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let sources = sampled(20_000);
    let of = |threads: &str| {
        run_well(&sources, &["--threads", threads]);
        assert_eq!(sources.manifest()["machine"]["threads"].to_string(), threads);
        (artifact_sums(&sources.latest()), timeless(sources.manifest()))
    };
    let one = of("1");
    for threads in ["2", "3", "8"] {
        assert_eq!(of(threads), one, "{threads} threads");
    }
}

#[test]
fn the_same_again_is_the_same_run_and_replaces_it() {
    let sources = Sources::small();
    run_well(&sources, &[]);
    let (sums, manifest) = (artifact_sums(&sources.latest()), timeless(sources.manifest()));
    let names = || RunsFolder::of(&sources.out()).runs.into_keys().collect::<Vec<_>>();
    let before = names();
    fs::write(sources.latest().join("stranger.txt"), "not of the run").unwrap();
    run_well(&sources, &[]);
    assert_eq!((names(), names().len()), (before, 1));
    assert_eq!((artifact_sums(&sources.latest()), timeless(sources.manifest())), (sums, manifest));
    assert!(!sources.latest().join("stranger.txt").exists());
    assert_whole(&sources.out());
}

#[test]
fn another_option_is_another_run_and_latest_moves() {
    let sources = Sources::small();
    run_well(&sources, &[]);
    let first = RunsFolder::of(&sources.out());
    run_well(&sources, &["--set", "taste.vectors=[{ column = 'MUSIC', scale = 'minmax' }]"]);
    let second = RunsFolder::of(&sources.out());
    assert_eq!(second.runs.len(), 2);
    assert_ne!(second.latest, first.latest);
    assert_eq!(second.runs[&first.latest], first.runs[&first.latest], "the first run is as it was");
    assert_eq!(second.others, Vec::<String>::new());
    assert_whole(&sources.out());
}

#[test]
fn a_run_is_named_after_its_plan() {
    let sources = Sources::small().with("evening.toml", text(&msd_plan()));
    let found = sources.run_plan(&sources.data().join("evening.toml"), &[]);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    assert!(RunsFolder::of(&sources.out()).latest.starts_with("evening-"), "{}", found.stdout);
}

#[test]
fn another_content_of_a_source_is_another_run() {
    let sources = Sources::small();
    run_well(&sources, &[]);
    let sources = sources.with(TRAIN, "ann\tAja\t3\nbob\tCry\t2\n");
    run_well(&sources, &[]);
    assert_eq!(RunsFolder::of(&sources.out()).runs.len(), 2);
}

#[test]
fn the_program_prints_the_runs_folder_and_nothing_else() {
    let sources = Sources::small();
    let printed = run_well(&sources, &[]).stdout;
    let run = RunsFolder::of(&sources.out()).latest;
    assert_eq!(printed, format!("{}\n", sources.out().join(run).display()));
}

#[test]
fn sha256sum_finds_the_checksums_right() {
    let sources = Sources::small();
    run_well(&sources, &[]);
    let mut check = Command::new("sha256sum");
    check.args(["--check", "--strict", "SHA256SUMS"]).current_dir(sources.latest());
    let checked = outcome(check);
    assert_eq!((checked.code, checked.stdout.lines().count()), (Some(0), 17), "{checked:?}");
}

/// Another scale, which changes what `taste` writes and nothing else.
const MINMAX: [&str; 2] = ["--set", "taste.vectors=[{ column = 'MUSIC', scale = 'minmax' }]"];

/// After a full run, a part of the stages with another scale gives what a full run with it gives.
#[track_caller]
fn check_part(selection: &[&str], taken_over: &[&str]) {
    let (whole, part) = (sampled(5_000), sampled(5_000));
    run_well(&whole, &MINMAX);
    run_well(&part, &[]);
    let said = run_well(&part, &[&MINMAX, selection].concat()).stderr;
    for stage in ["songs", "listen", "matrices", "catalogue", "taste", "summary"] {
        let line = said.lines().find(|line| line.starts_with(stage) && line.contains("taken over from the last run"));
        assert_eq!(line.is_some(), taken_over.contains(&stage), "{stage} in:\n{said}");
    }
    assert_eq!(artifact_sums(&part.latest()), artifact_sums(&whole.latest()));
    assert_eq!(RunsFolder::of(&part.out()).latest, RunsFolder::of(&whole.out()).latest);
    assert_eq!(part.manifest()["counts"], whole.manifest()["counts"]);
    assert_whole(&part.out());
}

#[test]
fn one_stage_alone_gives_what_the_whole_plan_gives() {
    check_part(&["--only", "taste"], &["songs", "listen", "matrices", "catalogue", "summary"]);
}

#[test]
fn a_stage_and_those_below_it_give_what_the_whole_plan_gives() {
    check_part(&["--from", "taste"], &["songs", "listen", "matrices", "catalogue"]);
}

#[test]
fn all_stages_from_the_first_take_nothing_over() {
    check_part(&["--from", "songs"], &[]);
}

#[test]
fn a_part_needs_an_earlier_run() {
    let sources = Sources::small();
    for selection in ["--only", "--from"] {
        let call = faults::run(&sources, &msd_plan(), &[selection, "taste"]);
        faults::check_call(call, 2, &[&["--only, --from", "a complete run", "found none", "run the whole plan once"]]);
        assert!(sources.nothing_was_left());
    }
}

#[test]
fn a_part_of_another_run_is_refused() {
    let sources = Sources::small();
    run_well(&sources, &[]);
    let sources = sources.with(TRAIN, "ann\tAja\t3\nbob\tCry\t2\n");
    let before = RunsFolder::of(&sources.out());
    let telling: &[&str] = &["expected the last run to have made it of the same", "leave out --only or --from"];
    faults::check_call(faults::run(&sources, &msd_plan(), &["--only", "matrices"]), 2, &[telling]);
    faults::check_call(faults::run(&sources, &msd_plan(), &["--from", "taste"]), 2, &[telling]);
    assert_eq!(RunsFolder::of(&sources.out()), before);
}

#[test]
fn a_part_with_another_option_above_it_is_refused() {
    let sources = Sources::small();
    run_earlier(&sources);
    let before = RunsFolder::of(&sources.out());
    let arguments = ["--only", "taste", "--set", "songs.max_rejected=0.5"];
    let telling: &[&str] = &["stage `songs`", "leave out --only or --from"];
    faults::check_call(faults::run(&sources, &msd_plan(), &arguments), 2, &[telling]);
    assert_eq!(RunsFolder::of(&sources.out()), before);
}

#[test]
fn a_file_that_is_no_longer_what_the_last_run_wrote_is_not_taken_over() {
    let sources = Sources::small();
    run_well(&sources, &[]);
    fs::write(sources.latest().join("song_df.parquet"), "damaged").unwrap();
    let before = RunsFolder::of(&sources.out());
    let found = outcome(msd_run(&sources, &["--only", "taste"]));
    assert_ne!(found.code, Some(0), "a run with a damaged file is not complete");
    assert!(found.stderr.contains("song_df.parquet"), "{}", found.stderr);
    assert_eq!(RunsFolder::of(&sources.out()), before);
}

#[test]
fn latest_may_be_a_run_that_was_removed() {
    let sources = Sources::small();
    run_well(&sources, &[]);
    let run = sources.out().join(RunsFolder::of(&sources.out()).latest);
    assert!(text(&run.join("manifest.json")).contains("tastemill"));
    fs::remove_dir_all(run).unwrap();
    let call = faults::run(&sources, &msd_plan(), &["--only", "taste"]);
    faults::check_call(call, 2, &[&["found none", "run the whole plan once"]]);
    run_well(&sources, &[]);
    assert_whole(&sources.out());
}

#[test]
fn files_of_others_in_the_folder_stay() {
    let sources = Sources::small().with("../out/notes.txt", "precious").with("../out/.hidden/a.txt", "precious");
    run_well(&sources, &[]);
    assert_eq!(text(&sources.out().join("notes.txt")), "precious");
    assert_eq!(text(&sources.out().join(".hidden/a.txt")), "precious");
}
