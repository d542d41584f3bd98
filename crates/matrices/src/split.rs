//! Which plays a model may see and which it is judged on: the protocols of evaluation, as plays made of plays.
//!
//! `docs/protocols.md` works each of them through on six users and six songs. What is hidden is drawn from visible rows
//! alone: rows that the files hide stay hidden from every protocol but `challenge`, which is the files' own.

mod division;
mod error;
mod hidden_songs;
mod judged_users;
mod liang;
mod numpy_random;
mod renumbered;
mod seeded;

pub use error::SplitError;
pub use judged_users::JudgedShare;
pub use liang::{HeldOut, LIANG_PUBLISHED, Liang, LiangUsers};

use domain::{Plays, SongId, UserId};

use crate::numbering::all_users;
use division::Division;

/// A protocol with its options, as a plan names it: `{ name = "leave-k-out", k = 1 }`.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Protocol {
    /// As the files have it.
    Challenge(Challenge),
    /// Users who are held out whole: strong generalisation as in Liang, Krishnan, Hoffman & Jebara, WWW 2018.
    Liang(Liang),
    /// Some songs of every user hidden, the same number for each.
    LeaveKOut(LeaveKOut),
    /// Some songs of every user hidden, the same share for each.
    Ratio(Ratio),
}

impl Default for Protocol {
    fn default() -> Self {
        Self::Challenge(Challenge::default())
    }
}

/// The options of `challenge`.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Challenge {
    /// What the choice of judged users begins with.
    pub seed: u64,
    /// Which of the users with hidden songs are judged.
    pub judged_users: JudgedShare,
}

/// The options of `leave-k-out`.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeaveKOut {
    /// How many songs of a user are hidden.
    pub k: usize,
    /// The fewest songs of a user of whom some are hidden; at least one stays visible in any case.
    pub min_songs: usize,
    /// What the draws begin with.
    pub seed: u64,
    /// Which of the users with enough songs are judged; nothing of the others is hidden.
    pub judged_users: JudgedShare,
}

impl Default for LeaveKOut {
    fn default() -> Self {
        Self { k: 1, min_songs: 2, seed: 0, judged_users: JudgedShare::All }
    }
}

/// The options of `ratio`.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ratio {
    /// The share of a user's songs that is hidden, rounded down.
    pub hidden_share: f64,
    /// The fewest songs of a user of whom some are hidden.
    pub min_songs: usize,
    /// What the draws begin with.
    pub seed: u64,
    /// Which of the users with enough songs are judged; nothing of the others is hidden.
    pub judged_users: JudgedShare,
}

impl Default for Ratio {
    fn default() -> Self {
        Self { hidden_share: 0.2, min_songs: 5, seed: 0, judged_users: JudgedShare::All }
    }
}

/// Plays under a protocol, and how they came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The plays: `hidden` is what is judged, `trains` says whose visible rows may train a model.
    pub plays: Plays,
    /// What was left after each step, in order.
    pub steps: Vec<SplitStep>,
}

/// What was left after a step of a split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitStep {
    /// What was done.
    pub name: &'static str,
    /// Different pairs of user and song that are left.
    pub n_pairs: usize,
    /// Users of these.
    pub n_users: usize,
    /// Songs of these.
    pub n_songs: usize,
}

impl Split {
    /// The step called `name`.
    pub fn step(&self, name: &str) -> Option<&SplitStep> {
        self.steps.iter().find(|step| step.name == name)
    }
}

impl Protocol {
    /// Its name in a plan.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Challenge(_) => "challenge",
            Self::Liang(_) => "liang",
            Self::LeaveKOut(_) => "leave-k-out",
            Self::Ratio(_) => "ratio",
        }
    }

    /// An error if an option cannot be meant.
    pub fn check(&self) -> Result<(), SplitError> {
        match self {
            Self::Challenge(options) => options.judged_users.check(),
            Self::Liang(options) => options.check(),
            Self::LeaveKOut(LeaveKOut { k: 0, .. }) => Err(SplitError::NothingHidden),
            Self::LeaveKOut(options) => options.judged_users.check(),
            Self::Ratio(options) => {
                error::check_part("hidden_share", options.hidden_share)?;
                options.judged_users.check()
            }
        }
    }
}

