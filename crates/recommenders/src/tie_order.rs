//! In which order songs of one score stand: drawn once for a run, the same whatever the songs' numbers are.

use domain::{Index, SongId, Vocabulary};

use crate::id_keys::id_key;

/// A seeded permutation of the songs: a song's rank is that of the hash of (seed, song id), ties by id in byte order.
///
/// It depends on the seed and the ids alone, not on how songs are numbered, and has nothing to do with their popularity.
/// A list is ordered by score, descending, then by this rank, ascending: a total order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TieOrder {
    ranks: Vec<u32>,
    songs: Vec<SongId>,
}

impl TieOrder {
    /// The permutation of all songs under `seed`. O(songs log songs).
    pub fn new(seed: u64, songs: &Vocabulary<SongId>) -> Self {
        let mut keyed: Vec<(u64, SongId)> =
            songs.iter().enumerate().map(|(number, id)| (id_key(seed, id), SongId::new(number as u32))).collect();
        // Numbers ascend with the ids' bytes, so they order ids whose hashes are the same.
        keyed.sort_unstable();
        let songs: Vec<SongId> = keyed.into_iter().map(|(_, song)| song).collect();
        let mut ranks = vec![0; songs.len()];
        for (rank, song) in songs.iter().enumerate() {
            ranks[song.index()] = rank as u32;
        }
        Self { ranks, songs }
    }

    /// How many songs.
    pub fn n_songs(&self) -> usize {
        self.ranks.len()
    }

    /// The rank of a song, from 0.
    ///
    /// # Panics
    /// If there is no such song.
    pub fn rank(&self, song: SongId) -> u32 {
        self.ranks[song.index()]
    }

    /// The rank of every song by number.
    pub fn ranks(&self) -> &[u32] {
        &self.ranks
    }

    /// The song of a rank.
    ///
    /// # Panics
    /// If there is no such rank.
    pub fn song(&self, rank: u32) -> SongId {
        self.songs[rank as usize]
    }
}

#[cfg(test)]
mod tests {
    use domain::{SongId, Vocabulary};

    use super::TieOrder;

    fn ids_in_order(seed: u64, ids: &[&str]) -> Vec<String> {
        let songs = Vocabulary::<SongId>::from_sorted(ids.iter().copied()).unwrap();
        let ties = TieOrder::new(seed, &songs);
        (0..ids.len() as u32).map(|rank| songs.id(ties.song(rank)).to_owned()).collect()
    }

    #[test]
    fn two_songs_keep_their_order_whoever_else_is_there() {
        let all = ids_in_order(7, &["SOA", "SOB", "SOC", "SOD", "SOE", "SOF"]);
        let some = ids_in_order(7, &["SOB", "SOD", "SOE"]);
        let expected: Vec<String> = all.into_iter().filter(|id| some.contains(id)).collect();
        assert_eq!(some, expected);
    }

    /// `hashlib.sha256((7).to_bytes(8, "little") + id).digest()[:8]`, ascending, of Python 3.13.
    #[test]
    fn the_order_is_that_of_the_sha_256() {
        assert_eq!(ids_in_order(7, &["SOA", "SOB", "SOC", "SOD", "SOE", "SOF"]), EXPECTED);
    }

    const EXPECTED: [&str; 6] = ["SOA", "SOE", "SOF", "SOC", "SOB", "SOD"];

    #[test]
    fn a_rank_and_its_song_point_at_each_other() {
        let songs = Vocabulary::<SongId>::from_sorted(["a", "b", "c"]).unwrap();
        let ties = TieOrder::new(1, &songs);
        assert!((0..3).all(|rank| ties.rank(ties.song(rank)) == rank));
    }
}
