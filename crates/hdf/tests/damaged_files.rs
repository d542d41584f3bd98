//! Files that are not what they should be: one clear error each, and no crash.

use std::{fs, io::Write, path::Path};

use fixture::unpacked;
use hdf::{Content, HdfError, PandasFormat};

#[path = "frames/fixture.rs"]
mod fixture;

fn file_of(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file for the time of a test can be made");
    file.write_all(bytes).expect("there is room for it");
    file
}

fn refusal(path: &Path) -> HdfError {
    hdf::read(path, None, &|_| true).expect_err("the file is not what it should be")
}

/// Message without the file's name.
#[track_caller]
fn check(bytes: &[u8], expected: &str) {
    let file = file_of(bytes);
    assert_eq!(refusal(file.path()).problem.to_string(), expected);
}

#[test]
fn other_files_are_told_by_how_they_begin() {
    check(b"", "expected an HDF5 file, found an empty file");
    check(b"song_id,title\n", "expected an HDF5 file, found a file that begins with `song_id,`");
    check(b"PAR1\x15\x04", "expected an HDF5 file, found a Parquet file");
    check(b"\x1f\x8b\x08\0", "expected an HDF5 file, found a gzip file");
    check(b"PK\x03\x04", "expected an HDF5 file, found a zip file");
    check(b"\0\xff", "expected an HDF5 file, found a file that begins with `\\x00\\xff`");
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(refusal(folder.path()).problem.to_string(), "expected an HDF5 file, found a folder");
}

#[test]
fn a_missing_file_is_named() {
    let error = refusal(Path::new("no/such.h5"));
    assert!(error.to_string().starts_with("no/such.h5: No such file"), "{error}");
    // What the system says stands in the message, not once more behind it.
    assert!(std::error::Error::source(&error.problem).is_none());
}

#[test]
fn a_signature_alone_is_damaged() {
    let file = file_of(b"\x89HDF\r\n\x1a\n");
    let message = refusal(file.path()).problem.to_string();
    assert!(message.starts_with("/: damaged, or not as HDF5 should be: "), "{message}");
}

#[test]
fn a_cut_file_is_an_error_wherever_it_is_cut() {
    let whole = fs::read(unpacked("songs-3").path()).unwrap();
    for part in 1..40 {
        let file = file_of(&whole[..whole.len() * part / 40]);
        refusal(file.path());
    }
}

#[test]
fn a_user_block_may_stand_before_the_signature() {
    let plain = unpacked("songs-3");
    let mut bytes = vec![b' '; 512];
    bytes.extend(fs::read(plain.path()).unwrap());
    let moved = file_of(&bytes);
    let read = |path: &Path| format!("{:?}", hdf::read(path, None, &|_| true).unwrap());
    assert_eq!(read(moved.path()), read(plain.path()));
}

#[test]
fn a_filter_that_is_not_at_hand_is_named() {
    let error = refusal(unpacked("blosc").path());
    let expected = "/df/axis0: packed with the filter blosc, expected zlib, shuffle, fletcher32 or none";
    assert_eq!(error.problem.to_string(), expected);
    assert_eq!(error.hint(), Some("write the file again with complib zlib or none"));
}

#[test]
fn one_of_several_frames_is_chosen_by_its_key() {
    let file = unpacked("several");
    let error = refusal(file.path());
    assert_eq!(error.problem.to_string(), "expected one frame, found 2: inner/users, songs");
    assert_eq!(error.hint(), Some("say which key to read"));
    let frame = hdf::read(file.path(), Some("/inner/users"), &|_| true).unwrap();
    assert_eq!((frame.columns.len(), frame.n_rows), (1, 2));
    let error = hdf::read(file.path(), Some("plays"), &|_| true).unwrap_err();
    assert_eq!(error.problem.to_string(), "expected the key `plays`, found inner/users, songs");
    let users = Content::Pandas { key: "inner/users".to_owned(), format: PandasFormat::Fixed };
    let songs = Content::Pandas { key: "songs".to_owned(), format: PandasFormat::Table };
    assert_eq!(hdf::select(file.path(), Some("inner/users")).unwrap(), users);
    assert!(hdf::select(file.path(), None).is_err());
    assert_eq!(hdf::describe(file.path()).unwrap(), [users, songs]);
}

#[test]
fn an_unknown_layout_is_told_by_its_members() {
    let expected = "expected a frame of pandas or tables of the Million Song Dataset, \
                    found an HDF5 file with m00, m01, m02, m03, m04, m05, m06, m07, m08, m09, and 2 more";
    assert_eq!(refusal(unpacked("unknown").path()).problem.to_string(), expected);
}

#[test]
fn a_link_to_another_file_is_not_followed() {
    let message = refusal(unpacked("linked").path()).problem.to_string();
    assert!(message.contains("found an HDF5 file with df"), "{message}");
}
