//! Several draws: the corrected resampled t test by hand and against SciPy, and what is said of it.

use super::small_case::check_near;
use crate::draws::corrected_t;
use crate::{DrawComparison, DrawSpread, Metric, PairInDraws, Spread, compare_draws};

fn metric(name: &str) -> Metric {
    name.parse().unwrap()
}

fn pair(a: &str, b: &str, differences: &[f64]) -> PairInDraws {
    PairInDraws { a: a.to_owned(), b: b.to_owned(), differences: differences.to_vec(), largest: 1.0 }
}

/// One pair of models under a metric; hidden over visible is a quarter.
fn compared(name: &str, differences: &[f64]) -> DrawComparison {
    compare_draws(metric(name), &[pair("a", "b", differences)], 0.25).remove(0)
}

#[track_caller]
fn check(found: &DrawComparison, expected: [f64; 7]) {
    let DrawComparison { difference, deviation, standard_error, t, p, t_interval: [low, high], .. } = *found;
    for (found, expected) in [difference, deviation, standard_error, t, p, low, high].into_iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-9 * expected.abs(), "expected {expected}, found {found}");
    }
}

/// Differences .1, .3: mean .2, squared deviations .01 and .01, variance .02. With hidden/visible = .5 the variance of
/// the mean is (1/2 + .5) x .02 = .02, t = .2 / sqrt(.02) = sqrt(2). With one degree of freedom t is Cauchy's:
/// p = 1 - (2 / pi) arctan(sqrt(2)). The plain test would have t = 2.
#[test]
fn two_draws_by_hand() {
    let found = &compare_draws(metric("map@5"), &[pair("a", "b", &[0.1, 0.3])], 0.5)[0];
    check_near(found.difference, 0.2);
    check_near(found.standard_error, 0.02_f64.sqrt());
    check_near(found.t, 2.0_f64.sqrt());
    check_near(found.p, 1.0 - 2.0_f64.sqrt().atan() / std::f64::consts::FRAC_PI_2);
    assert_eq!((found.n, found.wins_ties_losses, found.p_holm.to_bits()), (2, [2, 0, 0], found.p.to_bits()));
}

/// By SciPy 1.17.1: with s = numpy.std(d, ddof=1) and e = s sqrt(1/J + r), 2 scipy.stats.t.sf(|m / e|, J - 1) and
/// scipy.stats.t.interval(.95, J - 1, m, e).
#[test]
fn more_draws_are_as_scipy_has_them() {
    #[rustfmt::skip]
    let cases: [(&[f64], f64, [f64; 7]); 4] = [
        (&[0.02, 0.035, 0.01, 0.04, 0.025], 0.25, [
            0.026, 0.011_937_336_386_313_321, 0.008_007_808_689_023_482, 3.246_830_813_483_206_7, 0.031_469_887_935_153_48,
            0.003_766_758_762_000_395_3, 0.048_233_241_237_999_61,
        ]),
        (&[0.1, -0.05, 0.08, 0.02, 0.03, 0.11, -0.01, 0.06, 0.04, 0.05], 0.1, [
            0.043, 0.049_001_133_773_731_31, 0.021_913_973_218_524_802, 1.962_218_333_079_383_9, 0.081_353_796_312_633_76,
            -0.006_572_851_481_653_916, 0.092_572_851_481_653_91,
        ]),
        (&[0.3, 0.1], 0.05, [
            0.2, 0.141_421_356_237_309_5, 0.104_880_884_817_015_16, 1.906_925_178_491_184_7, 0.307_474_616_151_405_2,
            -1.132_637_995_396_150_5, 1.532_637_995_396_150_4,
        ]),
        (&[-0.012, -0.011, -0.013, -0.0125, -0.0118], 0.25, [
            -0.01206, 0.000_753_657_747_256_671_1, 0.000_505_568_986_390_581_6, -23.854_311_329_696_447, 1.831_524_090_734_823_2e-5,
            -0.013_463_684_537_603_94, -0.010_656_315_462_396_058,
        ]),
    ];
    for (differences, hidden_over_visible, expected) in cases {
        let found = &compare_draws(metric("map@5"), &[pair("a", "b", differences)], hidden_over_visible)[0];
        check(found, expected);
        let (t, p) = corrected_t(&Spread::of(differences), hidden_over_visible);
        assert_eq!((t.to_bits(), p.to_bits()), (found.t.to_bits(), found.p.to_bits()));
    }
}

