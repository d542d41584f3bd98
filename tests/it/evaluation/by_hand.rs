//! The example of docs/protocols.md as files: what popularity ranks, and every number that it gets, by hand.
//!
//! ```text
//!       SOA  SOB  SOC  SOD  SOE  SOF
//! ann     3    1    .    2    .    .
//! bob     1    .    4    .    1    .
//! cleo    .    2    1    1    .    .
//! dan     5    1    .    1    2    .
//! eve     1    1  [1]    .    .    .      listeners that train: SOA 4, SOB 4, SOC 3, SOD 4, SOE 2, SOF 0
//! finn    .    .    2    1    .  [1]
//! ```

use super::{ALL_SONGS, example, judged, listed, metrics, numbers};
use crate::program::names;

fn row(user: &str, rank: i32, song: &str) -> (String, i32, String) {
    (user.to_owned(), rank, song.to_owned())
}

/// SOA and SOB have as many listeners: the order of their hashes decides, which the ranking of eve, who has heard
/// both, does not show.
#[test]
fn popularity_ranks_as_the_page_says() {
    let sources = example();
    judged(&sources, "popularity.toml", &ALL_SONGS);
    let table = sources.table("popularity.parquet");
    let rows = listed(&table);
    let eve = [row("eve", 1, "SOD"), row("eve", 2, "SOC"), row("eve", 3, "SOE"), row("eve", 4, "SOF")];
    assert_eq!(rows[..4], eve);
    let first = if rows[4].2 == "SOA" { ["SOA", "SOB"] } else { ["SOB", "SOA"] };
    let finn = [row("finn", 1, first[0]), row("finn", 2, first[1]), row("finn", 3, "SOE"), row("finn", 4, "SOF")];
    assert_eq!(rows[4..], finn);
    assert_eq!(numbers(&table, "score"), [4.0, 3.0, 2.0, 0.0, 4.0, 4.0, 2.0, 0.0].map(Some));
    assert_eq!(numbers(&table, "user_index"), [4.0, 4.0, 4.0, 4.0, 5.0, 5.0, 5.0, 5.0].map(Some));
    let songs = names(&table, "song_id");
    let index_of = |song: &String| Some(["SOA", "SOB", "SOC", "SOD", "SOE", "SOF"].iter().position(|is| is == song));
    let indices: Vec<_> = songs.iter().map(|song| index_of(song).flatten().map(|at| at as f64)).collect();
    assert_eq!(numbers(&table, "song_index"), indices);
}

/// SOA, SOB and SOD have four listeners each. Where nothing is left out, all six users have all six songs, and the three
/// stand in the same order for each of them.
#[test]
fn songs_with_equal_scores_stand_in_one_order_for_all_users() {
    let sources = example();
    let all = ["--set", "popularity.users=all", "--set", "popularity.heard=keep"];
    super::judged(&sources, "popularity.toml", &[&ALL_SONGS[..], &all].concat());
    let rows = listed(&sources.table("popularity.parquet"));
    assert_eq!(rows.len(), 36);
    let of_user = |at: usize| rows[6 * at..6 * at + 6].iter().map(|row| row.2.clone()).collect::<Vec<_>>();
    let ann = of_user(0);
    let mut equal = ann[..3].to_vec();
    equal.sort();
    assert_eq!(
        (equal, &ann[3..]),
        (vec!["SOA".into(), "SOB".into(), "SOD".into()], &["SOC", "SOE", "SOF"].map(String::from)[..])
    );
    for at in 1..6 {
        assert_eq!(of_user(at), ann);
    }
}

/// Songs that a user has heard take places and are no hits: eve's SOC comes behind SOA, SOB, SOD and has 1/4; finn's SOF
/// behind all five others and has 1/6.
#[test]
fn songs_that_a_user_has_heard_take_places_where_the_plan_lets_them() {
    let sources = example();
    super::judged(&sources, "popularity.toml", &[&super::ALL_SONGS[..], &["--set", "popularity.heard=keep"]].concat());
    let map = super::metrics(&sources)["popularity.map@500"];
    assert!((map - f64::midpoint(1.0 / 4.0, 1.0 / 6.0)).abs() < 1e-15, "{map}");
}

