//! Whose definitions: the same name means different numbers in different libraries.

use std::{fmt, str::FromStr};

/// A set of definitions as a competition, a paper or a library has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Convention {
    /// The Million Song Dataset Challenge (2012).
    Msd,
    /// Liang et al., WWW 2018, and those who follow its protocol.
    Liang,
    /// `trec_eval` and ranx.
    Trec,
    /// Spark's `RankingMetrics`.
    Spark,
    /// implicit's `ranking_metrics_at_k`.
    Implicit,
    /// `RecBole`.
    Recbole,
    /// `RecTools`.
    Rectools,
    /// The formula of the notebook's ancestor. Not mean average precision: it can exceed 1.
    Notebook,
}

impl Convention {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Msd,
        Self::Liang,
        Self::Trec,
        Self::Spark,
        Self::Implicit,
        Self::Recbole,
        Self::Rectools,
        Self::Notebook,
    ];

    /// Its name in a plan.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Msd => "msd",
            Self::Liang => "liang",
            Self::Trec => "trec",
            Self::Spark => "spark",
            Self::Implicit => "implicit",
            Self::Recbole => "recbole",
            Self::Rectools => "rectools",
            Self::Notebook => "notebook",
        }
    }

    /// What it says where definitions differ.
    pub(crate) const fn rules(self) -> Rules {
        let msd = Rules {
            average_precision: AveragePrecision::OverReachable,
            recall: Recall::OverHidden,
            ideal: Ideal::Reachable,
            precision: Precision::OverLength,
            without_hidden: WithoutHidden::LeftOut,
            unreachable: Unreachable::Missed,
        };
        match self {
            Self::Msd | Self::Recbole => msd,
            Self::Liang => Rules { recall: Recall::OverReachable, unreachable: Unreachable::Dropped, ..msd },
            Self::Trec => Rules { average_precision: AveragePrecision::OverHidden, ..msd },
            Self::Spark => Rules { without_hidden: WithoutHidden::Zero, ..msd },
            Self::Implicit => Rules { precision: Precision::OverReachable, ..msd },
            Self::Rectools => Rules { average_precision: AveragePrecision::OverHidden, ideal: Ideal::FullList, ..msd },
            Self::Notebook => {
                Rules { average_precision: AveragePrecision::EveryRank, without_hidden: WithoutHidden::Zero, ..msd }
            }
        }
    }
}

impl fmt::Display for Convention {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Convention {
    type Err = UnknownConvention;

    fn from_str(text: &str) -> Result<Self, UnknownConvention> {
        let unknown = || UnknownConvention { text: text.to_owned() };
        Self::ALL.into_iter().find(|convention| convention.name() == text).ok_or_else(unknown)
    }
}

/// A text that is no convention.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("convention: expected one of {}, found `{text}`", Convention::ALL.map(Convention::name).join(", "))]
pub struct UnknownConvention {
    /// What was found.
    pub text: String,
}

/// Where definitions differ, and what is chosen. `n` is the number of a user's hidden songs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) average_precision: AveragePrecision,
    pub(crate) recall: Recall,
    pub(crate) ideal: Ideal,
    pub(crate) precision: Precision,
    pub(crate) without_hidden: WithoutHidden,
    pub(crate) unreachable: Unreachable,
}

/// The sum of precisions and its divisor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AveragePrecision {
    /// Precisions at the hits / min(n, k).
    OverReachable,
    /// Precisions at the hits / n.
    OverHidden,
    /// Precisions at every rank before the k-th, hit or not / min(n, k).
    EveryRank,
}

/// What hits are divided by for recall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recall {
    /// n.
    OverHidden,
    /// min(n, k).
    OverReachable,
}

/// The list that has an NDCG of 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ideal {
    /// A hit at the first min(n, k) ranks.
    Reachable,
    /// A hit at all k ranks, however many hidden songs there are.
    FullList,
}

/// What hits are divided by for precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    /// k, however short the list is.
    OverLength,
    /// The mean of min(n, k) over all users.
    OverReachable,
}

/// What becomes of users without hidden songs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WithoutHidden {
    /// They are not judged.
    LeftOut,
    /// They count as 0.
    Zero,
}

/// What becomes of hidden songs that no list may hold: no candidates, or among the visible plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreachable {
    /// They count as hidden and are missed.
    Missed,
    /// They are dropped before anything is counted.
    Dropped,
}
