//! A run that is killed or told to stop while it recommends or judges leaves the old run or the new one.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::shipped;
use crate::program::{Sources, program};
use crate::runs_folder::{RunsFolder, assert_whole, sampled};

fn start(sources: &Sources, seed: u32) -> Child {
    let mut run = program();
    run.arg("run").arg(shipped("personality.toml")).arg("--data").arg(sources.data()).arg("--out").arg(sources.out());
    run.args(["--quiet", "--set", &format!("judge.resamples={}", 100 + seed)])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    run.spawn().unwrap()
}

/// A signal at each of 20 moments of a run; the runs folder is whole after each.
#[track_caller]
fn check(signal: &str, look: impl Fn(std::process::ExitStatus, &RunsFolder)) {
    let sources = sampled(50_000);
    let begun = Instant::now();
    assert!(start(&sources, 1).wait().unwrap().success());
    let mut whole = begun.elapsed();
    let mut n_stopped = 0;
    for attempt in 1..=20 {
        let before = RunsFolder::of(&sources.out()).latest;
        let begun = Instant::now();
        let mut run = start(&sources, 1 + attempt);
        sleep(whole * attempt / 18 + Duration::from_micros(300));
        let mut shell = Command::new("sh"); // whose own `kill` is there on any system
        shell.args(["-c", "kill \"$0\" \"$1\"", signal, &run.id().to_string()]).stderr(Stdio::null()).status().unwrap();
        let status = run.wait().unwrap();
        if status.success() {
            whole = whole.min(begun.elapsed()); // the machine may have had more to do before
        } else {
            n_stopped += 1;
        }
        assert_whole(&sources.out());
        let after = RunsFolder::of(&sources.out());
        assert!(!status.success() || after.latest != before, "attempt {attempt}: {status:?}: {after:?}");
        look(status, &after);
    }
    assert!(n_stopped >= 3, "{n_stopped}");
}

#[test]
fn a_run_that_is_killed_while_it_judges_leaves_the_old_state_or_the_new_one() {
    check("-KILL", |status, _| assert!(status.success() || status.signal() == Some(9), "{status:?}"));
}

#[test]
fn a_run_that_is_told_to_stop_while_it_judges_leaves_nothing_hidden() {
    check("-TERM", |status, left| {
        assert!(matches!(status.code(), Some(0 | 143)) || status.signal() == Some(15), "{status:?}");
        assert_eq!(left.others, Vec::<String>::new());
    });
}
