//! Scores: right, and the same bits whatever block and range they are asked for in.

use domain::SongId;

use super::super::factors::Factors;
use super::super::panels::Panels;

fn drawn(n_users: usize, n_songs: usize, d: usize) -> (Factors, Factors) {
    (Factors::drawn(n_users, d, 1.0, 5), Factors::drawn(n_songs, d, 1.0, 6))
}

fn numbered(n_songs: u32) -> Vec<SongId> {
    (0..n_songs).map(SongId).collect()
}

#[test]
fn a_score_is_the_product_of_two_vectors() {
    for d in [1, 7, 64, 70] {
        let (users, songs) = drawn(13, 150, d);
        let mut scores = vec![f32::NAN; 13 * 150];
        Panels::new(&songs, &numbered(150)).score(&users.values(), 0..150, &mut scores);
        for (position, score) in scores.iter().enumerate() {
            let (x, y) = (users.row(position / 150), songs.row(position % 150));
            let expected: f64 = x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum();
            assert!((f64::from(*score) - expected).abs() < 1e-4, "{score} {expected}");
        }
    }
}

#[test]
fn no_block_and_no_range_changes_a_bit() {
    let (users, songs) = drawn(20, 203, 24);
    let panels = Panels::new(&songs, &numbered(203));
    let mut whole = vec![0.0; 20 * 203];
    panels.score(&users.values(), 0..203, &mut whole);
    for first_user in [0, 1, 6, 13, 19] {
        for range in [0..203, 0..1, 5..5, 3..90, 16..80, 63..65, 64..203, 202..203] {
            let vectors: Vec<f32> = (first_user..20).flat_map(|user| users.row(user)).copied().collect();
            let mut some = vec![f32::NAN; (20 - first_user) * range.len()];
            panels.score(&vectors, range.clone(), &mut some);
            let expected = (first_user..20).flat_map(|user| &whole[user * 203..][range.clone()]);
            assert!(some.iter().map(|score| score.to_bits()).eq(expected.map(|score| score.to_bits())));
        }
    }
}
