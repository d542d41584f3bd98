//! Does anything hidden stand where a model may see it? Pairs of user and song that stand on both sides.

use std::cmp::Ordering;

use domain::{Index, ListeningHistory, Plays, SongId, UserId, Vocabulary};

use crate::numbering::LEFT_OUT;

/// Different pairs of user and song that stand on two sides at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("expected no hidden pair of user and song among the visible ones, found {n_pairs}{}", self.described())]
pub struct Overlap {
    /// How many pairs.
    pub n_pairs: usize,
    /// User and song of the first of them, in order of the ids.
    pub example: Option<(String, String)>,
}

impl Overlap {
    /// An error if there is a pair.
    pub fn none(self) -> Result<(), Self> {
        if self.n_pairs == 0 { Ok(()) } else { Err(self) }
    }

    fn described(&self) -> String {
        self.example
            .as_ref()
            .map_or_else(String::new, |(user, song)| format!(", user `{user}` and song `{song}` first"))
    }
}

/// Pairs that are both visible and hidden. A visible song is never recommended, so that such a pair could not be found;
/// and a model that trains on it has seen what it is asked. O(rows + hidden rows log user's rows).
pub fn visible_and_hidden_overlap(plays: &Plays) -> Overlap {
    training_hidden_overlap(plays, plays)
}

/// Hidden pairs of `judged` that are visible in `training`, the plays that a model was given, whose numbers may be others:
/// users and songs are told by their ids. Rows count whether they train or are only shown.
pub fn training_hidden_overlap(training: &Plays, judged: &Plays) -> Overlap {
    let users = translation(&judged.users, &training.users);
    let songs = translation(&judged.songs, &training.songs);
    let mut overlap = Overlap::default();
    let (mut visible, mut hidden) = (Vec::new(), Vec::new());
    for user in (0..judged.users.len() as u32).map(UserId) {
        let theirs = users[user.index()];
        if theirs == LEFT_OUT {
            continue;
        }
        distinct_songs(&judged.hidden, user, &mut hidden);
        if hidden.is_empty() {
            continue;
        }
        distinct_songs(&training.visible, UserId(theirs), &mut visible);
        for song in &hidden {
            let theirs = songs[song.index()];
            if theirs != LEFT_OUT && visible.binary_search(&SongId(theirs)).is_ok() {
                overlap.n_pairs += 1;
                let ids = || (judged.users.id(user).to_owned(), judged.songs.id(*song).to_owned());
                overlap.example.get_or_insert_with(ids);
            }
        }
    }
    overlap
}

fn distinct_songs(history: &ListeningHistory, user: UserId, songs: &mut Vec<SongId>) {
    songs.clear();
    songs.extend_from_slice(history.of(user).0);
    songs.sort_unstable();
    songs.dedup();
}

/// The number in `to` of every id of `from`, where it has one.
fn translation<I: Index>(from: &Vocabulary<I>, to: &Vocabulary<I>) -> Vec<u32> {
    let mut numbers = vec![LEFT_OUT; from.len()];
    let (mut ours, mut theirs) = (0, 0);
    while ours < from.len() && theirs < to.len() {
        let (our_id, their_id) = (from.id(I::new(ours as u32)), to.id(I::new(theirs as u32)));
        match our_id.as_bytes().cmp(their_id.as_bytes()) {
            Ordering::Less => ours += 1,
            Ordering::Greater => theirs += 1,
            Ordering::Equal => {
                numbers[ours] = theirs as u32;
                ours += 1;
                theirs += 1;
            }
        }
    }
    numbers
}

#[cfg(test)]
mod tests;
