//! Rankings: what is written comes back, and what pandas, pyarrow and polars wrote is understood.

use std::path::{Path, PathBuf};

use domain::{Ranking, Rankings, SongId, UserId, Vocabulary};
use polars::prelude::{DataType, ParquetReader, SerReader};

use crate::rankings_columns::RankingColumns;
use crate::rankings_pages::Ids;
use crate::{RANKING_COLUMNS, RankingsReader, RankingsWriter, WrittenRankings, read_columns, vocabulary_hash};

pub(crate) fn users() -> Vocabulary<UserId> {
    Vocabulary::from_sorted(["ada", "ben", "cy", "dan"]).unwrap()
}

pub(crate) fn songs() -> Vocabulary<SongId> {
    Vocabulary::from_sorted(["SOA", "SOB", "SOC", "SOD", "SOE", "SOF"]).unwrap()
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/rankings").join(format!("{name}.parquet"))
}

/// Lists of user number, song numbers and scores.
fn rankings(lists: &[(u32, &[u32], &[f32])]) -> Rankings {
    let mut rankings = Rankings::default();
    for &(user, songs, scores) in lists {
        let songs: Vec<SongId> = songs.iter().map(|&song| SongId(song)).collect();
        rankings.push(Ranking { user: UserId(user), songs: &songs, scores, is_cut_in_tie: false });
    }
    rankings
}

/// The lists of all fixtures, in the numbers of [`users`] and [`songs`].
fn lists() -> Rankings {
    rankings(&[(0, &[1, 0, 4], &[0.75, 0.5, 0.25]), (1, &[2, 1], &[2.0, 1.0]), (2, &[3, 0, 1], &[1.5, 1.0, 0.5])])
}

pub(crate) fn written(blocks: &[Rankings], folder: &Path) -> (PathBuf, WrittenRankings) {
    let mut bytes = Vec::new();
    let (users, songs) = (users(), songs());
    let mut writer = RankingsWriter::new(&users, &songs, &mut bytes).unwrap();
    for block in blocks {
        writer.push(block).unwrap();
    }
    let told = writer.finish().unwrap();
    (stored(&bytes, folder), told)
}

pub(crate) fn stored(bytes: &[u8], folder: &Path) -> PathBuf {
    let file = tempfile::NamedTempFile::new_in(folder).unwrap();
    std::io::Write::write_all(&mut &file, bytes).unwrap();
    file.keep().unwrap().1
}

/// All blocks of a file as one.
pub(crate) fn read(path: &Path) -> Rankings {
    let (users, songs) = (users(), songs());
    let mut all = Rankings::default();
    for block in RankingsReader::open(path, &users, &songs).unwrap() {
        block.unwrap().iter().for_each(|list| all.push(list));
    }
    all
}

#[track_caller]
fn check_fixture(name: &str) {
    assert_eq!(read(&fixture(name)), lists(), "{name}");
}

/// Whether the file is known to have been written under these numbers of users and songs.
fn is_own(path: &Path, users: &Vocabulary<UserId>, songs: &Vocabulary<SongId>) -> bool {
    RankingColumns::open(path, Ids { users, songs }).unwrap().is_own
}

#[test]
fn lists_come_back_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let (path, told) = written(&[lists()], folder.path());
    assert_eq!(told, WrittenRankings { n_users: 3, n_rows: 8, cut_in_tie: vec![] });
    assert!(is_own(&path, &users(), &songs()));
    assert_eq!(read(&path), lists());
}

#[test]
fn the_file_has_six_plain_columns_with_ids_indices_ranks_and_scores() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = written(&[lists()], folder.path());
    let frame = ParquetReader::new(std::fs::File::open(&path).unwrap()).finish().unwrap();
    let dtypes = [DataType::String, DataType::String, DataType::Int32, DataType::Int32, DataType::Int32];
    assert_eq!(frame.dtypes(), [&dtypes[..], &[DataType::Float32]].concat());
    let told: Vec<Vec<String>> = read_columns(&path, &RANKING_COLUMNS)
        .unwrap()
        .iter()
        .map(|column| match &column.values {
            domain::Values::Texts(texts) => texts.iter().map(|text| text.unwrap().to_owned()).collect(),
            numbers => (0..numbers.len()).map(|row| numbers.number(row).unwrap().to_string()).collect(),
        })
        .collect();
    assert_eq!(
        told.iter().map(|column| column.join(" ")).collect::<Vec<_>>(),
        [
            "ada ada ada ben ben cy cy cy",
            "SOB SOA SOE SOC SOB SOD SOA SOB",
            "0 0 0 1 1 2 2 2",
            "1 0 4 2 1 3 0 1",
            "1 2 3 1 2 1 2 3",
            "0.75 0.5 0.25 2 1 1.5 1 0.5",
        ]
    );
}

#[test]
fn a_user_without_songs_leaves_no_row_and_a_tie_at_the_end_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut block = rankings(&[(0, &[], &[])]);
    block.push(Ranking { user: UserId(3), songs: &[SongId(5)], scores: &[-0.5], is_cut_in_tie: true });
    let (path, told) = written(&[block], folder.path());
    assert_eq!(told, WrittenRankings { n_users: 2, n_rows: 1, cut_in_tie: vec![UserId(3)] });
    assert_eq!(read(&path), rankings(&[(3, &[5], &[-0.5])]));
}

