//! `tastemill convert`: a table from one format to another, and what it refuses.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::faults::check_call;
use crate::program::{SONG_HEADER, Sources, integers, names, outcome, program, table, unpacked_fixture};

fn convert(from: &Path, to: &Path) -> Command {
    let mut convert = program();
    convert.arg("convert").arg(from).arg(to);
    convert
}

/// A folder with files in it, and a call that converts one of them to another.
struct Folder(Sources);

impl Folder {
    fn with(file: &str, content: impl AsRef<[u8]>) -> Self {
        Self(Sources::small().with(file, content))
    }

    fn convert(&self, from: &str, to: &str) -> Command {
        convert(&self.0.data().join(from), &self.0.data().join(to))
    }
}

#[test]
fn a_table_comes_back_from_hdf5_as_it_went_in() {
    let row = "Aja,TRA,\"Steely, Dan\",Aja,0.5,0.25,0.5,0.125,-10,0.75,1977\n";
    let folder = Folder::with("songs.csv", format!("{SONG_HEADER}{row}"));
    for (from, to) in [("songs.csv", "one.parquet"), ("one.parquet", "two.h5"), ("two.h5", "three.parquet")] {
        let converted = outcome(folder.convert(from, to));
        assert_eq!(converted.code, Some(0), "{}", converted.stderr);
        assert_eq!(converted.stderr, "1 rows x 11 columns\n");
    }
    let [one, three] = ["one.parquet", "three.parquet"].map(|file| table(&folder.0.data().join(file)));
    assert!(one.equals_missing(&three), "{one} is not {three}");
    assert_eq!((names(&three, "artist_name"), integers(&three, "year")), (vec!["Steely, Dan".to_owned()], vec![1977]));
}

#[test]
fn a_file_is_not_converted_onto_itself() {
    let folder = Folder::with("a.h5", unpacked_fixture("song_tables/several-1.5.h5.gz"));
    let before = fs::read(folder.0.data().join("a.h5")).unwrap();
    fs::hard_link(folder.0.data().join("a.h5"), folder.0.data().join("b.h5")).unwrap();
    for to in ["a.h5", "b.h5"] {
        let mut onto_itself = folder.convert("a.h5", to);
        onto_itself.args(["--key", "songs"]);
        check_call(onto_itself, 2, &[&["expected another file than the one that is read"]]);
    }
    assert_eq!(fs::read(folder.0.data().join("a.h5")).unwrap(), before);
}

#[test]
fn what_is_no_table_stays_what_it_is() {
    for content in [&b""[..], &[0; 4096], b"hello world\n", b"a,b,c\n"] {
        let folder = Folder::with("a.csv", content);
        check_call(folder.convert("a.csv", "b.parquet"), 65, &[&["a.csv", "expected a CSV table"]]);
        assert!(!folder.0.data().join("b.parquet").exists());
    }
}

#[test]
fn names_and_places_are_looked_at() {
    let folder = Folder::with("a.csv", "a\n1\n");
    check_call(folder.convert("a.csv", "b.csv"), 2, &[&["ends in .parquet, .h5 or .hdf5, found .csv"]]);
    check_call(folder.convert("nothere.csv", "b.h5"), 66, &[&["nothere.csv", "nothing there"]]);
    fs::create_dir(folder.0.data().join("folder.h5")).unwrap();
    check_call(folder.convert("a.csv", "folder.h5"), 73, &[&["folder.h5"]]);
}

#[test]
fn of_several_frames_one_must_be_named() {
    let folder = Folder::with("a.h5", unpacked_fixture("song_tables/several-3.1.h5.gz"));
    check_call(folder.convert("a.h5", "b.parquet"), 65, &[&["more/others, songs", "--key KEY"]]);
    let mut other = folder.convert("a.h5", "b.parquet");
    other.args(["--key", "more/others"]);
    assert_eq!(outcome(other).code, Some(0));
    assert_eq!(names(&table(&folder.0.data().join("b.parquet")), "song_id"), ["Aja", "Bow"]);
}
