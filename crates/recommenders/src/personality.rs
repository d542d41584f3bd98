//! What those play whose taste is nearest on the MUSIC axes.

use std::ops::Range;

use domain::{Index, ListeningHistory, MusicVector, SavedModel, SongId, UserId, Vocabulary};

use crate::id_keys::id_keys;
use crate::model::{Model, NOT_RECOMMENDED, Reason, Scorer};
use crate::neighbour_tree::{Distance, NeighbourTree, Place, apart};
use crate::saved::LoadError;
use crate::song_sets::SongSets;

use asking::Asking;

mod asking;
mod saved;

/// Whom to ask, and what their songs are worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersonalityOptions {
    /// How many neighbours are asked.
    pub k: usize,
    /// How far two users are apart.
    pub distance: Distance,
    /// Users with fewer songs, each counted once, are passed over.
    pub minimum_songs: usize,
    /// Users who share more with the user than this are passed over: songs that both have, of those that either has
    /// (Jaccard). A near copy teaches nothing. 1 passes nobody over.
    pub maximum_overlap: f64,
    /// What the neighbours' songs are worth.
    pub votes: Votes,
}

/// What a neighbour's song is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Votes {
    /// The number of neighbours who have it.
    Count,
    /// Songs are drawn one after the other, each with a chance in proportion to the neighbours who have it: the score
    /// is `ln(u) / votes`, u even in (0, 1) (Efraimidis & Spirakis, Inf. Process. Lett. 97(5), 2006).
    WeightedRandom,
    /// All the neighbours' songs in a random order.
    Random,
}

/// Users who trained the model, where they lie on the MUSIC axes, and what they have heard.
///
/// For a user who trained it, neighbours are those nearest to the vector given when it was fitted; for anyone else, to
/// the plays-weighted mean vector of the songs heard. Nobody is a neighbour of their own. The search goes on past those
/// who are passed over until `k` are found or nobody is left. Neighbours at the same distance: the lower number first.
///
/// Songs that no neighbour has are not recommended, and a user without a vector has no list. What is drawn depends on
/// the seed and the ids, not on numbering.
#[derive(Clone, Debug)]
pub struct Personality {
    options: PersonalityOptions,
    /// The numbers of users who train and have a vector, ascending; a place in this list is a user's point.
    users: Vec<u32>,
    places: Vec<Place>,
    sets: SongSets,
    /// By song; `None` where nothing is known.
    song_places: Vec<Option<Place>>,
    user_keys: Vec<u64>,
    song_keys: Vec<u64>,
    tree: NeighbourTree,
}

/// What a model is fitted on, beside the plays.
#[derive(Clone, Copy, Debug)]
pub struct MusicSpace<'a> {
    /// By user: the taste, from what is shown; `None` and vectors that are not finite are no place.
    pub users: &'a [Option<MusicVector>],
    /// By song, on the same scale.
    pub songs: &'a [Option<MusicVector>],
}

impl Personality {
    /// The name of the kind.
    pub const KIND: &str = "personality";

    /// Keeps the users of whom `trains` is true, with their songs.
    ///
    /// `history`: users x rows; `ids`: who is meant by the numbers, for what is drawn under `seed`.
    /// O(rows log rows of a user + users log users).
    ///
    /// # Panics
    /// If users or songs differ in number between the parts.
    pub fn fit(
        history: &ListeningHistory,
        trains: &[bool],
        space: MusicSpace<'_>,
        ids: (&Vocabulary<UserId>, &Vocabulary<SongId>),
        seed: u64,
        options: PersonalityOptions,
    ) -> Self {
        assert_eq!(history.n_users(), trains.len(), "whether they train of all users");
        assert_eq!(space.users.len(), trains.len(), "a vector or none of all users");
        assert_eq!(space.songs.len(), ids.1.len(), "a vector or none of all songs");
        let trained = (0..trains.len() as u32).filter(|user| trains[*user as usize]);
        let (users, places): (Vec<u32>, Vec<Place>) =
            trained.filter_map(|user| Some((user, place(space.users[user as usize])?))).unzip();
        let sets = SongSets::of(history, &users);
        let song_places = space.songs.iter().map(|vector| place(*vector)).collect();
        let tree = tree(&places, &sets, &options);
        let (user_keys, song_keys) = (id_keys(seed, ids.0), id_keys(seed, ids.1));
        Self { options, users, places, sets, song_places, user_keys, song_keys, tree }
    }

