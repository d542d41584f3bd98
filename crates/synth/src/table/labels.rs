//! Which of the table's songs carry a genre label: as many of each genre as the real table, in proportion.

use rand::Rng;
use rand::seq::SliceRandom;

use super::TableSong;
use crate::songs::{GENRES, Genre, N_GENRES};

/// The label of every song of the table; `None` for a song that no one labelled.
pub(super) struct Labels(Vec<Option<Genre>>);

impl Labels {
    /// Labels songs of a genre with it until there are enough; what a genre is short of, songs of other genres make up for.
    pub(super) fn draw(songs: &[TableSong], table_scale: f64, rng: &mut impl Rng) -> Self {
        let mut wanted = GENRES.map(|(_, n)| (f64::from(n) * table_scale).round().max(1.0) as usize);
        let mut order: Vec<usize> = (0..songs.len()).collect();
        order.shuffle(rng);
        let mut labels = vec![None; songs.len()];
        order.retain(|&song| {
            let genre = songs[song].genre;
            let is_wanted = wanted[usize::from(genre)] > 0;
            if is_wanted {
                wanted[usize::from(genre)] -= 1;
                labels[song] = Some(genre);
            }
            !is_wanted
        });
        let short = (0..N_GENRES).flat_map(|genre| std::iter::repeat_n(genre as Genre, wanted[genre]));
        for (song, genre) in order.into_iter().zip(short) {
            labels[song] = Some(genre);
        }
        Self(labels)
    }

    pub(super) fn of(&self, song: u32) -> Option<Genre> {
        self.0[song as usize]
    }
}
