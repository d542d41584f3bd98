//! Small lists worked out by hand.

use super::small_case::{SmallCase, check_near};
use crate::{Convention, Metric, expected_by_chance};

/// A list of `length` songs with hits at `ranks`, and `n_hidden` hidden songs, those beyond the hits not listed.
fn one_user(ranks: &[u32], length: u32, n_hidden: u32) -> SmallCase {
    // Songs 0.. are the hidden ones, songs from 100 on the others.
    let mut hits = 0..;
    let list: Vec<u32> =
        (1..=length).map(|rank| if ranks.contains(&rank) { hits.next().unwrap() } else { 100 + rank }).collect();
    let hidden: Vec<u32> = (0..n_hidden).collect();
    SmallCase::new(200, &[&hidden]).list(0, &list)
}

#[track_caller]
fn check(case: &SmallCase, convention: Convention, metric: &str, expected: f64) {
    check_near(case.clone().under(convention).values(metric)[0], expected);
}

/// Hits at ranks 1, 3 and 6 of ten: the precisions there are 1, 2/3 and 3/6, together 13/6.
#[test]
fn hits_at_one_three_and_six_have_a_precision_sum_of_thirteen_sixths() {
    let sum = 13.0 / 6.0;
    for (n_hidden, over_reachable, over_hidden) in [(10, sum / 10.0, sum / 10.0), (3, sum / 3.0, sum / 3.0)] {
        let case = one_user(&[1, 3, 6], 10, n_hidden);
        check(&case, Convention::Msd, "map@10", over_reachable);
        check(&case, Convention::Trec, "map@10", over_hidden);
    }
    let case = one_user(&[1, 3, 6], 10, 30);
    for convention in [Convention::Msd, Convention::Liang, Convention::Implicit, Convention::Recbole, Convention::Spark]
    {
        check(&case, convention, "map@10", sum / 10.0);
    }
    check(&case, Convention::Trec, "map@10", sum / 30.0);
    check(&case, Convention::Rectools, "map@10", sum / 30.0);
}

/// Hits at 1, 3, 6; precisions at ranks 1 to 9: 1, 1/2, 2/3, 2/4, 2/5, 3/6, 3/7, 3/8, 3/9.
#[test]
fn the_notebooks_figure_counts_every_rank_but_the_last_and_can_exceed_one() {
    let sum = 1.0 + 0.5 + 2.0 / 3.0 + 0.5 + 0.4 + 0.5 + 3.0 / 7.0 + 3.0 / 8.0 + 1.0 / 3.0;
    check(&one_user(&[1, 3, 6], 10, 3), Convention::Notebook, "map@10", sum / 3.0);
    check(&one_user(&[1, 3, 6], 10, 10), Convention::Notebook, "map@10", sum / 10.0);
    check(&one_user(&[1, 3, 6], 10, 30), Convention::Notebook, "map@10", sum / 10.0);
    // One hidden song at rank 1 of 20: the sum of 1/r for r = 1 to 19, far beyond 1.
    let harmonic: f64 = (1..20).map(|rank| 1.0 / f64::from(rank)).sum();
    assert!(harmonic > 3.5);
    check(&one_user(&[1], 20, 1), Convention::Notebook, "map@20", harmonic);
    // A list that ends early: its hits go on counting at the ranks after its end.
    check(&one_user(&[1], 1, 1), Convention::Notebook, "map@20", harmonic);
}

/// Three hits, k = 10, 30 hidden songs.
#[test]
fn recall_and_precision_differ_in_what_they_divide_by() {
    let case = one_user(&[1, 3, 6], 10, 30);
    check(&case, Convention::Msd, "recall@10", 3.0 / 30.0);
    check(&case, Convention::Liang, "recall@10", 3.0 / 10.0);
    check(&case, Convention::Msd, "precision@10", 3.0 / 10.0);
    check(&case, Convention::Msd, "precision@5", 2.0 / 5.0);
    // A list of 4 songs, k = 8: still divided by 8.
    check(&one_user(&[1, 3], 4, 2), Convention::Msd, "precision@8", 2.0 / 8.0);
}