    /// Makes the model again.
    pub(crate) fn load(saved: &SavedModel) -> Result<Self, LoadError> {
        saved::load(saved)
    }

    /// A user's point, if it is one.
    fn point(&self, user: UserId) -> Option<u32> {
        self.users.binary_search(&user.0).ok().map(|point| point as u32)
    }

    /// Where a user is: as fitted, or else among the songs heard.
    fn place(&self, user: UserId, history: &ListeningHistory) -> Option<Place> {
        self.point(user).map(|point| self.places[point as usize]).or_else(|| self.mean_place(user, history))
    }

    fn mean_place(&self, user: UserId, history: &ListeningHistory) -> Option<Place> {
        let (songs, plays) = history.of(user);
        let (mut sum, mut n_plays) = (Place::default(), 0.0);
        for (song, plays) in songs.iter().zip(plays) {
            if let Some(Some(place)) = self.song_places.get(song.index()) {
                sum.iter_mut().zip(place).for_each(|(sum, value)| *sum += f64::from(*plays) * value);
                n_plays += f64::from(*plays);
            }
        }
        let mean = sum.map(|sum| sum / n_plays);
        mean.iter().all(|value| value.is_finite()).then_some(mean)
    }
}

/// The place a vector stands for, if it is one.
fn place(vector: Option<MusicVector>) -> Option<Place> {
    vector.map(|vector| vector.0).filter(|place| place.iter().all(|value| value.is_finite()))
}

/// All users with enough songs.
fn tree(places: &[Place], sets: &SongSets, options: &PersonalityOptions) -> NeighbourTree {
    let points = places.iter().copied().zip(0..);
    let asked = points.filter(|(_, point)| sets.at(*point as usize).len() >= options.minimum_songs);
    NeighbourTree::new(asked, options.distance)
}

impl Model for Personality {
    fn scorer<'a>(&'a self, users: &'a [UserId], history: &'a ListeningHistory) -> Box<dyn Scorer + 'a> {
        let mut asking = Asking::new(self, history);
        let lists = users.iter().map(|user| asking.scores(*user)).collect();
        Box::new(Lists { lists })
    }

    fn save(&self) -> SavedModel {
        saved::save(self)
    }

    /// Minus the distance of the songs' places.
    fn similar(&self, song: SongId) -> Option<Vec<f32>> {
        let here = self.song_places.get(song.index()).copied().flatten();
        let score = |(here, there): (Place, Place)| -apart(self.options.distance, &here, &there) as f32;
        let scores = self.song_places.iter().map(|there| here.zip(*there).map_or(NOT_RECOMMENDED, score));
        Some(scores.collect())
    }

    fn why(&self, user: UserId, song: SongId, history: &ListeningHistory) -> Vec<Reason> {
        let asked = Asking::new(self, history).neighbours(user);
        let song = song.index() as u32;
        let has_song = |point: u32| self.sets.at(point as usize).binary_search(&song).is_ok();
        let votes = asked.iter().filter(|neighbour| has_song(neighbour.point)).count() as u32;
        if votes == 0 { Vec::new() } else { vec![Reason::Neighbours { votes, asked: asked.len() as u32 }] }
    }
}

/// The songs with a score of each user, ascending by song.
struct Lists {
    lists: Vec<Vec<(u32, f32)>>,
}

impl Scorer for Lists {
    fn score(&mut self, songs: Range<usize>, scores: &mut [f32]) {
        scores.fill(NOT_RECOMMENDED);
        for (list, row) in self.lists.iter().zip(scores.chunks_mut(songs.len().max(1))) {
            let start = list.partition_point(|(song, _)| (*song as usize) < songs.start);
            for (song, score) in list[start..].iter().take_while(|(song, _)| (*song as usize) < songs.end) {
                row[*song as usize - songs.start] = *score;
            }
        }
    }
}

impl Votes {
    const ALL: [Self; 3] = [Self::Count, Self::WeightedRandom, Self::Random];

    /// Its name in a plan.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::WeightedRandom => "weighted-random",
            Self::Random => "random",
        }
    }
}

impl std::str::FromStr for Votes {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|votes| votes.name() == name).ok_or(())
    }
}

#[cfg(test)]
mod tests;
