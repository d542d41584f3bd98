//! What a run answers, for people and programs.

use recommenders::Reason;
use serde::Serialize;

use super::titles::Titles;
use domain::{SongId, Vocabulary};

/// A song as people know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamedSong {
    /// Its id.
    pub song_id: String,
    /// Its title, if the run has a table of its songs.
    pub title: Option<String>,
    /// Who plays it.
    pub artist: Option<String>,
}

impl NamedSong {
    /// The title, or the id where none is known.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.song_id)
    }

    pub(super) fn of(song: SongId, ids: &Vocabulary<SongId>, titles: &Titles) -> Self {
        Self {
            song_id: ids.id(song).to_owned(),
            title: titles.title(song).map(str::to_owned),
            artist: titles.artist(song).map(str::to_owned),
        }
    }
}

/// A user's best songs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recommended {
    /// The run.
    pub run: String,
    /// The model's stage in the plan.
    pub model: String,
    /// What kind of model it is.
    pub kind: String,
    /// The user's id.
    pub user_id: String,
    /// Songs that the user is known to have played.
    pub n_played: usize,
    /// The plays of these.
    pub n_plays: u64,
    /// The most played of them.
    pub played: Vec<PlayedSong>,
    /// Songs of the user that were hidden from the model, if the run has them.
    pub n_hidden: Option<usize>,
    /// The list, best first.
    pub songs: Vec<RecommendedSong>,
    /// What could not be told, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A song that a user played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlayedSong {
    /// The song.
    #[serde(flatten)]
    pub song: NamedSong,
    /// How often.
    pub plays: u32,
}

/// A song of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecommendedSong {
    /// Its place, from 1.
    pub rank: usize,
    /// Its score.
    pub score: f32,
    /// The song.
    #[serde(flatten)]
    pub song: NamedSong,
    /// Whether the user did play it, which was hidden from the model; `None` if the run does not say.
    pub is_hit: Option<bool>,
    /// Why it is there, the strongest reason first.
    pub why: Vec<Why>,
}

/// A reason for a song.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "because", rename_all = "lowercase")]
pub enum Why {
    /// Training users who play it.
    Listeners {
        /// How many.
        listeners: u32,
    },
    /// The user played another song.
    Heard {
        /// The other song.
        #[serde(flatten)]
        song: NamedSong,
        /// What it adds to the score.
        part: f64,
    },
    /// Users of a like taste play it.
    Neighbours {
        /// Those who play it.
        votes: u32,
        /// Those who were asked.
        asked: u32,
    },
    /// How far it is from the user's taste.
    Distance {
        /// In the model's space of sounds.
        distance: f64,
    },
    /// The user plays songs of its genre.
    Genre {
        /// The share of the user's plays.
        share: f64,
    },
    /// It was drawn.
    Drawn,
}

impl Why {
    pub(super) fn of(reason: Reason, named: impl FnOnce(SongId) -> NamedSong) -> Self {
        match reason {
            Reason::Listeners(listeners) => Self::Listeners { listeners },
            Reason::Heard { song, part } => Self::Heard { song: named(song), part },
            Reason::Neighbours { votes, asked } => Self::Neighbours { votes, asked },
            Reason::Distance(distance) => Self::Distance { distance },
            Reason::Genre(share) => Self::Genre { share },
            Reason::Drawn => Self::Drawn,
        }
    }
}

/// Songs that a model finds alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Similar {
    /// The run.
    pub run: String,
    /// The model's stage in the plan.
    pub model: String,
    /// What kind of model it is.
    pub kind: String,
    /// The song that was asked for.
    pub song: NamedSong,
    /// Other songs, the nearest first.
    pub songs: Vec<SimilarSong>,
    /// What could not be told, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A song near another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SimilarSong {
    /// Its place, from 1.
    pub rank: usize,
    /// How near it is, higher is nearer.
    pub score: f32,
    /// The song.
    #[serde(flatten)]
    pub song: NamedSong,
}
