//! Which users are judged, when not all are.

use domain::{UserId, Vocabulary};

use super::error::{SplitError, check_share};
use super::seeded::key;

/// How many of the users that could be judged are.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JudgedShare {
    /// All.
    #[default]
    All,
    /// A share of them, rounded up.
    Share(f64),
    /// So many of them, or all if there are fewer.
    Number(usize),
}

impl JudgedShare {
    pub(super) fn check(self) -> Result<(), SplitError> {
        match self {
            Self::Share(share) => check_share("judged_users", share),
            Self::Number(0) => Err(SplitError::NobodyJudged),
            Self::All | Self::Number(_) => Ok(()),
        }
    }

    /// The users of the lowest keys, in order of their numbers. A key depends on the seed and the user's id alone, so more
    /// users are the same ones and others.
    pub(super) fn choose(self, users: &[UserId], seed: u64, ids: &Vocabulary<UserId>) -> Vec<UserId> {
        let n = match self {
            Self::All => users.len(),
            Self::Share(share) => (share * users.len() as f64).ceil() as usize,
            Self::Number(number) => number,
        };
        if n >= users.len() {
            return users.to_vec();
        }
        let mut keyed: Vec<(u64, UserId)> = users.iter().map(|&user| (key(seed, ids.id(user)), user)).collect();
        keyed.sort_unstable();
        let mut chosen: Vec<UserId> = keyed[..n].iter().map(|&(_, user)| user).collect();
        chosen.sort_unstable();
        chosen
    }
}
