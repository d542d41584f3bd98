//! Visible rows divided into rows that stay visible, rows that are hidden, and rows that are left out.

use domain::{ListeningHistory, Plays, SongId, UserId};

use super::hidden_songs::HiddenSongs;
use crate::numbering::all_users;

/// What becomes of visible rows.
pub(super) struct Division {
    /// Whether any row of each user stays.
    pub(super) stays: Vec<bool>,
    /// Whether rows of each song stay.
    pub(super) keeps: Vec<bool>,
    /// The songs of each user whose rows are hidden.
    pub(super) hidden: HiddenSongs,
}

impl Division {
    /// The plays divided, with the numbers they had. Rows that were hidden before are left out. Rows keep their order.
    pub(super) fn apply(&self, plays: Plays) -> Plays {
        let is_hidden = |user: UserId, song| self.hidden[user.0 as usize].binary_search(&song).is_ok();
        let stays = |user: UserId, song: SongId| self.stays[user.0 as usize] && self.keeps[song.0 as usize];
        let visible = rows(&plays.visible, |user, song| stays(user, song) && !is_hidden(user, song));
        let hidden = rows(&plays.visible, |user, song| stays(user, song) && is_hidden(user, song));
        Plays { visible, hidden, first_rows: None, ..plays }
    }
}

/// The rows of a history that are to stay.
fn rows(history: &ListeningHistory, stays: impl Fn(UserId, SongId) -> bool) -> ListeningHistory {
    let mut left = ListeningHistory { starts: Vec::with_capacity(history.starts.len()), ..ListeningHistory::default() };
    left.starts.push(0);
    for user in all_users(history.n_users()) {
        let (songs, plays) = history.of(user);
        for (&song, &count) in songs.iter().zip(plays) {
            if stays(user, song) {
                left.songs.push(song);
                left.plays.push(count);
            }
        }
        left.starts.push(left.songs.len());
    }
    left
}

/// The rows of some users alone, who ascend.
pub(super) fn of_users(history: &ListeningHistory, users: &[UserId]) -> ListeningHistory {
    let mut is_one = vec![false; history.n_users()];
    for user in users {
        is_one[user.0 as usize] = true;
    }
    rows(history, |user, _| is_one[user.0 as usize])
}
