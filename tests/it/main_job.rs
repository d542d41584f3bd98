//! The main job on six songs and five users, derived by hand.

use crate::program::{Sources, integers, names, rejected, texts, vectors};

/// Users left: ann, bob, cat (dan has no visible row). Songs left: Aja, Bow, Cry, Dew.
#[test]
fn users_and_songs_are_numbered_over_all_that_remains() {
    let sources = Sources::small();
    sources.run_well(&[]);
    assert_eq!(names(&sources.table("user_mapping.parquet"), "user_id"), ["ann", "bob", "cat"]);
    assert_eq!(names(&sources.table("song_mapping.parquet"), "song_id"), ["Aja", "Bow", "Cry", "Dew"]);
    assert_eq!(integers(&sources.table("user_mapping.parquet"), "sparse_index"), [0, 1, 2]);
    let counts = &sources.manifest()["counts"];
    assert_eq!(counts["users_without_visible"], 1);
    assert_eq!(counts["raw_triplets"], 8);
    assert_eq!(counts["joined"], 6);
    assert_eq!(counts["hidden_after"], 1);
}

#[test]
fn matrices_are_songs_by_users() {
    let sources = Sources::small();
    sources.run_well(&[]);
    let train = artifacts::read_npz(&sources.latest().join("train_sparse.npz")).unwrap();
    let cells: Vec<_> = train.csr().iter().map(|(&plays, at)| (at, plays)).collect();
    assert_eq!((train.n_songs(), train.n_users()), (4, 3));
    assert_eq!(cells, [((0, 0), 3.0), ((0, 2), 5.0), ((1, 0), 1.0), ((2, 1), 2.0)]);
    let test = artifacts::read_npz(&sources.latest().join("test_sparse.npz")).unwrap();
    let cells: Vec<_> = test.csr().iter().map(|(&plays, at)| (at, plays)).collect();
    assert_eq!(cells, [((3, 2), 1.0)]);
}

#[test]
fn songs_carry_their_columns_and_genre() {
    let sources = Sources::small();
    sources.run_well(&[]);
    let songs = sources.table("song_df.parquet");
    assert_eq!(
        songs.get_column_names().iter().map(|name| name.as_str()).collect::<Vec<_>>(),
        [
            "sparse_index",
            "song_id",
            "track_id",
            "artist_name",
            "title",
            "danceability",
            "energy",
            "instrumentalness",
            "liveness",
            "loudness",
            "valence",
            "year",
            "genre"
        ]
    );
    let genre = |name: &str| Some(name.to_owned());
    assert_eq!(texts(&songs, "genre"), [genre("Pop_Rock"), None, genre("Pop_Rock"), genre("Jazz")]);
    assert_eq!(songs.column("year").unwrap().i64().unwrap().get(1), None);
}

/// ann: Aja 3 times, Bow once. Mellow of Aja: .5 x -.37 + .25 x -.64 + .5 x .20 + .125 x -.69 - 10 x -.58 + .75 x -.04
/// = -.185 - .16 + .1 - .08625 + 5.8 - .03 = 5.43875; of Bow: -.0925 - .32 + 0 - .1725 + 3.48 - .02 = 2.875.
/// Mean (3 x 5.43875 + 2.875) / 4 = 4.7978125, deviation |5.43875 - 2.875| x sqrt(3) / 4 = 1.110133...
#[test]
fn a_users_taste_is_the_plays_weighted_mean() {
    let sources = Sources::small();
    sources.run_well(&[]);
    let users = sources.table("user_df.parquet");
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    let music = vectors(&users, "MUSIC");
    let ann = music[0].as_ref().unwrap();
    close(ann[0], 4.797_812_5);
    close(vectors(&users, "MUSIC_sd")[0].as_ref().unwrap()[0], 2.563_75 * 3.0_f64.sqrt() / 4.0);
    assert_eq!(integers(&users, "num_songs"), [2, 1, 1]);
    assert_eq!(integers(&users, "plays"), [4, 2, 5]);
    let is_test: Vec<_> = users.column("is_test").unwrap().bool().unwrap().iter().flatten().collect();
    assert_eq!(is_test, [false, false, true]);
}

#[test]
fn clean_sources_leave_no_rejected_row() {
    let sources = Sources::small();
    sources.run_well(&[]);
    assert_eq!(rejected(&sources), []);
}
