//! The whole way: lists of two models to a scorecard.

use std::convert::Infallible;

use domain::{Ranking, Rankings, Scorecard};

use super::stream::World;
use crate::{Convention, Jury, Metric, Spread, StatisticsOptions, scorecard};

/// The drawn lists, and the same without their first song.
fn judged(names: &[&str]) -> (Scorecard, Vec<f64>) {
    let (world, mut worse) = (World::drawn(), Rankings::default());
    for list in world.rankings.iter() {
        let from = 1.min(list.songs.len());
        worse.push(Ranking { songs: &list.songs[from..], scores: &list.scores[from..], ..list });
    }
    let metrics: Vec<Metric> = names.iter().map(|name| name.parse().unwrap()).collect();
    let jury = Jury::new(world.case(&metrics, Convention::Msd)).unwrap();
    let judge = |name: &str, lists: &Rankings| jury.judge(name, [Ok::<_, Infallible>(lists.clone())]).unwrap();
    let models = [judge("drawn", &world.rankings), judge("headless", &worse)];
    let options = StatisticsOptions { n_resamples: 200, ..StatisticsOptions::new(1, vec![metrics[1]]) };
    (scorecard(&jury, &models, &options).unwrap(), models[0].values[1].clone())
}

#[test]
fn a_scorecard_has_an_estimate_for_every_card_and_model() {
    let (card, values) = judged(&["coverage@10", "map@10", "gini@50", "era@1", "artists@10"]);
    let names: Vec<&str> = card.cards.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(names, ["coverage@10", "map@10", "gini@50", "era@1", "artists@10"]);
    let [coverage, map, gini, era, artists] = card.models[0].estimates.as_slice().try_into().unwrap();
    let spread = Spread::of(&values);
    let map = map.unwrap();
    assert_eq!(
        (map.mean, map.standard_error, map.t_interval),
        (spread.mean, spread.standard_error, spread.t_interval())
    );
    assert!(map.bootstrap_interval[0] < map.mean && map.mean < map.bootstrap_interval[1]);
    // Eighty thousand draws of 2,000 songs leave none out.
    assert!((coverage.unwrap().mean - 1.0).abs() < 1e-12 && coverage.unwrap().standard_error.is_nan());
    assert!(gini.unwrap().mean > 0.0 && era.is_none() && artists.unwrap().mean > 1.0);
    assert_eq!(card.users.left_out, [("no hidden plays".to_owned(), 200)]);
    assert_eq!((card.convention.as_str(), card.users.n_judged, card.models[1].n_without_list), ("msd", 9_800, 0));
}

#[test]
fn a_list_without_its_first_song_is_found_to_be_worse() {
    let (card, _) = judged(&["coverage@10", "map@10"]);
    let [pair] = card.comparisons.as_slice() else { panic!("one pair, one metric") };
    assert!(pair.sentence.starts_with("drawn is better than headless in map@10, by "), "{}", pair.sentence);
    assert!((pair.p_randomisation - 1.0 / 10_001.0).abs() < 1e-15);
    assert_eq!(pair.wins_ties_losses.iter().sum::<usize>(), 9_800);
}
