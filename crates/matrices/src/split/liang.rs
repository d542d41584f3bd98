//! Strong generalisation: Liang, Krishnan, Hoffman & Jebara, *Variational autoencoders for collaborative filtering*, WWW
//! 2018, draw for draw as the authors' notebook does.
//!
//! Songs with enough listeners, then users with enough of these songs, one pass; a permutation of the users in order of
//! their ids holds out the last and those before them; the songs are those of the rest; a share of every held-out user's
//! songs is hidden. The draw of a user's songs follows the order of the user's rows.

use domain::{Plays, SongId, UserId};

use super::division::Division;
use super::error::{SplitError, check_part};
use super::hidden_songs::SeenSongs;
use super::judged_users::JudgedShare;
use super::numpy_random::RandomState;
use super::renumbered::renumbered;
use super::{Split, SplitStep, last_steps, step_of};
use crate::numbering::all_users;

/// What is left of the train file of the Taste Profile after the filters, and of that in the rows that train, as later
/// papers print it. The songs of the second are not published.
pub const LIANG_PUBLISHED: (SplitStep, usize) =
    (SplitStep { name: ENOUGH_SONGS, n_pairs: 33_633_450, n_users: 571_355, n_songs: 41_140 }, 27_765_348);

const ENOUGH_SONGS: &str = "users with enough songs";

/// The options of `liang`.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Liang {
    /// Whose visible rows enter at all.
    pub users: LiangUsers,
    /// The fewest listeners of a song that stays.
    pub min_listeners: usize,
    /// The fewest of these songs of a user who stays.
    pub min_songs: usize,
    /// How many users are held out for the test, and again as many for validation.
    pub n_heldout: usize,
    /// The share of a held-out user's songs that is hidden, rounded down.
    pub hidden_share: f64,
    /// The fewest songs of a held-out user of whom some are hidden.
    pub min_songs_to_hide: usize,
    /// What each of the three draws begins with.
    pub seed: u32,
    /// Which of the two held-out groups is judged; the other is left out.
    pub judged: HeldOut,
    /// Which users of that group are judged; the others are left out.
    pub judged_users: JudgedShare,
}

impl Default for Liang {
    fn default() -> Self {
        Self {
            users: LiangUsers::Train,
            min_listeners: 200,
            min_songs: 20,
            n_heldout: 50_000,
            hidden_share: 0.2,
            min_songs_to_hide: 5,
            seed: 98_765,
            judged: HeldOut::Test,
            judged_users: JudgedShare::All,
        }
    }
}

impl Liang {
    pub(super) fn check(&self) -> Result<(), SplitError> {
        check_part("hidden_share", self.hidden_share)?;
        if self.n_heldout == 0 {
            return Err(SplitError::NobodyJudged);
        }
        self.judged_users.check()
    }
}

/// Whose visible rows are the input of `liang`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LiangUsers {
    /// Those of the train file, as published.
    Train,
    /// All, the visible file's too.
    All,
}

/// One of the two groups of users that are held out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HeldOut {
    /// The last users of the permutation: to report.
    Test,
    /// Those before them: to choose options on.
    Validation,
}

/// The users in three groups, each ascending.
struct Groups {
    training: Vec<UserId>,
    judged: Vec<UserId>,
}

pub(super) fn split(mut plays: Plays, options: &Liang) -> Result<Split, SplitError> {
    let enters = |user: &UserId| options.users == LiangUsers::All || !plays.is_test[user.0 as usize];
    let users: Vec<UserId> = all_users(plays.users.len()).filter(enters).collect();
    let n_songs = plays.songs.len();
    let count = |name, users: &[UserId], keeps: &[bool]| {
        step_of(name, &plays.visible, users.iter().copied(), n_songs, |song| keeps[song.0 as usize])
    };
    let mut steps = vec![count("visible rows", &users, &vec![true; n_songs])];
    let keeps = with_listeners(&plays, &users, options.min_listeners);
    steps.push(count("songs with enough listeners", &users, &keeps));
    let users = with_songs(&plays, &users, &keeps, options.min_songs);
    steps.push(count(ENOUGH_SONGS, &users, &keeps));
    let Groups { training, judged } = groups(&users, options)?;

    let keeps = songs_of(&plays, &training, &keeps);
    let mut hidden = vec![Box::default(); plays.users.len()];
    hide(&plays, &judged, &keeps, options, &mut hidden);
    let judged = options.judged_users.choose(&judged, options.seed.into(), &plays.users);
    let stays = marked(plays.users.len(), training.iter().chain(&judged));
    for (user, trains) in marked(plays.users.len(), training.iter()).into_iter().enumerate() {
        plays.trains[user] &= trains;
    }
    let plays = renumbered(&Division { stays, keeps, hidden }.apply(plays));
    steps.extend(last_steps(&plays));
    Ok(Split { plays, steps })
}

