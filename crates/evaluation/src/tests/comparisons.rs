//! Pairs of models and what is said of them.

use domain::{Comparison, JudgedUsers, UserId};

use super::{small_case::check_near, stream::Stream};
use crate::{Convention, JudgedModel, Metric, StatisticsOptions, compare};

fn model(name: &str, metric: &str, values: &[f64]) -> JudgedModel {
    JudgedModel {
        name: name.to_owned(),
        convention: Convention::Msd,
        metrics: vec![metric.parse().unwrap()],
        users: (0..values.len() as u32).map(UserId).collect(),
        values: vec![values.to_vec()],
        of_all_lists: vec![None],
        recall_curve: vec![],
        n_tied: 0,
        n_without_list: 0,
        n_not_judged: 0,
        mean_length: 0.0,
        exposure: vec![],
        counts: JudgedUsers::default(),
    }
}

fn options(metric: &str) -> StatisticsOptions {
    StatisticsOptions::new(1, vec![metric.parse::<Metric>().unwrap()])
}

fn compared(metric: &str, models: &[(&str, &[f64])]) -> Vec<Comparison> {
    let models: Vec<JudgedModel> = models.iter().map(|(name, values)| model(name, metric, values)).collect();
    compare(&models, &options(metric)).unwrap()
}

/// Differences .2, .1, .3, 0: mean .15; squared deviations .0025 .0025 .0225 .0225, together .05; deviation
/// sqrt(.05 / 3), standard error that over 2.
#[test]
fn a_pair_by_hand() {
    let pair = &compared("map@5", &[("a", &[0.4, 0.5, 0.6, 0.1]), ("b", &[0.2, 0.4, 0.3, 0.1])])[0];
    let deviation = (0.05_f64 / 3.0).sqrt();
    check_near(pair.difference.mean, 0.15);
    check_near(pair.difference.standard_error, deviation / 2.0);
    check_near(pair.t, 0.3 / deviation);
    check_near(pair.effect_size, 0.15 / deviation);
    assert_eq!(pair.wins_ties_losses, [3, 1, 0]);
    // .2, .1 and .3 are as extreme only with all signs alike: 2 of 8 patterns.
    assert!((pair.p_randomisation - 0.25).abs() < 0.02, "{}", pair.p_randomisation);
    assert!(pair.sentence.starts_with("Nothing may be concluded about a and b in map@5"), "{}", pair.sentence);
    assert!(pair.sentence.contains("which holds 0"), "{}", pair.sentence);
}

#[test]
fn every_pair_is_compared_and_corrected_for() {
    let values: Vec<Vec<f64>> =
        (0..3).map(|seed| (0..40).scan(Stream::new(seed), |s, _| Some(s.unit())).collect()).collect();
    let pairs = compared("map@5", &[("a", &values[0]), ("b", &values[1]), ("c", &values[2])]);
    let names: Vec<String> = pairs.iter().map(|pair| format!("{}{}", pair.a, pair.b)).collect();
    assert_eq!(names, ["ab", "ac", "bc"]);
    let smallest = pairs.iter().min_by(|a, b| a.p_t.total_cmp(&b.p_t)).unwrap();
    check_near(smallest.p_t_holm, (3.0 * smallest.p_t).min(1.0));
    assert!(pairs.iter().all(|pair| pair.p_t_holm >= pair.p_t && pair.p_randomisation_holm >= pair.p_randomisation));
}

#[test]
fn equal_models_are_said_to_be_equal() {
    let pair = &compared("map@5", &[("a", &[0.5, 0.25]), ("b", &[0.5, 0.25])])[0];
    assert!(pair.t.is_nan());
    assert_eq!((pair.p_t, pair.p_randomisation, pair.effect_size), (1.0, 1.0, 0.0));
    assert_eq!(pair.sentence, "a and b have the same map@5 for all 2 users: no difference was seen.");
}

#[test]
fn a_single_user_decides_nothing() {
    let pair = &compared("map@5", &[("a", &[0.5, f64::NAN]), ("b", &[0.25, 0.5])])[0];
    assert_eq!((pair.difference.n, pair.p_t, pair.p_randomisation), (1, 1.0, 1.0));
    assert_eq!(pair.sentence, "Nothing may be concluded about a and b in map@5: a single user says nothing of chance.");
    let nobody = &compared("map@5", &[("a", &[f64::NAN]), ("b", &[0.5])])[0];
    assert!(nobody.difference.n == 0 && nobody.difference.mean.is_nan());
    assert!(nobody.sentence.contains("no user has a value under both"), "{}", nobody.sentence);
}

/// b is 1 + noise above a: where less is better, a wins.
fn apart(metric: &str, gap: f64, n: usize) -> Comparison {
    let mut stream = Stream::new(8);
    let a: Vec<f64> = (0..n).map(|_| stream.unit()).collect();
    let b: Vec<f64> = (0..n).map(|_| stream.unit() + gap).collect();
    compared(metric, &[("a", &a), ("b", &b)]).remove(0)
}

#[test]
fn a_difference_that_both_tests_bear_out_is_told_with_its_size() {
    let pair = apart("map@5", 1.0, 400);
    assert!(pair.sentence.starts_with("b is better than a in map@5, by "), "{}", pair.sentence);
    assert!(!pair.sentence.contains("tiny") && !pair.sentence.contains("unsure"), "{}", pair.sentence);
    let pair = apart("taste_distance@5", 1.0, 400);
    assert!(pair.sentence.starts_with("a is better (lower) than b in taste_distance@5, by "), "{}", pair.sentence);
    assert_eq!(pair.wins_ties_losses[0], 400);
    let pair = apart("popularity@5", 1.0, 400);
    assert!(pair.sentence.starts_with("b has a higher popularity@5 than a, by "), "{}", pair.sentence);
}

#[test]
fn a_tiny_difference_is_called_tiny() {
    let pair = apart("map@5", 0.02, 60_000);
    assert!(pair.p_t_holm < 0.001 && pair.effect_size.abs() < 0.1);
    assert!(pair.sentence.contains("real but tiny"), "{}", pair.sentence);
}

#[test]
fn a_difference_narrower_than_its_interval_is_called_unsure() {
    let a = [0.9, 0.8, 0.9, 0.2, 0.7, 0.6, 0.9, 0.5, 0.6, 0.4];
    let b = [0.1, 0.7, 0.8, 0.1, 0.1, 0.4, 0.6, 0.3, 0.0, 0.3];
    let pair = &compared("map@5", &[("a", &a), ("b", &b)])[0];
    assert!(pair.p_t_holm < 0.05 && pair.p_randomisation_holm < 0.05);
    let [low, high] = pair.difference.t_interval;
    assert_eq!(pair.sentence.contains("remains unsure"), high - low > pair.difference.mean, "{}", pair.sentence);
    assert!(pair.sentence.contains("remains unsure"), "{}", pair.sentence);
}

#[test]
fn models_of_different_users_are_not_compared() {
    let models = [model("a", "map@5", &[0.1, 0.2]), model("b", "map@5", &[0.1])];
    let message = compare(&models, &options("map@5")).unwrap_err().to_string();
    assert_eq!(message, "models `a` and `b`: expected the same judged users, found 2 and 1, or others");
}

#[test]
fn what_was_not_measured_is_not_compared() {
    let models = [model("a", "map@5", &[0.1]), model("b", "map@5", &[0.1])];
    let message = compare(&models, &options("map@6")).unwrap_err().to_string();
    assert_eq!(message, "comparison: expected a metric of single users that was measured, found map@6");
}
