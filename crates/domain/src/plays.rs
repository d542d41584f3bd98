//! Who played what, numbered.

use crate::{SongId, UserId, Vocabulary};

/// All plays of a run under the run's numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Plays {
    /// The users: all with a visible row.
    pub users: Vocabulary<UserId>,
    /// The songs: mostly those with a remaining row on any side; all of the song table where that was asked for.
    pub songs: Vocabulary<SongId>,
    /// The row of each song in the song table.
    pub song_rows: Vec<u32>,
    /// Train and visible rows of every user, train first.
    pub visible: ListeningHistory,
    /// Hidden rows of every user.
    pub hidden: ListeningHistory,
    /// Whether a user's first visible row comes from the visible file, that is, none comes from the train file.
    pub is_test: Vec<bool>,
    /// Whether a user's visible rows may train a model. False for users who are held out whole: their visible rows only
    /// say for whom songs are ranked.
    pub trains: Vec<bool>,
    /// Users that were left out, with the rows they took along: hidden rows only, none visible.
    pub n_users_without_visible: usize,
    /// Hidden rows that went with them.
    pub n_rows_without_visible: usize,
    /// Under [`RowOrder::Notebook`], where each user and song first stands among the rows that stay.
    pub first_rows: Option<FirstRows>,
}

/// In which order a user's rows stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowOrder {
    /// As in the files, train before visible.
    Files,
    /// As the notebook had it under pandas before 2.2: by the songs' first appearance in all files.
    Notebook,
}

/// Positions among all rows that stay, from 0, in the notebook's order: the labels of its tables of ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstRows {
    /// Of each user.
    pub users: Vec<u64>,
    /// Of each song.
    pub songs: Vec<u64>,
}

/// Rows grouped by user, each user's rows in the run's [`RowOrder`]. A (user, song) pair may stand there twice.
///
/// Users x rows in CSR form: user `u` has the rows `starts[u]..starts[u + 1]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListeningHistory {
    /// `n_users + 1` positions, ascending from 0.
    pub starts: Vec<usize>,
    /// The song of each row.
    pub songs: Vec<SongId>,
    /// The plays of each row, at least 1.
    pub plays: Vec<u32>,
}

impl ListeningHistory {
    /// How many rows.
    pub fn n_rows(&self) -> usize {
        self.songs.len()
    }

    /// How many users, those without a row included.
    pub fn n_users(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The songs and plays of one user, row by row.
    ///
    /// # Panics
    /// If there is no such user.
    pub fn of(&self, user: UserId) -> (&[SongId], &[u32]) {
        let rows = self.starts[user.0 as usize]..self.starts[user.0 as usize + 1];
        (&self.songs[rows.clone()], &self.plays[rows])
    }
}
