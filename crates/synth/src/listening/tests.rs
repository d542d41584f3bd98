//! The parts that plays are made of.

use super::play::Reason;
use super::seen::Seen;
use super::*;

#[test]
fn a_song_is_new_once_until_the_set_is_cleared() {
    let mut seen = Seen::default();
    seen.clear_for(3);
    assert!(seen.insert(0));
    assert!(seen.insert(8));
    assert!(!seen.insert(0));
    assert!(seen.insert(16));
    assert!(!seen.insert(8));
    seen.clear_for(1);
    assert!(seen.insert(8));
}

#[test]
fn songs_per_user_add_up_and_nobody_plays_fewer_than_ten() {
    for n_triplets in [1_000, 33_333, 500_000] {
        let sizes = Sizes::of(n_triplets);
        let n_songs = n_songs_of_users(&sizes, 3);
        assert_eq!(n_songs.len(), sizes.n_train_users + sizes.n_test_users);
        assert_eq!(n_songs.iter().map(|&n| n as usize).sum::<usize>(), sizes.n_train + sizes.n_test);
        assert!(n_songs.iter().all(|&n| n >= 10 && (n as usize) < sizes.n_songs));
    }
}

#[test]
fn a_play_keeps_its_reason_when_its_song_is_another() {
    let play = Play::new(5, Reason::Artist);
    assert_eq!(play.song(), 5);
    assert_eq!(play.of_song(1_000_000), Play::new(1_000_000, Reason::Artist));
    assert!(Play::new(5, Reason::Artist) < Play::new(6, Reason::Popular));
}

#[test]
fn what_fits_the_taste_is_played_more_often() {
    let share_of_one = |reason| {
        let mut counts = PlayCounts::of(1, 1);
        let play = Play::new(0, reason);
        let n_ones = (0..20_000).filter(|_| counts.next(play) == 1).count();
        n_ones as f64 / 20_000.0
    };
    assert!((0.68..0.72).contains(&share_of_one(Reason::Popular)));
    assert!((0.56..0.60).contains(&share_of_one(Reason::Taste)));
    assert!((0.48..0.52).contains(&share_of_one(Reason::Artist)));
}

#[test]
fn half_of_the_plays_are_visible_and_one_more_by_chance_when_odd() {
    for n_plays in 10..60 {
        for user in 0..20 {
            let mut half = VisibleHalf::of(1, user, n_plays);
            let n_visible = half.n_visible();
            assert!(n_visible == n_plays / 2 || n_visible == n_plays.div_ceil(2));
            assert_eq!((0..n_plays).filter(|_| half.next_is_visible()).count(), n_visible);
        }
    }
}
