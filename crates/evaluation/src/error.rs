//! What can be wrong with what is judged.

use crate::Metric;

/// Why nothing can be said. Users, songs and ranks are the run's numbers; ranks count from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what the fields are")]
pub enum EvaluationError {
    #[error("catalogue: expected {expected} values of {of}, found {found}")]
    Lengths { of: &'static str, expected: usize, found: usize },
    #[error("users to be judged: expected ascending numbers, each once, found user {user} out of order")]
    UsersOutOfOrder { user: u32 },
    #[error("users to be judged: expected numbers below {n_users}, found user {user}")]
    UnknownUser { user: u32, n_users: usize },
    #[error("metrics: expected each once, found {metric} twice")]
    MetricTwice { metric: Metric },
    #[error("history of user {user}: expected song numbers below {n_songs}, found song {song}")]
    UnknownSong { user: u32, song: u32, n_songs: usize },
    #[error("model `{model}`: expected lists by ascending user, found user {user} after user {after}")]
    ListsOutOfOrder { model: String, user: u32, after: u32 },
    #[error("model `{model}`, list of user {user}: expected song numbers below {n_songs}, found song {song}")]
    ListedUnknown { model: String, user: u32, song: u32, n_songs: usize },
    #[error("model `{model}`, list of user {user}: expected every song once, found song {song} twice")]
    ListedTwice { model: String, user: u32, song: u32 },
    #[error("model `{model}`, list of user {user}: expected candidates only, found song {song}, which is none")]
    NotACandidate { model: String, user: u32, song: u32 },
    #[error("model `{model}`, list of user {user}: expected songs that the user has not heard, found song {song}")]
    ListedHeard { model: String, user: u32, song: u32 },
    #[error("model `{model}`, list of user {user}: expected finite scores, found {score} at rank {rank}")]
    NotFinite { model: String, user: u32, rank: usize, score: f32 },
    #[error("model `{model}`, list of user {user}: expected descending scores, found a higher one at rank {rank}")]
    Ascending { model: String, user: u32, rank: usize },
    #[error("models `{a}` and `{b}`: expected the same judged users, found {n_a} and {n_b}, or others")]
    DifferentUsers { a: String, b: String, n_a: usize, n_b: usize },
    #[error("comparison: expected a metric of single users that was measured, found {metric}")]
    NotComparable { metric: Metric },
}

/// Why a model was not judged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum JudgeError<E: std::error::Error + 'static> {
    /// Its lists are not what lists have to be.
    #[error(transparent)]
    Lists(#[from] EvaluationError),
    /// Its lists could not be had.
    #[error(transparent)]
    Source(E),
}
