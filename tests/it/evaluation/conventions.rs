//! The same plays and lists under each convention of docs/metrics.md.

use std::fs;

use super::{ALL_SONGS, example, judged, metrics};

const METRICS: &str = "judge.metrics=[\"map@500\", \"recall@2\", \"ndcg@10\", \"precision@2\", \"hit@2\"]";

/// eve's only hidden song is second, finn's fourth.
///
/// - map: 1/2 and 1/4 wherever it is divided by the one hidden song; a mean of two, or of six where the four users
///   without hidden songs count as 0. notebook: P at each rank i < 500, 1/i from the second on for eve and from the
///   fourth on for finn: H(4) - 1 and 0 over the list's four places, and on to the 499th as the list's end has no hits.
/// - recall@2: 1 and 0. precision@2: 1/2 and 0, over 2; over the mean of min(1, 2) = 1: 1 and 0.
/// - ndcg@10: 1/log2(3) and 1/log2(5), over 1, or over the sum of 1/log2(i + 1) for ten ranks.
#[track_caller]
fn check(convention: &str, expected: [f64; 4]) {
    let sources = example();
    let convention_is = format!("judge.convention={convention}");
    judged(&sources, "popularity.toml", &[&ALL_SONGS[..], &["--set", &convention_is, "--set", METRICS]].concat());
    let found = metrics(&sources);
    for (metric, expected) in ["map@500", "recall@2", "ndcg@10", "precision@2"].iter().zip(expected) {
        let found = found[&format!("popularity.{metric}")];
        assert!((found - expected).abs() < 1e-12, "{convention}: {metric}: {found} is not {expected}");
    }
    for page in ["report.html", "report.md"] {
        assert!(fs::read_to_string(sources.latest().join(page)).unwrap().contains(convention), "{page}");
    }
}

fn ndcg() -> f64 {
    f64::midpoint(1.0 / 3_f64.log2(), 1.0 / 5_f64.log2())
}

#[test]
fn one_hidden_song_has_the_same_value_under_most() {
    for convention in ["msd", "liang", "trec", "recbole"] {
        check(convention, [0.375, 0.5, ndcg(), 0.25]);
    }
}

#[test]
fn implicit_divides_precision_by_what_could_be_found() {
    check("implicit", [0.375, 0.5, ndcg(), 0.5]);
}

#[test]
fn rectools_takes_a_list_full_of_hits_as_the_ideal() {
    let ideal: f64 = (1..=10).map(|rank| 1.0 / f64::from(rank + 1).log2()).sum();
    check("rectools", [0.375, 0.5, ndcg() / ideal, 0.25]);
}

#[test]
fn spark_counts_users_without_hidden_songs_as_0() {
    check("spark", [0.375 / 3.0, 0.5 / 3.0, ndcg() / 3.0, 0.25 / 3.0]);
}

/// Lists of four: from the hit on each further rank i adds hits / i, up to the 499th: 1/2 + 1/3 + ... + 1/499 for eve,
/// 1/4 + ... + 1/499 for finn, over six users.
#[test]
fn the_notebooks_figure_says_that_it_is_not_map() {
    let from = |first: u32| (first..=499).map(|rank| 1.0 / f64::from(rank)).sum::<f64>();
    check("notebook", [(from(2) + from(4)) / 6.0, 0.5 / 3.0, ndcg() / 3.0, 0.25 / 3.0]);
    let sources = example();
    judged(&sources, "popularity.toml", &["--set", "judge.convention=notebook"]);
    for page in ["report.html", "report.md"] {
        let text = fs::read_to_string(sources.latest().join(page)).unwrap();
        assert!(text.contains("not mean average precision"), "{page}");
    }
    judged(&sources, "popularity.toml", &[]);
    assert!(!fs::read_to_string(sources.latest().join("report.md")).unwrap().contains("not mean average precision"));
}

/// What no list may hold: SOF, which nobody plays where models look. Under `liang` finn's only hidden song is dropped
/// and finn with it; elsewhere it is missed.
#[test]
fn a_hidden_song_that_no_list_may_hold_is_missed_or_dropped() {
    for (convention, map, n_judged) in [("msd", 0.25, 2.0), ("liang", 0.5, 1.0)] {
        let sources = example();
        judged(&sources, "popularity.toml", &["--set", &format!("judge.convention={convention}")]);
        let found = metrics(&sources);
        assert_eq!((found["popularity.map@500"], found["popularity.map@500.n"]), (map, n_judged), "{convention}");
    }
}
