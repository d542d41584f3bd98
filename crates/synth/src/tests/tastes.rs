//! Is there anything in a sample that popularity alone doesn't have?

use std::collections::BTreeMap;

use super::reading::{sample, song_rows};
use crate::listening::Listening;
use crate::sizes::Sizes;
use crate::songs::Songs;

struct Drawn {
    songs: Songs,
    listening: Listening,
    leaves: Vec<u32>,
}

fn draw() -> Drawn {
    let sizes = Sizes::of(300_000);
    let songs = Songs::draw(&sizes, 4);
    let listening = Listening::draw(&sizes, &songs, 4);
    let leaves = songs.leaves_by_number();
    Drawn { songs, listening, leaves }
}

impl Drawn {
    /// Mean over users of the share of the user's most frequent `kind` of song; `song_at` says what stands at a position.
    fn mean_top_share(&self, kind: impl Fn(u32) -> u32, song_at: impl Fn(usize) -> u32) -> f64 {
        let users = self.listening.train_users();
        let n_users = users.len() as f64;
        users.map(|user| self.top_share(user, &kind, &song_at)).sum::<f64>() / n_users
    }

    fn top_share(&self, user: usize, kind: &impl Fn(u32) -> u32, song_at: &impl Fn(usize) -> u32) -> f64 {
        let plays = self.listening.first_play_of(user)..self.listening.first_play_of(user + 1);
        let n_plays = plays.len() as f64;
        let mut n_of = BTreeMap::new();
        for play in plays {
            *n_of.entry(kind(self.leaves[song_at(play) as usize])).or_insert(0) += 1;
        }
        f64::from(n_of.into_values().max().unwrap_or(0)) / n_plays
    }

    /// The song at a position far away: as popular, but somebody else's.
    fn song_of_somebody_else(&self, play: usize) -> u32 {
        // A step of 7,919 plays leads to other users each time, and 7,919 being prime, to every play once.
        self.listening.song_at(play * 7_919 % self.listening.n_train())
    }
}

#[test]
fn users_keep_to_a_genre_and_to_scenes() {
    let drawn = draw();
    let genre = |leaf| u32::from(drawn.songs.tree.genre(leaf));
    let scene = |leaf| drawn.songs.tree.scene(leaf);
    let own = |play| drawn.listening.song_at(play);
    let anyone = |play| drawn.song_of_somebody_else(play);

    let (by_taste, by_popularity) = (drawn.mean_top_share(genre, own), drawn.mean_top_share(genre, anyone));
    assert!(by_taste > by_popularity + 0.06, "genres: {by_taste:.3} is hardly above {by_popularity:.3}");
    let (by_taste, by_popularity) = (drawn.mean_top_share(scene, own), drawn.mean_top_share(scene, anyone));
    assert!(by_taste > by_popularity + 0.1, "scenes: {by_taste:.3} is hardly above {by_popularity:.3}");
}

#[test]
fn what_is_visible_tells_what_is_hidden() {
    let Drawn { songs, listening, leaves } = draw();
    let halves = |user| {
        let mut half = listening.visible_half(user);
        let artists = listening.plays_of(user).iter().map(|play| songs.tree.artist(leaves[play.song() as usize]));
        artists.partition::<Vec<u32>, _>(|_| half.next_is_visible())
    };
    let (mut n_own, mut n_of_other, mut n_hidden) = (0, 0, 0);
    for user in listening.test_users().skip(1) {
        let (visible, hidden) = halves(user);
        let (visible_of_other, _) = halves(user - 1);
        n_hidden += hidden.len();
        n_own += hidden.iter().filter(|artist| visible.contains(artist)).count();
        n_of_other += hidden.iter().filter(|artist| visible_of_other.contains(artist)).count();
    }
    // Artists of the hidden songs are often among the user's own visible artists, and seldom among another user's.
    assert!(n_own * 2 > n_of_other * 3, "{n_own} and {n_of_other} of {n_hidden}");
}

#[test]
fn songs_of_an_artist_sound_alike() {
    let rows = song_rows(&sample(1_000_000, 1));
    let mut by_artist: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.text("artist_mbid").is_empty()) {
        by_artist.entry(row.text("artist_mbid")).or_default().push(row.number("acousticness"));
    }
    let mean_step = |values: &[f64]| {
        values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum::<f64>() / (values.len() - 1) as f64
    };
    let in_file_order: Vec<f64> = rows.iter().map(|row| row.number("acousticness")).collect();
    let artist_by_artist: Vec<f64> = by_artist.into_values().flatten().collect();
    assert!(mean_step(&artist_by_artist) < 0.9 * mean_step(&in_file_order));
}