/// Two hidden songs, a hit at rank 2 of k = 3: gain 1 / log2(3). Ideal: 1 + 1 / log2(3), or with all three ranks
/// 1 + 1 / log2(3) + 1/2.
#[test]
fn the_ideal_list_has_as_many_hits_as_there_are_hidden_songs_or_k() {
    let case = one_user(&[2], 3, 2);
    let gain = 1.0 / 3.0_f64.log2();
    check(&case, Convention::Msd, "ndcg@3", gain / (1.0 + gain));
    check(&case, Convention::Rectools, "ndcg@3", gain / (1.5 + gain));
}

#[test]
fn the_first_hit_decides_reciprocal_rank_and_hit_rate() {
    let case = one_user(&[3, 4], 10, 2);
    check(&case, Convention::Msd, "mrr@10", 1.0 / 3.0);
    check(&case, Convention::Msd, "mrr@2", 0.0);
    check(&case, Convention::Msd, "hit@3", 1.0);
    check(&case, Convention::Msd, "hit@2", 0.0);
}

/// Reports write the sign of a negative zero.
#[test]
fn a_list_without_hits_has_a_zero_without_a_sign() {
    let case = one_user(&[], 4, 2);
    for convention in Convention::ALL {
        for metric in ["map@1", "map@4", "recall@4", "precision@4", "ndcg@4", "mrr@4", "hit@4"] {
            let value = case.clone().under(convention).values(metric)[0];
            assert_eq!(value.to_bits(), 0, "{metric} under {convention}: {value}");
        }
    }
    let by_chance = expected_by_chance("map@1".parse().unwrap(), Convention::Notebook, 2, 4).unwrap();
    assert_eq!(by_chance.to_bits(), 0, "{by_chance}");
}

#[test]
fn the_ideal_list_has_one_in_every_accuracy_metric() {
    let case = one_user(&[1, 2, 3, 4], 4, 4);
    for convention in Convention::ALL.into_iter().filter(|&convention| convention != Convention::Notebook) {
        for metric in ["map@4", "recall@4", "precision@4", "ndcg@4", "mrr@4", "hit@4"] {
            check(&case, convention, metric, 1.0);
        }
    }
}

/// The example of Spark's documentation of ranking metrics: three users, the last one without a relevant document.
/// Figures as documented: precision .33, .25 and 4/15 at 1, 5 and 15 (rounded there), MAP .355, NDCG@3 1/3.
#[test]
fn sparks_own_example_comes_out_as_documented() {
    let case = SmallCase::new(20, &[&[1, 2, 3, 4, 5], &[1, 2, 3], &[]])
        .under(Convention::Spark)
        .list(0, &[1, 6, 2, 7, 8, 3, 9, 10, 4, 5])
        .list(1, &[4, 1, 5, 6, 2, 7, 3, 8, 9, 10])
        .list(2, &[1, 2, 3, 4, 5]);
    let mean = |metric: &str| case.values(metric).iter().sum::<f64>() / 3.0;
    check_near(mean("precision@1"), 1.0 / 3.0);
    check_near(mean("precision@4"), 0.75 / 3.0);
    check_near(mean("precision@5"), 0.8 / 3.0);
    check_near(mean("precision@15"), 8.0 / 45.0);
    assert!((mean("map@10") - 0.355_026).abs() < 1e-6, "{}", mean("map@10"));
    check_near(mean("map@1"), 1.0 / 3.0);
    check_near(mean("map@2"), 0.25);
    check_near(mean("ndcg@3"), 1.0 / 3.0);
    assert!((mean("ndcg@5") - 0.328_788).abs() < 1e-6);
    assert!((mean("ndcg@10") - 0.487_913).abs() < 1e-6);
    check_near(mean("recall@1"), 1.0 / 15.0);
}

#[test]
fn names_of_metrics_are_read_and_written() {
    for name in ["map@500", "head_recall@20", "taste_distance@1", "gini@100000"] {
        assert_eq!(name.parse::<Metric>().unwrap().to_string(), name);
    }
    for name in ["map", "map@", "map@0", "map@+5", "MAP@5", "map@5@5", "map@100001", "mean@5", ""] {
        let message = name.parse::<Metric>().unwrap_err().to_string();
        assert!(message.contains("taste_distance, coverage, gini"), "{message}");
        assert!(message.ends_with(&format!("found `{name}`")), "{message}");
    }
}
