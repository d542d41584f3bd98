//! Play matrices and AnnData, read through the HDF5 library.

use std::path::Path;

use domain::{PlayMatrix, SongId, UserId, Vocabulary};
use hdf5::types::{FixedUnicode, VarLenUnicode};
use hdf5::{Dataset, File, Group, Location};

use super::matrix;
use crate::{Annotated, AnnotatedPlays, Cells, PlayMatrices, TableColumn, write_anndata, write_matrices};

/// A text attribute, of fixed length or of any.
#[track_caller]
pub(super) fn text_attribute(place: &Location, name: &str) -> String {
    let attribute = place.attr(name).unwrap();
    match attribute.read_scalar::<VarLenUnicode>() {
        Ok(text) => text.to_string(),
        Err(_) => attribute.read_scalar::<FixedUnicode<64>>().unwrap().to_string(),
    }
}

/// No object of the group has a time.
#[track_caller]
pub(super) fn no_times(group: &Group) {
    for name in group.member_names().unwrap() {
        let object = group.loc_info_by_name(&name).unwrap();
        assert_eq!((object.ctime, object.mtime), (0, 0), "{name}");
        if let Ok(group) = group.group(&name) {
            no_times(&group);
        }
    }
}

fn songs() -> Vocabulary<SongId> {
    Vocabulary::from_sorted(["SOA", "SOB", "SOÜ"]).unwrap()
}

fn users() -> Vocabulary<UserId> {
    Vocabulary::from_sorted(["u1", "u22"]).unwrap()
}

fn column<'a>(name: &str, cells: Cells<'a>) -> TableColumn<'a> {
    TableColumn { name: name.to_owned(), cells }
}

fn texts(dataset: &Dataset) -> Vec<String> {
    dataset.read_1d::<VarLenUnicode>().unwrap().iter().map(ToString::to_string).collect()
}

#[track_caller]
fn matrices(train: Option<&PlayMatrix>, test: Option<&PlayMatrix>) -> (tempfile::TempDir, File) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("matrices.h5");
    write_matrices(PlayMatrices { train, test, songs: &songs(), users: &users() }, &path).unwrap();
    (folder, File::open(&path).unwrap())
}

/// 3 songs x 2 users: song 0 played by user 1, song 1 by none, song 2 by both.
#[track_caller]
fn check_parts(group: &Group) {
    assert_eq!(group.dataset("data").unwrap().read_raw::<f32>().unwrap(), [1.0, 4.0, 5.0]);
    assert_eq!(group.dataset("indices").unwrap().read_raw::<i32>().unwrap(), [1, 0, 1]);
    assert_eq!(group.dataset("indptr").unwrap().read_raw::<i32>().unwrap(), [0, 1, 1, 3]);
    assert_eq!(group.attr("shape").unwrap().read_raw::<i64>().unwrap(), [3, 2]);
}

#[test]
fn a_matrix_is_its_csr_parts_and_says_what_its_axes_are() {
    let (_folder, file) = matrices(Some(&matrix()), None);
    let train = file.group("train").unwrap();
    check_parts(&train);
    for (name, expected) in [("format", "csr"), ("rows", "songs"), ("columns", "users")] {
        assert_eq!(text_attribute(&train, name), expected);
    }
    assert!(file.group("test").is_err());
}

#[test]
fn ids_stand_in_the_order_of_rows_and_columns() {
    let (_folder, file) = matrices(None, Some(&matrix()));
    let songs = file.dataset("songs").unwrap();
    assert_eq!(songs.dtype().unwrap().size(), "SOÜ".len(), "of the length of the longest");
    let songs: Vec<String> = songs.read_1d::<FixedUnicode<8>>().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(songs, ["SOA", "SOB", "SOÜ"]);
}

