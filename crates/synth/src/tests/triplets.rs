//! The three files of triplets.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::{Triplet, sample, triplets};
use crate::SampleFile::{Hidden, Train, Visible};

/// Every user's songs; a user must be in one place, and the songs ascending, so that none occurs twice.
#[track_caller]
fn songs_of_users(triplets: &[Triplet]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut users = BTreeMap::new();
    for group in triplets.chunk_by(|a, b| a.user == b.user) {
        assert!(group.is_sorted_by(|a, b| a.song < b.song), "songs of {}", group[0].user);
        let songs = group.iter().map(|triplet| triplet.song.as_str()).collect();
        assert!(users.insert(group[0].user.as_str(), songs).is_none(), "{} is in two places", group[0].user);
    }
    users
}

#[test]
fn every_line_is_a_triplet_and_the_counts_agree() {
    for n_triplets in [1_000, 2_345, 100_000] {
        let sample = sample(n_triplets, 1);
        let [train, visible, hidden] = [Train, Visible, Hidden].map(|file| triplets(&sample, file));
        assert_eq!(train.len() as u64, n_triplets);
        let train_users = songs_of_users(&train);
        assert_eq!(train_users.len() as u64, sample.n_train_users());
        assert_eq!(songs_of_users(&visible).len() as u64, sample.n_test_users());
        assert_eq!(songs_of_users(&hidden).len() as u64, sample.n_test_users());
        assert_eq!(sample.n_users(), sample.n_train_users() + sample.n_test_users());
        assert!(train_users.values().all(|songs| songs.len() >= 10));
    }
}

#[test]
fn a_test_user_shows_half_of_the_songs_and_is_not_in_train() {
    let sample = sample(50_000, 1);
    let [train, visible, hidden] = [Train, Visible, Hidden].map(|file| triplets(&sample, file));
    let (train, visible, hidden) = (songs_of_users(&train), songs_of_users(&visible), songs_of_users(&hidden));
    assert!(visible.keys().eq(hidden.keys()));
    for (user, shown) in &visible {
        assert!(!train.contains_key(user));
        assert!(shown.is_disjoint(&hidden[user]));
        assert!(shown.len().abs_diff(hidden[user].len()) <= 1);
    }
}

#[test]
fn every_song_is_played_by_a_train_user() {
    for n_triplets in [1_000, 50_000, 500_000] {
        let sample = sample(n_triplets, 2);
        let [train, visible, hidden] = [Train, Visible, Hidden].map(|file| triplets(&sample, file));
        let in_train: BTreeSet<&str> = train.iter().map(|triplet| triplet.song.as_str()).collect();
        assert_eq!(in_train.len() as u64, sample.n_songs());
        assert!(visible.iter().chain(&hidden).all(|triplet| in_train.contains(triplet.song.as_str())));
    }
}

#[test]
fn most_songs_are_played_once_and_few_very_often() {
    let train = triplets(&sample(100_000, 1), Train);
    let n_triplets = train.len() as f64;
    let ones = train.iter().filter(|triplet| triplet.plays == 1).count() as f64;
    let mean = train.iter().map(|triplet| f64::from(triplet.plays)).sum::<f64>() / n_triplets;
    assert!((0.58..0.65).contains(&(ones / n_triplets)));
    assert!((2.4..3.2).contains(&mean), "{mean}");
    assert!(train.iter().any(|triplet| triplet.plays > 100));
}
