//! A folder of runs as it stands: which runs there are, which is the last one, and whether each is whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{Sources, msd_plan, outcome, program};

/// All that stands in a folder of runs. Two are equal if nothing happened in between.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RunsFolder {
    /// The run that `latest` points at.
    pub(crate) latest: String,
    /// The runs, each with the SHA-256 of its files.
    pub(crate) runs: BTreeMap<String, BTreeMap<String, String>>,
    /// Everything else: what should not be there.
    pub(crate) others: Vec<String>,
}

impl RunsFolder {
    pub(crate) fn of(out: &Path) -> Self {
        let (mut runs, mut others) = (BTreeMap::new(), Vec::new());
        for name in names(out) {
            let path = out.join(&name);
            if name.starts_with('.') || path.is_file() {
                others.push(name);
            } else if name != "latest" {
                runs.insert(name, names(&path).into_iter().map(|file| (file.clone(), sum(&path.join(file)))).collect());
            }
        }
        let latest = fs::read_link(out.join("latest")).unwrap_or_default().to_string_lossy().into_owned();
        Self { latest, runs, others }
    }
}

/// The names in a folder, in order.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn sum(path: &Path) -> String {
    artifacts::sha256_of(path).unwrap_or_default()
}

/// Every artifact of a run but the manifest, which has times in it, with its checksum.
pub(crate) fn artifact_sums(run: &Path) -> Vec<String> {
    let text = fs::read_to_string(run.join("SHA256SUMS")).unwrap();
    let lines: Vec<_> = text.lines().filter(|line| !line.ends_with(" manifest.json")).map(str::to_owned).collect();
    assert_eq!(lines.len(), 16, "{text}");
    lines
}

/// `latest` points at a run, and `tastemill verify` finds this one and all others whole.
#[track_caller]
pub(crate) fn assert_whole(out: &Path) {
    let folder = RunsFolder::of(out);
    assert!(folder.runs.contains_key(&folder.latest), "{folder:?}");
    for run in folder.runs.keys() {
        let mut verify = program();
        verify.arg("verify").arg(out.join(run));
        let verified = outcome(verify);
        assert_eq!(verified.code, Some(0), "{run}: {}", verified.stderr);
    }
}

/// Runs `msd.toml` on the sources of [`Sources::small`], whatever became of these ones, into the same folder.
#[track_caller]
pub(crate) fn run_earlier(sources: &Sources) {
    let good = Sources::small();
    let mut run = program();
    run.arg("run").arg(msd_plan()).arg("--data").arg(good.data()).arg("--out").arg(sources.out());
    let earlier = outcome(run);
    assert_eq!(earlier.code, Some(0), "{}", earlier.stderr);
}

/// A sample of `n` train triplets under the names of `msd.toml`.
#[track_caller]
pub(crate) fn sampled(n: u32) -> Sources {
    let sources = Sources::small();
    let mut synth = program();
    synth.args(["synth", "--quiet", "--triplets", &n.to_string(), "--out"]).arg(sources.data());
    let made = outcome(synth);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    sources
}

/// A run of `msd.toml` that is not begun yet.
pub(crate) fn msd_run(sources: &Sources, arguments: &[&str]) -> Command {
    let mut run = program();
    run.arg("run").arg(msd_plan()).arg("--data").arg(sources.data()).arg("--out").arg(sources.out()).args(arguments);
    run
}
