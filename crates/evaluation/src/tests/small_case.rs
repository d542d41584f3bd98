//! One user or a few, songs by number, everything else at its plainest.

use std::convert::Infallible;

use domain::{ListeningHistory, Ranking, Rankings, SongId, UserId};

use crate::{Case, Catalogue, Convention, HeardSongs, JudgeError, JudgedModel, Jury, Metric};

/// Histories and lists of users 0, 1, ...; all songs below `n_songs` are candidates without listeners or features.
#[derive(Clone)]
pub(super) struct SmallCase {
    pub(super) catalogue: Catalogue,
    pub(super) visible: ListeningHistory,
    pub(super) hidden: ListeningHistory,
    pub(super) rankings: Rankings,
    pub(super) convention: Convention,
    pub(super) heard: HeardSongs,
}

impl SmallCase {
    /// Each user has heard song `n_songs - 1`.
    pub(super) fn new(n_songs: usize, hidden: &[&[u32]]) -> Self {
        let heard = [n_songs as u32 - 1];
        Self {
            catalogue: plain_catalogue(n_songs, hidden.len()),
            visible: history(&vec![heard.as_slice(); hidden.len()]),
            hidden: history(hidden),
            rankings: Rankings::default(),
            convention: Convention::Msd,
            heard: HeardSongs::Refused,
        }
    }

    pub(super) fn under(mut self, convention: Convention) -> Self {
        self.convention = convention;
        self
    }

    /// A list with scores that descend by 1.
    pub(super) fn list(self, user: u32, songs: &[u32]) -> Self {
        let scores: Vec<f32> = (0..songs.len()).map(|rank| (songs.len() - rank) as f32).collect();
        self.scored_list(user, songs, &scores, false)
    }

    pub(super) fn scored_list(mut self, user: u32, songs: &[u32], scores: &[f32], is_cut_in_tie: bool) -> Self {
        let songs: Vec<SongId> = songs.iter().copied().map(SongId).collect();
        self.rankings.push(Ranking { user: UserId(user), songs: &songs, scores, is_cut_in_tie });
        self
    }

    pub(super) fn judge(&self, metrics: &[&str]) -> Result<JudgedModel, JudgeError<Infallible>> {
        self.judge_blocks(metrics, [Ok(self.rankings.clone())])
    }

    pub(super) fn judge_blocks<E: std::error::Error + 'static>(
        &self,
        metrics: &[&str],
        blocks: impl IntoIterator<Item = Result<Rankings, E>>,
    ) -> Result<JudgedModel, JudgeError<E>> {
        let metrics: Vec<Metric> = metrics.iter().map(|metric| metric.parse().unwrap()).collect();
        Jury::new(self.case(&self.users(), &metrics))?.judge("model", blocks)
    }

    pub(super) fn by_chance(&self, metric: &str) -> Option<f64> {
        let metrics = [metric.parse().unwrap()];
        Jury::new(self.case(&self.users(), &metrics)).unwrap().expected_by_chance()[0]
    }

    fn users(&self) -> Vec<UserId> {
        (0..self.hidden.n_users() as u32).map(UserId).collect()
    }

    fn case<'a>(&'a self, users: &'a [UserId], metrics: &'a [Metric]) -> Case<'a> {
        let Self { visible, hidden, catalogue, convention, heard, .. } = self;
        Case { users, visible, hidden, catalogue, metrics, convention: *convention, heard: *heard }
    }

    /// The values of one metric.
    pub(super) fn values(&self, metric: &str) -> Vec<f64> {
        self.judge(&[metric]).unwrap().values.remove(0)
    }
}

pub(super) fn history(users: &[&[u32]]) -> ListeningHistory {
    let songs: Vec<SongId> = users.iter().flat_map(|songs| songs.iter().copied().map(SongId)).collect();
    let starts = std::iter::once(0).chain(users.iter().scan(0, |end, songs| {
        *end += songs.len();
        Some(*end)
    }));
    ListeningHistory { starts: starts.collect(), plays: vec![1; songs.len()], songs }
}

fn plain_catalogue(n_songs: usize, n_users: usize) -> Catalogue {
    Catalogue {
        listeners: vec![1; n_songs],
        candidates: vec![true; n_songs],
        features: vec![None; n_songs],
        artists: vec![None; n_songs],
        genres: vec![None; n_songs],
        years: vec![None; n_songs],
        song_music: vec![None; n_songs],
        tastes: vec![None; n_users],
        n_training_users: 1,
    }
}

/// The songs 0 to n - 1, as a list or a set of hidden songs.
pub(super) fn songs(n: u32) -> Vec<u32> {
    (0..n).collect()
}

#[track_caller]
pub(super) fn check_near(found: f64, expected: f64) {
    let is_near = (found - expected).abs() <= 1e-12 * expected.abs().max(1.0);
    assert!(is_near || (found.is_nan() && expected.is_nan()), "expected {expected}, found {found}");
}
