//! Tests of this crate as a whole.

mod broken_rankings;
mod frames;
mod full_disk;
mod hdf5_files;
mod model_headers;
mod models;
mod near_scores;
mod rankings;
mod read_columns;
mod tables;

use std::io::Write as _;

use domain::PlayMatrix;

use crate::npy::{npy_header, parse_npy};
use crate::{Mismatch, Shelf, read_npz, verify_checksums, write_npz};

/// Only one shelf can be at work in a process; tests take turns.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn matrix() -> PlayMatrix {
    PlayMatrix::from_parts(3, 2, vec![0, 1, 1, 3], vec![1, 0, 1], vec![1.0, 4.0, 5.0]).unwrap()
}

#[test]
fn a_matrix_comes_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = Vec::new();
    write_npz(&matrix(), &mut bytes).unwrap();
    let path = folder.path().join("train_sparse.npz");
    let mut file = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
    file.write_all(&bytes).unwrap();
    file.persist(&path).unwrap();
    assert_eq!(read_npz(&path).unwrap(), matrix());
}

/// 10,000 songs of one user with one play each: 80 kB of indices and plays that repeat.
#[test]
fn a_matrix_is_compressed() {
    let n = 10_000;
    let matrix = PlayMatrix::from_parts(n, 1, (0..=n as i32).collect(), vec![0; n], vec![1.0; n]).unwrap();
    let mut bytes = Vec::new();
    write_npz(&matrix, &mut bytes).unwrap();
    assert!(bytes.len() < 40_000, "{} bytes", bytes.len());
}

#[test]
fn a_cut_npz_is_an_error_at_any_length() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = Vec::new();
    write_npz(&matrix(), &mut bytes).unwrap();
    for n in 0..bytes.len() {
        let path = folder.path().join(n.to_string());
        let mut file = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
        file.write_all(&bytes[..n]).unwrap();
        file.persist(&path).unwrap();
        assert!(read_npz(&path).is_err(), "cut behind {n} bytes");
    }
}

/// NEP 1: magic, version, header length; the header ends with a line end and the data begin at a multiple of 64.
#[test]
fn an_npy_header_is_padded_to_64_bytes() {
    let bytes = [npy_header("<i4", &[2]), vec![1, 0, 0, 0, 2, 0, 0, 0]].concat();
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00");
    assert_eq!((bytes.len() - 8) % 64, 0);
    assert_eq!(bytes[bytes.len() - 9], b'\n');
    let (descr, shape, elements) = parse_npy(&bytes).unwrap();
    assert_eq!((descr.as_str(), &shape[..], elements.len()), ("<i4", &[2][..], 8));
}

#[test]
fn a_run_appears_whole_and_latest_points_at_it() {
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("deep/out");
    let shelf = Shelf::open(&out).unwrap();
    let written = shelf.write("a.txt", |file| file.write_all(b"hello")).unwrap();
    assert_eq!(written.sha256, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "sha256sum's");
    assert!(!out.join("run").exists());
    let place = shelf.complete("run").unwrap();
    assert_eq!(std::fs::read(out.join("latest/a.txt")).unwrap(), b"hello");
    assert_eq!(verify_checksums(&place).unwrap(), (vec!["a.txt".to_owned()], vec![]));
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 2, "the run and latest, nothing hidden");
}

#[test]
fn a_run_of_the_same_name_is_exchanged() {
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for text in [b"old", b"new"] {
        let shelf = Shelf::open(folder.path()).unwrap();
        shelf.write("a.txt", |file| file.write_all(text)).unwrap();
        shelf.complete("run").unwrap();
    }
    assert_eq!(std::fs::read(folder.path().join("run/a.txt")).unwrap(), b"new");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_run_that_is_dropped_leaves_nothing_not_even_the_folder() {
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("deep/out");
    let shelf = Shelf::open(&out).unwrap();
    let failed = shelf.write("a.txt", |_| Err(std::io::Error::other("no room")));
    assert!(failed.is_err());
    drop(shelf);
    assert!(!folder.path().join("deep").exists());
}

#[test]
fn a_second_run_at_the_same_place_is_refused() {
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let _first = Shelf::open(folder.path()).unwrap();
    assert!(matches!(Shelf::open(folder.path()), Err(crate::ArtifactError::Locked { .. })));
}

#[test]
fn a_changed_or_added_or_lost_file_is_named() {
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::open(folder.path()).unwrap();
    for name in ["a", "b"] {
        shelf.write(name, |file| file.write_all(b"hello")).unwrap();
    }
    let place = shelf.complete("run").unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).open(place.join("a")).unwrap();
    file.write_all(b"!").unwrap();
    tempfile::NamedTempFile::new_in(&place).unwrap().persist(place.join("c")).unwrap();
    rustix::fs::unlink(place.join("b")).unwrap();
    let name = |name: &str| name.to_owned();
    let (_, wrong) = verify_checksums(&place).unwrap();
    assert_eq!(
        wrong,
        [
            Mismatch::Differs { name: name("a") },
            Mismatch::Unreadable { name: name("b") },
            Mismatch::Unlisted { name: name("c") },
        ]
    );
}
