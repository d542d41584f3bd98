//! What goes wrong, what is said of it, and that nothing is left behind.
//!
//! Every fault is tried twice: in a new folder, which must stay empty, and over a complete run, which must stay as it is.

mod changing_sources;
mod full_disk;
mod out_of_memory;
mod places;
mod plans;
mod sources;

use std::path::Path;
use std::process::Command;

use crate::program::{Outcome, Sources, outcome, program};
use crate::runs_folder::{RunsFolder, assert_whole, run_earlier};

/// A call ends with `code` and names exactly the given problems, each with all of its telling parts, and leaves
/// everything as it was.
#[track_caller]
pub(crate) fn check(sources: &Sources, code: i32, problems: &[&[&str]], call: impl Fn() -> Command) {
    check_call(call(), code, problems);
    assert!(sources.nothing_was_left());
    run_earlier(sources);
    let before = RunsFolder::of(&sources.out());
    check_call(call(), code, problems);
    assert_eq!(RunsFolder::of(&sources.out()), before);
    assert_whole(&sources.out());
}

/// A call ends with `code` and names exactly the given problems.
#[track_caller]
pub(crate) fn check_call(call: Command, code: i32, problems: &[&[&str]]) {
    assert_told(&outcome(call), code, problems);
}

/// A call has ended with `code` and named exactly the given problems.
#[track_caller]
pub(crate) fn assert_told(found: &Outcome, code: i32, problems: &[&[&str]]) {
    assert_eq!(found.code, Some(code), "{}", found.stderr);
    assert_eq!(found.stdout, "");
    assert!(!found.stderr.contains("panicked") && !found.stderr.contains('\x1b'), "{}", found.stderr);
    let named = named(&found.stderr);
    assert_eq!(named.len(), problems.len(), "problems in:\n{}", found.stderr);
    for (named, parts) in named.iter().zip(problems) {
        for part in *parts {
            assert!(named.contains(part), "expected `{part}` in:\n{named}");
        }
    }
}

/// The problems that a message names, each with the lines below it and the last one with the hints.
fn named(stderr: &str) -> Vec<String> {
    let mut problems: Vec<String> = Vec::new();
    for line in stderr.lines() {
        if line.starts_with("error: ") {
            problems.push(String::new());
        }
        if let Some(problem) = problems.last_mut() {
            problem.push_str(line);
            problem.push('\n');
        }
    }
    problems
}

/// A run of a plan on the sources, with further arguments.
pub(crate) fn run(sources: &Sources, plan: &Path, arguments: &[&str]) -> Command {
    let mut run = program();
    run.arg("run").arg(plan).arg("--data").arg(sources.data()).arg("--out").arg(sources.out()).args(arguments);
    run
}
