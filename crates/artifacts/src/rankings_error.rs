//! Why a file is none of rankings.

use std::path::PathBuf;

use crate::TableError;

/// Why rankings could not be read. Rows count from 1.
#[derive(Debug, thiserror::Error)]
pub enum RankingsError {
    /// The file could not be read as a table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A cell is missing.
    #[error("{}: row {row}: expected a value in column {column}, found none", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// The row.
        row: u64,
        /// The column.
        column: String,
    },
    /// A user whom the run does not know.
    #[error("{}: row {row}: expected a user of the run, found {user}", .path.display())]
    UnknownUser {
        /// The file.
        path: PathBuf,
        /// The row.
        row: u64,
        /// The user's id.
        user: String,
    },
    /// A song that the run does not know.
    #[error("{}: row {row}: user {user}: expected a song of the run, found {song}", .path.display())]
    UnknownSong {
        /// The file.
        path: PathBuf,
        /// The row.
        row: u64,
        /// The user's id.
        user: String,
        /// The song's id.
        song: String,
    },
    /// An index beyond the run's users or songs.
    #[error("{}: row {row}: expected an index below {n} in column {column}, found {found}", .path.display())]
    Index {
        /// The file.
        path: PathBuf,
        /// The row.
        row: u64,
        /// The column.
        column: String,
        /// How many there are.
        n: usize,
        /// The index.
        found: i64,
    },
    /// A song stands twice in a user's list.
    #[error("{}: user {user}: expected every song once, found {song} twice", .path.display())]
    RepeatedSong {
        /// The file.
        path: PathBuf,
        /// The user's id.
        user: String,
        /// The song's id.
        song: String,
    },
    /// A list's ranks are not 1, 2, 3 ...
    #[error("{}: user {user}: song {song}: expected {expected}, found rank {found}", .path.display())]
    Rank {
        /// The file.
        path: PathBuf,
        /// The user's id.
        user: String,
        /// The song's id.
        song: String,
        /// Which rank would be right.
        expected: String,
        /// The rank that is there.
        found: String,
    },
    /// A score that float32 does not hold as a finite number.
    #[error("{}: user {user}: song {song}: expected a finite score, found {found}", .path.display())]
    Score {
        /// The file.
        path: PathBuf,
        /// The user's id.
        user: String,
        /// The song's id.
        song: String,
        /// The score.
        found: f64,
    },
    /// A song's score is above that of the song before it.
    #[error("{}: user {user}: song {song}: expected a score of at most {above}, found {found}", .path.display())]
    ScoreOrder {
        /// The file.
        path: PathBuf,
        /// The user's id.
        user: String,
        /// The song's id.
        song: String,
        /// The score of the song before it.
        above: f32,
        /// The score.
        found: f32,
    },
    /// A file that says it was written here has users out of order.
    #[error("{}: expected users in ascending order, found {user} behind a later one", .path.display())]
    UserOrder {
        /// The file.
        path: PathBuf,
        /// The user's id.
        user: String,
    },
}
