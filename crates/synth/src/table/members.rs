//! The songs of the table: those played ones that it knows, and those that nobody plays.

use rand::RngExt;

use super::{Coverage, TableSong};
use crate::ids::SongCode;
use crate::songs::{Songs, any_genre};
use crate::stream::{Topic, stream};

const SONGS_OF_AN_UNHEARD_ARTIST: usize = 6;

/// The covered songs, in the order of their leaves.
pub(super) fn heard(songs: &Songs, coverage: &Coverage, codes: &[SongCode]) -> Vec<TableSong> {
    (0..songs.len() as u32)
        .filter(|&leaf| coverage.is_covered(leaf))
        .map(|leaf| TableSong {
            code: codes[songs.number(leaf) as usize],
            genre: songs.tree.genre(leaf),
            scene: songs.tree.scene(leaf),
            artist: songs.tree.artist(leaf),
        })
        .collect()
}

/// One song for each code, by artists of whom nobody plays anything; an artist stays in one scene.
pub(super) fn unheard(songs: &Songs, codes: Vec<SongCode>, seed: u64) -> impl Iterator<Item = TableSong> {
    let mut rng = stream(seed, Topic::Unheard, 1);
    let first_artist = songs.tree.n_artists() as u32;
    let n_artists = codes.len().div_ceil(SONGS_OF_AN_UNHEARD_ARTIST).max(1) as u32;
    codes.into_iter().map(move |code| {
        let artist = first_artist + rng.random_range(0..n_artists);
        let mut home = stream(seed, Topic::UnheardArtist, u64::from(artist));
        let genre = any_genre(&mut home);
        TableSong { code, genre, scene: songs.tree.any_scene_of(genre, &mut home), artist }
    })
}
