//! The folder of runs cannot be made, written to or held, or its disk is full; and a source that may not be read.
//!
//! Root may read and write everything, so as root these tests start a copy of the program as user `nobody`.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::{check, check_call, run};
use crate::program::{GENRES, SONGS, Sources, TRAIN, msd_plan, program};
use crate::runs_folder::{RunsFolder, names, run_earlier};

const NOBODY: u32 = 65534;

/// The program where everybody may start it: the folder of the build may be a private one.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        // By `cp`: a file that this process has open for writing could not be started while another test forks.
        for file in [PathBuf::from(program().get_program()), msd_plan()] {
            assert!(Command::new("cp").arg(file).arg(folder.path()).status().unwrap().success());
        }
        Self { folder }
    }

    /// A run of `msd.toml` by somebody who is not root, to whom all files of the sources belong.
    fn run(&self, sources: &Sources) -> Command {
        let mut run = Command::new(self.folder.path().join("tastemill"));
        run.arg("run").arg(self.folder.path().join("msd.toml"));
        run.arg("--data").arg(sources.data()).arg("--out").arg(sources.out()).current_dir("/");
        if is_root() {
            give_away(sources.data().parent().unwrap());
            run.uid(NOBODY).gid(NOBODY);
        }
        run
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Gives a folder and all that is in it to `nobody`.
fn give_away(path: &Path) {
    lchown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() && !path.is_symlink() {
        for name in names(path) {
            give_away(&path.join(name));
        }
    }
}

fn forbid(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_source_that_may_not_be_read_is_no_input() {
    for source in [TRAIN, SONGS, GENRES] {
        let (copy, sources) = (Copy::new(), Sources::small());
        forbid(&sources.data().join(source), 0o000);
        check(&sources, 66, &[&[source, "Permission denied"]], || copy.run(&sources));
    }
}

#[test]
fn a_folder_that_may_not_be_made_cannot_be_created() {
    let (copy, sources) = (Copy::new(), Sources::small());
    let call = copy.run(&sources);
    let parent = sources.data().parent().unwrap().to_owned();
    forbid(&parent, 0o555);
    check_call(call, 73, &[&["/out", "Permission denied", "--out"]]);
    assert_eq!(names(&parent), ["data"]);
    forbid(&parent, 0o755);
}

#[test]
fn a_folder_that_may_not_be_written_to_cannot_be_created_in() {
    let (copy, sources) = (Copy::new(), Sources::small());
    run_earlier(&sources);
    let before = RunsFolder::of(&sources.out());
    let call = copy.run(&sources);
    forbid(&sources.out(), 0o555);
    check_call(call, 73, &[&["/out", "Permission denied", "--out"]]);
    assert_eq!(RunsFolder::of(&sources.out()), before);
    forbid(&sources.out(), 0o755);
}

#[test]
fn a_file_in_the_way_of_the_folder_stays() {
    let sources = Sources::small().with("../out", "precious");
    check_call(run(&sources, &msd_plan(), &[]), 73, &[&["/out", "expected a place to write to", "--out"]]);
    assert_eq!(fs::read_to_string(sources.out()).unwrap(), "precious");
    let mut below = program();
    below.arg("run").arg(msd_plan()).arg("--data").arg(sources.data()).arg("--out").arg(sources.out().join("deep/out"));
    check_call(below, 73, &[&["/out", "expected a place to write to", "--out"]]);
    assert_eq!(fs::read_to_string(sources.out()).unwrap(), "precious");
}

#[test]
fn a_folder_in_the_way_of_latest_leaves_no_run_behind() {
    let sources = Sources::small().with("../out/latest/precious.txt", "precious");
    let before = RunsFolder::of(&sources.out());
    let found = crate::program::outcome(run(&sources, &msd_plan(), &[]));
    assert!(matches!(found.code, Some(73 | 74)), "{found:?}");
    assert_eq!(RunsFolder::of(&sources.out()), before);
}

#[test]
fn a_folder_that_another_run_holds_is_tried_again_later() {
    let sources = Sources::small();
    let held = || {
        let folder = File::open(sources.out()).unwrap();
        folder.lock().unwrap();
        folder
    };
    let telling: &[&[&str]] = &[&["/out", "another one at work", "wait"]];
    fs::create_dir(sources.out()).unwrap();
    let lock = held();
    check_call(run(&sources, &msd_plan(), &[]), 75, telling);
    assert!(sources.nothing_was_left());
    drop(lock);
    run_earlier(&sources);
    let before = RunsFolder::of(&sources.out());
    let lock = held();
    check_call(run(&sources, &msd_plan(), &["--only", "taste"]), 75, telling);
    check_call(run(&sources, &msd_plan(), &[]), 75, telling);
    assert_eq!(RunsFolder::of(&sources.out()), before);
    drop(lock);
    run_earlier(&sources);
}
