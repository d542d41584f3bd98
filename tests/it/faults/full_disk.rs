//! The disk is full, at every file of a run: exit code 74, and the folder stays as it was.
//!
//! Simulated everywhere by a limit on the size of a file, and, where a file system may be mounted, by a small `tmpfs`
//! in a mount namespace of its own, which ends with the program.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{assert_told, check_call};
use crate::program::{Sources, msd_plan, outcome, program};
use crate::real_data::left_out;
use crate::runs_folder::{RunsFolder, assert_whole, msd_run, names, run_earlier, sampled};

/// A run that may write files of at most `kib` KiB. Writing more is an error, not a signal.
fn limited(plan: &Path, sources: &Sources, kib: u64) -> Command {
    let mut run = Command::new("bash");
    run.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {kib}; exec \"$@\"")).arg("bash");
    let mut call = program();
    call.arg("run").arg(plan).arg("--data").arg(sources.data()).arg("--out").arg(sources.out());
    with_call(run, &call)
}

/// `msd.toml` with one of its files, or with none: what is not written for it is left out.
fn plan_of(file: Option<&str>) -> String {
    let mut plan: toml::Table = fs::read_to_string(msd_plan()).unwrap().parse().unwrap();
    let is_other = |name: &str| name.contains('.') && Some(name) != file;
    plan["stage"].as_array_mut().unwrap().retain_mut(|stage| {
        let ports = stage["writes"].as_table_mut().unwrap();
        ports.retain(|_, names| match names {
            toml::Value::Array(names) => {
                names.retain(|name| !is_other(name.as_str().unwrap()));
                !names.is_empty()
            }
            name => !is_other(name.as_str().unwrap()),
        });
        !ports.is_empty()
    });
    plan.to_string()
}

fn with_call(mut wrapper: Command, call: &Command) -> Command {
    wrapper.arg(call.get_program()).args(call.get_args()).env_remove("RUST_BACKTRACE");
    wrapper
}

/// The files of a whole run with their sizes in KiB, rounded up.
fn sizes(sources: &Sources) -> Vec<(String, u64)> {
    let kib = |file: &str| fs::metadata(sources.latest().join(file)).unwrap().len().div_ceil(1024);
    names(&sources.latest()).into_iter().map(|file| (file.clone(), kib(&file))).collect()
}

/// Every file of `msd.toml` in turn is the one that cannot be written, or not to its end.
#[test]
fn a_file_that_cannot_be_written_to_its_end_leaves_nothing_behind() {
    let sources = sampled(5_000);
    sources.run_well(&[]);
    let sizes = sizes(&sources);
    assert_eq!(sizes.len(), 18);
    let before = RunsFolder::of(&sources.out());
    let written = sizes.iter().filter(|(file, _)| !OWN.contains(&file.as_str()));
    for (file, kib) in written {
        let plan = sources.data().join("one.toml");
        fs::write(&plan, plan_of(Some(file))).unwrap();
        for limit in BTreeSet::from([0, kib / 2, kib - 1]) {
            // Without room for a byte, the table of rejected rows may be the first to fail.
            let telling = if limit == 0 { "/.partial-" } else { file.as_str() };
            check_limited(&sources, &plan, limit, telling);
            assert_eq!(RunsFolder::of(&sources.out()), before, "{file}, {limit} KiB");
        }
    }
}

/// The files that every run writes, whatever its plan.
const OWN: [&str; 3] = ["SHA256SUMS", "manifest.json", "rejected.parquet"];

/// The checksums are smaller than the manifest, so their turn comes on a disk that is too small.
#[test]
fn a_runs_own_files_that_cannot_be_written_leave_nothing_behind() {
    let sources = sampled(1_000);
    let plan = sources.data().join("none.toml");
    fs::write(&plan, plan_of(None)).unwrap();
    for (kib, file) in [(0, "rejected.parquet"), (4, "manifest.json")] {
        check_limited(&sources, &plan, kib, file);
        assert!(sources.nothing_was_left());
    }
}

/// A run that may write files of so many KiB fails at `file`.
#[track_caller]
fn check_limited(sources: &Sources, plan: &Path, kib: u64, file: &str) {
    check_call(limited(plan, sources, kib), 74, &[&[file, "could not be written to its end", "make room"]]);
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

    /// Runs on ever larger disks, until one is large enough; the files that others had no room for.
    #[track_caller]
    fn check(&self, options: impl Iterator<Item = String>) -> BTreeSet<String> {
        let before = RunsFolder::of(&self.kept);
        let mut too_large = BTreeSet::new();
        for options in options {
            let call = self.around(&options, &msd_run(&self.sources, &["--set", "listen.max_rejected=0.5", "--quiet"]));
            let found = outcome(call);
            match found.code {
                Some(99) => {}
                Some(0) => return too_large,
                _ => {
                    assert_told(&found, 74, &[&["/out", "No space left on device"]]);
                    assert_eq!(RunsFolder::of(&self.kept), before, "{options}");
                    too_large.extend(file_named(&found.stderr));
                }
            }
        }
        panic!("the largest disk was too small");
    }
}

/// The file of the run that a message is about.
fn file_named(stderr: &str) -> Option<String> {
    let (_, partial) = stderr.split_once("/.partial-")?;
    let (_, file) = partial.split_once(':')?.0.split_once('/')?;
    Some(file.to_owned())
}

/// On disks of ever more room, where there was none and where a run is, other files are the first without.
///
/// A file takes whole pages of 4 KiB, so with steps of a page none is passed over, if files are written one after the
/// other. Some may be written at the same time, but the last one is written when all others are there.
#[track_caller]
fn check_disks(options: impl Fn(u32) -> String, least: usize) {
    let Some(disk) = Disk::new() else { return };
    let too_large = disk.check((1..400).map(&options));
    assert!(too_large.len() >= least && too_large.contains("SHA256SUMS"), "{too_large:?}");
    let Some(disk) = Disk::new() else { return };
    earlier(&disk);
    let too_large = disk.check((1..400).map(&options));
    assert!(too_large.len() >= least && too_large.contains("SHA256SUMS"), "{too_large:?}");
    assert_whole(&disk.kept);
}

#[test]
fn a_disk_without_room_leaves_the_folder_as_it_was() {
    check_disks(|n| format!("size={}k", 4 * n), 6);
}

#[test]
fn a_disk_without_room_for_one_more_file_leaves_the_folder_as_it_was() {
    check_disks(|n| format!("size=4m,nr_inodes={}", n + 2), 8);
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
