//! Plans that judge models wrongly: exit code 2 before any source is looked into, with what is known.

use super::{assert_refused, edited, example, judged, judged_by};

/// An option of a plan of the repository is set to what it cannot be.
#[track_caller]
fn check(plan: &str, set: &str, parts: &[&str]) {
    let sources = example();
    let found = sources.run_plan(&super::shipped(plan), &["--set", set]);
    assert_refused(&sources, &found, 2, parts);
}

#[track_caller]
fn check_edit(from: &str, to: &str, parts: &[&str]) {
    let sources = example();
    let found = sources.run_plan(&edited(&sources, "popularity.toml", &[(from, to)]), &[]);
    assert_refused(&sources, &found, 2, parts);
}

#[test]
fn an_unknown_metric_lists_the_known_ones() {
    let known = ["stage `judge`", "metrics", "map", "recall", "ndcg", "mrr", "taste_distance"];
    check("popularity.toml", "judge.metrics=[\"mapp@500\"]", &[&known[..], &["mapp"]].concat());
    for wrong in ["map", "map@0", "map@-1", "map@ten", "@10", ""] {
        check("popularity.toml", &format!("judge.metrics=[\"{wrong}\"]"), &["stage `judge`", "metrics", wrong]);
    }
    check("popularity.toml", "judge.metrics=[]", &["metrics", "at least one"]);
}

#[test]
fn an_unknown_convention_lists_the_known_ones() {
    let known = "msd, liang, trec, spark, implicit, recbole, rectools, notebook";
    check("popularity.toml", "judge.convention=mds", &["stage `judge`", "convention", known, "`mds`"]);
}

#[test]
fn a_metric_twice_and_a_comparison_that_is_not_measured_are_refused() {
    check("popularity.toml", "judge.metrics=[\"map@500\", \"recall@20\", \"map@500\"]", &["metrics", "map@500 twice"]);
    check("popularity.toml", "judge.compare=[\"map@499\"]", &["compare", "`metrics`", "map@499"]);
    check("popularity.toml", "judge.compare=[\"coverage@10\"]", &["compare", "metrics of users", "coverage@10"]);
}

#[test]
fn lengths_shares_and_weights_out_of_range_are_refused() {
    check("popularity.toml", "popularity.k=0", &["stage `popularity`", "k: ", "0"]);
    check("popularity.toml", "popularity.k=-3", &["stage `popularity`", "-3"]);
    check("personality.toml", "blend.k=0", &["stage `blend`", "k: "]);
    check("personality.toml", "blend.share=1.5", &["stage `blend`", "share: ", "0 to 1", "1.5"]);
    check("personality.toml", "blend.share=-0.1", &["stage `blend`", "share: ", "-0.1"]);
    check("personality.toml", "blend.how=mix", &["stage `blend`", "share", "interleave", "mix"]);
    check("als.toml", "als-model.alpha=-1", &["stage `als-model`", "alpha", "-1"]);
    check("als.toml", "als-model.factors=0", &["stage `als-model`", "factors", "0"]);
    check("als.toml", "als-model.solver=lu", &["stage `als-model`", "lu", "cg"]);
    check("personality.toml", "personality-model.neighbours=0", &["stage `personality-model`", "neighbours", "0"]);
    check("popularity.toml", "judge.listeners=101", &["stage `judge`", "listeners: expected at most 100, found 101"]);
    check("popularity.toml", "judge.listeners=-1", &["stage `judge`", "listeners", "-1"]);
    check("popularity.toml", "popularity.users=some", &["stage `popularity`", "judged", "all", "some"]);
}

#[test]
fn an_unknown_protocol_and_a_misspelt_option_of_one_are_refused() {
    let known = ["stage `split`", "challenge", "liang", "leave-k-out", "ratio"];
    check("liang.toml", "split.protocol={ name = \"holdout\" }", &[&known[..], &["holdout"]].concat());
    check("liang.toml", "split.protocol={ name = \"liang\", n_held = 5 }", &["stage `split`", "n_held", "n_heldout"]);
    check(
        "liang.toml",
        "split.protocol={ name = \"ratio\", hidden_share = 2.0 }",
        &["stage `split`", "hidden_share", "2"],
    );
    check("liang.toml", "split.protocol={ name = \"leave-k-out\", k = 0 }", &["stage `split`", "k", "0"]);
}

/// Every option of every kind, misspelt.
#[test]
fn an_unknown_option_lists_the_known_ones() {
    let options = [
        ("popularity.toml", "popularity-model", ""),
        ("popularity.toml", "random-model", ""),
        ("als.toml", "als-model", "`factors`"),
        ("personality.toml", "personality-model", "`neighbours`"),
        ("personality.toml", "content-model", ""),
        ("popularity.toml", "popularity", "`candidates`"),
        ("personality.toml", "blend", "`share`"),
        ("liang.toml", "split", "`published`"),
        ("liang.toml", "all-songs", ""),
        ("popularity.toml", "judge", "`convention`"),
    ];
    for (plan, stage, known) in options {
        check(plan, &format!("{stage}.colour=red"), &[&format!("stage `{stage}`"), "`colour`", known]);
    }
}

#[test]
fn rankings_are_one_value_or_several() {
    let sources = example();
    let one = edited(
        &sources,
        "popularity.toml",
        &[("rankings = [\"popularity\", \"random\"]", "rankings = \"popularity\"")],
    );
    judged_by(&sources, &one, &[]);
    let sources = example();
    let one =
        edited(&sources, "popularity.toml", &[("rankings = [\"popularity\", \"random\"]", "rankings = [\"random\"]")]);
    judged_by(&sources, &one, &[]);
}

#[test]
fn several_values_where_one_is_expected_and_one_value_twice_are_refused() {
    let model = "reads  = { model = \"popularity-model\", plays = \"plays\" }";
    check_edit(
        model,
        "reads  = { model = [\"popularity-model\", \"random-model\"], plays = \"plays\" }",
        &["stage `popularity`", "model"],
    );
    let rankings = "rankings = [\"popularity\", \"random\"]";
    check_edit(rankings, "rankings = [\"popularity\", \"popularity\"]", &["stage `judge`", "popularity", "twice"]);
    check_edit(rankings, "rankings = []", &["rankings = []", "a list of names"]);
    check_edit(rankings, "rankings = [\"popularity\", \"popularity-model\"]", &["stage `judge`", "popularity-model"]);
    check_edit(rankings, "rankings = [\"nobody\"]", &["stage `judge`", "nobody"]);
}

/// What `tastemill stages` prints as defaults are values that `--set` takes.
#[test]
fn the_printed_defaults_can_be_set() {
    let stages = [
        ("popularity.toml", "popularity-model", "fit-popularity"),
        ("popularity.toml", "popularity", "recommend"),
        ("als.toml", "als-model", "fit-als"),
        ("personality.toml", "personality-model", "fit-personality"),
        ("personality.toml", "content-model", "fit-content"),
        ("personality.toml", "blend", "blend"),
        ("popularity.toml", "judge", "evaluate"),
    ];
    let sources = example();
    for (plan, stage, kind) in stages {
        let mut call = crate::program::program();
        call.args(["stages", kind]);
        let printed = crate::program::outcome(call).stdout;
        let defaults = printed.lines().filter_map(|line| line.strip_prefix("  with.")?.split_once(" = "));
        let sets: Vec<_> = defaults.map(|(option, value)| format!("{stage}.{option}={value}")).collect();
        assert!(!sets.is_empty(), "{printed}");
        let arguments: Vec<_> = sets.iter().flat_map(|set| ["--set", set.as_str()]).collect();
        judged(&sources, plan, &arguments);
    }
}
