//! Scores that others tell apart and float32 does not: they give the order, and are narrowed behind it.

use domain::SongId;
use polars::prelude::{Column, DataFrame, ParquetWriter};

use crate::RankingsReader;
use crate::tests::rankings::{fixture, read, songs, stored, users};

/// The songs SOA to SOE of one user, under these scores in this order.
fn lists(scores: Column) -> Result<domain::Rankings, String> {
    let columns = vec![
        Column::new("user_id".into(), ["ada"; 5]),
        Column::new("song_id".into(), ["SOA", "SOB", "SOC", "SOD", "SOE"]),
        scores,
    ];
    let (mut bytes, folder) = (Vec::new(), tempfile::tempdir().unwrap());
    ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new(5, columns).unwrap()).unwrap();
    let path = stored(&bytes, folder.path());
    let (users, songs) = (users(), songs());
    let mut reader = RankingsReader::open(&path, &users, &songs).unwrap();
    reader.next().unwrap().map_err(|error| error.to_string())
}

#[track_caller]
fn check(scores: Column, expected: [u32; 5]) {
    let found = lists(scores).unwrap();
    assert_eq!(found.songs(), expected.map(SongId));
    assert!(found.scores().is_sorted_by(|above, below| above >= below), "{:?}", found.scores());
}

#[test]
fn float64_scores_worst_first_are_turned_round() {
    let score = |place: u32| 0.5 - f64::from(5 - place) * 1e-12;
    check(Column::new("score".into(), [0, 1, 2, 3, 4].map(score)), [4, 3, 2, 1, 0]);
    check(Column::new("score".into(), [4, 2, 3, 0, 1].map(score)), [0, 2, 1, 4, 3]);
}

#[test]
fn whole_numbers_beyond_float32_are_told_apart() {
    let score = |place: i64| (1_i64 << 24) + place;
    check(Column::new("score".into(), [0, 1, 2, 3, 4].map(score)), [4, 3, 2, 1, 0]);
    check(Column::new("score".into(), [-4_i64, 1, 0, 2, -3].map(|place| place - (1 << 40))), [3, 1, 2, 4, 0]);
}

/// Float32 would have a negative zero for the last two.
#[test]
fn what_is_too_small_for_float32_is_zero_in_order() {
    let found = lists(Column::new("score".into(), [-2e-60, -1e-60, 0.0, 1e-60, 1.0])).unwrap();
    assert_eq!(found.songs(), [4, 3, 2, 1, 0].map(SongId));
    assert_eq!(found.scores().iter().map(|score| score.to_bits()).collect::<Vec<_>>(), [1.0_f32.to_bits(), 0, 0, 0, 0]);
}

#[test]
fn a_score_beyond_float32_is_an_error() {
    let found = lists(Column::new("score".into(), [1e39, 4.0, 3.0, 2.0, 1.0])).unwrap_err();
    assert!(found.ends_with("user ada: song SOA: expected a finite score, found inf"), "{found}");
}

#[test]
fn float32_scores_stay_as_they_are() {
    assert_eq!(read(&fixture("scores-only")).scores(), [0.75, 0.5, 0.25, 2.0, 1.0, 1.5, 1.0, 0.5]);
}
