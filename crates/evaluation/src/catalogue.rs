//! What is known of the songs and of the users' tastes: what lists are described by.

use domain::{MusicVector, SongFeatures};

use crate::EvaluationError;

/// All songs of a run as the judge sees them. Every vector but `tastes` has one value a song.
///
/// All of it must come from the training side: nothing hidden may enter a number of listeners or a taste.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    /// How many training users listen to each song.
    pub listeners: Vec<u32>,
    /// Whether a list may hold the song.
    pub candidates: Vec<bool>,
    /// The audio features as they are.
    pub features: Vec<Option<SongFeatures>>,
    /// The artist's number.
    pub artists: Vec<Option<u32>>,
    /// The genre's number.
    pub genres: Vec<Option<u32>>,
    /// The year it came out.
    pub years: Vec<Option<i32>>,
    /// Where it lies in MUSIC space.
    pub song_music: Vec<Option<MusicVector>>,
    /// The taste of each user, on the scale of `song_music`; one value a user.
    pub tastes: Vec<Option<MusicVector>>,
    /// How many users the training side has.
    pub n_training_users: usize,
}

impl Catalogue {
    /// How many songs.
    pub fn n_songs(&self) -> usize {
        self.listeners.len()
    }

    /// How many songs a list may hold.
    pub fn n_candidates(&self) -> usize {
        self.candidates.iter().filter(|&&is_candidate| is_candidate).count()
    }

    pub(crate) fn check(&self, n_users: usize) -> Result<(), EvaluationError> {
        let lengths = [
            ("candidates", self.candidates.len()),
            ("features", self.features.len()),
            ("artists", self.artists.len()),
            ("genres", self.genres.len()),
            ("years", self.years.len()),
            ("song_music", self.song_music.len()),
        ];
        let mismatch = |(of, found): (&'static str, usize), expected| {
            (found != expected).then_some(EvaluationError::Lengths { of, expected, found })
        };
        let songs = lengths.into_iter().find_map(|length| mismatch(length, self.n_songs()));
        songs.or_else(|| mismatch(("tastes", self.tastes.len()), n_users)).map_or(Ok(()), Err)
    }
}
