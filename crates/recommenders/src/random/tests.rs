//! Draws follow ids, and their averages are those of all orders there are.

use domain::{ListeningHistory, SongId, UserId, Vocabulary};

use super::{Random, expected_average_precision, expected_recall};
use crate::Model;

fn scores(users: &[&str], songs: &[&str], user: &str) -> Vec<(String, f32)> {
    let users = Vocabulary::<UserId>::from_sorted(users.iter().copied()).unwrap();
    let songs = Vocabulary::<SongId>::from_sorted(songs.iter().copied()).unwrap();
    let (asked, mut scores) = ([users.index_of(user).unwrap()], vec![0.0; songs.len()]);
    let history = ListeningHistory::default();
    Random::new(5, &users, &songs).scorer(&asked, &history).score(0..songs.len(), &mut scores);
    songs.iter().map(str::to_owned).zip(scores).collect()
}

#[test]
fn a_draw_is_the_same_however_users_and_songs_are_numbered() {
    let all = scores(&["u1", "u2", "u3"], &["SOA", "SOB", "SOC", "SOD"], "u2");
    let some = scores(&["u2"], &["SOB", "SOD"], "u2");
    assert_eq!(some, [all[1].clone(), all[3].clone()]);
    assert_ne!(some, scores(&["u3"], &["SOB", "SOD"], "u3"));
}

/// Heap's algorithm.
fn orders(items: &mut Vec<usize>, n: usize, seen: &mut dyn FnMut(&[usize])) {
    if n <= 1 {
        return seen(items);
    }
    for at in 0..n {
        orders(items, n - 1, seen);
        items.swap(if n.is_multiple_of(2) { at } else { 0 }, n - 1);
    }
}

/// Songs below `n_hidden` are hidden: the mean over all orders of `n_candidates` songs.
#[track_caller]
fn check(n_hidden: usize, n_candidates: usize, k: usize) {
    let (mut recall, mut precision, mut n_orders) = (0.0, 0.0, 0.0);
    orders(&mut (0..n_candidates).collect(), n_candidates, &mut |order| {
        let (mut n_found, mut sum) = (0.0, 0.0);
        for (at, _) in order.iter().take(k).enumerate().filter(|(_, song)| **song < n_hidden) {
            n_found += 1.0;
            sum += n_found / (at + 1) as f64;
        }
        recall += n_found / n_hidden as f64;
        precision += sum / k.min(n_hidden) as f64;
        n_orders += 1.0;
    });
    assert!((expected_recall(n_candidates, k) - recall / n_orders).abs() < 1e-12);
    assert!((expected_average_precision(n_hidden, n_candidates, k) - precision / n_orders).abs() < 1e-12);
}

#[test]
fn expected_values_are_the_means_over_all_orders() {
    check(2, 6, 3);
    check(3, 7, 5);
    check(4, 6, 2);
    check(1, 1, 1);
    check(3, 3, 3);
    check(2, 5, 9);
    assert_eq!((expected_average_precision(0, 5, 3), expected_average_precision(2, 5, 0)), (0.0, 0.0));
}
