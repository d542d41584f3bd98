//! The disk is full, at every file of a run: exit code 74, and the folder stays as it was.
//!
//! Simulated everywhere by a limit on the size of a file, and, where a file system may be mounted, by a small `tmpfs`
//! in a mount namespace of its own, which ends with the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{check, check_call};
use crate::program::{Sources, msd_plan, outcome, program};
use crate::real_data::left_out;
use crate::runs_folder::{RunsFolder, assert_whole, msd_run, run_earlier, sampled};

/// A run that may write files of at most `kib` KiB. Writing more is an error, not a signal.
fn limited(plan: &Path, sources: &Sources, kib: u32) -> Command {
    let mut run = Command::new("bash");
    run.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {kib}; exec \"$@\"")).arg("bash");
    let mut call = program();
    call.arg("run").arg(plan).arg("--data").arg(sources.data()).arg("--out").arg(sources.out());
    with_call(run, &call)
}

/// `msd.toml` without the frames of pandas, which take some 16 KiB each even if they are small.
fn without_frames(sources: &Sources) -> PathBuf {
    let plan = fs::read_to_string(msd_plan()).unwrap();
    let frames = ["user_mapping", "song_mapping", "song_df", "user_df"];
    let plan = frames.iter().fold(plan, |plan, name| plan.replace(&format!("\"{name}.h5\", "), ""));
    let place = sources.data().join("msd.toml");
    fs::write(&place, plan).unwrap();
    place
}

fn with_call(mut wrapper: Command, call: &Command) -> Command {
    wrapper.arg(call.get_program()).args(call.get_args()).env_remove("RUST_BACKTRACE");
    wrapper
}

#[test]
fn a_file_that_cannot_be_written_to_its_end_leaves_nothing_behind() {
    let cases = [
        (8, "train_sparse.npz", sampled(20_000)),
        (8, "user_mapping.h5", Sources::small()),
        (20, "song_df.h5", Sources::small()),
    ];
    for (kib, file, sources) in cases {
        check_limited(&msd_plan(), kib, file, &sources);
    }
    for (kib, file) in [(4, "song_df.parquet"), (8, "summary.svg"), (16, "manifest.json")] {
        let sources = Sources::small();
        check_limited(&without_frames(&sources), kib, file, &sources);
    }
}

#[track_caller]
fn check_limited(plan: &Path, kib: u32, file: &str, sources: &Sources) {
    let telling: &[&str] = &[file, "could not be written to its end", "make room"];
    check(sources, 74, &[telling], || limited(plan, sources, kib));
}

/// A disk of its own for the runs: a run is made on it and what stands there afterwards is kept.
struct Disk {
    sources: Sources,
    kept: PathBuf,
}

/// What a shell does on a disk of its own: `$1` options, `$2` the folder of the runs, `$3` what stood there.
const ON_DISK: &str = r#"
    mount -t tmpfs -o "$1" tmpfs "$2" && cp -a "$3/." "$2" || exit 99
    out=$2 kept=$3
    shift 3
    "$@"
    code=$?
    find "$kept" -mindepth 1 -delete && cp -a "$out/." "$kept" || exit 98
    exit $code
"#;

impl Disk {
    /// A disk to be, or `None` where none may be mounted.
    fn new() -> Option<Self> {
        let sources = Sources::small();
        let kept = sources.data().join("../kept");
        fs::create_dir(sources.out()).unwrap();
        fs::create_dir(&kept).unwrap();
        let disk = Self { sources, kept };
        let allowed = outcome(disk.around("size=64k", &Command::new("true"))).code == Some(0);
        if !allowed {
            left_out("no file system may be mounted here");
        }
        allowed.then_some(disk)
    }

    fn around(&self, options: &str, call: &Command) -> Command {
        let mut shell = Command::new("unshare");
        shell.args(["--mount", "bash", "-c", ON_DISK, "bash", options]).arg(self.sources.out()).arg(&self.kept);
        with_call(shell, call)
    }

    /// Runs on ever larger disks, until one is large enough; how many were too small.
    #[track_caller]
    fn check(&self, options: impl Iterator<Item = String>) -> usize {
        let before = RunsFolder::of(&self.kept);
        let mut n_full = 0;
        for options in options {
            let call = || self.around(&options, &msd_run(&self.sources, &["--set", "listen.max_rejected=0.5"]));
            match outcome(call()).code {
                Some(99) => {}
                Some(0) => return n_full,
                _ => {
                    check_call(call(), 74, &[&["/out", "No space left on device"]]);
                    assert_eq!(RunsFolder::of(&self.kept), before, "{options}");
                    n_full += 1;
                }
            }
        }
        panic!("the largest disk was too small");
    }
}

#[test]
fn a_disk_without_room_leaves_the_folder_as_it_was() {
    let sizes = || (1..100).map(|n| format!("size={}k", 8 * n));
    let Some(disk) = Disk::new() else { return };
    assert!(disk.check(sizes()) >= 8);
    let Some(disk) = Disk::new() else { return };
    earlier(&disk);
    assert!(disk.check(sizes()) >= 8);
    assert_whole(&disk.kept);
}

#[test]
fn a_disk_without_room_for_one_more_file_leaves_the_folder_as_it_was() {
    let inodes = || (3..60).map(|n| format!("size=4m,nr_inodes={n}"));
    let Some(disk) = Disk::new() else { return };
    assert!(disk.check(inodes()) >= 8);
    let Some(disk) = Disk::new() else { return };
    earlier(&disk);
    assert!(disk.check(inodes()) >= 8);
    assert_whole(&disk.kept);
}

fn earlier(disk: &Disk) {
    run_earlier(&disk.sources);
    fs::remove_dir(&disk.kept).unwrap();
    let copied = Command::new("cp").arg("-a").arg(disk.sources.out()).arg(&disk.kept).status().unwrap();
    assert!(copied.success());
}

/// A device on which there never is room.
fn full() -> Stdio {
    fs::OpenOptions::new().write(true).open("/dev/full").unwrap().into()
}

#[test]
fn a_result_that_cannot_be_printed_is_an_error() {
    let mut stages = program();
    stages.arg("stages").stdout(full());
    let found = stages.output().unwrap();
    assert_eq!(found.status.code(), Some(74));
    assert!(String::from_utf8(found.stderr).unwrap().contains("standard output"));
}

#[test]
fn a_log_that_cannot_be_written_does_not_stop_a_run() {
    for format in ["human", "json"] {
        let sources = Sources::small();
        let mut run = msd_run(&sources, &["--log-format", format]);
        assert_eq!(run.stdout(Stdio::null()).stderr(full()).status().unwrap().code(), Some(0));
        assert_whole(&sources.out());
    }
}

#[test]
fn a_message_that_cannot_be_printed_does_not_change_the_exit_code() {
    for format in ["human", "json"] {
        let mut run = program();
        run.args(["run", "nothere.toml", "--log-format", format]);
        assert_eq!(run.stderr(full()).status().unwrap().code(), Some(2));
    }
}
