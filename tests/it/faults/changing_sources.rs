//! A source that changes while the program runs: the run is that of the old file or of the new one, or there is none.
//!
//! What cannot be seen, by size and time, is a file that is written over with as many bytes and given its old time back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::run;
use crate::packed::{gzip, zip, zstd};
use crate::program::{GENRES, HIDDEN, SONG_HEADER, SONGS, Sources, TRAIN, VISIBLE, msd_plan, outcome, program};
use crate::runs_folder::RunsFolder;

const MISMATCHES: &str = "sid_mismatches.txt";
const N_SONGS: usize = 8_000;

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect()
}

/// `n` triplets of users with an initial of their own, each with three songs in a row.
fn triplets(initial: char, n: usize) -> String {
    lines(n, |at| format!("{initial}{}\tSO{}\t{}\n", at / 3, at * 7919 % N_SONGS, at % 5 + 1))
}

/// `msd.toml` to its matrices: what reads the sources, and two files that show what was read.
fn short_plan() -> String {
    let plan = fs::read_to_string(msd_plan()).unwrap();
    let head = plan.split("\n[[stage]]\n").take(3).collect::<Vec<_>>().join("\n[[stage]]\n");
    head + "\n[[stage]]\nname = \"matrices\"\nrun = \"build-matrices\"\nreads = { plays = \"plays\" }\n\
            writes = { train = \"train_sparse.npz\", test = \"test_sparse.npz\" }\n\n\
            [[stage]]\nname = \"catalogue\"\nrun = \"song-table\"\nreads = { songs = \"songs\", plays = \"plays\" }\n\
            writes = { songs = \"song_df.parquet\" }\n"
}

/// Sources that take the program some time each.
fn large() -> Sources {
    let song = |at| format!("SO{at},TR{at},An Artist,A Title,0.5,0.25,0.{at},0.125,-{}.5,0.75,1977\n", at % 40);
    Sources::small()
        .with("plan.toml", short_plan())
        .with(TRAIN, triplets('a', 60_000))
        .with(VISIBLE, triplets('v', 9_000))
        .with(HIDDEN, triplets('v', 9_000))
        .with(SONGS, SONG_HEADER.to_owned() + &lines(N_SONGS, song))
        .with(GENRES, lines(N_SONGS, |at| format!("TR{at}\tPop_Rock\n")))
        .with(MISMATCHES, lines(N_SONGS / 9, |at| format!("ERROR: <SO{at} TR{at}> a - b  !=  c - d\n")))
}

/// The sources with one of them under another name and in another form.
fn packed(sources: Sources, file: &str, ending: &str, pack: impl Fn(&[u8]) -> Vec<u8>) -> Sources {
    let plain = sources.data().join(file);
    let packed = pack(&fs::read(&plain).unwrap());
    fs::remove_file(plain).unwrap();
    sources.with(&format!("{file}{ending}"), packed)
}

/// The sources with the songs in another format.
fn converted(sources: Sources, file: &str) -> Sources {
    let plain = sources.data().join(SONGS);
    let mut convert = program();
    convert.args(["convert", "--quiet"]).arg(&plain).arg(sources.data().join(file));
    assert_eq!(outcome(convert).code, Some(0));
    fs::remove_file(plain).unwrap();
    sources
}

/// How a run ended: with artifacts and their checksums, or with an exit code.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Made(BTreeMap<String, String>),
    Stopped(i32),
}

/// A source that is changed, and the file as it was.
struct Subject {
    sources: Sources,
    path: PathBuf,
    content: Vec<u8>,
}

impl Subject {
    fn new(sources: Sources, file: &str) -> Self {
        let path = sources.data().join(file);
        let content = fs::read(&path).unwrap();
        Self { sources, path, content }
    }

    /// Runs the plan in a new folder while something happens.
    #[track_caller]
    fn fate(&self, meanwhile: impl FnOnce()) -> Fate {
        let mut call = run(&self.sources, &self.sources.data().join("plan.toml"), &["--quiet"]);
        let running = call.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        meanwhile();
        let found = running.wait_with_output().unwrap();
        let (code, said) = (found.status.code().unwrap(), String::from_utf8(found.stderr).unwrap());
        if code == 0 {
            let mut made = RunsFolder::of(&self.sources.out()).runs.into_values().next().unwrap();
            made.retain(|file, _| !matches!(file.as_str(), "manifest.json" | "SHA256SUMS"));
            fs::remove_dir_all(self.sources.out()).unwrap();
            return Fate::Made(made);
        }
        assert!(self.sources.nothing_was_left(), "{said}");
        assert_eq!(code == 75, said.contains("found its size or time changed"), "{said}");
        assert!(matches!(code, 65 | 75), "{code}: {said}");
        Fate::Stopped(code)
    }

