//! What a model is: something that scores songs for users, and nothing else.

use std::ops::Range;

use domain::{ListeningHistory, SavedModel, SongId, UserId};

/// The score of a song that the model does not recommend to a user at all: it never enters a list.
pub const NOT_RECOMMENDED: f32 = f32::NEG_INFINITY;

/// A model that was fitted. It only scores: [`recommend`](crate::recommend) alone leaves out songs, breaks ties, ranks
/// and cuts off.
pub trait Model: Send + Sync {
    /// What scores some users: all that is the same for every song is done here, once.
    ///
    /// `history` is what is shown of the users, users x rows; it has the numbers of users and songs of the plays the
    /// model was fitted on, and may have users that it was not fitted on.
    fn scorer<'a>(&'a self, users: &'a [UserId], history: &'a ListeningHistory) -> Box<dyn Scorer + 'a>;

    /// All that is needed to make the model again.
    fn save(&self) -> SavedModel;

    /// How near every song is to `song` in the model's eyes, higher is nearer; `None` if the model has no notion of it.
    /// [`NOT_RECOMMENDED`] marks songs of which the model knows nothing.
    fn similar(&self, song: SongId) -> Option<Vec<f32>>;

    /// Why `song` is ranked for `user`, the strongest reason first.
    fn why(&self, user: UserId, song: SongId, history: &ListeningHistory) -> Vec<Reason>;
}

/// Scores for a block of users.
pub trait Scorer {
    /// Writes the scores of a range of songs, users x songs, row by row: `scores[u * songs.len() + s]`.
    ///
    /// Higher is better; [`NOT_RECOMMENDED`] is allowed, NaN and positive infinity are not. A score depends on its user
    /// and song alone, not on the block or the range they are asked for in.
    fn score(&mut self, songs: Range<usize>, scores: &mut [f32]);
}

/// A reason why a song is ranked for a user.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// So many users have it among their visible plays.
    Listeners(u32),
    /// The user played this song, which makes up this part of the score (the parts add up to the score).
    Heard {
        /// The song that the user played.
        song: SongId,
        /// What it adds to the score.
        part: f64,
    },
    /// So many of the neighbours that were asked play it.
    Neighbours {
        /// Those who play it.
        votes: u32,
        /// Those who were asked.
        asked: u32,
    },
    /// Its distance from the user's taste.
    Distance(f64),
    /// The share of the user's plays that are of the song's genre.
    Genre(f64),
    /// None: it was drawn.
    Drawn,
}
