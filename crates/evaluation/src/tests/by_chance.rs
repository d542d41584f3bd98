//! Lists drawn at random have the value that chance predicts: here all orders of a few songs, one user each.

use super::small_case::{SmallCase, check_near, songs};
use crate::{Convention, expected_by_chance};

fn orders(songs: &[u32]) -> Vec<Vec<u32>> {
    if songs.is_empty() {
        return vec![vec![]];
    }
    let starting_with = |&first: &u32| {
        let rest: Vec<u32> = songs.iter().copied().filter(|&song| song != first).collect();
        orders(&rest).into_iter().map(move |order| [vec![first], order].concat())
    };
    songs.iter().flat_map(starting_with).collect()
}

#[track_caller]
fn check(n_songs: u32, n_hidden: u32, k: usize) {
    let (orders, hidden) = (orders(&songs(n_songs)), songs(n_hidden));
    let mut case = SmallCase::new(n_songs as usize + 1, &vec![hidden.as_slice(); orders.len()]);
    for (user, order) in (0..).zip(&orders) {
        case = case.list(user, &order[..k.min(order.len())]);
    }
    for convention in Convention::ALL {
        let case = case.clone().under(convention);
        for name in ["map", "recall", "precision", "ndcg", "mrr", "hit"] {
            let metric = format!("{name}@{k}");
            let mean = case.values(&metric).iter().sum::<f64>() / orders.len() as f64;
            match expected_by_chance(metric.parse().unwrap(), convention, n_hidden as usize, n_songs as usize) {
                Some(expected) => assert!((mean - expected).abs() < 1e-12, "{convention} {metric}: {expected}, {mean}"),
                None => assert_eq!((convention, name), (Convention::Implicit, "precision")),
            }
        }
    }
}

#[test]
fn all_orders_of_a_few_songs_have_the_expected_mean() {
    check(6, 2, 3);
    check(5, 4, 2);
    check(5, 1, 5);
    check(4, 2, 6);
    check(1, 1, 1);
}

/// One hidden song among four, k = 2: listed with chance 2/4; first with 1/4, second with 1/4.
#[test]
fn chance_by_hand() {
    let expected = |metric: &str| expected_by_chance(metric.parse().unwrap(), Convention::Msd, 1, 4).unwrap();
    check_near(expected("recall@2"), 0.5);
    check_near(expected("mrr@2"), 0.25 + 0.125);
    check_near(expected("map@2"), 0.25 + 0.125);
    check_near(expected("precision@2"), 0.25);
}

/// Four songs, one heard, one of the two hidden ones no candidate. Two are left, one of them hidden: it is first, or
/// second, with chance 1/2 each.
#[test]
fn a_jury_knows_what_chance_would_bring_its_users() {
    let mut case = SmallCase::new(4, &[&[0, 2], &[]]);
    case.catalogue.candidates[2] = false;
    assert_eq!(case.by_chance("recall@1"), Some(0.25));
    assert_eq!(case.by_chance("map@2"), Some(0.5 * (0.5 + 0.25)));
    assert_eq!(case.by_chance("era@2"), None);
    assert_eq!(case.clone().under(Convention::Liang).by_chance("recall@1"), Some(0.5));
    assert_eq!(case.under(Convention::Spark).by_chance("recall@1"), Some(0.125));
}
