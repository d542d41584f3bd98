//! What the judge counts beside values.

use std::convert::Infallible;

use domain::{Rankings, UserId};

use super::{
    small_case::{SmallCase, check_near, songs},
    stream::World,
};
use crate::{Convention, JudgedModel, Jury, Metric, MetricKind};

#[test]
fn a_user_without_a_list_is_zero_in_accuracy_and_has_no_value_elsewhere() {
    let judged = SmallCase::new(9, &[&[1], &[2]]).list(1, &[2, 3]).judge(&["map@5", "popularity@5"]).unwrap();
    assert_eq!(judged.values[0], [0.0, 1.0]);
    assert!(judged.values[1][0].is_nan() && judged.values[1][1] > 0.0);
    assert_eq!((judged.n_without_list, judged.mean_length), (1, 2.0));
}

#[test]
fn an_empty_list_is_a_list() {
    let judged = SmallCase::new(9, &[&[1], &[2]]).list(0, &[]).list(1, &[2, 3]).judge(&["map@5"]).unwrap();
    assert_eq!(judged.values[0], [0.0, 1.0]);
    assert_eq!((judged.n_without_list, judged.mean_length), (0, 1.0));
}

/// One hit at rank 1 and one at rank 4: recall .5 up to 3, then 1. The curve ends at the longest accuracy metric.
#[test]
fn recall_grows_with_the_length_of_the_list() {
    let judged = SmallCase::new(9, &[&[1, 2]]).list(0, &[1, 4, 5, 2, 6]).judge(&["map@5", "mrr@3", "era@8"]).unwrap();
    assert_eq!(judged.recall_curve, [(1, 0.5), (2, 0.5), (5, 1.0)]);
}

#[track_caller]
fn check_tied(hidden: &[u32], scores: &[f32], is_cut: bool, expected: usize) {
    let list = songs(scores.len() as u32);
    let judged = SmallCase::new(9, &[hidden]).scored_list(0, &list, scores, is_cut).judge(&["map@4"]).unwrap();
    assert_eq!(judged.n_tied, expected);
}

#[test]
fn a_user_hangs_on_a_tie_where_equal_scores_mix_hits_and_misses() {
    check_tied(&[0], &[3.0, 2.0, 1.0], false, 0);
    check_tied(&[0], &[3.0, 3.0, 1.0], false, 1);
    check_tied(&[1], &[3.0, 3.0, 1.0], false, 1);
    check_tied(&[0, 1], &[3.0, 3.0, 1.0], false, 0);
    check_tied(&[2], &[3.0, 3.0, 1.0], false, 0);
    check_tied(&[0], &[0.0, -0.0, -1.0], false, 1);
}

#[test]
fn a_user_hangs_on_the_tie_at_the_end_of_the_list() {
    // A hidden song that is not listed may have fallen off; without one, only a hit that ties with the end could.
    check_tied(&[0, 7], &[3.0, 2.0, 1.0], true, 1);
    check_tied(&[0], &[3.0, 2.0, 1.0], true, 0);
    check_tied(&[2], &[3.0, 2.0, 1.0], true, 1);
    // A song the user has heard cannot have fallen off.
    check_tied(&[0, 8], &[3.0, 2.0, 1.0], true, 0);
    // The fifth place is beyond all metrics, but ties with the fourth.
    check_tied(&[3], &[5.0, 4.0, 3.0, 2.0, 2.0], false, 1);
    check_tied(&[3], &[5.0, 4.0, 3.0, 2.0, 1.0], true, 0);
}

#[test]
fn lists_of_users_who_are_not_judged_count_nowhere() {
    let judged = SmallCase::new(9, &[&[], &[2]]).list(0, &[5]).list(1, &[2]).judge(&["map@5", "coverage@5"]).unwrap();
    assert_eq!((judged.n_not_judged, judged.users.as_slice()), (1, [UserId(1)].as_slice()));
    assert_eq!(judged.exposure.iter().sum::<u32>(), 1);
}

fn judged_by(n_threads: usize, world: &World, block: usize) -> JudgedModel {
    let metrics: Vec<Metric> = MetricKind::ALL.into_iter().map(|kind| Metric { kind, k: 20 }).collect();
    let jury = Jury::new(world.case(&metrics, Convention::Msd)).unwrap();
    let lists: Vec<_> = world.rankings.iter().collect();
    let blocks = lists.chunks(block).map(|lists| {
        let mut block = Rankings::default();
        for list in lists {
            block.push(*list);
        }
        Ok::<_, Infallible>(block)
    });
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
    pool.install(|| jury.judge("model", blocks.collect::<Vec<_>>()).unwrap())
}

#[test]
fn threads_and_blocks_change_no_bit() {
    let world = World::drawn();
    let bits =
        |model: &JudgedModel| -> Vec<u64> { model.values.iter().flatten().map(|value| value.to_bits()).collect() };
    let expected = judged_by(1, &world, 10_000);
    for (n_threads, block) in [(2, 999), (7, 64)] {
        let found = judged_by(n_threads, &world, block);
        assert_eq!(bits(&found), bits(&expected));
        assert_eq!((found.recall_curve, found.n_tied), (expected.recall_curve.clone(), expected.n_tied));
        assert_eq!((found.exposure, found.of_all_lists), (expected.exposure.clone(), expected.of_all_lists.clone()));
    }
}

/// Numbering the songs otherwise (here backwards) changes no value.
#[test]
fn the_numbers_of_songs_do_not_matter() {
    let plain = SmallCase::new(9, &[&[1, 4], &[2]]).list(0, &[3, 4, 0]).list(1, &[2, 7, 1]);
    let mut backwards = SmallCase::new(9, &[&[7, 4], &[6]]).list(0, &[5, 4, 8]).list(1, &[6, 1, 7]);
    backwards.visible = super::small_case::history(&[&[0], &[0]]);
    for metric in ["map@3", "ndcg@3", "recall@2", "popularity@3"] {
        for (a, b) in plain.values(metric).into_iter().zip(backwards.values(metric)) {
            check_near(a, b);
        }
    }
}
