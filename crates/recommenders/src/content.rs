//! Songs near a user's taste by their sound and genre: the one model that knows songs nobody has played.

#![expect(clippy::inline_always, reason = "what is dispatched on the instruction set must be compiled for it")]

use std::ops::Range;

use domain::{
    AudioFeature, Index, ListeningHistory, SavedModel, SongFeatures, SongId, TensorValues, TextColumn, UserId,
};

use crate::model::{Model, NOT_RECOMMENDED, Reason, Scorer};
use crate::saved::{LoadError, expect, f64s, tensor, text, texts, u32s};

const N: usize = AudioFeature::COUNT;
const NO_GENRE: u32 = u32::MAX;

/// What weighs how much. Weights are numbers from 0 to 1e15: with larger ones scores would leave float32.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContentOptions {
    /// How much the distance between a song's sound and the user's taste takes away.
    pub weight_features: f64,
    /// How much the share of the user's plays that are of the song's genre adds.
    pub weight_genre: f64,
    /// The weight of each feature in the distance, in the order of [`AudioFeature::ALL`].
    pub feature_weights: [f64; N],
}

impl Default for ContentOptions {
    fn default() -> Self {
        Self { weight_features: 1.0, weight_genre: 1.0, feature_weights: [1.0; N] }
    }
}

/// The largest weight.
const MOST_WEIGHT: f64 = 1e15;

/// A weight is out of its range.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{option}: expected a number from 0 to 1e15, found {found}")]
pub struct ContentError {
    /// `feature_weight`, `genre_weight` or `feature_weights`.
    pub option: &'static str,
    /// Its value.
    pub found: f64,
}

impl ContentOptions {
    /// Says which weight is out of its range.
    pub fn check(&self) -> Result<(), ContentError> {
        let features = self.feature_weights.map(|weight| ("feature_weights", weight));
        let mut weights =
            [("feature_weight", self.weight_features), ("genre_weight", self.weight_genre)].into_iter().chain(features);
        let wrong = weights.find(|(_, weight)| !is_weight(*weight));
        wrong.map_or(Ok(()), |(option, found)| Err(ContentError { option, found }))
    }
}

/// Not so for what is not a number.
fn is_weight(weight: f64) -> bool {
    (0.0..=MOST_WEIGHT).contains(&weight)
}

/// Scores by sound and genre.
///
/// A song's sound z is its six features, each minus the mean over the songs that training users heard (each song once)
/// and divided by the standard deviation there (of the whole population; 1 where all are the same). A user's taste t is
/// the plays-weighted mean sound of the songs heard that have features; g(user, genre) is the share of the genre in the
/// plays of songs that have one. With the feature weights w:
///
/// `score = -weight_features * sqrt(sum over f of w_f (t_f - z_f)^2) + weight_genre * g(user, genre of the song)`
///
/// A song without features is not recommended, for no distance is better than every distance; nor is any song to a user
/// without taste. Only where `weight_features` is 0 do features play no part, and then a user without a genre has no
/// list. A song without a genre has the genre part 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    options: ContentOptions,
    /// By song: the sound, times the root of the feature's weight; infinite in the first place where there is none.
    sounds: [Vec<f32>; N],
    /// By song; [`NO_GENRE`] where there is none.
    genres: Vec<u32>,
    n_genres: usize,
}

impl Content {
    /// The name of the kind.
    pub const KIND: &str = "content";

    /// Learns the scale of the features.
    ///
    /// `history` and `trains` by user as in [`Popularity::fit`](crate::Popularity::fit); `features` and `genres` by
    /// song number, genres by name. O(rows + songs).
    ///
    /// # Panics
    /// If `features`, `genres` and the songs of `history` differ in number, or a user is not in `trains`.
    pub fn fit(
        history: &ListeningHistory,
        trains: &[bool],
        features: &[Option<SongFeatures>],
        genres: &TextColumn,
        options: ContentOptions,
    ) -> Self {
        assert_eq!(features.len(), genres.len(), "features and genres of the same songs");
        let mut is_heard = vec![false; features.len()];
        for user in (0..history.n_users() as u32).filter(|user| trains[*user as usize]) {
            history.of(UserId(user)).0.iter().for_each(|song| is_heard[song.index()] = true);
        }
        let heard: Vec<&SongFeatures> = features
            .iter()
            .zip(&is_heard)
            .filter(|(_, is_heard)| **is_heard)
            .filter_map(|(song, _)| song.as_ref())
            .collect();
        let mut sounds: [Vec<f32>; N] = Default::default();
        for (feature, sound) in sounds.iter_mut().enumerate() {
            let (mean, deviation) = moments(heard.iter().map(|song| song[feature]));
            let root = options.feature_weights[feature].sqrt();
            let unknown = if feature == 0 { f32::INFINITY } else { 0.0 };
            let value = |song: &SongFeatures| ((song[feature] - mean) / deviation * root) as f32;
            sound.extend(features.iter().map(|song| song.as_ref().map_or(unknown, value)));
        }
        let mut names: Vec<&str> = genres.iter().flatten().collect();
        names.sort_unstable();
        names.dedup();
        let number = |name: &str| names.binary_search(&name).map_or(NO_GENRE, |number| number as u32);
        let numbers = genres.iter().map(|name| name.map_or(NO_GENRE, number)).collect();
        Self { options, sounds, genres: numbers, n_genres: names.len() }
    }

