//! Why a row cannot be used: the fixed wordings of `rejected.parquet`.

/// A row without exactly the fields of its format.
pub(crate) const FIELDS: &str = "fields";
/// Bytes that are not UTF-8.
pub(crate) const NOT_UTF8: &str = "not-utf8";
/// A triplet without a user.
pub(crate) const USER_EMPTY: &str = "user-empty";
/// A triplet or song without a song id.
pub(crate) const SONG_EMPTY: &str = "song-empty";
/// A triplet without a play count.
pub(crate) const PLAYS_MISSING: &str = "plays-missing";
/// A play count that is no number.
pub(crate) const PLAYS_NOT_A_NUMBER: &str = "plays-not-a-number";
/// A play count with a fraction.
pub(crate) const PLAYS_NOT_WHOLE: &str = "plays-not-whole";
/// A play count of 0.
pub(crate) const PLAYS_ZERO: &str = "plays-zero";
/// A play count below 0.
pub(crate) const PLAYS_NEGATIVE: &str = "plays-negative";
/// A play count above 2^24, which float32 may not hold exactly.
pub(crate) const PLAYS_TOO_MANY: &str = "plays-too-many";
/// An audio feature that is no number.
pub(crate) const FEATURE_NOT_A_NUMBER: &str = "feature-not-a-number";
/// An audio feature that is infinite.
pub(crate) const FEATURE_NOT_FINITE: &str = "feature-not-finite";
/// An audio feature far beyond anything that is measured.
pub(crate) const FEATURE_OUT_OF_RANGE: &str = "feature-out-of-range";
/// A genre row without track or genre.
pub(crate) const GENRE_EMPTY: &str = "genre-empty";
/// A mismatch row that names no song and track.
pub(crate) const NOT_A_MISMATCH: &str = "not-a-mismatch";
