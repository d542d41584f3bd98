//! Tests of this crate as a whole.

use domain::{FeatureScale, ListeningHistory, MusicScale, MusicVector, SongFeatures, SongId};

use crate::{WEIGHTS, feature_scale, song_vectors, tastes};

#[track_caller]
fn close(found: [f64; 5], expected: [f64; 5]) {
    for (found, expected) in found.into_iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-12, "{found} is not {expected}");
    }
}

/// The notebook's own arithmetic: 0.5 danceable and -10 dB, nothing else.
/// M = 0.5 x -0.37 - 10 x -0.58 = 5.615; U = 0.025 + 1.9; S = -0.175 + 4.4; I = 0.04 - 7.9; C = 0.215 + 2.1.
#[test]
fn a_song_vector_is_features_times_weights() {
    let song = [0.5, 0.0, 0.0, 0.0, -10.0, 0.0];
    let vectors = song_vectors(&[Some(song), None], &FeatureScale::IDENTITY);
    close(vectors[0].expect("all features").0, [5.615, 1.925, 4.225, -7.86, 2.315]);
    assert_eq!(vectors[1], None);
}

/// Loudness -6 and -2: mean -4, population deviation 2, so the songs stand at -1 and +1; the rest does not vary.
#[test]
fn a_z_score_counts_each_song_once_and_a_constant_feature_not_at_all() {
    let songs: [SongFeatures; 2] = [[0.5, 0.0, 0.0, 0.0, -6.0, 1.0], [0.5, 0.0, 0.0, 0.0, -2.0, 1.0]];
    let scale = feature_scale(MusicScale::Zscore, &songs.iter());
    let vectors = song_vectors(&songs.map(Some), &scale);
    close(vectors[0].expect("all features").0, WEIGHTS[4].map(|weight| -weight));
    close(vectors[1].expect("all features").0, WEIGHTS[4]);
}

/// The mean of three times 0.1 in doubles is not 0.1, and the deviation not 0; the feature does not vary all the same.
#[test]
fn a_constant_feature_scales_to_zero_even_where_its_mean_is_rounded() {
    let songs: [SongFeatures; 3] = [[0.1; 6], [0.1; 6], [0.1; 6]];
    let scale = feature_scale(MusicScale::Zscore, &songs.iter());
    let found = song_vectors(&[Some(songs[0])], &scale)[0].expect("all features").0;
    assert!(found.iter().all(|value| value.abs() <= 0.0), "{found:?}");
}

/// -15 dB of -60..0 is 0.75; +3 dB exceeds 1 and is not clamped.
#[test]
fn minmax_moves_loudness_alone() {
    let songs: [SongFeatures; 2] = [[0.0, 0.0, 0.0, 0.0, -15.0, 0.0], [0.0, 0.0, 0.0, 0.0, 3.0, 0.0]];
    let scale = feature_scale(MusicScale::Minmax, &songs.iter());
    let vectors = song_vectors(&songs.map(Some), &scale);
    close(vectors[0].expect("all features").0, WEIGHTS[4].map(|weight| 0.75 * weight));
    close(vectors[1].expect("all features").0, WEIGHTS[4].map(|weight| 1.05 * weight));
}

/// Songs at 1, 5 and unknown on every axis, played 3, 1 and 100 times: mean (3 + 5) / 4 = 2,
/// deviation sqrt((3 x 1 + 1 x 9) / 4) = sqrt 3. The user of the unknown song alone has no taste.
#[test]
fn a_taste_is_weighted_by_plays_over_songs_with_a_vector() {
    let vectors = [Some(MusicVector([1.0; 5])), Some(MusicVector([5.0; 5])), None];
    let history = ListeningHistory {
        starts: vec![0, 3, 4, 4],
        songs: [0, 1, 2, 2].map(SongId).to_vec(),
        plays: vec![3, 1, 100, 7],
    };
    let tastes = tastes(&history, &vectors);
    let first = tastes[0].expect("two songs have vectors");
    close(first.mean.0, [2.0; 5]);
    close(first.deviation.0, [3.0_f64.sqrt(); 5]);
    assert_eq!(tastes[1..], [None, None]);
}

#[test]
fn one_song_is_the_taste_itself_without_deviation() {
    let vectors = [Some(MusicVector([0.1, -0.2, 0.3, -0.4, 0.5]))];
    let history = ListeningHistory { starts: vec![0, 1], songs: vec![SongId(0)], plays: vec![1] };
    let taste = tastes(&history, &vectors)[0].expect("a vector");
    close(taste.mean.0, [0.1, -0.2, 0.3, -0.4, 0.5]);
    close(taste.deviation.0, [0.0; 5]);
}
