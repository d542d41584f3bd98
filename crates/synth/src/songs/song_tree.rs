//! Genres > scenes > artists > songs: each a range of leaves inside a range of the one before.
//!
//! ```text
//! genre  |------ Blues ------|------------- Pop_Rock -------------|
//! scene  |---- 0 ----|-- 1 --|---- 2 ----|----- 3 -----|---- 4 ---|
//! artist |-0-|---1---|2|--3--|-4-|-5-|-6-|-----7-----|8|----9-----|
//! leaf  0 1 2 3 4 ...
//! ```

use rand::{Rng, RngExt};

use super::genre::{GENRES, Genre, N_GENRES};

const FEWEST_SONGS_OF_A_GENRE: u32 = 3;
const MEAN_SONGS_OF_AN_ARTIST: f64 = 9.0;

/// Where every song stands. Bounds have one entry more than there are ranges: range `i` is `bounds[i]..bounds[i + 1]`.
pub(crate) struct SongTree {
    genre_bounds: Vec<u32>,
    scene_bounds: Vec<u32>,
    artist_bounds: Vec<u32>,
    /// The scenes of genre `g` are `scenes_of_genres[g]..scenes_of_genres[g + 1]`.
    scenes_of_genres: Vec<u32>,
    genres: Vec<Genre>,
    scenes: Vec<u32>,
    artists: Vec<u32>,
}

impl SongTree {
    pub(super) fn draw(n_songs: usize, rng: &mut impl Rng) -> Self {
        let genre_bounds = genre_bounds(n_songs as u32);
        let (scene_bounds, scenes_of_genres) = scene_bounds(&genre_bounds, rng);
        let artist_bounds = artist_bounds(&scene_bounds, rng);
        Self {
            genres: owners(&genre_bounds).map(|genre| genre as Genre).collect(),
            scenes: owners(&scene_bounds).collect(),
            artists: owners(&artist_bounds).collect(),
            genre_bounds,
            scene_bounds,
            artist_bounds,
            scenes_of_genres,
        }
    }

    pub(crate) fn n_songs(&self) -> usize {
        self.genres.len()
    }

    pub(crate) fn n_scenes(&self) -> usize {
        self.scene_bounds.len() - 1
    }

    pub(crate) fn n_artists(&self) -> usize {
        self.artist_bounds.len() - 1
    }

    #[inline]
    pub(crate) fn genre(&self, leaf: u32) -> Genre {
        self.genres[leaf as usize]
    }

    #[inline]
    pub(crate) fn scene(&self, leaf: u32) -> u32 {
        self.scenes[leaf as usize]
    }

    #[inline]
    pub(crate) fn artist(&self, leaf: u32) -> u32 {
        self.artists[leaf as usize]
    }

    /// Some scene of a genre, each as likely as the next.
    pub(crate) fn any_scene_of(&self, genre: Genre, rng: &mut impl Rng) -> u32 {
        let genre = usize::from(genre);
        rng.random_range(self.scenes_of_genres[genre]..self.scenes_of_genres[genre + 1])
    }

    pub(super) fn genre_bounds(&self) -> &[u32] {
        &self.genre_bounds
    }

    pub(super) fn scene_bounds(&self) -> &[u32] {
        &self.scene_bounds
    }

    pub(super) fn artist_bounds(&self) -> &[u32] {
        &self.artist_bounds
    }
}

/// Genres in proportion to (labelled songs)^0.85: listening is less one-sided than the song table.
///
/// What rounding leaves over, and what the smallest genres were given, the largest one settles.
fn genre_bounds(n_songs: u32) -> Vec<u32> {
    let weights = GENRES.map(|(_, n)| f64::from(n).powf(0.85));
    let total: f64 = weights.iter().sum();
    let mut n_of = weights.map(|weight| ((weight / total * f64::from(n_songs)) as u32).max(FEWEST_SONGS_OF_A_GENRE));
    let largest = (0..N_GENRES).max_by_key(|&genre| GENRES[genre].1).unwrap_or(0);
    n_of[largest] = n_songs + n_of[largest] - n_of.iter().sum::<u32>();
    let ends = n_of.iter().scan(0, |end, n| {
        *end += n;
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

/// Every genre cut into scenes at random places: scenes of 250 songs on average, of fewer where there are few songs.
fn scene_bounds(genre_bounds: &[u32], rng: &mut impl Rng) -> (Vec<u32>, Vec<u32>) {
    let n_songs = genre_bounds.last().map_or(0.0, |&end| f64::from(end));
    let mean_songs = (n_songs / 80.0).clamp(30.0, 250.0);
    let mut bounds = vec![0];
    let mut scenes_of_genres = vec![0];
    for genre in genre_bounds.windows(2) {
        let (start, end) = (genre[0], genre[1]);
        let n_scenes = (f64::from(end - start) / mean_songs).round() as u32;
        let mut cuts: Vec<u32> = (1..n_scenes).map(|_| rng.random_range(start + 1..end)).collect();
        cuts.push(end);
        cuts.sort_unstable();
        cuts.dedup();
        bounds.extend(cuts);
        scenes_of_genres.push(bounds.len() as u32 - 1);
    }
    (bounds, scenes_of_genres)
}

/// Every scene cut into artists, each song the first of a new artist with probability 1/9.
fn artist_bounds(scene_bounds: &[u32], rng: &mut impl Rng) -> Vec<u32> {
    let mut bounds = vec![0];
    for scene in scene_bounds.windows(2) {
        bounds.extend((scene[0] + 1..scene[1]).filter(|_| rng.random_bool(1.0 / MEAN_SONGS_OF_AN_ARTIST)));
        bounds.push(scene[1]);
    }
    bounds
}

/// For every leaf, the range it is in.
fn owners(bounds: &[u32]) -> impl Iterator<Item = u32> {
    (0_u32..).zip(bounds.windows(2)).flat_map(|(owner, range)| (range[0]..range[1]).map(move |_| owner))
}
