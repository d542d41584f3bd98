//! Leaks that are planted are found, and a digest knows the rows that train from all others.

use domain::{Index, ListeningHistory, Plays, SongId, Vocabulary};

use crate::{Overlap, digest_of_visible, training_hidden_overlap, visible_and_hidden_overlap};

/// Plays of users and songs by their numbers; every user trains.
fn plays(users: &[&str], songs: &[&str], visible: &[&[u32]], hidden: &[&[u32]]) -> Plays {
    fn ids<I: Index>(ids: &[&str]) -> Vocabulary<I> {
        Vocabulary::from_sorted(ids.iter().copied()).expect("sorted")
    }
    let history = |rows: &[&[u32]]| ListeningHistory {
        starts: (0..=rows.len()).map(|user| rows[..user].iter().map(|songs| songs.len()).sum()).collect(),
        songs: rows.concat().into_iter().map(SongId).collect(),
        plays: vec![1; rows.concat().len()],
    };
    Plays {
        users: ids(users),
        songs: ids(songs),
        song_rows: (0..songs.len() as u32).collect(),
        visible: history(visible),
        hidden: history(hidden),
        is_test: vec![false; users.len()],
        trains: vec![true; users.len()],
        n_users_without_visible: 0,
        n_rows_without_visible: 0,
        first_rows: None,
    }
}

/// ann has SOB on both sides, twice on each; bob is clean.
#[test]
fn a_pair_on_both_sides_is_counted_once_and_named() {
    let leaky = plays(&["ann", "bob"], &["SOA", "SOB"], &[&[0, 1, 1], &[0]], &[&[1, 1], &[1]]);
    let overlap = visible_and_hidden_overlap(&leaky);
    assert_eq!(overlap, Overlap { n_pairs: 1, example: Some(("ann".to_owned(), "SOB".to_owned())) });
    assert_eq!(
        overlap.none().unwrap_err().to_string(),
        "expected no hidden pair of user and song among the visible ones, found 1, user `ann` and song `SOB` first"
    );
}

/// The other plays are numbered otherwise: there bob is 2 and SOB is 0. Of the hidden pairs bob SOB and bob SOD only the
/// first is known there.
#[test]
fn a_hidden_pair_is_found_under_other_numbers() {
    let judged = plays(&["ann", "bob"], &["SOA", "SOB", "SOD"], &[&[0], &[0]], &[&[1], &[1, 2]]);
    let training =
        plays(&["aaa", "ann", "bob", "eve"], &["SOB", "SOC"], &[&[0], &[1], &[0], &[0]], &[&[], &[], &[], &[]]);
    let overlap = training_hidden_overlap(&training, &judged);
    assert_eq!(overlap, Overlap { n_pairs: 1, example: Some(("bob".to_owned(), "SOB".to_owned())) });
    assert_eq!(training_hidden_overlap(&judged, &judged).none(), Ok(()));
}

#[test]
fn the_digest_is_of_the_rows_that_train_whatever_their_order() {
    let first = plays(&["ann", "bob"], &["SOA", "SOB"], &[&[0, 1], &[0]], &[&[], &[]]);
    let digest = digest_of_visible(&first);
    assert_eq!(digest.len(), 64);
    let turned = plays(&["ann", "bob"], &["SOA", "SOB"], &[&[1, 0], &[0]], &[&[], &[1]]);
    assert_eq!(digest, digest_of_visible(&turned), "the order of rows, and what is hidden, have no part in it");

    let leak = plays(&["ann", "bob"], &["SOA", "SOB"], &[&[0, 1], &[0, 1]], &[&[], &[]]);
    assert_ne!(digest, digest_of_visible(&leak));
    let mut more_plays = first.clone();
    more_plays.visible.plays[0] = 2;
    assert_ne!(digest, digest_of_visible(&more_plays));
    let other_songs = plays(&["ann", "bob"], &["SOA", "SOC"], &[&[0, 1], &[0]], &[&[], &[]]);
    assert_ne!(digest, digest_of_visible(&other_songs));
    let other_users = plays(&["ann", "eve"], &["SOA", "SOB"], &[&[0, 1], &[0]], &[&[], &[]]);
    assert_ne!(digest, digest_of_visible(&other_users));
}

#[test]
fn what_is_shown_of_a_user_who_is_held_out_is_part_of_the_digest() {
    let all = plays(&["ann", "bob"], &["SOA", "SOB"], &[&[0, 1], &[0]], &[&[], &[]]);
    let mut held_out = all.clone();
    held_out.trains[1] = false;
    assert_ne!(digest_of_visible(&held_out), digest_of_visible(&all), "whether a user trains");
    let mut shown_more = plays(&["ann", "bob"], &["SOA", "SOB"], &[&[0, 1], &[0, 1]], &[&[], &[]]);
    shown_more.trains[1] = false;
    assert_ne!(digest_of_visible(&held_out), digest_of_visible(&shown_more), "what is shown of a user");
}
