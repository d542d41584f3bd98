//! Packed sources give what the plain ones give.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use rawzip::{CompressionMethod, ZipArchiveWriter};

use crate::program::{GENRES, SONGS, Sources, TRAIN, msd_plan};
use crate::runs_folder::artifact_sums;
use crate::{faults, runs_folder};

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 3).unwrap()
}

/// A zip of files with their names; a name that ends in `/` is a folder.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in files {
        if name.ends_with('/') {
            archive.new_dir(name).create().unwrap();
            continue;
        }
        let (mut entry, config) =
            archive.new_file(name).compression_method(CompressionMethod::DEFLATE).start().unwrap();
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        writer.write_all(bytes).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

fn content(sources: &Sources, file: &str) -> Vec<u8> {
    std::fs::read(sources.data().join(file)).unwrap()
}

/// The artifacts of a run in which a source has another name and content are those of the plain run.
#[track_caller]
fn check(file: &str, ending: &str, pack: impl Fn(&[u8]) -> Vec<u8>) {
    // The songs of a sample are HDF5, which is not packed.
    let plain = if file == SONGS { Sources::small() } else { runs_folder::sampled(5_000) };
    plain.run_well(&[]);
    let expected = artifact_sums(&plain.latest());
    let packed = pack(&content(&plain, file));
    let sources = plain.with(&format!("{file}{ending}"), packed);
    std::fs::remove_file(sources.data().join(file)).unwrap();
    sources.run_well(&[]);
    assert_eq!(artifact_sums(&sources.latest()), expected);
    let named = sources.manifest()["sources"]
        .as_object()
        .unwrap()
        .values()
        .any(|source| source["file"] == format!("{file}{ending}") && source["packing"] != "plain");
    assert!(named, "the packed file is in the manifest");
}

#[test]
fn triplets_may_be_gzipped() {
    check(TRAIN, ".gz", gzip);
}

#[test]
fn triplets_may_be_gzipped_in_two_members_cut_within_a_line() {
    check(TRAIN, ".gz", |bytes| [gzip(&bytes[..1_001]), gzip(&bytes[1_001..])].concat());
}

#[test]
fn triplets_may_be_packed_with_zstd() {
    check(TRAIN, ".zst", zstd);
}

#[test]
fn triplets_may_be_packed_with_zstd_in_two_frames() {
    check(TRAIN, ".zst", |bytes| [zstd(&bytes[..1_001]), zstd(&bytes[1_001..])].concat());
}

#[test]
fn triplets_may_be_zipped() {
    check(TRAIN, ".zip", |bytes| zip(&[("train_triplets.txt", bytes)]));
}

#[test]
fn a_zip_may_have_folders_and_what_macos_adds() {
    check(TRAIN, ".zip", |bytes| {
        zip(&[("Taste/", b""), ("Taste/train_triplets.txt", bytes), ("__MACOSX/Taste/._train_triplets.txt", b"x")])
    });
}

#[test]
fn songs_and_genres_may_be_packed() {
    check(SONGS, ".gz", gzip);
    check(SONGS, ".zst", zstd);
    check(SONGS, ".zip", |bytes| zip(&[("songs.csv", bytes)]));
    check(GENRES, ".gz", gzip);
    check(GENRES, ".zst", zstd);
    check(GENRES, ".zip", |bytes| zip(&[("genres.cls", bytes)]));
}

#[test]
fn packing_is_known_by_content_and_not_by_name() {
    let plain = runs_folder::sampled(5_000);
    plain.run_well(&[]);
    let expected = artifact_sums(&plain.latest());
    let packed = gzip(&content(&plain, TRAIN));
    let sources = plain.with(TRAIN, packed);
    sources.run_well(&[]);
    assert_eq!(artifact_sums(&sources.latest()), expected);
}

#[test]
fn the_plain_file_is_taken_where_both_are_there() {
    let sources = Sources::small().with(&format!("{TRAIN}.gz"), "not gzip at all");
    sources.run_well(&[]);
    assert_eq!(sources.manifest()["sources"]["train"]["file"], TRAIN);
}

#[test]
fn a_zip_with_two_files_or_none_is_refused() {
    let triplet: &[u8] = b"ann\tAja\t1\n";
    let none: &[u8] = b"";
    for (files, found) in [(&[("a.txt", triplet), ("b.txt", triplet)][..], "2 files"), (&[("a/", none)], "0 files")] {
        let sources = Sources::small().with("train.zip", zip(files));
        faults::check(&sources, 65, &[&["train.zip", "one file inside", found]], || {
            faults::run(&sources, &msd_plan(), &["--source", "train=train.zip"])
        });
    }
}
