//! Files that are none of rankings: an error that says where and what, never a panic.

use crate::RankingsReader;
use crate::tests::rankings::{fixture, songs, stored, users, written};
use domain::{Ranking, Rankings, SongId, UserId};

/// The error of a fixture, behind its path.
#[track_caller]
fn check(name: &str, expected: &str) {
    let path = fixture(&format!("broken-{name}"));
    let (users, songs) = (users(), songs());
    let outcome =
        RankingsReader::open(&path, &users, &songs).and_then(|mut reader| reader.try_for_each(|block| block.map(drop)));
    let told = outcome.unwrap_err().to_string();
    assert_eq!(told.strip_prefix(&format!("{}: ", path.display())), Some(expected));
}

#[test]
fn users_and_songs_that_the_run_does_not_know_are_named() {
    check("unknown-user", "row 4: expected a user of the run, found zoe");
    check("unknown-song", "row 5: user ben: expected a song of the run, found SOZ");
    check("index", "row 1: expected an index below 4 in column user_index, found 7");
    check("index-negative", "row 1: expected an index below 4 in column user_index, found -1");
}

#[test]
fn a_list_has_every_song_once_under_ranks_without_gaps() {
    check("repeated-song", "user cy: expected every song once, found SOA twice");
    check("rank-gap", "user ada: song SOE: expected rank 3, found rank 4");
    check("rank-half", "user ada: song SOE: expected a whole rank from 1, found rank 2.5");
}

#[test]
fn scores_are_finite_and_do_not_rise() {
    check("score-rising", "user ada: song SOA: expected a score of at most 0.75, found 0.8");
    check("score-infinite", "user ada: song SOB: expected a finite score, found inf");
}

/// pandas writes NaN as a missing cell.
#[test]
fn no_cell_may_be_missing() {
    check("score-nan", "row 6: expected a value in column score, found none");
    check("score-null", "row 1: expected a value in column score, found none");
    check("user-missing", "row 6: expected a value in column user_id, found none");
}

#[test]
fn columns_are_there_and_of_a_type_that_fits() {
    check("no-song", "expected a column song_id or song_index, found user_id, user_index, rank, score");
    check("text-score", "expected numbers in column score, found Utf8View");
    check("number-ids", "expected texts in column user_id, found Int64");
}

/// Opens and reads; what matters is that it returns.
fn outcome(bytes: &[u8], folder: &std::path::Path) -> Result<Vec<Rankings>, String> {
    let path = stored(bytes, folder);
    let (users, songs) = (users(), songs());
    let outcome =
        RankingsReader::open(&path, &users, &songs).and_then(Iterator::collect).map_err(|error| error.to_string());
    rustix::fs::unlink(&path).unwrap();
    outcome
}

#[test]
fn what_is_no_parquet_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for bytes in [&b""[..], b"PAR1", b"PAR1PAR1PAR1", b"user_id,song_id,rank\nada,SOA,1\n", &[0xff; 5000]] {
        assert!(outcome(bytes, folder.path()).unwrap_err().contains("expected a whole Parquet file"));
    }
    let missing = RankingsReader::open(&folder.path().join("none"), &users(), &songs()).map(drop).unwrap_err();
    assert!(missing.to_string().contains("expected a file that can be read"));
}

fn own_bytes(folder: &std::path::Path) -> Vec<u8> {
    let mut lists = Rankings::default();
    lists.push(Ranking {
        user: UserId(1),
        songs: &[SongId(2), SongId(0), SongId(5)],
        scores: &[3.0, 2.0, 2.0],
        is_cut_in_tie: false,
    });
    lists.push(Ranking { user: UserId(3), songs: &[SongId(5)], scores: &[0.5], is_cut_in_tie: false });
    std::fs::read(written(&[lists], folder).0).unwrap()
}

#[test]
fn a_file_that_is_cut_off_is_an_error_at_any_length() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = own_bytes(folder.path());
    for n in 0..bytes.len() {
        assert!(outcome(&bytes[..n], folder.path()).is_err(), "cut behind {n} bytes");
    }
}

/// Every byte changed in three ways, in a file of this crate and in one of pandas: whatever is read then, nothing panics.
#[test]
fn no_byte_that_is_changed_makes_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    for bytes in [own_bytes(folder.path()), std::fs::read(fixture("shuffled")).unwrap()] {
        for place in 0..bytes.len() {
            for change in [0xff, 0x01, 0x80] {
                let mut changed = bytes.clone();
                changed[place] ^= change;
                let _ = outcome(&changed, folder.path());
            }
        }
    }
}
