//! The row order of an inner join in pandas before 2.2: grouped by song, songs by their first appearance.
//!
//! The notebook was written for it. It decides the order of a user's songs, whether a user of both sides counts as a
//! test user, and the rows and labels of the tables of ids. O(rows + users' rows log users' rows).

use domain::{FirstRows, ListeningHistory, SideRows, SongId, Triplets};

use crate::numbering::LEFT_OUT;

/// What the notebook's order needs to know of the rows before they are grouped by user.
pub(crate) struct NotebookOrder {
    /// Place of every song of the table in the order of first appearance over all joined rows.
    places: Vec<u32>,
    /// Whether the first row of every user of the triplets is of the visible file.
    is_test: Vec<bool>,
    first_rows: FirstRows,
}

impl NotebookOrder {
    /// Looks at all rows in the order of the files. A user or song whose rank is `LEFT_OUT` has no row that stays.
    pub(crate) fn of(triplets: &Triplets, user_ranks: &[u32], song_ranks: &[u32]) -> Self {
        let sides = [&triplets.train, &triplets.visible, &triplets.hidden];
        let places = places(&sides, song_ranks.len());
        Self {
            is_test: first_is_visible(&triplets.train, &triplets.visible, &places, user_ranks.len()),
            first_rows: first_rows(&sides, &places, user_ranks, song_ranks),
            places,
        }
    }

    /// Puts every user's rows in order: by the songs' places, equal songs as they were.
    pub(crate) fn sort(&self, history: &mut ListeningHistory, song_rows: &[u32]) {
        let place = |song: SongId| self.places[song_rows[song.0 as usize] as usize];
        let mut rows = Vec::new();
        for bounds in history.starts.array_windows() {
            let [start, end] = *bounds;
            let songs = &mut history.songs[start..end];
            let plays = &mut history.plays[start..end];
            rows.clear();
            rows.extend(songs.iter().copied().zip(plays.iter().copied()));
            rows.sort_by_key(|&(song, _)| place(song));
            for (row, (song, count)) in rows.iter().enumerate() {
                (songs[row], plays[row]) = (*song, *count);
            }
        }
    }

    /// Whether each user counts as a test user, users in the given order.
    pub(crate) fn is_test(&self, user_order: &[u32]) -> Vec<bool> {
        user_order.iter().map(|&user| self.is_test[user as usize]).collect()
    }

    /// The first row of every numbered user and song among the rows that stay.
    pub(crate) fn into_first_rows(self) -> FirstRows {
        self.first_rows
    }
}

fn places(sides: &[&SideRows; 3], n_songs: usize) -> Vec<u32> {
    let mut places = vec![LEFT_OUT; n_songs];
    let mut next = 0;
    for &song in sides.iter().flat_map(|side| side.songs()) {
        let place = &mut places[song as usize];
        if *place == LEFT_OUT {
            *place = next;
            next += 1;
        }
    }
    places
}

/// A user's first row is the one with the earliest song; of a song that both files name, the train file's.
fn first_is_visible(train: &SideRows, visible: &SideRows, places: &[u32], n_users: usize) -> Vec<bool> {
    let mut earliest = vec![LEFT_OUT; n_users];
    let mut is_visible = vec![false; n_users];
    for (side, from_visible) in [(train, false), (visible, true)] {
        for (user, song) in side.pairs() {
            let user = user as usize;
            if places[song as usize] < earliest[user] {
                earliest[user] = places[song as usize];
                is_visible[user] = from_visible;
            }
        }
    }
    is_visible
}

/// Counts the rows that stay song by song, then gives every row its position among them.
fn first_rows(sides: &[&SideRows; 3], places: &[u32], user_ranks: &[u32], song_ranks: &[u32]) -> FirstRows {
    let stays = |user: u32| user_ranks[user as usize] != LEFT_OUT;
    let rows = || sides.iter().flat_map(|side| side.pairs()).filter(|(user, _)| stays(*user));
    let mut starts = vec![0_u64; places.len() + 1];
    for (_, song) in rows() {
        starts[places[song as usize] as usize + 1] += 1;
    }
    for place in 0..places.len() {
        starts[place + 1] += starts[place];
    }
    let n_numbered = |ranks: &[u32]| ranks.iter().filter(|&&rank| rank != LEFT_OUT).count();
    let mut users = vec![u64::MAX; n_numbered(user_ranks)];
    let mut songs = vec![u64::MAX; n_numbered(song_ranks)];
    let mut next = starts;
    for (user, song) in rows() {
        let position = &mut next[places[song as usize] as usize];
        let (user, song) = (user_ranks[user as usize] as usize, song_ranks[song as usize] as usize);
        users[user] = users[user].min(*position);
        songs[song] = songs[song].min(*position);
        *position += 1;
    }
    FirstRows { users, songs }
}