    /// Makes the model again.
    pub(crate) fn load(saved: &SavedModel) -> Result<Self, LoadError> {
        let weight = |name| {
            let number: f64 = text(saved, name, "a number from 0 to 1e15")?;
            let found = || format!("`{number}`");
            let wrong = || LoadError::Text { name, expected: "a number from 0 to 1e15".to_owned(), found: found() };
            if is_weight(number) { Ok(number) } else { Err(wrong()) }
        };
        let weights = f64s(saved, "feature_weights", None)?;
        let feature_weights =
            <[f64; N]>::try_from(weights).ok().filter(|weights| weights.iter().copied().all(is_weight));
        let found = || format!("{weights:?}");
        expect(feature_weights.is_some(), "feature_weights", "six numbers from 0 to 1e15", found)?;
        let options = ContentOptions {
            weight_features: weight("weight_features")?,
            weight_genre: weight("weight_genre")?,
            feature_weights: feature_weights.unwrap_or_default(),
        };
        let genres = u32s(saved, "genres", None)?.to_vec();
        let songs = f64s(saved, "sounds", Some(N))?;
        let found = || format!("{} of {} songs", genres.len(), songs.len() / N);
        expect(songs.len() / N == genres.len(), "genres", "one value for each song", found)?;
        let is_sound = |song: &[f64]| {
            song[0] == f64::INFINITY && song[1..].iter().all(|value| *value == 0.0)
                || song.iter().all(|value| (*value as f32).is_finite())
        };
        let is_sound = songs.chunks(N).all(is_sound);
        expect(is_sound, "sounds", "finite numbers, or infinity and zeros", || "others".to_owned())?;
        let sounds = std::array::from_fn(|feature| songs.iter().skip(feature).step_by(N).map(|v| *v as f32).collect());
        let n_genres = genres.iter().filter(|genre| **genre != NO_GENRE).max().map_or(0, |most| *most as usize + 1);
        let found = || format!("{n_genres}");
        expect(n_genres <= genres.len(), "genres", "genres numbered below the number of songs", found)?;
        Ok(Self { options, sounds, genres, n_genres })
    }

    fn sound(&self, song: usize) -> Option<[f32; N]> {
        let sound = self.sounds.each_ref().map(|sounds| sounds.get(song).copied().unwrap_or(f32::INFINITY));
        (sound[0] < f32::INFINITY).then_some(sound)
    }

    fn genre(&self, song: usize) -> Option<usize> {
        self.genres.get(song).filter(|genre| **genre != NO_GENRE).map(|genre| *genre as usize)
    }

    fn taste(&self, user: UserId, history: &ListeningHistory) -> Taste {
        let (mut sum, mut plays_of_sound, mut plays_of_genre) = ([0.0; N], 0.0, 0.0);
        let mut shares = vec![0.0; self.n_genres];
        let (songs, plays) = history.of(user);
        for (song, plays) in songs.iter().zip(plays) {
            let plays = f64::from(*plays);
            if let Some(sound) = self.sound(song.index()) {
                sum.iter_mut().zip(sound).for_each(|(sum, value)| *sum += plays * f64::from(value));
                plays_of_sound += plays;
            }
            if let Some(genre) = self.genre(song.index()) {
                shares[genre] += plays;
                plays_of_genre += plays;
            }
        }
        let sound = (plays_of_sound > 0.0).then(|| sum.map(|value| (value / plays_of_sound) as f32));
        let shares =
            if plays_of_genre > 0.0 { shares.iter().map(|plays| plays / plays_of_genre).collect() } else { vec![] };
        Taste { sound, shares }
    }

    /// What a user with this taste adds for each genre.
    fn parts_of_genres(&self, taste: &Taste) -> Vec<f32> {
        taste.shares.iter().map(|share| (share * self.options.weight_genre) as f32).collect()
    }

