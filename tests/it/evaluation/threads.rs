//! The same bytes, however many threads work.

use super::{arguments_of, judged, sums};
use crate::runs_folder::sampled;

#[track_caller]
fn check(plan: &str, n_triplets: u32, n_files: usize) {
    let sources = sampled(n_triplets);
    let run = |threads: &str| {
        let _ = std::fs::remove_dir_all(sources.out());
        judged(&sources, plan, &[arguments_of(plan), &["--threads", threads]].concat());
        sums(&sources)
    };
    let alone = run("1");
    assert_eq!(alone.len(), n_files, "{alone:?}");
    for threads in ["2", "3", "8"] {
        assert_eq!(run(threads), alone, "{plan} with {threads} threads");
    }
}

/// Four models, five lists, the blend, the judge's five files, matrices, tables and rejected rows.
#[test]
fn every_model_and_the_report_are_the_same_for_any_number_of_threads() {
    check("personality.toml", 20_000, 4 + 5 + 5 + 4 + 1 + 1);
}

#[test]
fn a_random_order_is_the_same_for_any_number_of_threads() {
    check("popularity.toml", 20_000, 2 + 2 + 5 + 4 + 1 + 1);
}

#[test]
fn a_split_is_the_same_for_any_number_of_threads() {
    check("liang.toml", 20_000, 2 + 2 + 5 + 4 + 1 + 1);
}