/// Without the correction the t statistic of J differences is that of the plain test.
#[test]
fn with_nothing_hidden_it_would_be_the_plain_test() {
    let spread = Spread::of(&[0.02, 0.035, 0.01, 0.04, 0.025]);
    let (t, p) = corrected_t(&spread, 0.0);
    let (plain_t, plain_p) = crate::paired_t(spread.mean, spread.standard_error, spread.n);
    check_near(t, plain_t);
    check_near(p, plain_p);
}

/// The p of .0315 stands alone; beside it one below .0001, so that Holm leaves it as it is; beside a larger one it is
/// doubled.
#[test]
fn every_pair_is_corrected_for() {
    let (a, b) = ([0.02, 0.035, 0.01, 0.04, 0.025], [-0.012, -0.011, -0.013, -0.0125, -0.0118]);
    let beside = |other: &[f64]| compare_draws(metric("map@5"), &[pair("a", "b", &a), pair("a", "c", other)], 0.25);
    let beside_smaller = beside(&b);
    check_near(beside_smaller[0].p_holm, beside_smaller[0].p);
    check_near(beside_smaller[1].p_holm, 2.0 * beside_smaller[1].p);
    let beside_larger = beside(&[0.1, -0.1, 0.2, 0.0, -0.1]);
    check_near(beside_larger[0].p_holm, 2.0 * 0.031_469_887_935_153_48);
    assert_eq!(
        beside_larger[0].sentence,
        "Nothing may be concluded about a and b in map@5: the difference of 0.0260 is within what chance does between \
         draws once all pairs are tested (95 % interval 0.00377 to 0.0482 for this pair alone)."
    );
}

#[test]
fn a_difference_beyond_chance_is_told_with_its_size() {
    let found = compared("map@5", &[-0.012, -0.011, -0.013, -0.0125, -0.0118]);
    assert_eq!(
        found.sentence,
        "b is better than a in map@5, by 0.0121 on average over 5 draws (95 % interval 0.0107 to 0.0135)."
    );
    assert_eq!(found.wins_ties_losses, [0, 0, 5]);
    let lower = compared("gini@5", &[-0.012, -0.011, -0.013, -0.0125, -0.0118]);
    assert!(lower.sentence.starts_with("a is better (lower) than b in gini@5, by 0.0121 "), "{}", lower.sentence);
    assert_eq!(lower.wins_ties_losses, [5, 0, 0]);
    let unsure = compared("map@5", &[0.02, 0.035, 0.01, 0.04, 0.025]).sentence;
    assert!(unsure.starts_with("a is better than b in map@5, by 0.0260 on average over 5 draws"), "{unsure}");
    assert!(unsure.ends_with("How large it is remains unsure: the interval is wider than the difference."), "{unsure}");
}

#[test]
fn a_difference_within_chance_is_none() {
    let found = compared("map@5", &[0.1, -0.1, 0.2, 0.0, -0.1]);
    assert_eq!(found.wins_ties_losses, [2, 1, 2]);
    let said = "Nothing may be concluded about a and b in map@5: the difference of 0.0200 is within what chance does \
                between draws (95 % interval ";
    assert!(found.sentence.starts_with(said) && found.sentence.ends_with(", which holds 0)."), "{}", found.sentence);
}

/// Neither an error nor an interval, t or p.
#[track_caller]
fn check_says_nothing(found: &DrawComparison) {
    let DrawComparison { standard_error, t_interval: [low, high], t, p, p_holm, .. } = *found;
    assert!([standard_error, low, high, t, p, p_holm].iter().all(|number| number.is_nan()), "{found:?}");
    assert!(found.sentence.starts_with("Nothing may be concluded about a and b"), "{}", found.sentence);
}

