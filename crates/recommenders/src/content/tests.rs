//! Tastes and scores of a handful of songs, by hand.

use domain::{ListeningHistory, SongFeatures, SongId, TextColumn, UserId};

use super::{Content, ContentOptions, moments};
use crate::{Model, NOT_RECOMMENDED, Reason};

/// Danceability alone tells songs apart: 0, 2, 4; the last song has no features.
fn features() -> [Option<SongFeatures>; 5] {
    let song = |danceability| Some([danceability, 0.5, 0.0, 0.1, -8.0, 0.5]);
    [song(0.0), song(2.0), song(4.0), song(6.0), None]
}

/// User 0 plays song 0 three times and song 1 once; user 1, who trains nothing, song 3; user 2 the song without features.
fn history() -> ListeningHistory {
    ListeningHistory { starts: vec![0, 2, 3, 4], songs: [0, 1, 3, 4].map(SongId).to_vec(), plays: vec![3, 1, 7, 1] }
}

fn model(options: ContentOptions) -> Content {
    let genres: TextColumn = [Some("Rock"), Some("Jazz"), Some("Rock"), None, Some("Jazz")].into_iter().collect();
    Content::fit(&history(), &[true, false, false], &features(), &genres, options)
}

#[track_caller]
fn check(options: ContentOptions, user: u32, expected: [f32; 5]) {
    let (history, users, mut scores) = (history(), [UserId(user)], [f32::NAN; 5]);
    model(options).scorer(&users, &history).score(0..5, &mut scores);
    for (score, expected) in scores.iter().zip(expected) {
        assert!(score.to_bits() == expected.to_bits() || (score - expected).abs() < 1e-6, "{scores:?}");
    }
}

/// Heard by those who train: songs 0 and 1, mean 1, deviation 1: sounds are -1, 1, 3, 5 and 0 for what does not vary.
/// User 0: taste (3 * -1 + 1) / 4 = -0.5; Rock 3/4, Jazz 1/4. User 1: taste 5, no genre.
#[test]
fn the_score_is_minus_the_distance_plus_the_share_of_the_genre() {
    let options = ContentOptions::default();
    check(options, 0, [-0.5 + 0.75, -1.5 + 0.25, -3.5 + 0.75, -5.5, NOT_RECOMMENDED]);
    check(options, 1, [-6.0, -4.0, -2.0, 0.0, NOT_RECOMMENDED]);
    let options =
        ContentOptions { weight_features: 2.0, weight_genre: 4.0, feature_weights: [0.25, 1.0, 1.0, 1.0, 1.0, 1.0] };
    check(options, 0, [-0.5 + 3.0, -1.5 + 1.0, -3.5 + 3.0, -5.5, NOT_RECOMMENDED]);
}

#[test]
fn without_a_taste_there_is_no_list_unless_only_genres_count() {
    check(ContentOptions::default(), 2, [NOT_RECOMMENDED; 5]);
    let by_genre = ContentOptions { weight_features: 0.0, ..ContentOptions::default() };
    check(by_genre, 2, [0.0, 1.0, 0.0, 0.0, 1.0]);
    check(by_genre, 1, [NOT_RECOMMENDED; 5]);
}

#[test]
fn similar_songs_sound_alike_and_have_the_genre() {
    let similar = model(ContentOptions::default()).similar(SongId(0)).unwrap();
    assert_eq!(similar, [1.0, -2.0, -3.0, -6.0, NOT_RECOMMENDED]);
    assert_eq!(model(ContentOptions::default()).similar(SongId(4)).unwrap(), [NOT_RECOMMENDED; 5]);
}

#[test]
fn the_reasons_are_distance_and_share() {
    let why = model(ContentOptions::default()).why(UserId(0), SongId(2), &history());
    assert_eq!(why, [Reason::Distance(3.5), Reason::Genre(0.75)]);
    assert_eq!(model(ContentOptions::default()).why(UserId(1), SongId(4), &history()), []);
}

/// Three times .1 is .30000000000000004, a third of which is not .1.
#[test]
fn equal_values_have_that_mean_and_no_deviation() {
    assert_eq!(moments([0.1; 3].into_iter()), (0.1, 1.0));
    assert_eq!(moments([-7.3; 1000].into_iter()), (-7.3, 1.0));
    assert_eq!(moments([0.0, -0.0].into_iter()), (0.0, 1.0));
    assert_eq!(moments([].into_iter()), (0.0, 1.0));
    assert_eq!(moments([1.0, 3.0].into_iter()), (2.0, 1.0));
}

/// 1e-300 is 0 as a float32.
#[test]
fn the_smallest_and_the_largest_weights_make_numbers() {
    for weight in [1e-300, 1e15] {
        let options = ContentOptions {
            weight_features: weight,
            weight_genre: weight,
            feature_weights: [weight, 1.0, 1.0, 1.0, 1.0, 1e15],
        };
        assert_eq!(options.check(), Ok(()));
        let (history, mut scores) = (history(), [f32::NAN; 5]);
        model(options).scorer(&[UserId(0)], &history).score(0..5, &mut scores);
        assert!(scores[..4].iter().all(|score| score.is_finite()) && scores[4] == NOT_RECOMMENDED, "{scores:?}");
    }
}

#[test]
fn weights_that_scores_cannot_bear_are_refused() {
    let told = |options: ContentOptions| options.check().unwrap_err().to_string();
    let most = ContentOptions::default();
    let message = told(ContentOptions { weight_features: 1e39, ..most });
    assert_eq!(message.split(", found").next(), Some("feature_weight: expected a number from 0 to 1e15"));
    assert!(told(ContentOptions { weight_genre: -1.0, ..most }).ends_with("found -1"));
    assert!(told(ContentOptions { weight_genre: f64::NAN, ..most }).starts_with("genre_weight: "));
    let message = told(ContentOptions { feature_weights: [f64::INFINITY, 1.0, 1.0, 1.0, 1.0, 1.0], ..most });
    assert!(message.starts_with("feature_weights: "), "{message}");
}
