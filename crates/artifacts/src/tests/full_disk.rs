//! Files that the HDF5 library writes, on a disk without room: the system's error, and nothing printed.

use std::io;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use domain::Vocabulary;

use super::{TURN, matrix};
use crate::{
    Annotated, AnnotatedPlays, ArtifactError, Cells, FrameIndex, PlayMatrices, Shelf, TableColumn, write_anndata,
    write_frame, write_matrices, write_whole,
};

/// The name of the variable that makes [`files_of_a_limited_process`] more than nothing: the folder to write to.
const FOLDER: &str = "TASTEMILL_LIMITED_FOLDER";

/// About 60 kB of numbers and texts.
fn frame(path: &Path) -> io::Result<()> {
    let text = Cells::Texts(Box::new(|_| Some("a text of 21 letters!")));
    let columns = [
        TableColumn { name: "n".to_owned(), cells: Cells::RowNumber },
        TableColumn { name: "text".to_owned(), cells: text },
    ];
    write_frame(&columns, &FrameIndex::Range, 2000, path)
}

fn matrices(path: &Path) -> io::Result<()> {
    let songs = Vocabulary::from_sorted(["SOA", "SOB", "SOC"]).unwrap();
    let users = Vocabulary::from_sorted(["u1", "u2"]).unwrap();
    write_matrices(PlayMatrices { train: Some(&matrix()), test: None, songs: &songs, users: &users }, path)
}

fn anndata(path: &Path) -> io::Result<()> {
    let songs = Vocabulary::from_sorted(["SOA", "SOB", "SOC"]).unwrap();
    let users = Vocabulary::from_sorted(["u1", "u2"]).unwrap();
    let plays = AnnotatedPlays {
        train: Some(&matrix()),
        hidden: None,
        songs: Annotated { ids: &songs, id_name: "song_id", columns: &[] },
        users: Annotated { ids: &users, id_name: "user_id", columns: &[] },
    };
    write_anndata(plays, path)
}

type Writer = fn(&Path) -> io::Result<()>;

const WRITERS: [Writer; 3] = [frame, matrices, anndata];

/// `/dev/full` takes everything but bytes. The library locks what it writes, and there is one such device for all tests
/// that are at work: each takes its turn, and has had it within a minute.
fn to_a_full_disk(write: Writer) -> io::Result<()> {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        match write(Path::new("/dev/full")) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && Instant::now() < deadline => {
                sleep(Duration::from_millis(1));
            }
            written => return written,
        }
    }
}

#[test]
fn a_full_disk_is_the_systems_error() {
    for write in WRITERS {
        assert_eq!(to_a_full_disk(write).unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}

#[test]
fn a_file_is_written_after_another_one_could_not() {
    let folder = tempfile::tempdir().unwrap();
    for write in WRITERS {
        to_a_full_disk(write).unwrap_err();
        write(&folder.path().join("a.h5")).unwrap();
    }
}

/// Does nothing but in a process of its own, which may write files of so many KiB: any size that is too small for a file
/// breaks its writing off at another place.
#[test]
fn files_of_a_limited_process() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    for write in WRITERS {
        let path = Path::new(&folder).join("a.h5");
        let error = write(&path).expect_err("a file that is too large");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}

#[test]
fn a_limit_is_the_systems_error_wherever_it_is_met() {
    let folder = tempfile::tempdir().unwrap();
    for kib in 0..6 {
        let script = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$@\" 2>&1 | cat");
        let mut limited = Command::new("bash");
        limited.args(["-c", &format!("set -o pipefail; {script}"), "bash"]).arg(std::env::current_exe().unwrap());
        limited.args(["--exact", "tests::full_disk::files_of_a_limited_process"]).env(FOLDER, folder.path());
        let found = limited.output().unwrap();
        let told = String::from_utf8_lossy(&found.stdout);
        assert!(found.status.success() && told.contains("1 passed") && !told.contains("HDF5"), "{kib} KiB: {told}");
    }
}

#[test]
fn a_file_of_the_library_is_on_the_shelf_like_any_other() {
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::open(folder.path()).unwrap();
    let written = shelf.write_at("a.h5", frame).unwrap();
    assert_eq!(shelf.written(), std::slice::from_ref(&written));
    let path = shelf.complete("run").unwrap().join("a.h5");
    assert_eq!(std::fs::metadata(&path).unwrap().len(), written.size);
    assert_eq!(crate::sha256_of(&path).unwrap(), written.sha256);
}

#[test]
fn a_full_disk_under_the_shelf_is_a_write_that_broke_off() {
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::open(folder.path()).unwrap();
    let error = shelf.write_at("a.h5", |_| to_a_full_disk(frame)).unwrap_err();
    let ArtifactError::Write { source, path } = error else { panic!("{error}") };
    assert_eq!((source.kind(), path.ends_with("a.h5")), (io::ErrorKind::StorageFull, true));
    assert!(shelf.written().is_empty());
}

#[test]
fn a_file_outside_a_run_appears_whole_or_not_at_all() {
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/a.h5");
    assert!(write_whole(&path, |_| to_a_full_disk(frame)).is_err());
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
    write_whole(&path, frame).unwrap();
    assert!(hdf5::File::open(&path).is_ok());
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}
