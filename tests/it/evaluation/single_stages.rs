//! One stage of a plan, or all from one on, leave what the whole plan leaves.

use super::{judged, sums};
use crate::program::Sources;
use crate::runs_folder::sampled;

/// The whole plan with other options.
fn whole(sources: &Sources, arguments: &[&str]) -> Vec<String> {
    let _ = std::fs::remove_dir_all(sources.out());
    judged(sources, "personality.toml", arguments);
    sums(sources)
}

#[test]
fn the_judge_alone_says_what_it_says_in_the_whole_plan() {
    let sources = sampled(2_000);
    let all = whole(&sources, &[]);
    for alone in [["--only", "judge"], ["--from", "judge"], ["--from", "als"], ["--from", "blend"], ["--only", "als"]] {
        judged(&sources, "personality.toml", &alone);
        assert_eq!(sums(&sources), all, "{alone:?}");
    }
}

#[test]
fn the_judge_alone_with_other_options_says_what_the_whole_plan_says_with_them() {
    let sources = sampled(2_000);
    let other = ["--set", "judge.convention=trec", "--set", "judge.resamples=500"];
    let all = whole(&sources, &other);
    whole(&sources, &[]);
    judged(&sources, "personality.toml", &[&other[..], &["--from", "judge"]].concat());
    assert_eq!(sums(&sources), all);
}

#[test]
fn a_model_that_is_fitted_again_is_judged_again() {
    let sources = sampled(2_000);
    let other = ["--set", "als-model.factors=8"];
    let all = whole(&sources, &other);
    whole(&sources, &[]);
    judged(&sources, "personality.toml", &[&other[..], &["--from", "als-model"]].concat());
    assert_eq!(sums(&sources), all);
}
