//! Too little memory, from so little that the program just starts to as much as it wants: a whole run, or exit code 71
//! with a message and nothing left behind.
//!
//! Two threads, so that a machine with many processors asks for no more than others.

use std::process::Command;

use super::check_call;
use crate::program::{Outcome, Sources, outcome, program};
use crate::runs_folder::{RunsFolder, artifact_sums, assert_whole, msd_run, run_earlier, sampled};

/// A call that may take so many KiB of address space.
fn limited(call: &Command, kib: u32) -> Command {
    let mut bash = Command::new("bash");
    bash.arg("-c").arg(format!("ulimit -c 0 -v {kib}; exec \"$@\"")).arg("bash");
    bash.arg(call.get_program()).args(call.get_args()).env_remove("RUST_BACKTRACE").env("POLARS_MAX_THREADS", "2");
    bash.env_remove("OPENBLAS_NUM_THREADS");
    bash
}

/// The least address space in KiB, but for 256, with which the program and its libraries are loaded. With too little,
/// `OpenBLAS` asks for its buffers again and again before the program has begun: more than two seconds of work are that.
fn least() -> u32 {
    let starts = |kib: u32| {
        let mut call = Command::new("timeout");
        call.args(["--signal", "KILL", "60", "bash", "-c", "ulimit -t 2; exec \"$@\"", "bash"]);
        call.arg(program().get_program()).arg("--version");
        outcome(limited(&call, kib)).code == Some(0)
    };
    let (mut too_small, mut enough) = (1 << 10, 1 << 20);
    assert!(starts(enough));
    while enough - too_small > 256 {
        let middle = u32::midpoint(too_small, enough);
        *(if starts(middle) { &mut enough } else { &mut too_small }) = middle;
    }
    enough
}

fn is_json(line: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(line).is_ok_and(|object| object["exit"] == 71)
}

/// The message is there; a library that is loaded with this one may have something to say before it.
#[track_caller]
fn assert_told(found: &Outcome, format: &str) {
    let said = &found.stderr;
    assert!(!said.contains("panicked") && found.stdout.is_empty(), "{said}");
    let (error, hint) = match format {
        "json" => (said.lines().last().is_some_and(is_json), said.contains("\"hint\":")),
        _ => (said.lines().any(|line| line.starts_with("error: ")), said.contains("\nhint: ")),
    };
    assert!(error && hint && said.contains("out of memory"), "{said}");
}

/// Runs with ever more memory, from the least on, until eight runs went well one after the other; how many stopped.
#[track_caller]
fn check(sources: &Sources, expected: &[String], format: &str, step: u32) -> usize {
    let (mut n_stopped, mut n_well) = (0, 0);
    let mut before = RunsFolder::of(&sources.out());
    let mut kib = least();
    while n_well < 8 {
        assert!(kib < 1 << 20, "a run on a small sample takes less than 1 GiB");
        let found = outcome(limited(&msd_run(sources, &["--threads", "2", "--quiet", "--log-format", format]), kib));
        match found.code {
            Some(0) => {
                assert_eq!(artifact_sums(&sources.latest()), expected, "{kib} KiB");
                before = RunsFolder::of(&sources.out());
                n_well += 1;
            }
            Some(71) => {
                assert_told(&found, format);
                assert_eq!(RunsFolder::of(&sources.out()), before, "{kib} KiB");
                (n_stopped, n_well) = (n_stopped + 1, 0);
            }
            _ => panic!("{kib} KiB: {found:?}"),
        }
        kib += step;
    }
    assert_eq!(before.others, Vec::<String>::new());
    n_stopped
}

#[test]
fn too_little_memory_stops_a_run_or_does_not_change_it() {
    let sources = sampled(5_000);
    sources.run_well(&[]);
    let expected = artifact_sums(&sources.latest());
    std::fs::remove_dir_all(sources.out()).unwrap();
    std::fs::create_dir(sources.out()).unwrap();
    assert!(check(&sources, &expected, "json", 630) >= 10);
    std::fs::remove_dir_all(sources.out()).unwrap();
    run_earlier(&sources);
    assert!(check(&sources, &expected, "human", 470) >= 10);
    assert_whole(&sources.out());
}

#[test]
fn too_little_memory_leaves_no_folder_that_was_made_on_the_way() {
    let sources = sampled(5_000);
    let least = least();
    let mut n_turned_down = 0;
    for kib in (least..least + 20_000).step_by(1_900) {
        let mut run = program();
        run.args(["run", "--quiet", "--threads", "2"]).arg(crate::program::msd_plan());
        run.arg("--data").arg(sources.data()).arg("--out").arg(sources.out().join("deep/er"));
        match outcome(limited(&run, kib)).code {
            Some(71) => {
                n_turned_down += 1;
                assert!(!sources.out().exists(), "{kib} KiB");
            }
            Some(0) => std::fs::remove_dir_all(sources.out()).unwrap(),
            other => panic!("{kib} KiB: exit code {other:?}"),
        }
    }
    assert!(n_turned_down >= 3, "{n_turned_down}");
}

/// Each takes 2 MiB for its stack.
#[test]
fn more_threads_than_there_is_room_for_are_refused() {
    let sources = Sources::small();
    let call = limited(&msd_run(&sources, &["--threads", "1000"]), 700_000);
    check_call(call, 71, &[&["out of memory", "--threads", "hint: "]]);
    assert!(sources.nothing_was_left());
}
