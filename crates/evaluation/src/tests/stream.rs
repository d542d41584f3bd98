//! Seeded random rankings, drawn as `tests/clients/make_metrics_fixture.py` draws them.

use domain::{ListeningHistory, MusicVector, Ranking, Rankings, SongId, UserId};

use crate::{Case, Catalogue, Convention, HeardSongs, Metric};

pub(super) const N_USERS: u32 = 10_000;
const N_SONGS: u64 = 2_000;
const LONGEST: u64 = 50;
const N_TRAINING: usize = 50_000;

/// splitmix64 (Steele, Lea & Flood 2014).
pub(super) struct Stream(u64);

impl Stream {
    pub(super) fn new(seed: u64) -> Self {
        // The first number is the start, so that neighbouring seeds are no shifts of each other.
        Self(Self(seed).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

struct User {
    songs: Vec<SongId>,
    scores: Vec<f32>,
    is_cut: bool,
    hidden: Vec<SongId>,
}

fn user(number: u32) -> User {
    let mut stream = Stream::new(1_000_000 + u64::from(number));
    let length = match stream.below(10) {
        0 => 0,
        1 | 2 => 1 + stream.below(15),
        _ => LONGEST,
    };
    let (mut songs, mut scores, mut score) = (Vec::new(), Vec::new(), 1000.0_f32);
    while songs.len() < length as usize {
        let song = SongId(stream.below(N_SONGS) as u32);
        if !songs.contains(&song) {
            songs.push(song);
            score -= stream.below(3) as f32;
            scores.push(score);
        }
    }
    let is_cut = stream.below(5) == 0;
    let mut hidden = Vec::new();
    if number % 50 != 49 {
        let most = [1, 5, 20, 100][stream.below(4) as usize];
        for _ in 0..=stream.below(most) {
            let from_list = stream.below(2) == 0;
            let place = stream.next();
            let song = match songs.len() as u64 {
                n if from_list && n > 0 => songs[(place % n) as usize],
                _ => SongId((place % N_SONGS) as u32),
            };
            if !hidden.contains(&song) {
                hidden.push(song);
            }
        }
    }
    User { songs, scores, is_cut, hidden }
}

fn push(history: &mut ListeningHistory, songs: &[SongId]) {
    history.songs.extend_from_slice(songs);
    history.plays.resize(history.songs.len(), 1);
    history.starts.push(history.songs.len());
}

/// All that the fixture was made of.
pub(super) struct World {
    users: Vec<UserId>,
    visible: ListeningHistory,
    hidden: ListeningHistory,
    catalogue: Catalogue,
    pub(super) rankings: Rankings,
}

impl World {
    pub(super) fn drawn() -> Self {
        let empty = || ListeningHistory { starts: vec![0], ..ListeningHistory::default() };
        let (mut visible, mut hidden, mut rankings) = (empty(), empty(), Rankings::default());
        for number in 0..N_USERS {
            let drawn = user(number);
            // Everyone has heard one song that is no candidate and in no list.
            push(&mut visible, &[SongId(N_SONGS as u32)]);
            push(&mut hidden, &drawn.hidden);
            let user = UserId(number);
            rankings.push(Ranking { user, songs: &drawn.songs, scores: &drawn.scores, is_cut_in_tie: drawn.is_cut });
        }
        Self { users: (0..N_USERS).map(UserId).collect(), visible, hidden, catalogue: catalogue(), rankings }
    }

    pub(super) fn case<'a>(&'a self, metrics: &'a [Metric], convention: Convention) -> Case<'a> {
        let Self { users, visible, hidden, catalogue, .. } = self;
        Case { users, visible, hidden, catalogue, metrics, convention, heard: HeardSongs::Refused }
    }
}

fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue { n_training_users: N_TRAINING, ..Catalogue::default() };
    for number in 0..N_SONGS {
        let mut stream = Stream::new(2_000_000 + number);
        catalogue.listeners.push((stream.below(1000).pow(3) / 1_000_000) as u32);
        let mut features = std::array::from_fn(|_| stream.unit());
        features[4] *= -60.0;
        catalogue.features.push((stream.below(20) != 0).then_some(features));
        let music = MusicVector(std::array::from_fn(|_| stream.unit() - 0.5));
        catalogue.song_music.push((stream.below(20) != 0).then_some(music));
        let mut number = |absent: u64, n: u64| (stream.below(absent) != 0).then(|| stream.below(n) as u32);
        catalogue.artists.push(number(25, 300));
        catalogue.genres.push(number(15, 12));
        catalogue.years.push(number(10, 70).map(|year| 1950 + year as i32));
        catalogue.candidates.push(true);
    }
    add_unlistable_song(&mut catalogue);
    catalogue.tastes = (0..u64::from(N_USERS)).map(|number| Some(taste(number))).collect();
    catalogue
}

fn add_unlistable_song(catalogue: &mut Catalogue) {
    catalogue.listeners.push(0);
    catalogue.features.push(None);
    catalogue.song_music.push(None);
    catalogue.artists.push(None);
    catalogue.genres.push(None);
    catalogue.years.push(None);
    catalogue.candidates.push(false);
}

fn taste(number: u64) -> MusicVector {
    let mut stream = Stream::new(3_000_000 + number);
    MusicVector(std::array::from_fn(|_| stream.unit() - 0.5))
}
