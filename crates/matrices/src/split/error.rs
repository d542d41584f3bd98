//! Why plays cannot be split.

/// What is wrong with a split.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SplitError {
    /// An option that is a share is none.
    #[error("{option}: expected {expected}, found {found}")]
    Share {
        /// The option.
        option: &'static str,
        /// What it may be.
        expected: &'static str,
        /// Its value.
        found: f64,
    },
    /// No song would be hidden.
    #[error("k: expected at least 1, found 0")]
    NothingHidden,
    /// No user would be judged.
    #[error("users to judge: expected at least 1, found 0")]
    NobodyJudged,
    /// The held-out users would take all.
    #[error(
        "users that are left after the filters: expected more than {needed} (two groups that are held out), found {found}"
    )]
    TooFewUsers {
        /// Users that are held out.
        needed: usize,
        /// Users that are left.
        found: usize,
    },
}

/// An error if a share is not above 0 and below 1.
pub(super) fn check_part(option: &'static str, found: f64) -> Result<(), SplitError> {
    let expected = "a number above 0 and below 1";
    if found > 0.0 && found < 1.0 { Ok(()) } else { Err(SplitError::Share { option, expected, found }) }
}

/// An error if a share is not above 0 and up to 1.
pub(super) fn check_share(option: &'static str, found: f64) -> Result<(), SplitError> {
    let expected = "a number above 0 and up to 1";
    if found > 0.0 && found <= 1.0 { Ok(()) } else { Err(SplitError::Share { option, expected, found }) }
}