/// Divides plays into what is visible and what is hidden.
///
/// The hidden songs of `leave-k-out` and `ratio` depend on the seed, the user's id and the ids of the user's songs, not on
/// the order of the files, on other users or on threads; users and songs keep their numbers. `liang` draws as its authors'
/// notebook does, in the order of the rows, and numbers anew what its filters leave. A pair that stands twice is one song.
/// O(rows + users).
pub fn split(plays: Plays, protocol: &Protocol) -> Result<Split, SplitError> {
    protocol.check()?;
    match protocol {
        Protocol::Challenge(options) => Ok(challenge(plays, options)),
        Protocol::Liang(options) => liang::split(plays, options),
        Protocol::LeaveKOut(options) => {
            let n_hidden = |n_songs| if n_songs >= options.min_songs.max(options.k + 1) { options.k } else { 0 };
            hide(plays, options.seed, options.judged_users, n_hidden)
        }
        Protocol::Ratio(options) => {
            let n_hidden =
                |n_songs| if n_songs >= options.min_songs { share_of(options.hidden_share, n_songs) } else { 0 };
            hide(plays, options.seed, options.judged_users, n_hidden)
        }
    }
}

/// The plays as they are, but with hidden rows of judged users only.
fn challenge(mut plays: Plays, options: &Challenge) -> Split {
    let has_hidden: Vec<UserId> =
        all_users(plays.users.len()).filter(|&user| !plays.hidden.of(user).0.is_empty()).collect();
    let judged = options.judged_users.choose(&has_hidden, options.seed, &plays.users);
    if judged.len() < has_hidden.len() {
        plays.hidden = division::of_users(&plays.hidden, &judged);
    }
    let steps = last_steps(&plays);
    Split { plays, steps }
}

/// As many songs hidden as `n_hidden` says for a user of that many songs.
fn hide(
    plays: Plays,
    seed: u64,
    judged_users: JudgedShare,
    n_hidden: impl Fn(usize) -> usize + Sync,
) -> Result<Split, SplitError> {
    let mut hidden = hidden_songs::drawn(&plays, seed, n_hidden);
    let may_be_judged: Vec<UserId> =
        all_users(plays.users.len()).filter(|user| !hidden[user.0 as usize].is_empty()).collect();
    let judged = judged_users.choose(&may_be_judged, seed, &plays.users);
    if judged.is_empty() {
        return Err(SplitError::NobodyJudged);
    }
    hidden_songs::keep_of(&mut hidden, &judged);
    let division = Division { stays: vec![true; plays.users.len()], keeps: vec![true; plays.songs.len()], hidden };
    let before = step("visible rows", &plays.visible, plays.songs.len());
    let plays = division.apply(plays);
    let steps = std::iter::once(before).chain(last_steps(&plays)).collect();
    Ok(Split { plays, steps })
}

/// The share of so many songs, rounded down as Python's `int` does; one at least stays visible.
pub(crate) fn share_of(share: f64, n_songs: usize) -> usize {
    ((share * n_songs as f64) as usize).min(n_songs.saturating_sub(1))
}

/// What trains, what is shown of judged users, and what is hidden.
fn last_steps(plays: &Plays) -> Vec<SplitStep> {
    let training: Vec<UserId> = all_users(plays.users.len()).filter(|user| plays.trains[user.0 as usize]).collect();
    let judged: Vec<UserId> =
        all_users(plays.users.len()).filter(|&user| !plays.hidden.of(user).0.is_empty()).collect();
    let n_songs = plays.songs.len();
    let of = |name, history, users: &[UserId]| step_of(name, history, users.iter().copied(), n_songs, |_| true);
    vec![
        of("rows that train", &plays.visible, &training),
        of("shown of judged users", &plays.visible, &judged),
        of("hidden of judged users", &plays.hidden, &judged),
    ]
}

fn step(name: &'static str, history: &domain::ListeningHistory, n_songs: usize) -> SplitStep {
    step_of(name, history, all_users(history.n_users()), n_songs, |_| true)
}

/// Counts pairs, users and songs of some users' rows whose song is kept.
fn step_of(
    name: &'static str,
    history: &domain::ListeningHistory,
    users: impl Iterator<Item = UserId>,
    n_songs: usize,
    keeps: impl Fn(SongId) -> bool,
) -> SplitStep {
    let mut seen = hidden_songs::SeenSongs::new(n_songs);
    let (mut n_pairs, mut n_users) = (0, 0);
    for user in users {
        let before = n_pairs;
        n_pairs += history.of(user).0.iter().filter(|&&song| keeps(song) && seen.is_new(user, song)).count();
        n_users += usize::from(n_pairs > before);
    }
    SplitStep { name, n_pairs, n_users, n_songs: seen.n_songs() }
}

#[cfg(test)]
mod tests;
