//! The tree of songs and the draws from it.

use super::*;

fn songs() -> Songs {
    Songs::draw(&Sizes::of(1_000_000), 7)
}

#[test]
fn a_draw_is_in_proportion_to_its_weight_and_stays_in_its_range() {
    // Two ranges of three and two places: weights 1 : 2 : 5 and 9 : 1.
    let ranges = WeightedRanges::new(&[0, 3, 5], &[1.0, 2.0, 5.0, 9.0, 1.0]);
    let mut rng = stream(1, Topic::Songs, 0);
    let mut n_drawn = [[0_u32; 5]; 2];
    for _ in 0..200_000 {
        n_drawn[0][ranges.draw(0, &mut rng) as usize] += 1;
        n_drawn[1][ranges.draw(1, &mut rng) as usize] += 1;
    }
    let expected = [[0.125, 0.25, 0.625, 0.0, 0.0], [0.0, 0.0, 0.0, 0.9, 0.1]];
    for (drawn, expected) in n_drawn.as_flattened().iter().zip(expected.as_flattened()) {
        let share = f64::from(*drawn) / 200_000.0;
        assert!((share - expected).abs() < 0.005, "{n_drawn:?}");
        assert_eq!(share == 0.0, *expected == 0.0);
    }
}

#[test]
fn an_artist_stays_in_one_scene_and_a_scene_in_one_genre() {
    let songs = songs();
    let tree = &songs.tree;
    for leaf in 1..songs.len() as u32 {
        let (before, here) = (leaf - 1, leaf);
        assert!(tree.artist(before) != tree.artist(here) || tree.scene(before) == tree.scene(here));
        assert!(tree.scene(before) != tree.scene(here) || tree.genre(before) == tree.genre(here));
    }
    assert_eq!(usize::from(tree.genre(songs.len() as u32 - 1)), N_GENRES - 1);
}

#[test]
fn a_song_is_drawn_from_where_it_was_asked_for() {
    let songs = songs();
    let mut rng = stream(1, Topic::Songs, 1);
    for leaf in (0..songs.len() as u32).step_by(97) {
        let (genre, scene, artist) = (songs.tree.genre(leaf), songs.tree.scene(leaf), songs.tree.artist(leaf));
        assert_eq!(songs.tree.genre(songs.in_genre(genre, &mut rng)), genre);
        assert_eq!(songs.tree.scene(songs.in_scene(scene, &mut rng)), scene);
        assert_eq!(songs.tree.artist(songs.by_artist(artist, &mut rng)), artist);
    }
}

#[test]
fn the_top_song_has_the_share_it_is_to_have() {
    let sizes = Sizes::of(1_000_000);
    let weights = songs().popularity.weights();
    let top = weights.iter().copied().fold(0.0, f64::max) / weights.iter().sum::<f64>();
    assert!((top / sizes.share_of_top_song() - 1.0).abs() < 0.01, "{top} is not {}", sizes.share_of_top_song());
}

#[test]
fn genres_are_drawn_as_often_as_songs_carry_them() {
    let mut rng = stream(1, Topic::Genres, 0);
    let pop_rock = (0..20_000).filter(|_| GENRES[usize::from(any_genre(&mut rng))].0 == "Pop_Rock").count();
    // 110,879 of 190,899 labelled songs: 0.581.
    assert!((0.56..0.60).contains(&(pop_rock as f64 / 20_000.0)));
}