/// Whether each song has enough listeners.
fn with_listeners(plays: &Plays, users: &[UserId], min_listeners: usize) -> Vec<bool> {
    let mut seen = SeenSongs::new(plays.songs.len());
    let mut n_listeners = vec![0; plays.songs.len()];
    for &user in users {
        for &song in plays.visible.of(user).0 {
            n_listeners[song.0 as usize] += usize::from(seen.is_new(user, song));
        }
    }
    n_listeners.into_iter().map(|n| n > 0 && n >= min_listeners).collect()
}

/// The users with enough songs among those that are kept.
fn with_songs(plays: &Plays, users: &[UserId], keeps: &[bool], min_songs: usize) -> Vec<UserId> {
    let mut seen = SeenSongs::new(plays.songs.len());
    let mut n_songs = |user| songs_in_order(plays, user, keeps, &mut seen).count();
    users.iter().copied().filter(|&user| n_songs(user) >= min_songs.max(1)).collect()
}

/// A user's songs, each once, in the order of the rows.
fn songs_in_order<'a>(
    plays: &'a Plays,
    user: UserId,
    keeps: &'a [bool],
    seen: &'a mut SeenSongs,
) -> impl Iterator<Item = SongId> + 'a {
    let songs = plays.visible.of(user).0.iter().copied();
    songs.filter(move |&song| keeps[song.0 as usize] && seen.is_new(user, song))
}

/// The users after the permutation: all but the last two groups train, one of these is judged.
fn groups(users: &[UserId], options: &Liang) -> Result<Groups, SplitError> {
    let (n, n_heldout) = (users.len(), options.n_heldout);
    let needed = 2 * n_heldout;
    if n <= needed {
        return Err(SplitError::TooFewUsers { needed, found: n });
    }
    let permutation = RandomState::new(options.seed).permutation(n as u32);
    let group = |places: std::ops::Range<usize>| {
        let mut group: Vec<UserId> = permutation[places].iter().map(|&place| users[place as usize]).collect();
        group.sort_unstable();
        group
    };
    let judged = match options.judged {
        HeldOut::Test => n - n_heldout..n,
        HeldOut::Validation => n - needed..n - n_heldout,
    };
    Ok(Groups { training: group(0..n - needed), judged: group(judged) })
}

/// Whether each song is kept and of one of the users.
fn songs_of(plays: &Plays, users: &[UserId], keeps: &[bool]) -> Vec<bool> {
    let mut has = vec![false; keeps.len()];
    for song in users.iter().flat_map(|&user| plays.visible.of(user).0) {
        has[song.0 as usize] = keeps[song.0 as usize];
    }
    has
}

/// Draws the hidden songs of users one after the other from one stream, as a loop over a group-by does.
fn hide(plays: &Plays, users: &[UserId], keeps: &[bool], options: &Liang, hidden: &mut [Box<[SongId]>]) {
    let mut random = RandomState::new(options.seed);
    let mut seen = SeenSongs::new(plays.songs.len());
    for &user in users {
        let songs: Vec<SongId> = songs_in_order(plays, user, keeps, &mut seen).collect();
        if songs.is_empty() || songs.len() < options.min_songs_to_hide {
            continue;
        }
        let size = (options.hidden_share * songs.len() as f64) as usize;
        let drawn = random.choice(songs.len() as u32, size);
        let mut drawn: Vec<SongId> = drawn.into_iter().map(|place| songs[place as usize]).collect();
        drawn.sort_unstable();
        hidden[user.0 as usize] = drawn.into_boxed_slice();
    }
}

fn marked<'a>(n: usize, users: impl Iterator<Item = &'a UserId>) -> Vec<bool> {
    let mut marks = vec![false; n];
    for user in users {
        marks[user.0 as usize] = true;
    }
    marks
}
