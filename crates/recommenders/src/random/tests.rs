//! Draws follow ids.

use domain::{ListeningHistory, SongId, UserId, Vocabulary};

use super::Random;
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
