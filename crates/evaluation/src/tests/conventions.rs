//! Where conventions differ beyond a formula: who is judged, and which hidden songs count.

use domain::JudgedUsers;

use super::small_case::{SmallCase, check_near, history};
use crate::{Convention, HeardSongs, Metric, card};

/// User 0 has a hit, user 1 no hidden song, user 2 no visible song, user 3 only a hidden song that is no candidate.
fn four_users() -> SmallCase {
    let mut case =
        SmallCase::new(10, &[&[1], &[], &[1], &[8]]).list(0, &[1, 2]).list(1, &[3]).list(2, &[1]).list(3, &[2]);
    case.visible = history(&[&[9], &[9], &[], &[9]]);
    case.catalogue.candidates[8] = false;
    case
}

fn left_out(reasons: &[(&str, usize)]) -> Vec<(String, usize)> {
    reasons.iter().map(|(reason, n)| ((*reason).to_owned(), *n)).collect()
}

#[track_caller]
fn check(convention: Convention, values: &[f64], n_judged: usize, reasons: &[(&str, usize)]) {
    let judged = four_users().under(convention).judge(&["recall@2"]).unwrap();
    assert_eq!(judged.values[0], values);
    assert_eq!(judged.counts, JudgedUsers { n_with_hidden: 3, n_judged, left_out: left_out(reasons) });
}

#[test]
fn users_without_hidden_songs_are_left_out_or_count_as_zero() {
    let (nothing_hidden, nothing_visible) = (("no hidden plays", 1), ("no visible plays", 1));
    let no_candidate = ("no hidden song that can be recommended", 1);
    for convention in
        [Convention::Msd, Convention::Trec, Convention::Implicit, Convention::Recbole, Convention::Rectools]
    {
        check(convention, &[1.0, 0.0], 2, &[nothing_hidden, nothing_visible]);
    }
    check(Convention::Liang, &[1.0], 1, &[nothing_hidden, no_candidate, nothing_visible]);
    check(Convention::Spark, &[1.0, 0.0, 0.0], 3, &[nothing_visible]);
    check(Convention::Notebook, &[1.0, 0.0, 0.0], 3, &[nothing_visible]);
}

/// Hidden: 1, listed, and 8, which is no candidate: half is found, or all that could be.
#[test]
fn hidden_songs_that_cannot_be_listed_are_missed_or_dropped() {
    let mut case = SmallCase::new(10, &[&[1, 8]]).list(0, &[1, 2]);
    case.catalogue.candidates[8] = false;
    check_near(case.clone().under(Convention::Msd).values("recall@2")[0], 0.5);
    check_near(case.under(Convention::Liang).values("recall@2")[0], 1.0);
}

#[test]
fn a_pair_that_is_hidden_twice_is_one_hidden_song() {
    let case = SmallCase::new(10, &[&[1, 3, 1, 1]]).list(0, &[1]);
    check_near(case.values("recall@5")[0], 0.5);
}

/// Two users with 1 and 3 hidden songs, k = 2: one hit each over (1 + 2) / 2, so that the mean is 2 hits / 3.
#[test]
fn precision_under_implicit_is_a_ratio_of_sums() {
    let case = SmallCase::new(10, &[&[1], &[1, 2, 3]]).under(Convention::Implicit).list(0, &[1, 4]).list(1, &[4, 3]);
    let values = case.values("precision@2");
    check_near(values[0], 1.0 / 1.5);
    check_near(values.iter().sum::<f64>() / 2.0, 2.0 / 3.0);
}

#[test]
fn a_card_tells_whose_definition_it_is() {
    let metric: Metric = "map@500".parse().unwrap();
    let found = card(metric, Convention::Msd, HeardSongs::Refused, 42);
    assert_eq!(found.version, "map@500/msd-v1");
    assert_eq!(found.formula, "sum over i <= 500 of P(i) rel(i) / min(n, 500)");
    assert_eq!(found.divisor, "min(n, 500)");
    assert_eq!(found.n_candidates, 42);
    let found = card(metric, Convention::Notebook, HeardSongs::Allowed, 42);
    assert!(found.about.contains("not mean average precision"), "{}", found.about);
    assert!(
        card("mrr@5".parse().unwrap(), Convention::Spark, HeardSongs::Refused, 1).about.contains("does not define it")
    );
}

/// A card has words in every field, for every metric and convention.
#[test]
fn no_card_has_an_empty_field() {
    for kind in crate::MetricKind::ALL {
        for convention in Convention::ALL {
            let card = card(Metric { kind, k: 20 }, convention, HeardSongs::Refused, 1);
            let fields =
                [card.name, card.version, card.about, card.formula, card.divisor, card.users, card.ties, card.mask];
            assert!(fields.iter().all(|field| !field.is_empty()), "{fields:?}");
        }
    }
}
