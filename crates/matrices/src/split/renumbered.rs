//! Users and songs numbered anew where some are gone.

use domain::{Index, ListeningHistory, Plays, SongId, UserId, Vocabulary};

use crate::numbering::{LEFT_OUT, all_users};

/// The plays with the users that have a visible row and the songs that have a row on either side, numbered densely in the
/// order they had.
pub(super) fn renumbered(plays: &Plays) -> Plays {
    let users: Vec<UserId> =
        all_users(plays.users.len()).filter(|&user| !plays.visible.of(user).0.is_empty()).collect();
    let mut has_row = vec![false; plays.songs.len()];
    for song in plays.visible.songs.iter().chain(&plays.hidden.songs) {
        has_row[song.index()] = true;
    }
    let songs: Vec<SongId> = (0..plays.songs.len() as u32).map(SongId).filter(|song| has_row[song.index()]).collect();
    let mut numbers = vec![LEFT_OUT; plays.songs.len()];
    for (number, song) in (0..).zip(&songs) {
        numbers[song.index()] = number;
    }
    Plays {
        users: vocabulary(&plays.users, &users),
        songs: vocabulary(&plays.songs, &songs),
        song_rows: songs.iter().map(|song| plays.song_rows[song.index()]).collect(),
        visible: history(&plays.visible, &users, &numbers),
        hidden: history(&plays.hidden, &users, &numbers),
        is_test: users.iter().map(|user| plays.is_test[user.index()]).collect(),
        trains: users.iter().map(|user| plays.trains[user.index()]).collect(),
        n_users_without_visible: plays.n_users_without_visible,
        n_rows_without_visible: plays.n_rows_without_visible,
        first_rows: None,
    }
}

fn vocabulary<I: Index>(ids: &Vocabulary<I>, chosen: &[I]) -> Vocabulary<I> {
    Vocabulary::from_sorted(chosen.iter().map(|&index| ids.id(index))).expect("a part of what is in order is in order")
}

fn history(history: &ListeningHistory, users: &[UserId], song_numbers: &[u32]) -> ListeningHistory {
    let mut left = ListeningHistory { starts: vec![0], ..ListeningHistory::default() };
    for &user in users {
        let (songs, plays) = history.of(user);
        left.songs.extend(songs.iter().map(|song| SongId(song_numbers[song.index()])));
        left.plays.extend_from_slice(plays);
        left.starts.push(left.songs.len());
    }
    left
}
