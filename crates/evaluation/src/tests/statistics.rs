//! Intervals and tests against SciPy and statsmodels, and where there is little to go by.

use serde_json::Value;

use super::{libraries::fixture, stream::Stream};
use crate::{Spread, estimates, holm, paired_t, sign_flip_p_values, t_quantile};

/// The differences of one of the fixture's cases.
fn differences(case: &Value) -> Vec<f64> {
    let n = case["n"].as_u64().unwrap();
    let mut stream = Stream::new(4_000_000 + case["seed"].as_u64().unwrap());
    let a: Vec<f64> = (0..n).map(|_| stream.unit()).collect();
    let shift = case["shift"].as_f64().unwrap();
    a.into_iter().map(|a| a - (stream.unit() - shift)).collect()
}

#[track_caller]
fn check(what: &str, found: f64, expected: &Value, tolerance: f64) {
    let expected = expected.as_f64().unwrap();
    let is_near = (found - expected).abs() <= tolerance * expected.abs().max(1e-3);
    assert!(is_near, "{what}: expected {expected}, found {found}");
}

#[test]
fn the_paired_t_test_is_scipys() {
    for case in fixture()["statistics"]["cases"].as_array().unwrap() {
        let spread = Spread::of(&differences(case));
        let (t, p) = paired_t(spread.mean, spread.standard_error, spread.n);
        let [low, high] = spread.t_interval();
        check("mean", spread.mean, &case["mean"], 1e-12);
        check("standard error", spread.standard_error, &case["standard_error"], 1e-12);
        check("t", t, &case["t"], 1e-9);
        assert!((p - case["p"].as_f64().unwrap()).abs() <= 1e-9 * p.max(1e-6), "p: expected {}, found {p}", case["p"]);
        check("low", low, &case["low"], 1e-9);
        check("high", high, &case["high"], 1e-9);
        check("d_z", spread.mean / spread.deviation, &case["d_z"], 1e-10);
    }
}

#[test]
fn quantiles_of_t_are_scipys() {
    for case in fixture()["statistics"]["quantiles"].as_array().unwrap() {
        check("t", t_quantile(0.05, case["freedom"].as_f64().unwrap()), &case["t"], 1e-9);
    }
}

/// SciPy draws other resamples: the ends of the interval agree within a few per cent of its width.
#[test]
fn the_bootstrap_interval_is_scipys_up_to_chance() {
    for case in
        fixture()["statistics"]["cases"].as_array().unwrap().iter().filter(|case| case["n"].as_u64() >= Some(50))
    {
        let differences = differences(case);
        let [low, high] = estimates(&[&differences], 4_000, 11)[0].unwrap().bootstrap_interval;
        let expected = [0, 1].map(|end| case["bootstrap"][end].as_f64().unwrap());
        let width = expected[1] - expected[0];
        assert!(
            (low - expected[0]).abs() < 0.06 * width && (high - expected[1]).abs() < 0.06 * width,
            "{case}: {low} {high}"
        );
    }
}

/// Twelve differences have 4,096 patterns of signs, which SciPy goes through; 100,000 of ours have a standard error of
/// about .001.
#[test]
fn the_randomisation_test_comes_near_the_exact_p() {
    let case = &fixture()["statistics"]["sign_flips"];
    let mut stream = Stream::new(case["seed"].as_u64().unwrap());
    let differences: Vec<f64> = (0..12).map(|_| stream.unit() - case["shift"].as_f64().unwrap()).collect();
    let p = sign_flip_p_values(&[&differences, &differences], 100_000, 3);
    assert!((p[0] - case["p"].as_f64().unwrap()).abs() < 0.005, "expected {}, found {}", case["p"], p[0]);
    assert_eq!(p[0].to_bits(), p[1].to_bits());
}

#[test]
fn holm_is_that_of_statsmodels() {
    let case = &fixture()["statistics"]["holm"];
    let numbers = |name: &str| case[name].as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).collect::<Vec<_>>();
    for (found, expected) in holm(&numbers("p")).into_iter().zip(numbers("corrected")) {
        assert!((found - expected).abs() < 1e-15, "expected {expected}, found {found}");
    }
}

