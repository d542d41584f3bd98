//! A run that is stopped or killed leaves the old state or the new one.

use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::program::Sources;
use crate::runs_folder::{RunsFolder, assert_whole, msd_run, sampled};

/// Options of a run, each number another run.
fn options(n: u32) -> [String; 2] {
    ["--set".to_owned(), format!("listen.max_rejected=0.{n:03}1")]
}

fn start(sources: &Sources, n: u32) -> Child {
    let mut run = msd_run(sources, &["--quiet"]);
    run.args(options(n)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// A shell that waits for a line and then sends SIGTERM: to start one takes longer than a run's last steps.
struct Terminator(Child);

impl Terminator {
    fn of(run: &Child) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", "read line; kill -TERM \"$0\"", &run.id().to_string()]);
        Self(shell.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap())
    }

    fn strike(mut self) {
        self.0.stdin.take().unwrap().write_all(b"now\n").unwrap();
        self.0.wait().unwrap();
    }
}

/// How long a run takes that nobody stops.
fn whole_run(sources: &Sources) -> Duration {
    let begun = Instant::now();
    assert!(start(sources, 0).wait().unwrap().success());
    begun.elapsed()
}

/// `latest` points at a run, and this one and all others are whole; hidden folders are cleared where they should be.
#[track_caller]
fn assert_old_or_new(sources: &Sources, before: &str, attempt: u32) {
    assert_whole(&sources.out());
    let after = RunsFolder::of(&sources.out());
    let new: Vec<_> = after.runs.keys().filter(|run| *run != before).collect();
    assert!(after.latest == before || new == [&after.latest], "attempt {attempt}: {after:?}");
}

/// Stops a run in many ways and looks at what is left; takes all runs but the last one away in between.
#[track_caller]
fn check(
    sources: &Sources,
    attempts: u32,
    stop: impl Fn(Child, u32) -> ExitStatus,
    look: impl Fn(ExitStatus, &RunsFolder),
) {
    for attempt in 1..=attempts {
        let before = RunsFolder::of(&sources.out()).latest;
        let status = stop(start(sources, attempt % 3), attempt);
        assert_old_or_new(sources, &before, attempt);
        let after = RunsFolder::of(&sources.out());
        look(status, &after);
        for run in after.runs.keys().filter(|run| **run != after.latest) {
            fs::remove_dir_all(sources.out().join(run)).unwrap();
        }
    }
}

#[test]
fn a_killed_run_leaves_the_old_state_or_the_new_one() {
    let sources = sampled(100_000);
    let whole = whole_run(&sources);
    let kill = |mut run: Child, attempt: u32| {
        sleep(whole * attempt / 25);
        run.kill().unwrap();
        run.wait().unwrap()
    };
    check(&sources, 30, kill, |status, _| assert!(status.success() || status.signal() == Some(9)));
}

#[test]
fn what_a_killed_run_left_is_cleared_by_the_next_one() {
    let sources = sampled(100_000);
    whole_run(&sources);
    let killed_in_time = (1..=20).any(|n| {
        let mut run = start(&sources, n);
        wait_for(&sources.out(), &mut run, |partial| partial.join("train_sparse.npz").exists());
        run.kill().unwrap();
        run.wait().unwrap().signal() == Some(9)
    });
    assert!(killed_in_time);
    let left = RunsFolder::of(&sources.out());
    assert_eq!(left.others.len(), 1, "{left:?}");
    whole_run(&sources);
    assert_eq!(RunsFolder::of(&sources.out()).others, Vec::<String>::new());
    assert_whole(&sources.out());
}

/// Waits until the hidden folder of a run looks as wanted, or the run has ended.
fn wait_for(out: &Path, run: &mut Child, wanted: impl Fn(&Path) -> bool) {
    let hidden = out.join(format!(".partial-{}", run.id()));
    while !wanted(&hidden) && run.try_wait().unwrap().is_none() {
        std::hint::spin_loop();
    }
}

fn assert_stopped(status: ExitStatus, left: &RunsFolder) {
    assert!(matches!(status.code(), Some(0 | 143)) || status.signal() == Some(15), "{status:?}");
    assert_eq!(left.others, Vec::<String>::new());
}

#[test]
fn a_run_that_is_told_to_stop_leaves_nothing_hidden() {
    let sources = sampled(100_000);
    let whole = whole_run(&sources);
    let stop = |mut run: Child, attempt: u32| {
        let terminator = Terminator::of(&run);
        sleep(whole * attempt / 25);
        terminator.strike();
        run.wait().unwrap()
    };
    check(&sources, 30, stop, assert_stopped);
}

/// The most delicate moment: the files are written, and the run is about to be moved to its name.
#[test]
fn a_run_that_is_told_to_stop_at_its_end_leaves_the_old_state_or_the_new_one() {
    let sources = sampled(1_000);
    whole_run(&sources);
    let stop = |mut run: Child, attempt: u32| {
        let terminator = Terminator::of(&run);
        wait_for(&sources.out(), &mut run, |partial| partial.join("manifest.json").exists());
        sleep(Duration::from_micros(u64::from(attempt % 20) * 100));
        terminator.strike();
        run.wait().unwrap()
    };
    check(&sources, 60, stop, assert_stopped);
}

#[test]
fn a_run_that_is_told_to_stop_says_so_and_exits_with_143() {
    let sources = sampled(1_000_000);
    for format in ["human", "json"] {
        let mut run = msd_run(&sources, &["--log-format", format]);
        let mut run = run.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let terminator = Terminator::of(&run);
        wait_for(&sources.out(), &mut run, Path::exists);
        assert_eq!(fs::read_to_string(format!("/proc/{}/comm", run.id())).unwrap(), "tastemill\n");
        terminator.strike();
        let found = run.wait_with_output().unwrap();
        let said = String::from_utf8(found.stderr).unwrap();
        assert_eq!(found.status.code(), Some(143), "{said}");
        assert!(said.lines().last().unwrap().contains("stopped by signal 15"), "{said}");
        let as_json = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
        assert!(format == "human" || said.lines().all(as_json), "{said}");
        assert!(sources.nothing_was_left());
    }
}
