//! The order of songs and the bound on what is to come.

use domain::{Index, SongId};

use super::super::factors::Factors;
use super::super::panels::Panels;
use super::super::song_order::{SongOrder, length};

#[test]
fn the_longest_stands_first_and_the_lower_number_among_equals() {
    let songs = Factors::from_values(vec![3.0, 4.0, 0.0, 0.0, -5.0, 0.0, f32::NAN, 0.0, 0.0, 6.0], 2);
    let order = SongOrder::by_length(&songs);
    assert_eq!(order.songs(), [3, 4, 0, 2, 1].map(SongId));
    assert!(order.most(2.0, 0).is_infinite());
    assert!((12.0..12.01).contains(&order.most(2.0, 1)));
    assert!((10.0..10.01).contains(&order.most(2.0, 3)));
    assert!(order.most(2.0, 5) < f32::MIN);
}

#[test]
fn what_is_not_finite_is_infinitely_long() {
    assert!(length(&[f32::INFINITY, 1.0]).is_infinite());
    assert!(length(&[f32::NAN]).is_infinite());
    assert!(length(&[f32::MAX, f32::MAX]).is_finite());
    let order = SongOrder::by_length(&Factors::from_values(vec![0.0, 0.0], 2));
    assert!(order.most(f64::INFINITY, 0) > f32::MAX, "infinity times zero");
}

/// Songs that lie in the user's direction score `|x| |y|`, which rounding may push up; with `scale` down to where numbers
/// lose their digits and up to where products overflow.
#[track_caller]
fn check(d: usize, scale: f32) {
    let user: Vec<f32> = Factors::drawn(1, d, 1.0, 3).row(0).iter().map(|value| value * scale).collect();
    let mut songs = Factors::drawn(40, d, 1.0, 4);
    for song in 0..40 {
        let stretch = 0.37 + song as f32 / 7.0;
        let along = user.iter().map(|value| if song % 4 == 3 { 0.1 * scale } else { value * stretch });
        songs.row_mut(song).iter_mut().zip(along).for_each(|(to, value)| *to = value);
    }
    let order = SongOrder::by_length(&songs);
    let panels = Panels::new(&songs, order.songs());
    let mut scores = vec![f32::NAN; 40];
    panels.score(&user, 0..40, &mut scores);
    for from in 0..40 {
        let most = order.most(length(&user), from);
        for score in &scores[from..] {
            assert!(*score <= most || most == f32::INFINITY, "{d} {scale}: {score} {most}");
        }
        let exact: f64 = user.iter().zip(songs.row(order.songs()[from].index())).map(|(x, y)| f64::from(x * y)).sum();
        assert!(!(0.5..2.0).contains(&scale) || f64::from(most) > exact * (1.0 + 5e-5));
    }
}

#[test]
fn the_bound_holds_of_scores_as_they_are_computed() {
    for d in [1, 5, 64, 1024] {
        for scale in [1.0, 1e-3, 1e-19, 1e-22, 1e-30, 1e15, 3e18, 1e25] {
            check(d, scale);
        }
    }
}