/// .01 x 2, and .04 x 1; the NaN is no test.
#[test]
fn a_test_without_p_does_not_count_for_holm() {
    let corrected = holm(&[0.04, f64::NAN, 0.01]);
    assert_eq!((corrected[0], corrected[2]), (0.04, 0.02));
    assert!(corrected[1].is_nan());
}

/// One difference of 1 and seven of 0: half of all patterns give +1, half -1, all as extreme as the observed one.
#[test]
fn patterns_as_extreme_as_the_observed_one_count() {
    let mut differences = vec![0.0; 8];
    differences[3] = 1.0;
    assert_eq!(sign_flip_p_values(&[&differences], 1_000, 1), [1.0]);
    // Twenty times the same: only all plus or all minus are as extreme, 2 of 2^20 patterns: none of a thousand.
    assert_eq!(sign_flip_p_values(&[&[0.5; 20]], 999, 1), [0.001]);
    // Three times the same: 2 of 8 patterns.
    let p = sign_flip_p_values(&[&[0.1; 3]], 10_000, 1)[0];
    assert!((p - 0.25).abs() < 0.02, "{p}");
}

/// Most users have no difference, each column others: a user's signs must not hang on who else is left.
#[test]
fn the_p_of_a_pair_alone_is_its_p_among_others() {
    let mut stream = Stream::new(6);
    let sparse: Vec<Vec<f64>> = (0..6)
        .map(|_| (0..300).map(|_| if stream.unit() < 0.9 { 0.0 } else { stream.unit() - 0.4 }).collect())
        .collect();
    let columns: Vec<&[f64]> = sparse.iter().map(Vec::as_slice).collect();
    let together = sign_flip_p_values(&columns, 2_000, 9);
    let alone: Vec<f64> = columns.iter().flat_map(|column| sign_flip_p_values(&[column], 2_000, 9)).collect();
    assert_eq!(together, alone);
    let turned: Vec<&[f64]> = columns.iter().rev().copied().collect();
    assert!(sign_flip_p_values(&turned, 2_000, 9).iter().eq(together.iter().rev()));
}

#[test]
fn a_column_of_equal_values_has_no_width() {
    let estimate = estimates(&[&[0.1; 7]], 100, 1)[0].unwrap();
    assert_eq!((estimate.mean, estimate.standard_error, estimate.t_interval), (0.1, 0.0, [0.1, 0.1]));
    assert!((estimate.bootstrap_interval[0] - 0.1).abs() < 1e-15);
}

#[test]
fn few_values_say_little() {
    let found = estimates(&[&[f64::NAN, f64::NAN], &[f64::NAN, 0.5]], 100, 1);
    assert_eq!(found[0], None);
    let single = found[1].unwrap();
    assert_eq!((single.n, single.mean), (1, 0.5));
    assert!(single.standard_error.is_nan() && single.t_interval[0].is_nan() && single.bootstrap_interval[1].is_nan());
    let (t, p) = paired_t(0.5, f64::NAN, 1);
    assert!(t.is_nan());
    assert_eq!((p, paired_t(0.5, 0.0, 3)), (1.0, (f64::INFINITY, 0.0)));
}

/// Values with gaps: a resample's mean is over those that are there.
#[test]
fn missing_values_are_left_out_of_every_resample() {
    let there: Vec<f64> = (0..200).map(|user| if user % 2 == 0 { f64::NAN } else { 1.0 }).collect();
    let estimate = estimates(&[&there], 50, 1)[0].unwrap();
    assert_eq!((estimate.n, estimate.bootstrap_interval), (100, [1.0, 1.0]));
}

#[test]
fn threads_change_no_bit_of_intervals_and_tests() {
    let mut stream = Stream::new(5);
    let columns: Vec<Vec<f64>> = (0..5).map(|_| (0..3_000).map(|_| stream.unit() - 0.49).collect()).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let by = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| (estimates(&columns, 100, 9), sign_flip_p_values(&columns, 3_000, 9)))
    };
    assert_eq!(by(1), by(5));
}
