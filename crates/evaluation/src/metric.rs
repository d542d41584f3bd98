//! The names of metrics: `map@500`, `coverage@100`.

use std::{fmt, str::FromStr};

use domain::Better;

/// What is measured, without the length of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MetricKind {
    /// Average precision.
    Map,
    /// Share of the hidden songs that are listed.
    Recall,
    /// Share of the list that is hidden songs.
    Precision,
    /// Normalised discounted cumulative gain.
    Ndcg,
    /// One over the rank of the first hit.
    Mrr,
    /// Whether there is a hit.
    Hit,
    /// Recall of the hidden songs that many play.
    HeadRecall,
    /// Recall of the hidden songs in between.
    MidRecall,
    /// Recall of the hidden songs that few play.
    TailRecall,
    /// Mean percentile of popularity.
    Popularity,
    /// Mean self-information of having heard the songs.
    Novelty,
    /// How unlike each other the songs sound.
    Diversity,
    /// Number of genres.
    Genres,
    /// Number of artists.
    Artists,
    /// Spread of years.
    Era,
    /// Distance of the list from the user's taste.
    TasteDistance,
    /// Share of the candidates that are in any list.
    Coverage,
    /// How unevenly lists are spread over the candidates.
    Gini,
}

impl MetricKind {
    /// All of them, as they are listed to people.
    pub const ALL: [Self; 18] = [
        Self::Map,
        Self::Recall,
        Self::Precision,
        Self::Ndcg,
        Self::Mrr,
        Self::Hit,
        Self::HeadRecall,
        Self::MidRecall,
        Self::TailRecall,
        Self::Popularity,
        Self::Novelty,
        Self::Diversity,
        Self::Genres,
        Self::Artists,
        Self::Era,
        Self::TasteDistance,
        Self::Coverage,
        Self::Gini,
    ];

    /// Its name in a plan.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Recall => "recall",
            Self::Precision => "precision",
            Self::Ndcg => "ndcg",
            Self::Mrr => "mrr",
            Self::Hit => "hit",
            Self::HeadRecall => "head_recall",
            Self::MidRecall => "mid_recall",
            Self::TailRecall => "tail_recall",
            Self::Popularity => "popularity",
            Self::Novelty => "novelty",
            Self::Diversity => "diversity",
            Self::Genres => "genres",
            Self::Artists => "artists",
            Self::Era => "era",
            Self::TasteDistance => "taste_distance",
            Self::Coverage => "coverage",
            Self::Gini => "gini",
        }
    }

    /// Which way it is good. What describes a list without judging it is good neither way.
    pub const fn better(self) -> Better {
        match self {
            Self::TasteDistance | Self::Gini => Better::Lower,
            Self::Popularity | Self::Era => Better::Neither,
            _ => Better::Higher,
        }
    }

    /// Whether it compares a list with the hidden songs.
    pub const fn is_accuracy(self) -> bool {
        (self as u8) <= Self::TailRecall as u8
    }

    /// Whether it has one value for all lists together and none for a single user.
    pub const fn is_of_all_lists(self) -> bool {
        matches!(self, Self::Coverage | Self::Gini)
    }
}

/// A metric and the length of the list that it looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Metric {
    /// What is measured.
    pub kind: MetricKind,
    /// How many songs from the top, at least 1.
    pub k: usize,
}

impl fmt::Display for Metric {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}@{}", self.kind.name(), self.k)
    }
}

impl FromStr for Metric {
    type Err = UnknownMetric;

    fn from_str(text: &str) -> Result<Self, UnknownMetric> {
        let unknown = || UnknownMetric { text: text.to_owned() };
        let (name, k) = text.split_once('@').ok_or_else(unknown)?;
        let kind = MetricKind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(unknown)?;
        let k = Some(k).filter(|k| k.bytes().all(|byte| byte.is_ascii_digit())).and_then(|k| k.parse().ok());
        Ok(Self { kind, k: k.filter(|&k| (1..=Self::LONGEST).contains(&k)).ok_or_else(unknown)? })
    }
}

impl Metric {
    /// The longest list a metric may look at.
    pub const LONGEST: usize = 100_000;
}

/// A text that is no metric.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "metric: expected name@k with k from 1 to {} and a name of {}, found `{text}`",
    Metric::LONGEST,
    MetricKind::ALL.map(MetricKind::name).join(", ")
)]
pub struct UnknownMetric {
    /// What was found.
    pub text: String,
}
