//! What a page shows of single users: a few are drawn beforehand, and their lists picked out while the judge reads.

use std::collections::BTreeMap;

use domain::{Index, MusicFactor, MusicScale, MusicVector, Plays, Rankings, SongId, UserId};
use evaluation::Catalogue;
use report::{ListTastes, TasteSpace};

/// Users whose tastes are drawn as points.
const POINTS: usize = 400;
/// Songs of a list whose mean is its point.
const TOP: usize = 10;

/// The users that are shown, and what was picked out of one model's lists.
#[derive(Clone, Default)]
pub(crate) struct Samples {
    /// Users who are shown with their lists, ascending.
    pub(crate) listeners: Vec<UserId>,
    /// Users who are points, ascending.
    points: Vec<UserId>,
    /// The lists of the listeners.
    pub(crate) lists: BTreeMap<UserId, Vec<SongId>>,
    /// Where the lists of the points lie.
    means: BTreeMap<UserId, MusicVector>,
}

impl Samples {
    /// Users at even distances in the order of ids: `n_listeners` of those with enough to show, and points.
    pub(crate) fn drawn(plays: &Plays, judged: &[UserId], catalogue: &Catalogue, n_listeners: usize) -> Self {
        let enough = |heard: usize, hidden: usize| {
            let has =
                |user: &&UserId| plays.visible.of(**user).0.len() >= heard && plays.hidden.of(**user).0.len() >= hidden;
            judged.iter().filter(has).copied().collect::<Vec<_>>()
        };
        let candidates = [(10, 5), (5, 2), (1, 1), (0, 0)].map(|(heard, hidden)| enough(heard, hidden));
        let candidates = candidates.iter().find(|users| users.len() >= n_listeners).unwrap_or(&candidates[3]);
        let with_taste: Vec<UserId> =
            judged.iter().filter(|user| catalogue.tastes[user.index()].is_some()).copied().collect();
        Self { listeners: spread(candidates, n_listeners), points: spread(&with_taste, POINTS), ..Self::default() }
    }

    /// The same users, nothing picked out yet.
    pub(crate) fn again(&self) -> Self {
        Self { listeners: self.listeners.clone(), points: self.points.clone(), ..Self::default() }
    }

    /// Picks the lists of the sample out of a block.
    pub(crate) fn look(&mut self, block: &Rankings, catalogue: &Catalogue) {
        for list in block.iter() {
            if self.listeners.binary_search(&list.user).is_ok() {
                self.lists.insert(list.user, list.songs.to_vec());
            }
            if self.points.binary_search(&list.user).is_ok()
                && let Some(mean) = mean(list.songs, catalogue)
            {
                self.means.insert(list.user, mean);
            }
        }
    }
}

/// So many of the users, the middles of as many equal stretches.
fn spread(users: &[UserId], n: usize) -> Vec<UserId> {
    if users.len() <= n {
        return users.to_vec();
    }
    (0..n).map(|at| users[(2 * at + 1) * users.len() / (2 * n)]).collect()
}

/// The mean vector of a list's first songs.
fn mean(songs: &[SongId], catalogue: &Catalogue) -> Option<MusicVector> {
    let vectors = songs.iter().take(TOP).filter_map(|song| catalogue.song_music[song.index()]);
    let (mut sums, mut n) = ([0.0; MusicFactor::COUNT], 0.0);
    for vector in vectors {
        n += 1.0;
        for (sum, value) in sums.iter_mut().zip(vector.0) {
            *sum += value;
        }
    }
    (n > 0.0).then(|| MusicVector(sums.map(|sum| sum / n)))
}

/// Tastes of the points and of the lists that they got; `None` where nobody has a taste.
pub(crate) fn taste_space(
    models: &[(String, Samples)],
    catalogue: &Catalogue,
    scale: MusicScale,
) -> Option<TasteSpace> {
    let points = &models.first()?.1.points;
    if points.is_empty() {
        return None;
    }
    let of_model = |(model, samples): &(String, Samples)| ListTastes {
        model: model.clone(),
        means: points.iter().map(|user| samples.means.get(user).copied()).collect(),
    };
    Some(TasteSpace {
        scale: scale.name().to_owned(),
        users: points.iter().filter_map(|user| catalogue.tastes[user.index()]).collect(),
        lists: models.iter().map(of_model).collect(),
    })
}
