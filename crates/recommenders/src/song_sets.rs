//! Which songs somebody knows, each once: sets that can be laid over one another.

use domain::{Index, ListeningHistory, UserId};

/// Sets of songs in ascending order, in CSR form: set `p` is `songs[ends[p - 1]..ends[p]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SongSets {
    ends: Vec<u64>,
    songs: Vec<u32>,
}

impl SongSets {
    /// The songs of some users.
    pub(crate) fn of(history: &ListeningHistory, users: &[u32]) -> Self {
        let mut sets = Self::default();
        for user in users {
            sets.songs.extend(distinct_songs(history, UserId(*user)));
            sets.ends.push(sets.songs.len() as u64);
        }
        sets
    }

    /// Puts sets together from their parts; `None` if these do not fit, or name a song that is not below `n_songs`.
    pub(crate) fn from_parts(ends: &[u64], songs: &[u32], n_songs: usize) -> Option<Self> {
        let mut start = 0;
        for &end in ends {
            let set = songs.get(start..usize::try_from(end).ok()?)?;
            if !set.windows(2).all(|pair| pair[0] < pair[1]) || set.last().is_some_and(|song| *song as usize >= n_songs)
            {
                return None;
            }
            start = end as usize;
        }
        (start == songs.len()).then(|| Self { ends: ends.to_vec(), songs: songs.to_vec() })
    }

    /// Where each set ends, and the songs of all.
    pub(crate) fn parts(&self) -> (&[u64], &[u32]) {
        (&self.ends, &self.songs)
    }

    /// How many sets.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// One set.
    pub(crate) fn at(&self, position: usize) -> &[u32] {
        let start = if position == 0 { 0 } else { self.ends[position - 1] as usize };
        &self.songs[start..self.ends[position] as usize]
    }
}

/// The songs of a user, ascending, each once.
pub(crate) fn distinct_songs(history: &ListeningHistory, user: UserId) -> Vec<u32> {
    let mut songs: Vec<u32> = history.of(user).0.iter().map(|song| song.index() as u32).collect();
    songs.sort_unstable();
    songs.dedup();
    songs
}

/// A bit for each song.
#[derive(Clone, Debug)]
pub(crate) struct SongBits(Vec<u64>);

impl SongBits {
    /// No song of `n_songs`.
    pub(crate) fn none(n_songs: usize) -> Self {
        Self(vec![0; n_songs.div_ceil(64)])
    }

    /// Adds a song, if it is one of them.
    pub(crate) fn insert(&mut self, song: u32) {
        if let Some(word) = self.0.get_mut(song as usize / 64) {
            *word |= 1 << (song % 64);
        }
    }

    /// Takes a song out.
    pub(crate) fn remove(&mut self, song: u32) {
        if let Some(word) = self.0.get_mut(song as usize / 64) {
            *word &= !(1 << (song % 64));
        }
    }

    /// Takes all songs out, in ascending order.
    pub(crate) fn drain(&mut self, mut visit: impl FnMut(u32)) {
        for (at, word) in self.0.iter_mut().enumerate() {
            while *word != 0 {
                visit(at as u32 * 64 + word.trailing_zeros());
                *word &= *word - 1;
            }
        }
    }

    /// How many of `songs` are in it.
    pub(crate) fn n_shared(&self, songs: &[u32]) -> usize {
        let bit = |song: &u32| self.0.get(*song as usize / 64).map_or(0, |word| word >> (song % 64) & 1);
        songs.iter().map(bit).sum::<u64>() as usize
    }
}
