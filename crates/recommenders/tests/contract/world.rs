//! A small seeded world of users and songs, and the same world under other numbers.

use domain::{Index, ListeningHistory, MusicVector, SongFeatures, SongId, TextColumn, UserId, Vocabulary};

/// Everything a model may be fitted on.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) users: Vocabulary<UserId>,
    pub(crate) songs: Vocabulary<SongId>,
    pub(crate) history: ListeningHistory,
    pub(crate) trains: Vec<bool>,
    pub(crate) tastes: Vec<Option<MusicVector>>,
    pub(crate) places: Vec<Option<MusicVector>>,
    pub(crate) features: Vec<Option<SongFeatures>>,
    pub(crate) genres: TextColumn,
}

const N_USERS: usize = 300;
const N_SONGS: usize = 1500;

/// Even 32 bits for two numbers.
fn mixed(a: usize, b: usize) -> u32 {
    let bits = (a as u32).wrapping_mul(0x9e37_79b1) ^ (b as u32).wrapping_mul(0x85eb_ca6b);
    let bits = (bits ^ (bits >> 15)).wrapping_mul(0x2c1b_3c6d);
    (bits ^ (bits >> 12)).wrapping_mul(0x297a_2d39) ^ (bits >> 15)
}

fn even(a: usize, b: usize) -> f64 {
    f64::from(mixed(a, b)) / f64::from(u32::MAX)
}

/// A user's rows: songs, few of them much more often than others, some twice; every twentieth user has none.
fn rows(user: usize) -> Vec<(usize, u32)> {
    let n_rows = if user.is_multiple_of(20) { 0 } else { 5 + mixed(user, 1) as usize % 30 };
    let song = |row: usize| (even(user, 100 + row).powi(3) * N_SONGS as f64) as usize % N_SONGS;
    let mut rows: Vec<_> = (0..n_rows).map(|row| (song(row), 1 + mixed(user, 200 + row) % 9)).collect();
    rows.extend(rows.first().copied());
    rows
}

impl World {
    /// The world where users and songs have the ids of their rank under `user_ids` and `song_ids`.
    pub(crate) fn new(user_ids: fn(usize) -> String, song_ids: fn(usize) -> String) -> Self {
        let (users, songs) = (ranked::<UserId>(N_USERS, user_ids), ranked::<SongId>(N_SONGS, song_ids));
        let song_number = |song: usize| songs.index_of(&song_ids(song)).expect("a song of the world");
        let mut history = ListeningHistory { starts: vec![0], ..ListeningHistory::default() };
        let people = inverse(N_USERS, |user| users.index_of(&user_ids(user)).expect("a user of the world").index());
        let pieces = inverse(N_SONGS, |song| song_number(song).index());
        for &user in &people {
            for (song, plays) in rows(user) {
                history.songs.push(song_number(song));
                history.plays.push(plays);
            }
            history.starts.push(history.songs.len());
        }
        let vector = |salt: usize, thing: usize| {
            let known = !mixed(thing, salt).is_multiple_of(10);
            known.then(|| MusicVector(std::array::from_fn(|axis| even(thing, salt + axis) * 5.0)))
        };
        let features = |song: &usize| (song % 7 != 3).then(|| std::array::from_fn(|f| even(*song, 900 + f)));
        let genre = |song: &usize| ["Rock", "Jazz", "Folk"].get(song % 4).copied();
        Self {
            trains: people.iter().map(|user| user % 5 != 4).collect(),
            tastes: people.iter().map(|user| vector(700, *user)).collect(),
            places: pieces.iter().map(|song| vector(800, *song)).collect(),
            features: pieces.iter().map(features).collect(),
            genres: pieces.iter().map(genre).collect(),
            users,
            songs,
            history,
        }
    }

    pub(crate) fn all_users(&self) -> Vec<UserId> {
        (0..self.users.len() as u32).map(UserId).collect()
    }
}

fn ranked<I: Index>(n: usize, id: fn(usize) -> String) -> Vocabulary<I> {
    let mut ids: Vec<String> = (0..n).map(id).collect();
    ids.sort_unstable();
    Vocabulary::from_sorted(ids.iter().map(String::as_str)).expect("sorted")
}

/// What has each number.
fn inverse(n: usize, number: impl Fn(usize) -> usize) -> Vec<usize> {
    let mut things = vec![0; n];
    (0..n).for_each(|thing| things[number(thing)] = thing);
    things
}
