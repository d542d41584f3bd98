//! A source that is another one at the end than at the start, however it is packed: that it changed is the error, and
//! not what the change did to it.

#![expect(clippy::disallowed_methods, reason = "files to be read")]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use domain::Meter;

use super::file;
use crate::IngestError;
use crate::unpack::{Stop, with_text};

fn text() -> Vec<u8> {
    (0..20_000).flat_map(|n| format!("TR{n}\tRock {}\n", n * 7919 % 1000).into_bytes()).collect()
}

/// The text in every packing.
fn packed() -> Vec<Vec<u8>> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&text()).unwrap();
    let zstd = zstd::encode_all(&text()[..], 1).unwrap();
    let mut zip = rawzip::ZipArchiveWriter::new(Vec::new());
    let method = rawzip::CompressionMethod::STORE;
    let (mut entry, config) = zip.new_file("a.txt").compression_method(method).start().unwrap();
    let mut writer = config.wrap(&mut entry);
    writer.write_all(&text()).unwrap();
    let (_, descriptor) = writer.finish().unwrap();
    entry.finish(descriptor).unwrap();
    vec![text(), gzip.finish().unwrap(), zstd, zip.finish().unwrap()]
}

/// What may become of a file.
const CHANGES: [fn(&Path); 6] = [grow, shrink, empty, rewrite, replace, remove];

fn grow(path: &Path) {
    File::options().append(true).open(path).unwrap().write_all(b"more").unwrap();
}

fn shrink(path: &Path) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();
}

fn empty(path: &Path) {
    File::options().write(true).open(path).unwrap().set_len(0).unwrap();
}

/// The same length, an hour later.
fn rewrite(path: &Path) {
    let length = fs::metadata(path).unwrap().len();
    fs::write(path, vec![b'x'; length as usize]).unwrap();
    let later = SystemTime::now() + Duration::from_hours(1);
    File::options().write(true).open(path).unwrap().set_modified(later).unwrap();
}

fn replace(path: &Path) {
    let beside = path.with_extension("new");
    fs::write(&beside, "another file").unwrap();
    fs::rename(beside, path).unwrap();
}

fn remove(path: &Path) {
    fs::remove_file(path).unwrap();
}

/// Reads some of a file, changes it, reads the rest and ends with `verdict`.
#[track_caller]
fn check(content: &[u8], change: fn(&Path), verdict: fn() -> Result<(), Stop>) {
    for n_before in [0, 1000, usize::MAX] {
        let (_kept, source) = file(content);
        let outcome = with_text(&source.path, &Meter::default(), |text| {
            let mut bytes = Vec::new();
            text.take(n_before as u64).read_to_end(&mut bytes)?;
            change(&source.path);
            text.read_to_end(&mut bytes)?;
            verdict()
        });
        assert!(matches!(outcome, Err(IngestError::Changed { .. })), "{:?}", outcome.err());
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_an_error() {
    for content in packed() {
        for change in CHANGES {
            check(&content, change, || Ok(()));
        }
    }
}

#[test]
fn that_a_file_changed_comes_before_what_is_wrong_with_it() {
    for change in CHANGES {
        check(&text(), change, || Err(Stop::from(std::io::Error::other("a line of nonsense"))));
    }
}

#[test]
fn a_file_that_stays_is_read() {
    for content in packed() {
        let (_kept, source) = file(&content);
        let (read, print, _) = crate::unpack::read_text(&source.path, &Meter::default())
            .map(|(bytes, print, packing)| (bytes, print, packing.name()))
            .unwrap();
        assert!(read == text() && print.size == content.len() as u64);
    }
}