    fn restore(&self) {
        fs::write(&self.path, &self.content).unwrap();
    }
}

fn append(path: &Path, more: &[u8]) {
    File::options().append(true).open(path).unwrap().write_all(more).unwrap();
}

fn grow(path: &Path) {
    append(path, b"aaa\tSO1\t1\n");
}

fn shrink(path: &Path) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();
}

/// Changes a file at many moments of a run.
#[track_caller]
fn check(sources: Sources, file: &str) {
    const N_MOMENTS: u32 = 3;
    let subject = Subject::new(sources, file);
    let begun = Instant::now();
    let old = subject.fate(|| {});
    let whole = begun.elapsed();
    assert!(matches!(old, Fate::Made(_)), "{file}");
    for change in [grow, shrink] {
        change(&subject.path);
        let new = subject.fate(|| {});
        for moment in 0..N_MOMENTS {
            subject.restore();
            let found = subject.fate(|| {
                sleep(whole * moment / N_MOMENTS);
                change(&subject.path);
            });
            assert!(found == old || found == new || found == Fate::Stopped(75), "{file}, moment {moment}: {found:?}");
        }
        subject.restore();
    }
}

#[test]
fn triplets_that_change_while_they_are_read_make_no_mixed_run() {
    check(large(), TRAIN);
    check(large(), HIDDEN);
    check(packed(large(), TRAIN, ".gz", gzip), &format!("{TRAIN}.gz"));
    check(packed(large(), TRAIN, ".zst", zstd), &format!("{TRAIN}.zst"));
    check(packed(large(), TRAIN, ".zip", |text| zip(&[("a.txt", text)])), &format!("{TRAIN}.zip"));
}

#[test]
fn songs_that_change_while_they_are_read_make_no_mixed_run() {
    const STEM: &str = "full_msd_with_audio_features";
    check(large(), SONGS);
    for ending in ["parquet", "h5"] {
        let file = format!("{STEM}.{ending}");
        check(converted(large(), &file), &file);
    }
}

#[test]
fn lists_that_change_while_they_are_read_make_no_mixed_run() {
    check(large(), GENRES);
    check(large(), MISMATCHES);
}

/// A file that grows from the beginning to the end of the run, always by something that is all right, cannot be read in
/// between; a machine with much else to do may need some tries to see it.
#[track_caller]
fn check_growing(sources: Sources, file: &str, more: &[u8]) {
    let subject = Subject::new(sources, file);
    let noticed = (0..5).any(|_| {
        subject.restore();
        let is_over = AtomicBool::new(false);
        let found = std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    append(&subject.path, more);
                    sleep(Duration::from_micros(20));
                }
            });
            let found = subject.fate(|| {});
            is_over.store(true, Ordering::Relaxed);
            found
        });
        assert_ne!(found, Fate::Stopped(65), "{file}");
        found == Fate::Stopped(75)
    });
    assert!(noticed, "{file}");
}

#[test]
fn a_source_that_never_stops_growing_is_tried_again_later() {
    let triplet = b"zzz\tSO1\t1\n";
    check_growing(large(), TRAIN, triplet);
    check_growing(packed(large(), TRAIN, ".gz", gzip), &format!("{TRAIN}.gz"), &gzip(triplet));
    check_growing(packed(large(), TRAIN, ".zst", zstd), &format!("{TRAIN}.zst"), &zstd(triplet));
    check_growing(large(), SONGS, b"SOx,TRx,An Artist,A Title,0.5,0.25,0.5,0.125,-4,0.75,1977\n");
    // HDF5 does not look behind its end. Parquet begins there, so it is damaged with anything behind it.
    check_growing(converted(large(), "full_msd_with_audio_features.h5"), "full_msd_with_audio_features.h5", b"more");
}
