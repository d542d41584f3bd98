//! One user's taste, and the songs that come of it.
//!
//! A user has a main genre and one to five favourite scenes, three in four of them of that genre. Each next song is
//! popular (30 %), of the main genre (12 %), of a favourite scene (38 %) or by an artist already played (20 %).

use rand::{Rng, RngExt};

use super::play::{Play, Reason};
use super::seen::Seen;
use crate::songs::{Genre, Songs};
use crate::stream::{Topic, below, stream};

const MOST_SCENES: usize = 5;
const SCENES_OF_MAIN_GENRE: f64 = 0.75;
/// After so many songs in a row that the user already had, the taste is exhausted, and after so many even the popular songs.
const TIRED_OF_TASTE: u32 = 20;
const TIRED_OF_POPULAR: u32 = 40;

/// The desk on which one user after the other is drawn; kept only to reuse its memory.
#[derive(Default)]
pub(super) struct Listener {
    leaves: Vec<u32>,
    seen: Seen,
}

impl Listener {
    /// Fills `plays` with different songs for one user, sorted by song number.
    pub(super) fn listen(&mut self, songs: &Songs, seed: u64, user: usize, plays: &mut [Play]) {
        let mut rng = stream(seed, Topic::Plays, user as u64);
        let taste = Taste::draw(songs, &mut rng);
        self.leaves.clear();
        self.seen.clear_for(plays.len());
        for play in &mut *plays {
            let (leaf, reason) = self.next_song(songs, &taste, &mut rng);
            self.leaves.push(leaf);
            *play = Play::new(songs.number(leaf), reason);
        }
        plays.sort_unstable();
    }

    fn next_song(&mut self, songs: &Songs, taste: &Taste, rng: &mut impl Rng) -> (u32, Reason) {
        let mut tries = 0;
        loop {
            let (leaf, reason) = taste.propose(songs, &self.leaves, tries, rng);
            if self.seen.insert(leaf) {
                return (leaf, reason);
            }
            tries += 1;
        }
    }
}

struct Taste {
    main_genre: Genre,
    scenes: [u32; MOST_SCENES],
    n_scenes: u32,
}

impl Taste {
    fn draw(songs: &Songs, rng: &mut impl Rng) -> Self {
        let favourite = songs.anywhere(rng);
        let main_genre = songs.tree.genre(favourite);
        let n_scenes = 1 + (rng.random::<f64>() * rng.random::<f64>() * MOST_SCENES as f64) as u32;
        let mut scenes = [songs.tree.scene(favourite); MOST_SCENES];
        for scene in &mut scenes[1..n_scenes as usize] {
            let is_of_main_genre = rng.random::<f64>() < SCENES_OF_MAIN_GENRE;
            let song = if is_of_main_genre { songs.in_genre(main_genre, rng) } else { songs.anywhere(rng) };
            *scene = songs.tree.scene(song);
        }
        Self { main_genre, scenes, n_scenes }
    }

    /// A song that the user might play next, after `tries` that were no news.
    #[inline]
    fn propose(&self, songs: &Songs, played: &[u32], tries: u32, rng: &mut impl Rng) -> (u32, Reason) {
        let roll: f64 = rng.random();
        if tries > TIRED_OF_POPULAR {
            (below(songs.len() as u32, rng), Reason::Popular)
        } else if roll < 0.30 || tries > TIRED_OF_TASTE {
            (songs.anywhere(rng), Reason::Popular)
        } else if roll < 0.42 {
            (songs.in_genre(self.main_genre, rng), Reason::Taste)
        } else if roll < 0.80 || played.is_empty() {
            let scene = self.scenes[below(self.n_scenes, rng) as usize];
            (songs.in_scene(scene, rng), Reason::Taste)
        } else {
            let earlier = played[below(played.len() as u32, rng) as usize];
            (songs.by_artist(songs.tree.artist(earlier), rng), Reason::Artist)
        }
    }
}
