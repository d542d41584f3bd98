//! What describes lists, by hand.

use domain::MusicVector;

use super::small_case::{SmallCase, check_near};

/// One user, song 0 hidden, the list 0, 1, 2, 3.
fn case() -> SmallCase {
    SmallCase::new(6, &[&[0]]).list(0, &[0, 1, 2, 3])
}

#[track_caller]
fn check(case: &SmallCase, metric: &str, expected: f64) {
    check_near(case.values(metric)[0], expected);
}

/// Listeners 8, 2, 2, 1, 0, 0 of 16 users. Percentiles of the first four: (5 + 1/2)/6, (3 + 1)/6 twice, (2 + 1/2)/6.
#[test]
fn popularity_is_a_mean_percentile_and_novelty_mean_bits() {
    let mut case = case();
    case.catalogue.listeners = vec![8, 2, 2, 1, 0, 0];
    case.catalogue.n_training_users = 16;
    check(&case, "popularity@4", (5.5 + 4.0 + 4.0 + 2.5) / 24.0);
    check(&case, "popularity@1", 5.5 / 6.0);
    // 1, 3, 3 and 4 bits.
    check(&case, "novelty@4", 11.0 / 4.0);
    check(&case, "novelty@2", 2.0);
}

/// Listeners 8, 4, 2, 2, 1, 1: 18 pairs. Above song 0: none, above song 1: 8 >= 6, so it is in the middle; above the
/// songs with 2 stand 12 >= 12, so they and the rest are the tail.
#[test]
fn head_middle_and_tail_gather_a_third_each() {
    let mut case = SmallCase::new(7, &[&[0, 1, 2, 4]]).list(0, &[0, 2]);
    case.catalogue.listeners = vec![8, 4, 2, 2, 1, 1, 0];
    check(&case, "head_recall@2", 1.0);
    check(&case, "mid_recall@2", 0.0);
    check(&case, "tail_recall@2", 0.5);
    let mut without_tail = SmallCase::new(7, &[&[0]]).list(0, &[0, 2]);
    without_tail.catalogue.listeners = case.catalogue.listeners;
    check(&without_tail, "tail_recall@2", f64::NAN);
}

/// Songs with features along one axis: two at +1, two at -1. Of six pairs two have the cosine 1 and four have -1:
/// the mean is -1/3.
#[test]
fn diversity_is_one_less_the_mean_cosine_of_all_pairs() {
    let mut case = case();
    let song = |value: f64| Some([value, 0.5, 0.5, 0.5, 0.5, 0.5]);
    case.catalogue.features = vec![song(1.0), song(-1.0), song(1.0), song(-1.0), None, None];
    check(&case, "diversity@4", 1.0 + 1.0 / 3.0);
    check(&case, "diversity@2", 2.0);
    check(&case, "diversity@1", f64::NAN);
}

#[test]
fn genres_and_artists_are_counted_once_and_unknown_ones_not_at_all() {
    let mut case = case();
    case.catalogue.artists = vec![Some(7), Some(7), None, Some(1_000_000), None, None];
    case.catalogue.genres = vec![Some(0), Some(0), Some(0), None, None, None];
    check(&case, "artists@4", 2.0);
    check(&case, "artists@2", 1.0);
    check(&case, "genres@4", 1.0);
}

/// Years 1990, 2000 and 2010: the mean square deviation is 200/3.
#[test]
fn the_spread_of_years_is_over_the_songs_with_a_year() {
    let mut case = case();
    case.catalogue.years = vec![Some(1990), None, Some(2010), Some(2000), None, None];
    check(&case, "era@4", (200.0_f64 / 3.0).sqrt());
    check(&case, "era@3", 10.0);
    check(&case, "era@2", f64::NAN);
}

/// The mean of (3, 0, ..) and (3, 8, ..) is (3, 4, ..), 5 away from the taste at 0.
#[test]
fn the_distance_from_the_taste_is_that_of_the_lists_mean() {
    let mut case = case();
    let song = |second: f64| Some(MusicVector([3.0, second, 0.0, 0.0, 0.0]));
    case.catalogue.song_music = vec![song(0.0), None, song(8.0), None, None, None];
    check(&case, "taste_distance@4", f64::NAN);
    case.catalogue.tastes = vec![Some(MusicVector([0.0; 5]))];
    check(&case, "taste_distance@4", 5.0);
    check(&case, "taste_distance@1", 3.0);
}

/// Three lists over five candidates: song 0 three times, songs 1, 2, 3 once, song 4 never. Ascending 0 1 1 1 3 with the
/// weights -4 -2 0 2 4: 12 / (5 x 6). At k = 1: 0 0 0 0 3: 12 / (5 x 3).
#[test]
fn coverage_and_gini_look_at_all_candidates() {
    let mut case = SmallCase::new(6, &[&[0], &[0], &[0]]).list(0, &[0, 1]).list(1, &[0, 2]).list(2, &[0, 3]);
    case.catalogue.candidates[5] = false;
    let judged = case.judge(&["coverage@2", "gini@2", "map@2", "gini@1", "coverage@1"]).unwrap();
    let found: Vec<Option<f64>> = judged.of_all_lists.clone();
    assert_eq!(found, [Some(0.8), Some(0.4), None, Some(0.8), Some(0.2)]);
    assert_eq!(judged.exposure, [3, 1, 1, 1, 0, 0]);
    assert!(judged.values[0].is_empty() && judged.values[2].len() == 3);
}