#[test]
fn no_lists_are_a_file_without_rows() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = written(&[], folder.path());
    assert_eq!(read(&path), Rankings::default());
}

#[test]
fn blocks_do_not_show_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let whole = lists();
    let single = |user: usize| {
        let mut block = Rankings::default();
        block.push(whole.at(user));
        block
    };
    let (cut, _) = written(&[single(0), single(1), single(2)], folder.path());
    let (uncut, _) = written(&[lists()], folder.path());
    assert_eq!(std::fs::read(cut).unwrap(), std::fs::read(uncut).unwrap());
}

/// 3,000 users with 0 to 998 songs of 1,500, most of them with songs of the first half: two row groups of whole users.
#[test]
fn many_lists_go_on_over_row_groups_with_the_same_bytes_for_any_threads() {
    let id = |kind: char| move |number: u32| format!("{kind}{number:05}");
    let texts: Vec<String> = (0..3000).map(id('u')).collect();
    let users = Vocabulary::from_sorted(texts.iter().map(String::as_str)).unwrap();
    let texts: Vec<String> = (0..1500).map(id('s')).collect();
    let songs = Vocabulary::from_sorted(texts.iter().map(String::as_str)).unwrap();
    let mut all = Rankings::default();
    for user in 0..3000 {
        let n_songs = user * 7 % 999;
        let ranked: Vec<SongId> = (0..n_songs).map(|place| SongId((place * 7 + user) % 1500)).collect();
        let scores: Vec<f32> = (0..n_songs).map(|place| 1.0 / (place + user + 1) as f32).collect();
        all.push(Ranking { user: UserId(user), songs: &ranked, scores: &scores, is_cut_in_tie: false });
    }
    let bytes = |n_threads: usize| {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        threads.install(|| {
            let mut bytes = Vec::new();
            let mut writer = RankingsWriter::new(&users, &songs, &mut bytes).unwrap();
            writer.push(&all).unwrap();
            writer.finish().unwrap();
            bytes
        })
    };
    let written = bytes(1);
    assert_eq!(written, bytes(4));
    let folder = tempfile::tempdir().unwrap();
    let path = stored(&written, folder.path());
    let blocks: Vec<Rankings> =
        RankingsReader::open(&path, &users, &songs).unwrap().map(|block| block.unwrap()).collect();
    assert!(blocks.len() > 1, "more rows than a row group holds");
    let read: Vec<Ranking<'_>> = blocks.iter().flat_map(Rankings::iter).collect();
    let expected: Vec<Ranking<'_>> = all.iter().filter(|list| !list.songs.is_empty()).collect();
    assert_eq!(read, expected);
}

/// A file of a run with other users: ids decide, so that the songs are found under their new numbers.
#[test]
fn a_file_of_another_run_is_read_by_its_ids() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = written(&[lists()], folder.path());
    let users = Vocabulary::from_sorted(["abe", "ada", "ben", "cy"]).unwrap();
    let songs = Vocabulary::from_sorted(["SOA", "SOB", "SOBB", "SOC", "SOD", "SOE"]).unwrap();
    let mut reader = RankingsReader::open(&path, &users, &songs).unwrap();
    assert!(!is_own(&path, &users, &songs));
    let expected =
        rankings(&[(1, &[1, 0, 5], &[0.75, 0.5, 0.25]), (2, &[3, 1], &[2.0, 1.0]), (3, &[4, 0, 1], &[1.5, 1.0, 0.5])]);
    let mut all = reader.next().unwrap().unwrap();
    reader.for_each(|block| block.unwrap().iter().for_each(|list| all.push(list)));
    assert_eq!(all, expected);
}

#[test]
fn files_of_pandas_pyarrow_and_polars_are_understood() {
    check_fixture("pandas");
    check_fixture("categories");
    check_fixture("row-groups");
    check_fixture("polars");
    check_fixture("float-ranks");
}

#[test]
fn rows_in_any_order_are_the_same_lists() {
    check_fixture("shuffled");
    check_fixture("scores-only");
}

#[test]
fn indices_are_taken_where_there_are_no_ids() {
    check_fixture("indices");
}

#[test]
fn a_song_without_a_score_has_minus_its_rank() {
    let expected = rankings(&[
        (0, &[1, 0, 4], &[-1.0, -2.0, -3.0]),
        (1, &[2, 1], &[-1.0, -2.0]),
        (2, &[3, 0, 1], &[-1.0, -2.0, -3.0]),
    ]);
    assert_eq!(read(&fixture("ranks-only")), expected);
    assert_eq!(read(&fixture("rows-only")), expected);
}

#[test]
fn a_file_of_no_rows_holds_no_lists() {
    assert_eq!(read(&fixture("empty")), Rankings::default());
}

/// `printf 'ada\nben\ncy\ndan' | sha256sum`.
#[test]
fn the_hash_of_a_vocabulary_is_that_of_its_lines() {
    assert_eq!(vocabulary_hash(&users()), "cd98f87fe1b5bc58554e4d87c2090ec71c965649ce3b9497db9e5c880b8999be");
    let empty = Vocabulary::<UserId>::from_sorted([]).unwrap();
    assert_eq!(vocabulary_hash(&empty), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
