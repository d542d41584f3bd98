//! The songs that somebody plays: where each stands among genres, scenes and artists, and how popular it is.
//!
//! A song has two positions. Its *leaf* is its place when the songs stand genre by genre, scene by scene, artist by
//! artist; users draw from leaves. Its *number* is the rank of its id, the order in which files list songs; plays are kept
//! by number. Names, features and the song table are elsewhere.

mod genre;
mod popularity;
mod song_tree;
mod weighted_ranges;

use rand::Rng;
use rand::seq::SliceRandom;

pub(crate) use genre::{GENRES, Genre, N_GENRES, any_genre};
pub(crate) use popularity::Popularity;
pub(crate) use song_tree::SongTree;
use weighted_ranges::WeightedRanges;

use crate::sizes::Sizes;
use crate::stream::{Topic, stream};

/// All songs that are played, and the ways to draw one.
pub(crate) struct Songs {
    pub(crate) tree: SongTree,
    pub(crate) popularity: Popularity,
    everywhere: WeightedRanges,
    in_genres: WeightedRanges,
    in_scenes: WeightedRanges,
    by_artists: WeightedRanges,
    numbers: Vec<u32>,
}

impl Songs {
    /// Draws the tree, the popularities and the numbering of `sizes.n_songs` songs.
    pub(crate) fn draw(sizes: &Sizes, seed: u64) -> Self {
        let mut rng = stream(seed, Topic::Songs, 0);
        let tree = SongTree::draw(sizes.n_songs, &mut rng);
        let popularity = Popularity::draw(&tree, sizes.share_of_top_song(), &mut rng);
        let weights = popularity.weights();
        let mut numbers: Vec<u32> = (0..sizes.n_songs as u32).collect();
        numbers.shuffle(&mut rng);
        Self {
            everywhere: WeightedRanges::new(&[0, sizes.n_songs as u32], &weights),
            in_genres: WeightedRanges::new(tree.genre_bounds(), &weights),
            in_scenes: WeightedRanges::new(tree.scene_bounds(), &weights),
            by_artists: WeightedRanges::new(tree.artist_bounds(), &weights),
            tree,
            popularity,
            numbers,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The number of the song at a leaf.
    #[inline]
    pub(crate) fn number(&self, leaf: u32) -> u32 {
        self.numbers[leaf as usize]
    }

    /// The leaf of every song, by number.
    pub(crate) fn leaves_by_number(&self) -> Vec<u32> {
        let mut leaves = vec![0; self.len()];
        for leaf in 0..self.len() as u32 {
            leaves[self.number(leaf) as usize] = leaf;
        }
        leaves
    }

    /// The leaf of some song, by popularity.
    #[inline]
    pub(crate) fn anywhere(&self, rng: &mut impl Rng) -> u32 {
        self.everywhere.draw(0, rng)
    }

    /// The leaf of a song of a genre, by popularity.
    #[inline]
    pub(crate) fn in_genre(&self, genre: Genre, rng: &mut impl Rng) -> u32 {
        self.in_genres.draw(usize::from(genre), rng)
    }

    /// The leaf of a song of a scene, by popularity.
    #[inline]
    pub(crate) fn in_scene(&self, scene: u32, rng: &mut impl Rng) -> u32 {
        self.in_scenes.draw(scene as usize, rng)
    }

    /// The leaf of a song of an artist, by popularity.
    #[inline]
    pub(crate) fn by_artist(&self, artist: u32, rng: &mut impl Rng) -> u32 {
        self.by_artists.draw(artist as usize, rng)
    }
}

#[cfg(test)]
mod tests;