    /// Scores of `songs` for someone of this sound, to whom each genre is worth something.
    fn score_row(&self, sound: Option<[f32; N]>, genres: &[f32], songs: Range<usize>, row: &mut [f32]) {
        let is_by_features = self.options.weight_features > 0.0;
        match sound {
            Some(sound) if is_by_features => {
                let sounds = self.sounds.each_ref().map(|sounds| &sounds[songs.clone()]);
                // Not 0, which times the infinite distance of a song without features is no number.
                let weight = -(self.options.weight_features as f32).max(f32::MIN_POSITIVE);
                pulp::Arch::new().dispatch(|| distances(sound, sounds, weight, row));
            }
            None if is_by_features => return row.fill(NOT_RECOMMENDED),
            _ if genres.is_empty() => return row.fill(NOT_RECOMMENDED),
            _ => row.fill(0.0),
        }
        if genres.iter().any(|part| *part != 0.0) {
            for (score, genre) in row.iter_mut().zip(&self.genres[songs]) {
                *score += genres.get(*genre as usize).copied().unwrap_or(0.0);
            }
        }
    }
}

/// A user's taste by sound and by the shares of genres; no shares if no play has a genre.
struct Taste {
    sound: Option<[f32; N]>,
    shares: Vec<f64>,
}

/// `weight` times the distance of each song; a song without features comes out at negative infinity.
#[inline(always)]
fn distances(sound: [f32; N], sounds: [&[f32]; N], weight: f32, row: &mut [f32]) {
    let sounds = sounds.map(|sounds| &sounds[..row.len()]);
    for (song, score) in row.iter_mut().enumerate() {
        let mut sum = 0.0;
        for feature in 0..N {
            let difference = sound[feature] - sounds[feature][song];
            sum += difference * difference;
        }
        *score = weight * sum.sqrt();
    }
}

/// Mean and standard deviation; 1 for the latter where the values do not vary or there are none.
///
/// The mean of equal numbers may be off by a rounding, and their deviation not 0: it is their value.
fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let (low, high) =
        values.clone().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low >= high && low.is_finite() {
        return (low, 1.0);
    }
    let n = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / n;
    let deviation = (values.map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
    (mean, if deviation.is_normal() { deviation } else { 1.0 })
}

impl Model for Content {
    fn scorer<'a>(&'a self, users: &'a [UserId], history: &'a ListeningHistory) -> Box<dyn Scorer + 'a> {
        let tastes = users.iter().map(|user| {
            let taste = self.taste(*user, history);
            (taste.sound, self.parts_of_genres(&taste))
        });
        Box::new(Tastes { model: self, tastes: tastes.collect() })
    }

    fn save(&self) -> SavedModel {
        let n_songs = self.genres.len();
        let songs =
            (0..n_songs).flat_map(|song| self.sounds.each_ref().map(|sounds| f64::from(sounds[song]))).collect();
        let weights = self.options.feature_weights.to_vec();
        SavedModel {
            kind: Self::KIND.to_owned(),
            texts: texts([
                ("weight_features", self.options.weight_features.to_string()),
                ("weight_genre", self.options.weight_genre.to_string()),
            ]),
            tensors: vec![
                tensor("feature_weights", None, TensorValues::F64(weights)),
                tensor("sounds", Some(N), TensorValues::F64(songs)),
                tensor("genres", None, TensorValues::U32(self.genres.clone())),
            ],
        }
    }

    /// Minus the weighted distance by features, plus the weight of genres where the genre is the same.
    fn similar(&self, song: SongId) -> Option<Vec<f32>> {
        let mut scores = vec![0.0; self.genres.len()];
        let mut genres = vec![0.0; self.n_genres];
        if let Some(genre) = self.genre(song.index()) {
            genres[genre] = self.options.weight_genre as f32;
        }
        self.score_row(self.sound(song.index()), &genres, 0..self.genres.len(), &mut scores);
        Some(scores)
    }

    fn why(&self, user: UserId, song: SongId, history: &ListeningHistory) -> Vec<Reason> {
        let taste = self.taste(user, history);
        let sounds = taste.sound.zip(self.sound(song.index()));
        let distance = sounds.map(|(taste, sound)| {
            let squares = taste.iter().zip(sound).map(|(taste, value)| f64::from(taste - value).powi(2));
            Reason::Distance(squares.sum::<f64>().sqrt())
        });
        let share =
            self.genre(song.index()).and_then(|genre| taste.shares.get(genre)).map(|share| Reason::Genre(*share));
        distance.into_iter().chain(share).collect()
    }
}

struct Tastes<'a> {
    model: &'a Content,
    tastes: Vec<(Option<[f32; N]>, Vec<f32>)>,
}

impl Scorer for Tastes<'_> {
    fn score(&mut self, songs: Range<usize>, scores: &mut [f32]) {
        for ((sound, genres), row) in self.tastes.iter().zip(scores.chunks_mut(songs.len().max(1))) {
            self.model.score_row(*sound, genres, songs.clone(), row);
        }
    }
}

#[cfg(test)]
mod tests;
