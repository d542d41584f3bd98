//! Who is judged, and against which hidden songs.

use domain::{JudgedUsers, ListeningHistory, SongId, UserId};

use crate::{
    Case, EvaluationError, Metric,
    convention::{Unreachable, WithoutHidden},
};

/// The judged users and their hidden songs, each song once. O(hidden plays).
#[derive(Clone, Debug)]
pub(crate) struct Seats {
    pub(crate) users: Vec<UserId>,
    starts: Vec<usize>,
    songs: Vec<SongId>,
    /// How many of a user's hidden songs a list can hold.
    n_reachable: Vec<u32>,
    /// How many candidates the user has not heard.
    n_open: Vec<u32>,
    pub(crate) counts: JudgedUsers,
}

/// Why a user is not judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum LeftOut {
    NothingHidden,
    NoCandidateHidden,
    NothingVisible,
}

impl LeftOut {
    const ALL: [Self; 3] = [Self::NothingHidden, Self::NoCandidateHidden, Self::NothingVisible];

    const fn words(self) -> &'static str {
        match self {
            Self::NothingHidden => "no hidden plays",
            Self::NoCandidateHidden => "no hidden song that can be recommended",
            Self::NothingVisible => "no visible plays",
        }
    }
}

impl Seats {
    /// Goes through the users of the case.
    pub(crate) fn of(case: &Case<'_>) -> Result<Self, EvaluationError> {
        let mut seats = Self {
            users: Vec::new(),
            starts: vec![0],
            songs: Vec::new(),
            n_reachable: Vec::new(),
            n_open: Vec::new(),
            counts: JudgedUsers::default(),
        };
        let mut left_out = [0_usize; LeftOut::ALL.len()];
        let n_candidates = case.catalogue.n_candidates();
        for &user in case.users {
            let (visible, hidden) = (distinct(case.visible, user), distinct(case.hidden, user));
            check_songs(user, &visible, &hidden, case.catalogue.n_songs())?;
            seats.counts.n_with_hidden += usize::from(!hidden.is_empty());
            match seats.seat(case, user, &visible, &hidden) {
                Ok(()) => seats.n_open.push((n_candidates - n_candidates_of(case, &visible)) as u32),
                Err(reason) => left_out[reason as usize] += 1,
            }
        }
        seats.counts.n_judged = seats.users.len();
        let reasons = LeftOut::ALL.into_iter().zip(left_out).filter(|(_, n)| *n > 0);
        seats.counts.left_out = reasons.map(|(reason, n)| (reason.words().to_owned(), n)).collect();
        Ok(seats)
    }

    fn seat(&mut self, case: &Case<'_>, user: UserId, visible: &[SongId], hidden: &[SongId]) -> Result<(), LeftOut> {
        let rules = case.convention.rules();
        let is_reachable =
            |song: &SongId| case.catalogue.candidates[song.0 as usize] && visible.binary_search(song).is_err();
        if visible.is_empty() {
            return Err(LeftOut::NothingVisible);
        }
        let mut counted = hidden.to_vec();
        if rules.unreachable == Unreachable::Dropped {
            counted.retain(is_reachable);
        }
        if counted.is_empty() && rules.without_hidden == WithoutHidden::LeftOut {
            return Err(if hidden.is_empty() { LeftOut::NothingHidden } else { LeftOut::NoCandidateHidden });
        }
        self.users.push(user);
        self.n_reachable.push(counted.iter().filter(|song| is_reachable(song)).count() as u32);
        self.songs.extend_from_slice(&counted);
        self.starts.push(self.songs.len());
        Ok(())
    }

    /// The hidden songs of the user in seat `seat`, ascending.
    pub(crate) fn hidden(&self, seat: usize) -> &[SongId] {
        &self.songs[self.starts[seat]..self.starts[seat + 1]]
    }

    /// How many of them a list can hold.
    pub(crate) fn n_reachable(&self, seat: usize) -> usize {
        self.n_reachable[seat] as usize
    }

    /// How many candidates the user has not heard.
    pub(crate) fn n_open(&self, seat: usize) -> usize {
        self.n_open[seat] as usize
    }

    /// The mean of min(hidden songs, k) over the judged users.
    pub(crate) fn mean_hidden_up_to(&self, metric: Metric) -> f64 {
        let sum: usize = self.starts.windows(2).map(|ends| (ends[1] - ends[0]).min(metric.k)).sum();
        sum as f64 / self.users.len() as f64
    }
}

fn n_candidates_of(case: &Case<'_>, songs: &[SongId]) -> usize {
    songs.iter().filter(|song| case.catalogue.candidates[song.0 as usize]).count()
}

fn distinct(history: &ListeningHistory, user: UserId) -> Vec<SongId> {
    let mut songs = history.of(user).0.to_vec();
    songs.sort_unstable();
    songs.dedup();
    songs
}

fn check_songs(user: UserId, visible: &[SongId], hidden: &[SongId], n_songs: usize) -> Result<(), EvaluationError> {
    match visible.last().max(hidden.last()) {
        Some(song) if song.0 as usize >= n_songs => {
            Err(EvaluationError::UnknownSong { user: user.0, song: song.0, n_songs })
        }
        _ => Ok(()),
    }
}
