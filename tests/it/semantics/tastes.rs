//! Audio features and MUSIC values.

use crate::program::{HIDDEN, SONG_HEADER, SONGS, Sources, TRAIN, VISIBLE, integers, names, vectors};

use super::{ANY_SHARE, BOW, CRY, check_cells, close, kept_aside, row, run_with};

/// The weights of loudness in the five factors.
const LOUDNESS: [f64; 5] = [-0.58, -0.19, -0.44, 0.79, -0.21];

/// Aja with another energy, Bow and Cry as they are.
fn aja_with_energy(energy: &str) -> Sources {
    run_with(SONGS, format!("{SONG_HEADER}Aja,TRA,Steely Dan,Aja,0.5,{energy},0.5,0.125,-10,0.75,1977\n{BOW}{CRY}"))
}

/// Aja, Bow, Cry and Dew differ in loudness alone.
fn loudness(aja: &str, bow: &str, cry: &str, dew: &str) -> String {
    let song = |id: &str, loudness: &str| format!("{id},TR{id},x,{id},0.5,0.5,0.5,0.5,{loudness},0.5,1999\n");
    format!("{SONG_HEADER}{}{}{}{}", song("Aja", aja), song("Bow", bow), song("Cry", cry), song("Dew", dew))
}

#[track_caller]
fn check_loudness_times(found: Option<&Vec<f64>>, scaled: f64) {
    for (found, weight) in found.unwrap().iter().zip(LOUDNESS) {
        close(*found, scaled * weight);
    }
}

/// ann plays Aja 3 times and Bow once, cat Aja alone. Bow's mellow value is 2.875 (see `plays.rs`), and ann's with it.
/// The notebook: NaN in all five values of ann and cat; the matrix as here.
#[test]
fn a_song_without_a_feature_counts_in_the_matrix_but_not_in_the_taste() {
    for missing in ["", "NaN", "NA", "null"] {
        let sources = aja_with_energy(missing);
        assert_eq!(kept_aside(&sources), []);
        let expected = [("Aja", "ann", 3.0), ("Aja", "cat", 5.0), ("Bow", "ann", 1.0), ("Cry", "bob", 2.0)];
        check_cells(&sources, "train_sparse.npz", &expected);
        let users = sources.table("user_df.parquet");
        assert_eq!(integers(&users, "num_songs"), [2, 1, 1]);
        assert_eq!(integers(&users, "plays"), [4, 2, 5]);
        close(vectors(&users, "MUSIC")[0].as_ref().unwrap()[0], 2.875);
    }
}

/// Songs Aja, Bow, Cry; users ann, bob, cat. The notebook: NaN.
#[test]
fn a_song_without_a_feature_has_no_vector_and_a_user_of_no_other_song_has_none() {
    let sources = aja_with_energy("");
    for column in ["MUSIC", "MUSIC_z"] {
        let has = |table: &str| vectors(&sources.table(table), column).iter().map(Option::is_some).collect::<Vec<_>>();
        assert_eq!(has("song_music.parquet"), [false, true, true], "{column}");
        assert_eq!(has("user_df.parquet"), [true, true, false], "{column}");
    }
    assert_eq!(sources.manifest()["counts"]["users_without_vector"], 1);
}

/// Aja is not among the songs then, so cat, who plays nothing else, is left out. The notebook: infinite tastes.
#[test]
fn a_song_with_an_infinite_feature_is_kept_aside() {
    for infinite in ["inf", "-Infinity", "1e999"] {
        let sources = aja_with_energy(infinite);
        assert_eq!(kept_aside(&sources), [row("songs", 2, "feature-not-finite")]);
        assert_eq!(names(&sources.table("user_mapping.parquet"), "user_id"), ["ann", "bob"]);
    }
}

#[test]
fn a_song_with_a_feature_that_is_no_number_is_kept_aside() {
    let sources = aja_with_energy("loud");
    assert_eq!(kept_aside(&sources), [row("songs", 2, "feature-not-a-number")]);
    assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), ["Bow", "Cry"]);
}

/// Heard are Aja at -6 dB and Bow at -2 dB: mean -4, deviation 2 with divisor n (2.83 with n - 1). Each counts once,
/// though Aja has 8 plays. Dew is hidden and at -100 dB: 48 deviations below. The other features do not vary: 0.
#[test]
fn zscore_is_over_the_songs_heard_on_the_visible_side() {
    let sources = Sources::small()
        .with(TRAIN, "ann\tAja\t3\nann\tBow\t1\n")
        .with(VISIBLE, "cat\tAja\t5\n")
        .with(SONGS, loudness("-6", "-2", "-20", "-100"));
    sources.run_well(&[]);
    let songs = sources.table("song_music.parquet");
    assert_eq!(names(&songs, "song_id"), ["Aja", "Bow", "Dew"]);
    let vectors = vectors(&songs, "MUSIC_z");
    check_loudness_times(vectors[0].as_ref(), -1.0);
    check_loudness_times(vectors[1].as_ref(), 1.0);
    check_loudness_times(vectors[2].as_ref(), -48.0);
}

#[test]
fn a_feature_that_does_not_vary_has_the_z_score_0() {
    let sources = Sources::small().with(HIDDEN, "").with(SONGS, loudness("-7", "-7", "-7", "-7"));
    sources.run_well(&[]);
    assert_eq!(vectors(&sources.table("song_music.parquet"), "MUSIC_z"), vec![Some(vec![0.0; 5]); 3]);
}

/// Aja lacks a feature: of the loudness of the heard songs only Bow's -2 and Cry's -6 count, mean -4, deviation 2.
#[test]
fn zscore_leaves_songs_without_a_vector_out() {
    let songs = loudness("-90", "-2", "-6", "-4").replace("Aja,0.5,", "Aja,,");
    let sources = run_with(SONGS, songs);
    let vectors = vectors(&sources.table("song_music.parquet"), "MUSIC_z");
    assert_eq!(vectors[0], None);
    check_loudness_times(vectors[1].as_ref(), 1.0);
    check_loudness_times(vectors[2].as_ref(), -1.0);
}

/// -60..0 dB become 0..1: -15 dB .75, but +3 dB 1.05 and -66 dB -.1. The other features are 0.5 throughout, on both
/// scales, so they drop out of the difference between the two.
#[test]
fn minmax_is_not_clamped() {
    let sources = Sources::small().with(SONGS, loudness("-15", "3", "-66", "0"));
    let both = r#"taste.vectors=[{column="MUSIC",scale="minmax"},{column="raw",scale="raw"}]"#;
    sources.run_well(&[&ANY_SHARE[..], &["--set", both]].concat());
    let songs = sources.table("song_music.parquet");
    let (minmax, raw) = (vectors(&songs, "MUSIC"), vectors(&songs, "raw"));
    for (song, (scaled, decibels)) in [(0.75, -15.0), (1.05, 3.0), (-0.1, -66.0), (1.0, 0.0)].into_iter().enumerate() {
        let pairs = minmax[song].as_ref().unwrap().iter().zip(raw[song].as_ref().unwrap());
        check_loudness_times(Some(&pairs.map(|(minmax, raw)| minmax - raw).collect()), scaled - decibels);
    }
}
