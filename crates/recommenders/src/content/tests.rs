//! Tastes and scores of a handful of songs, by hand.

use domain::{ListeningHistory, SongFeatures, SongId, TextColumn, UserId};

use super::{Content, ContentOptions};
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
