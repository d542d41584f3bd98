//! What a report is made from: plain values that somebody else counted. Nothing is computed here.

use domain::{FunnelStep, MusicVector, Scorecard};
use serde_json::Value;

/// All that a report shows.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The plan's title.
    pub title: &'a str,
    /// The question that the plan asks, in the words of whoever wrote it.
    pub question: &'a str,
    /// The run's name, or the plan's where there is none.
    pub run: &'a str,
    /// The seed of everything that is drawn.
    pub seed: u64,
    /// How users were split and judged: name and explanation, in reading order.
    pub protocol: &'a [(String, String)],
    /// What is left after each step, raw rows first, judged users last.
    pub funnel: &'a [FunnelStep],
    /// What was found.
    pub scorecard: &'a Scorecard,
    /// Which metrics the charts show beside the first one.
    pub shown: &'a ShownMetrics,
    /// Tastes of some users, and of the lists they got.
    pub tastes: Option<&'a TasteSpace>,
    /// A few users with what they heard and what they were recommended.
    pub listeners: &'a [Listener],
    /// What a reader must know before quoting a number.
    pub notes: &'a [String],
    /// The run's manifest; null where there is none.
    pub manifest: &'a Value,
}

/// Names of the metrics that charts need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownMetrics {
    /// Recall by popularity of the hidden songs: label and metric, most popular first.
    pub by_popularity: Vec<(String, String)>,
    /// What accuracy is drawn against.
    pub diversity: Option<String>,
}

/// Tastes on the MUSIC axes, all on one scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TasteSpace {
    /// What the values are: `z-score`.
    pub scale: String,
    /// A sample of judged users.
    pub users: Vec<MusicVector>,
    /// For each model the lists of the same users.
    pub lists: Vec<ListTastes>,
}

/// Where a model's lists lie.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListTastes {
    /// The model's name in the plan.
    pub model: String,
    /// Mean MUSIC vector of each user's list, as long as [`TasteSpace::users`]; `None` where no song has a vector.
    pub means: Vec<Option<MusicVector>>,
}

/// A user whose lists are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listener {
    /// The user's id.
    pub user: String,
    /// Songs that the models knew of, as many as shall be shown.
    pub heard: Vec<PlayedSong>,
    /// How many there are in all.
    pub n_heard: usize,
    /// How many songs of this user were hidden.
    pub n_hidden: usize,
    /// One for every model.
    pub lists: Vec<ShownList>,
}

/// A song in a user's history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayedSong {
    /// Its title; may be empty.
    pub title: String,
    /// Its artist; may be empty.
    pub artist: String,
    /// How often the user played it.
    pub plays: u64,
}

/// The top of one model's list for a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownList {
    /// The model's name in the plan.
    pub model: String,
    /// The songs, best first, as many as shall be shown.
    pub songs: Vec<RankedSong>,
    /// Hidden songs in the whole list.
    pub n_hits: usize,
    /// Length of the whole list.
    pub n_songs: usize,
}

/// A song in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RankedSong {
    /// From 1.
    pub rank: usize,
    /// Its title; may be empty.
    pub title: String,
    /// Its artist; may be empty.
    pub artist: String,
    /// Whether the user's hidden plays hold it.
    pub is_hit: bool,
}

impl ShownMetrics {
    /// What the names of a scorecard's metrics suggest: recall of head, mid and tail, and the first metric of diversity.
    pub fn suggested_by(scorecard: &Scorecard) -> Self {
        let named = |words: &[&str]| {
            let says = |name: &str| words.iter().all(|word| name.contains(word));
            scorecard.cards.iter().map(|card| &card.name).find(|name| says(name)).cloned()
        };
        let parts = [("Head", "head"), ("Middle", "mid"), ("Tail", "tail")];
        let part = |(label, word): (&str, &str)| Some((label.to_owned(), named(&["recall", word])?));
        let diversity = ["diversity", "coverage", "artists", "genres", "novelty"];
        Self {
            by_popularity: parts.into_iter().filter_map(part).collect(),
            diversity: diversity.into_iter().find_map(|word| named(&[word])),
        }
    }
}
