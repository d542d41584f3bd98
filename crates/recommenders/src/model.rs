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

    /// In which order the model scores songs: each once, by position. `None` is the order of their numbers.
    ///
    /// A model that can tell how high later scores may be ([`Scorer::bounded`]) puts those first that are likely to
    /// score high. The order has no part in what is listed.
    fn order(&self) -> Option<&[SongId]> {
        None
    }

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
    /// `songs` are positions in the model's [`order`](Model::order).
    /// Higher is better; [`NOT_RECOMMENDED`] is allowed, NaN and positive infinity are not. A score depends on its user
    /// and song alone, not on the block or the range they are asked for in.
    fn score(&mut self, songs: Range<usize>, scores: &mut [f32]);

    /// The same scorer, if it can tell beforehand that the songs to come score low.
    fn bounded(&mut self) -> Option<&mut dyn Bounded> {
        None
    }
}

/// A scorer that need not be asked to the end: who has a full list of songs above [`most`](Bounded::most) is done.
pub trait Bounded {
    /// At least every score of the user at `user`, from 0, for songs at positions from `from` on, as it is computed.
    ///
    /// `most(u, from) >= score(u, position)` for all `position >= from`; infinity where nothing is known, which is also
    /// right where a score may be NaN. It does not rise with `from`.
    fn most(&self, user: usize, from: usize) -> f32;

    /// Goes on with some of the users alone, in ascending order of their positions: the first of them is 0 from now on.
    fn keep(&mut self, users: &[usize]);
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
