//! Tests of this crate as a whole.

use domain::{FirstRows, RowOrder, SideRows, SongId, SongTable, TextColumn, Triplets, UserId};
use proptest::prelude::*;

use crate::{Catalogue, NothingLeft, number, play_matrix};

fn texts(ids: &[&str]) -> TextColumn {
    ids.iter().map(|id| Some(*id)).collect()
}

fn songs(ids: &[&str]) -> SongTable {
    SongTable {
        ids: texts(ids),
        columns: Vec::new(),
        features: vec![None; ids.len()],
        genres: ids.iter().map(|_| None).collect(),
        second_genres: None,
        mismatched: vec![false; ids.len()],
    }
}

fn rows(rows: &[(u32, u32, u32)]) -> SideRows {
    rows.iter().copied().collect()
}

/// Users in order of appearance: zoe, ann, eve. Songs in order of the table: SOC, SOA, SOB, SOD.
///
/// zoe has train rows, ann visible and hidden ones, eve hidden ones only; only eve hears SOD.
fn six_rows() -> (Triplets, SongTable) {
    let triplets = Triplets {
        users: texts(&["zoe", "ann", "eve"]),
        train: rows(&[(0, 0, 2), (0, 1, 1), (0, 0, 3)]),
        visible: rows(&[(1, 0, 4)]),
        hidden: rows(&[(1, 2, 5), (2, 3, 9)]),
    };
    (triplets, songs(&["SOC", "SOA", "SOB", "SOD"]))
}

#[test]
fn ids_are_numbered_in_byte_order_over_all_that_remains() {
    let (triplets, songs) = six_rows();
    let plays = number(triplets, &songs, RowOrder::Files, Catalogue::Played).expect("rows are left");
    assert_eq!(plays.users.iter().collect::<Vec<_>>(), ["ann", "zoe"]);
    assert_eq!(plays.songs.iter().collect::<Vec<_>>(), ["SOA", "SOB", "SOC"], "SOD went with eve");
    assert_eq!(plays.song_rows, [1, 2, 0]);
    assert_eq!(plays.is_test, [true, false]);
    assert_eq!((plays.n_users_without_visible, plays.n_rows_without_visible), (1, 1));
}

#[test]
fn a_history_keeps_the_order_of_the_files_and_both_of_two_equal_pairs() {
    let (triplets, songs) = six_rows();
    let plays = number(triplets, &songs, RowOrder::Files, Catalogue::Played).expect("rows are left");
    assert_eq!(plays.visible.of(UserId(1)), (&[SongId(2), SongId(0), SongId(2)][..], &[2, 1, 3][..]));
    assert_eq!(plays.hidden.of(UserId(0)), (&[SongId(1)][..], &[5][..]));
    assert_eq!(plays.hidden.of(UserId(1)), (&[][..], &[][..]));
}

/// By pandas 1.5: the join of the rows SOC SOA SOC, SOC, SOB SOD is grouped as SOC SOC SOC SOA SOB (SOD went with eve), of
/// zoe zoe ann zoe ann.
#[test]
fn in_the_notebooks_order_a_users_songs_stand_by_their_first_appearance() {
    let (triplets, songs) = six_rows();
    let plays = number(triplets, &songs, RowOrder::Notebook, Catalogue::Played).expect("rows are left");
    assert_eq!(plays.visible.of(UserId(1)), (&[SongId(2), SongId(2), SongId(0)][..], &[2, 3, 1][..]));
    assert_eq!(plays.first_rows, Some(FirstRows { users: vec![2, 0], songs: vec![3, 4, 0] }));
    assert_eq!(plays.is_test, [true, false]);
}

/// ann's earliest song is SOC, which zoe's train row brought in and ann only plays on the visible side.
#[test]
fn in_the_notebooks_order_a_users_earliest_song_says_who_is_a_test_user() {
    let triplets = Triplets {
        users: texts(&["zoe", "ann"]),
        train: rows(&[(0, 0, 1), (1, 1, 1)]),
        visible: rows(&[(1, 0, 1)]),
        ..Triplets::default()
    };
    let songs = songs(&["SOC", "SOA"]);
    let is_test = |order| number(triplets.clone(), &songs, order, Catalogue::Played).expect("rows are left").is_test;
    assert_eq!(is_test(RowOrder::Files), [false, false]);
    assert_eq!(is_test(RowOrder::Notebook), [true, false]);
}

/// zoe is column 1, ann column 0; SOC (row 2) has ann 4 and zoe 2 + 3, SOA (row 0) zoe 1.
#[test]
fn repeated_pairs_add_up() {
    let (triplets, songs) = six_rows();
    let plays = number(triplets, &songs, RowOrder::Files, Catalogue::Played).expect("rows are left");
    let matrix = play_matrix(&plays.visible, 3).expect("few cells");
    assert_eq!(matrix.csr().indptr().as_slice(), Some(&[0, 1, 1, 3][..]));
    assert_eq!(matrix.csr().indices(), [1, 0, 1]);
    assert_eq!(matrix.csr().data(), [1.0, 4.0, 5.0]);
}

#[test]
fn nothing_visible_is_an_error() {
    let triplets = Triplets { users: texts(&["eve"]), hidden: rows(&[(0, 0, 1)]), ..Triplets::default() };
    assert_eq!(number(triplets, &songs(&["SOA"]), RowOrder::Files, Catalogue::Played), Err(NothingLeft));
}

/// All four songs of the table in byte order; nobody who stays has played SOD.
#[test]
fn with_the_whole_catalogue_songs_that_nobody_played_are_numbered() {
    for order in [RowOrder::Files, RowOrder::Notebook] {
        let (triplets, songs) = six_rows();
        let plays = number(triplets, &songs, order, Catalogue::All).expect("rows are left");
        assert_eq!(plays.songs.iter().collect::<Vec<_>>(), ["SOA", "SOB", "SOC", "SOD"]);
        assert_eq!(plays.song_rows, [1, 2, 0, 3]);
        assert_eq!(plays.users.iter().collect::<Vec<_>>(), ["ann", "zoe"]);
    }
}

proptest! {
    #[test]
    fn the_matrix_holds_the_sum_of_every_pair(triplets in proptest::collection::vec((0u32..5, 0u32..6, 1u32..9), 1..60)) {
        let ids = ["e", "b", "d", "a", "c", "f"];
        let input = Triplets { users: texts(&ids[..5]), train: rows(&triplets), ..Triplets::default() };
        let plays = number(input, &songs(&ids), RowOrder::Files, Catalogue::Played).expect("rows are left");
        let matrix = play_matrix(&plays.visible, plays.songs.len()).expect("few cells");
        let mut sums = std::collections::BTreeMap::<_, u32>::new();
        for (user, song, count) in triplets {
            *sums.entry((ids[song as usize], ids[user as usize])).or_default() += count;
        }
        let cells = matrix.csr().iter().map(|(&plays_of, (song, user))| {
            ((plays.songs.id(SongId(song as u32)), plays.users.id(UserId(user as u32))), plays_of as u32)
        });
        prop_assert_eq!(cells.collect::<Vec<_>>(), sums.into_iter().collect::<Vec<_>>());
    }
}