#[test]
fn draws_that_do_not_differ_say_nothing_of_chance() {
    let same = compared("map@5", &[0.0; 3]);
    assert!(same.t.is_nan());
    assert_eq!((same.p, same.p_holm), (1.0, 1.0));
    assert_eq!(same.sentence, "a and b have the same map@5 in all 3 draws: no difference was seen.");
    let apart = compared("map@5", &[0.25; 3]);
    check_says_nothing(&apart);
    assert_eq!((apart.difference, apart.wins_ties_losses), (0.25, [3, 0, 0]));
    assert!(apart.sentence.contains("the difference of 0.250 is the same in all 3 draws"), "{}", apart.sentence);
}

#[test]
fn draws_without_a_value_do_not_count() {
    let two = compared("map@5", &[f64::NAN, 0.1, 0.3]);
    assert_eq!((two.n, two.wins_ties_losses), (2, [2, 0, 0]));
    check_near(two.difference, 0.2);
    let one = compared("map@5", &[f64::NAN, 0.1]);
    check_says_nothing(&one);
    assert!(one.sentence.contains("a single draw says nothing of chance between draws"), "{}", one.sentence);
    let none = compared("map@5", &[f64::NAN, f64::NAN]);
    assert!(none.n == 0 && none.sentence.contains("no draw has a value under both"), "{}", none.sentence);
}

/// Values .1, .2, .6: mean .3; squared deviations .04, .01, .09, together .14; deviation sqrt(.07).
#[test]
fn a_models_values_vary_between_draws() {
    let found = DrawSpread::of(&[0.2, 0.6, f64::NAN, 0.1]);
    assert_eq!((found.n, found.lowest, found.highest), (3, 0.1, 0.6));
    check_near(found.mean, 0.3);
    check_near(found.deviation, 0.07_f64.sqrt());
    let none = DrawSpread::of(&[f64::NAN]);
    assert!(none.n == 0 && none.mean.is_nan() && none.lowest.is_nan() && none.highest.is_nan());
}

/// .3 - .1 and .4 - .2 are one step of the last place apart; in exact arithmetic they are the same.
#[test]
fn what_rounding_makes_is_no_deviation() {
    let pair = |differences: [f64; 3]| PairInDraws { largest: 0.4, ..pair("a", "b", &differences) };
    let steps: [f64; 3] = [0.3 - 0.1, 0.4 - 0.2, 0.3 - 0.1];
    assert_ne!(steps[0].to_bits(), steps[1].to_bits());
    let found = &compare_draws(metric("coverage@10"), &[pair(steps)], 0.25)[0];
    check_says_nothing(found);
    assert_eq!((found.deviation, found.wins_ties_losses), (0.0, [3, 0, 0]));
    assert!(found.sentence.contains("the difference of 0.200 is the same in all 3 draws"), "{}", found.sentence);
    // Differences that are 0 but for rounding: .3 is not .1 + .2.
    let noise: [f64; 3] = [0.1 + 0.2 - 0.3, 0.0, 0.3 - 0.1 - 0.2];
    let none = &compare_draws(metric("coverage@10"), &[pair(noise)], 0.25)[0];
    assert!(noise[0] != 0.0 && none.differences == noise, "told as they were computed: {:?}", none.differences);
    assert_eq!((none.difference, none.deviation, none.p, none.wins_ties_losses), (0.0, 0.0, 1.0, [0, 3, 0]));
    // A small deviation that is more than rounding counts.
    let seen = &compare_draws(metric("coverage@10"), &[pair([0.2, 0.2 + 1e-12, 0.2])], 0.25)[0];
    assert!(seen.p < 1e-9, "{seen:?}");
}

/// Beside the p of .0315 stands a pair that has none: the p is one of two all the same.
#[test]
fn a_pair_without_p_is_corrected_for() {
    let pairs = [pair("a", "b", &[0.02, 0.035, 0.01, 0.04, 0.025]), pair("a", "c", &[0.25; 5])];
    let found = compare_draws(metric("map@5"), &pairs, 0.25);
    check_near(found[0].p_holm, 2.0 * 0.031_469_887_935_153_48);
    assert!(found[1].p.is_nan() && found[1].p_holm.is_nan());
}
