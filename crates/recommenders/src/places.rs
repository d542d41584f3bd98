//! Where songs stand in the order in which a model scores them.

use std::borrow::Cow;

use domain::{Index, SongId};

/// The positions of all songs.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    /// The rank among ties of the song at each position.
    pub(crate) ranks: Cow<'a, [u32]>,
    n_songs: usize,
    order: Option<Turned<'a>>,
}

/// An order that is not that of the songs' numbers.
#[derive(Debug)]
struct Turned<'a> {
    songs: &'a [SongId],
    /// By song.
    positions: Vec<u32>,
}

impl<'a> Places<'a> {
    /// `order`: the song of each position, or the order of numbers; `ranks` by song.
    ///
    /// # Panics
    /// If there is not one rank for each song of `order`, each of which stands there once.
    pub(crate) fn new(order: Option<&'a [SongId]>, ranks: &'a [u32]) -> Self {
        let order = order.map(|songs| Turned::new(songs, ranks.len()));
        let mut places = Self { ranks: Cow::Borrowed(ranks), n_songs: ranks.len(), order };
        places.ranks = places.in_order(ranks);
        places
    }

    /// What is given by song, by position.
    pub(crate) fn in_order<'b, T: Copy>(&self, values: &'b [T]) -> Cow<'b, [T]> {
        match &self.order {
            Some(order) => order.songs.iter().map(|song| values[song.index()]).collect(),
            None => Cow::Borrowed(values),
        }
    }

    /// The position of a song, if it is one of them.
    pub(crate) fn of(&self, song: SongId) -> Option<u32> {
        match &self.order {
            Some(order) => order.positions.get(song.index()).copied(),
            None => (song.index() < self.n_songs).then(|| song.index() as u32),
        }
    }
}

impl<'a> Turned<'a> {
    fn new(songs: &'a [SongId], n_songs: usize) -> Self {
        const NOWHERE: u32 = u32::MAX;
        assert_eq!(songs.len(), n_songs, "the model's order is of the same songs as candidates and ties");
        let mut positions = vec![NOWHERE; n_songs];
        for (position, song) in songs.iter().enumerate() {
            positions[song.index()] = position as u32;
        }
        assert!(positions.iter().all(|position| *position != NOWHERE), "a place for every song");
        Self { songs, positions }
    }
}
