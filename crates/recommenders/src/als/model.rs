//! The fitted model: what it scores, what it finds alike, and why.

use std::sync::OnceLock;

use domain::{ListeningHistory, SavedModel, SongId, UserId};

use super::factors::Factors;
use super::fold_in::fold_in;
use super::gram::gram;
use super::options::AlsOptions;
use super::panels::Panels;
use super::scorer::AlsScorer;
use super::song_order::SongOrder;
use super::{explain, saved};
use crate::{Model, NOT_RECOMMENDED, Reason, Scorer};

/// Vectors of users and songs; a score is the product of two.
#[derive(Debug)]
pub struct AlsModel {
    pub(crate) users: Factors,
    pub(crate) songs: Factors,
    pub(crate) options: AlsOptions,
    order: SongOrder,
    /// In that order.
    panels: Panels,
    gram: OnceLock<Vec<f64>>,
}

impl AlsModel {
    pub(crate) fn new(users: Factors, songs: Factors, options: AlsOptions) -> Self {
        let order = SongOrder::by_length(&songs);
        let panels = Panels::new(&songs, order.songs());
        Self { users, songs, options, order, panels, gram: OnceLock::new() }
    }

    /// What the model was fitted with.
    pub fn options(&self) -> &AlsOptions {
        &self.options
    }

    /// The vector of a user as it was trained; all zero if the user was not trained on.
    ///
    /// # Panics
    /// If there is no such user.
    pub fn user_factors(&self, user: UserId) -> &[f32] {
        self.users.row(user.0 as usize)
    }

    /// The vector of a song; all zero if nobody who trained plays it.
    ///
    /// # Panics
    /// If there is no such song.
    pub fn song_factors(&self, song: SongId) -> &[f32] {
        self.songs.row(song.0 as usize)
    }

    /// `Y'Y` of the songs, computed when it is first asked for.
    pub(crate) fn song_gram(&self) -> &[f64] {
        self.gram.get_or_init(|| gram(&self.songs))
    }

    /// The vectors of users, users x factors: as trained, else from what they are shown to play.
    fn vectors_of(&self, users: &[UserId], history: &ListeningHistory) -> Vec<f32> {
        let (known, unknown): (Vec<_>, Vec<_>) = (0..users.len()).partition(|position| self.knows(users[*position]));
        let newcomers: Vec<_> = unknown.iter().map(|position| users[*position]).collect();
        let folded = fold_in(self, &newcomers, history);
        let mut vectors = vec![0.0; users.len() * self.options.factors];
        let mut rows: Vec<_> = vectors.chunks_exact_mut(self.options.factors).collect();
        for position in known {
            rows[position].copy_from_slice(self.user_factors(users[position]));
        }
        unknown.iter().enumerate().for_each(|(index, position)| rows[*position].copy_from_slice(folded.row(index)));
        vectors
    }

    /// The vector of one user: as trained, else from what the user is shown to play.
    pub(crate) fn vector_of(&self, user: UserId, history: &ListeningHistory) -> Vec<f32> {
        self.vectors_of(&[user], history)
    }

    fn knows(&self, user: UserId) -> bool {
        let user = user.0 as usize;
        user < self.users.n_rows() && !self.users.is_unknown(user)
    }
}

impl Model for AlsModel {
    fn scorer<'a>(&'a self, users: &'a [UserId], history: &'a ListeningHistory) -> Box<dyn Scorer + 'a> {
        let vectors = self.vectors_of(users, history);
        Box::new(AlsScorer::new(&self.panels, &self.order, self.options.factors, vectors))
    }

    fn order(&self) -> Option<&[SongId]> {
        Some(self.order.songs())
    }

    fn save(&self) -> SavedModel {
        saved::save(self)
    }

    /// Cosine of the songs' vectors. Songs without listeners among those who train are [`NOT_RECOMMENDED`].
    fn similar(&self, song: SongId) -> Option<Vec<f32>> {
        let song = song.0 as usize;
        if song >= self.songs.n_rows() || self.songs.is_unknown(song) {
            return None;
        }
        let to = unit(self.songs.row(song))?;
        let cosine = |other: Vec<f64>| other.iter().zip(&to).map(|(a, b)| a * b).sum::<f64>() as f32;
        Some(
            (0..self.songs.n_rows()).map(|other| unit(self.songs.row(other)).map_or(NOT_RECOMMENDED, cosine)).collect(),
        )
    }

    fn why(&self, user: UserId, song: SongId, history: &ListeningHistory) -> Vec<Reason> {
        explain::parts(self, user, song, history)
    }
}

/// A vector of length 1 in its direction; none if it is zero.
fn unit(vector: &[f32]) -> Option<Vec<f64>> {
    let length = vector.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
    (length > 0.0).then(|| vector.iter().map(|value| f64::from(*value) / length).collect())
}
