//! Songs whose track is known to be another recording, as the Taste Profile's list of matching errors has them.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::{Coverage, TableRow, TableSong};
use crate::ids::{SongCode, TrackCode};
use crate::sizes::Sizes;
use crate::songs::Songs;
use crate::stream::{Topic, stream};

/// Of the table's songs, the share that is on the list.
const SHARE_OF_TABLE: f64 = 0.02;

/// A song, the track it was taken for, and what either is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mismatch {
    pub(crate) song: SongCode,
    pub(crate) track: TrackCode,
    pub(crate) meant: Credit,
    pub(crate) found: Credit,
}

/// An artist and a title: what their streams are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Credit {
    pub(crate) artist: u32,
    pub(crate) title: u32,
}

/// A random 2 % of the table's songs, each under the track of its first row.
pub(super) fn in_table(sizes: &Sizes, songs: &[TableSong], rows: &[TableRow], seed: u64) -> Vec<Mismatch> {
    let mut rng = stream(seed, Topic::Mismatches, 0);
    let mut firsts: Vec<&TableRow> = rows.iter().filter(|row| !row.is_repeat).collect();
    firsts.shuffle(&mut rng);
    firsts.truncate(((songs.len() as f64 * SHARE_OF_TABLE) as usize).clamp(1, sizes.n_mismatches));
    let mut found = firsts.clone();
    found.rotate_left(1);
    let credit = |row: &TableRow| Credit { artist: songs[row.song as usize].artist, title: row.song };
    firsts
        .into_iter()
        .zip(found)
        .map(|(row, other)| Mismatch {
            song: songs[row.song as usize].code,
            track: row.track,
            meant: credit(row),
            found: credit(other),
        })
        .collect()
}

/// `n` played songs that the table doesn't know, under tracks that it doesn't know either.
pub(super) fn elsewhere(
    n: usize,
    songs: &Songs,
    coverage: &Coverage,
    codes: &[SongCode],
    tracks: &mut impl Iterator<Item = TrackCode>,
    seed: u64,
) -> Vec<Mismatch> {
    let mut rng = stream(seed, Topic::Mismatches, 1);
    let mut unknown: Vec<u32> = (0..songs.len() as u32).filter(|&leaf| !coverage.is_covered(leaf)).collect();
    unknown.shuffle(&mut rng);
    // Titles of the table's songs are taken from the front, these from the back.
    let credit = |leaf: u32| Credit { artist: songs.tree.artist(leaf), title: u32::MAX - leaf };
    unknown
        .into_iter()
        .zip(tracks)
        .take(n)
        .map(|(leaf, track)| Mismatch {
            song: codes[songs.number(leaf) as usize],
            track,
            meant: credit(leaf),
            found: credit(rng.random_range(0..songs.len() as u32)),
        })
        .collect()
}

/// Known and unknown songs mixed, as the real list is in no order.
pub(super) fn shuffle(mismatches: &mut [Mismatch], seed: u64) {
    mismatches.shuffle(&mut stream(seed, Topic::Mismatches, 2));
}