/// One user's value under each metric: eve's, then finn's.
///
/// - map, mrr: the hidden song is second (1/2) and fourth (1/4); ndcg: 1 / log2(3) and 1 / log2(5).
/// - precision@10: 1 of 10; recall and hit: found.
/// - Of 17 pairs a third is 5.67: SOA, SOB and SOD are the head; those with more listeners than SOC gather 12, more than
///   two thirds, so SOC, SOE and SOF are the tail, and both hidden songs are.
/// - popularity: among six songs SOF .5/6, SOE 1.5/6, SOC 2.5/6, the three others (3 + 1.5)/6;
///   eve SOD SOC SOE SOF: 9/24, finn SOA SOB SOE SOF: 11/24.
/// - novelty, of six training users: log2(6/4), log2(6/3), log2(6/2), and SOF as if one: log2 6.
/// - artists: eve Nobody (twice), Godley, Finn O; finn all different. genres: `Jazz` and `Pop_Rock`; `Pop_Rock`.
/// - era: 2001, 1985, 2002, 2003 have mean 1997.75 and squares 218.75; 1977, 2002, 2003 have mean 1994 and squares 434.
#[test]
fn every_users_values_are_those_of_the_page() {
    let sources = example();
    judged(&sources, "popularity.toml", &ALL_SONGS);
    let scores = sources.table("scores.parquet");
    assert_eq!(names(&scores, "model"), ["popularity", "popularity", "random", "random"]);
    assert_eq!(names(&scores, "user_id"), ["eve", "finn", "eve", "finn"]);
    let log2 = |x: f64| x.log2();
    let expected = [
        ("map@500", Some([0.5, 0.25])),
        ("ndcg@100", Some([1.0 / log2(3.0), 1.0 / log2(5.0)])),
        ("mrr@500", Some([0.5, 0.25])),
        ("precision@10", Some([0.1, 0.1])),
        ("recall@20", Some([1.0, 1.0])),
        ("hit@10", Some([1.0, 1.0])),
        ("head_recall@500", None),
        ("mid_recall@500", None),
        ("tail_recall@500", Some([1.0, 1.0])),
        ("popularity@10", Some([9.0 / 24.0, 11.0 / 24.0])),
        (
            "novelty@10",
            Some([
                (log2(1.5) + log2(2.0) + log2(3.0) + log2(6.0)) / 4.0,
                (log2(1.5) + log2(1.5) + log2(3.0) + log2(6.0)) / 4.0,
            ]),
        ),
        ("artists@10", Some([3.0, 4.0])),
        ("genres@10", Some([2.0, 1.0])),
        ("era@10", Some([(218.75_f64 / 4.0).sqrt(), (434.0_f64 / 3.0).sqrt()])),
    ];
    for (metric, expected) in expected {
        let found = &numbers(&scores, metric)[..2];
        match expected {
            None => assert_eq!(found, [None, None], "{metric}"),
            Some(expected) => {
                for (found, expected) in found.iter().zip(expected) {
                    assert!((found.unwrap() - expected).abs() < 1e-12, "{metric}: {found:?} is not {expected}");
                }
            }
        }
    }
}

/// - MAP = (.5 + .25) / 2. Two values' standard deviation is their difference / root 2, the standard error a half of it:
///   .125.
/// - coverage: all six songs are in a list. gini of 1, 1, 1, 1, 2, 2: 2 (1+2+3+4+10+12) / (6 x 8) - 7/6 = 1/6.
#[test]
fn the_means_are_those_of_the_page() {
    let sources = example();
    judged(&sources, "popularity.toml", &ALL_SONGS);
    let found = metrics(&sources);
    let expected = [
        ("popularity.map@500", 0.375),
        ("popularity.map@500.n", 2.0),
        ("popularity.map@500.se", 0.125),
        ("popularity.coverage@10", 1.0),
        ("popularity.gini@10", 1.0 / 6.0),
        ("popularity.mean_length", 4.0),
        ("popularity.without_list", 0.0),
        ("users.with_hidden", 2.0),
        ("users.judged", 2.0),
    ];
    for (name, expected) in expected {
        assert!((found[name] - expected).abs() < 1e-12, "{name}: {} is not {expected}", found[name]);
    }
}

/// Models list by themselves only what somebody plays where they look. Nobody plays SOF there: finn's hidden song
/// cannot be found, and MAP is (.5 + 0) / 2.
#[test]
fn a_song_that_nobody_plays_is_listed_only_if_the_plan_says_so() {
    let sources = example();
    judged(&sources, "popularity.toml", &[]);
    let rows = listed(&sources.table("popularity.parquet"));
    assert_eq!(rows.len(), 6);
    assert!(rows.iter().all(|row| row.2 != "SOF"), "{rows:?}");
    assert!((metrics(&sources)["popularity.map@500"] - 0.25).abs() < 1e-12);
    assert!(numbers(&sources.table("scores.parquet"), "map@500")[1].unwrap().is_sign_positive(), "0, not -0");
}

/// Ranks count from 1 without a gap, scores fall, nobody is listed what they are known to have played, nothing twice.
#[test]
fn lists_of_a_sample_are_ranked_and_hold_nothing_heard() {
    let sources = crate::runs_folder::sampled(5_000);
    judged(&sources, "personality.toml", &["--set", "als.k=20"]);
    let heard = artifacts::read_npz(&sources.latest().join("train_sparse.npz")).unwrap();
    for file in ["popularity.parquet", "personality.parquet", "content.parquet", "als.parquet", "blend.parquet"] {
        let table = sources.table(file);
        let (rows, scores) = (listed(&table), numbers(&table, "score"));
        let (users, songs) = (numbers(&table, "user_index"), numbers(&table, "song_index"));
        for at in 0..rows.len() {
            let follows = at > 0 && users[at] == users[at - 1];
            assert_eq!(rows[at].1, if follows { rows[at - 1].1 + 1 } else { 1 }, "{file}: {:?}", rows[at]);
            assert!(!follows || scores[at] <= scores[at - 1], "{file}: {:?}", rows[at]);
            assert!(at == 0 || users[at] >= users[at - 1]);
            let (user, song) = (users[at].unwrap() as usize, songs[at].unwrap() as usize);
            assert!(heard.csr().get(song, user).is_none(), "{file}: {:?}", rows[at]);
        }
        let mut pairs: Vec<_> = rows.iter().map(|row| (&row.0, &row.2)).collect();
        pairs.sort();
        pairs.dedup();
        assert_eq!(pairs.len(), rows.len(), "{file}");
    }
    assert!(listed(&sources.table("als.parquet")).iter().all(|row| row.1 <= 20));
}