/// 600,000 cells are three chunks of 1 MiB, the last not full.
#[test]
fn a_large_matrix_comes_back_from_its_chunks() {
    let n = 600_000;
    let plays: Vec<f32> = (0..n).map(|cell| (cell % 1000) as f32).collect();
    let matrix = PlayMatrix::from_parts(1, n, vec![0, n as i32], (0..n as i32).collect(), plays.clone()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("matrices.h5");
    let ids: Vec<String> = (0..n).map(|user| format!("{user:06}")).collect();
    let users = Vocabulary::from_sorted(ids.iter().map(String::as_str)).unwrap();
    let songs = Vocabulary::from_sorted(["SO"]).unwrap();
    write_matrices(PlayMatrices { train: Some(&matrix), test: None, songs: &songs, users: &users }, &path).unwrap();
    let file = File::open(&path).unwrap();
    assert_eq!(file.dataset("train/data").unwrap().read_raw::<f32>().unwrap(), plays);
    let found = file.dataset("users").unwrap().read_1d::<FixedUnicode<6>>().unwrap();
    assert!(found.iter().map(FixedUnicode::as_str).eq(ids.iter().map(String::as_str)));
}

fn song_columns<'a>() -> Vec<TableColumn<'a>> {
    vec![
        column("genre", Cells::Texts(Box::new(|row| [Some("rock"), None, Some("folk")][row]))),
        column("title", Cells::Texts(Box::new(|row| Some(["c", "b", "a"][row])))),
        column("key", Cells::Integers(Box::new(|row| (row != 1).then_some(row as i64)))),
        column("year", Cells::Integers(Box::new(|row| Some(2000 + row as i64)))),
        column("MUSIC", Cells::Vectors(Box::new(|row| (row != 1).then_some([row as f64; 5])))),
    ]
}

fn annotated(columns: &[TableColumn<'_>], path: &Path) -> std::io::Result<()> {
    let (songs, users, matrix) = (songs(), users(), matrix());
    let songs = Annotated { ids: &songs, id_name: "song_id", columns };
    let users = Annotated { ids: &users, id_name: "user_id", columns: &[] };
    write_anndata(AnnotatedPlays { train: Some(&matrix), hidden: None, songs, users }, path)
}

fn plays(folder: &tempfile::TempDir) -> File {
    let path = folder.path().join("plays.h5ad");
    annotated(&song_columns(), &path).unwrap();
    File::open(&path).unwrap()
}

/// The names and versions are those of AnnData's "on-disk format", which its package of 0.13 writes too.
#[test]
fn every_part_says_how_it_is_encoded() {
    let folder = tempfile::tempdir().unwrap();
    let file = plays(&folder);
    let expected = [
        ("/", "anndata", "0.1.0"),
        ("X", "csr_matrix", "0.1.0"),
        ("obs", "dataframe", "0.2.0"),
        ("obs/genre", "categorical", "0.2.0"),
        ("obs/key", "nullable-integer", "0.1.0"),
        ("obsm", "dict", "0.1.0"),
        ("uns", "dict", "0.1.0"),
    ];
    for (name, kind, version) in expected {
        let group = file.group(name).unwrap();
        let found = (text_attribute(&group, "encoding-type"), text_attribute(&group, "encoding-version"));
        assert_eq!(found, (kind.to_owned(), version.to_owned()), "{name}");
    }
    for (name, kind) in [("obs/song_id", "string-array"), ("obs/year", "array"), ("obsm/MUSIC", "array")] {
        assert_eq!(text_attribute(&file.dataset(name).unwrap(), "encoding-type"), kind, "{name}");
    }
    check_parts(&file.group("X").unwrap());
}

#[test]
fn a_missing_text_has_the_category_minus_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = plays(&folder);
    assert_eq!(texts(&file.dataset("obs/genre/categories").unwrap()), ["folk", "rock"]);
    assert_eq!(file.dataset("obs/genre/codes").unwrap().read_raw::<i8>().unwrap(), [1, -1, 0]);
}

#[test]
fn texts_that_each_stand_once_stay_texts() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(texts(&plays(&folder).dataset("obs/title").unwrap()), ["c", "b", "a"]);
}

#[test]
fn a_missing_number_is_masked_and_a_missing_vector_five_nan() {
    let folder = tempfile::tempdir().unwrap();
    let file = plays(&folder);
    assert_eq!(file.dataset("obs/key/mask").unwrap().read_raw::<bool>().unwrap(), [false, true, false]);
    let vectors = file.dataset("obsm/MUSIC").unwrap().read_2d::<f64>().unwrap();
    assert_eq!(vectors.row(2).to_vec(), [2.0; 5]);
    assert!(vectors.row(1).iter().all(|value| value.is_nan()));
}

#[test]
fn a_name_that_is_no_link_and_a_column_of_lists_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plays.h5ad");
    for name in ["", ".", "a/b", "song_id", "_index"] {
        let error = annotated(&[column(name, Cells::RowNumber)], &path).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "`{name}`");
    }
    assert!(annotated(&[column("lists", Cells::Songs(Box::new(|_| &[])))], &path).is_err());
    assert!(!path.exists());
}

#[test]
fn the_same_plays_are_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let file = plays(&folder);
    no_times(&file);
    drop(file);
    let first = std::fs::read(folder.path().join("plays.h5ad")).unwrap();
    plays(&folder);
    assert_eq!(std::fs::read(folder.path().join("plays.h5ad")).unwrap(), first);
}
