//! What is hidden reaches no model; where it could have, the judge says so and judges nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use super::{assert_refused, edited, example, judged, listed};
use crate::program::{HIDDEN, Sources, TRAIN, VISIBLE};
use crate::runs_folder::sampled;

fn lines(sources: &Sources, file: &str) -> String {
    fs::read_to_string(sources.data().join(file)).unwrap()
}

#[test]
fn hidden_plays_that_train_too_are_refused() {
    for file in [TRAIN, VISIBLE] {
        let sources = example();
        let more = lines(&sources, file) + "eve\tSOC\t1\n";
        let sources = sources.with(file, more);
        let found = sources.run_plan(&super::shipped("popularity.toml"), &[]);
        assert_refused(&sources, &found, 65, &["stage `judge`", "plays", "user eve", "song SOC", "hint: "]);
    }
}

#[test]
fn one_hidden_pair_among_thousands_that_train_is_found() {
    let sources = sampled(5_000);
    let hidden = lines(&sources, HIDDEN);
    // msd-challenge.toml joins with nothing, so that the row cannot fall out.
    let last = hidden.lines().last().unwrap();
    let mut fields = last.split('\t');
    let (user, song) = (fields.next().unwrap(), fields.next().unwrap());
    let more = lines(&sources, TRAIN) + last + "\n";
    let sources = sources.with(TRAIN, more);
    let found = sources.run_plan(&super::shipped("msd-challenge.toml"), &[]);
    assert_refused(&sources, &found, 65, &["found 1", user, song]);
}

/// `popularity.toml` whose popularity is fitted on plays of another train file, `leaky.txt`, and recommends by `plays`.
fn fitted_on_others(sources: &Sources, plays: &str) -> PathBuf {
    let listen_too = "train = \"train_triplets.txt\"\nleaky      = \"leaky.txt\"";
    let stage = "[[stage]]\nname    = \"listen-too\"\nrun     = \"read-triplets\"\n\
                 sources = { train = \"leaky\", visible = \"visible\", hidden = \"hidden\" }\n\
                 reads   = { songs = \"songs\" }\nwrites  = { plays = \"leaked\" }\n\n";
    let fit = "run    = \"fit-popularity\"\nreads  = { plays = \"plays\" }";
    let recommend = "reads  = { model = \"popularity-model\", plays = \"plays\" }";
    edited(
        sources,
        "popularity.toml",
        &[
            ("train      = \"train_triplets.txt\"", listen_too),
            ("# What `tastemill recommend`", &format!("{stage}# What `tastemill recommend`")),
            (fit, &fit.replace("\"plays\" }", "\"leaked\" }")),
            (recommend, &recommend.replace("= \"plays\"", &format!("= \"{plays}\""))),
        ],
    )
}

#[test]
fn a_model_that_was_fitted_on_hidden_plays_is_not_judged() {
    let found = |recommended_by: &str| {
        let sources = example();
        let leaky = lines(&sources, TRAIN) + "eve\tSOC\t1\n";
        let sources = sources.with("leaky.txt", leaky);
        let found = sources.run_plan(&fitted_on_others(&sources, recommended_by), &[]);
        (sources, found)
    };
    let (sources, by_others) = found("leaked");
    let parts = ["stage `judge`", "rankings `popularity`", "fitted on", "hint: hidden rows may have been among them"];
    assert_refused(&sources, &by_others, 65, &parts);
    let (sources, by_plays) = found("plays");
    let parts = ["stage `popularity`", "model `popularity-model`", "expected the plays that it was fitted on"];
    assert_refused(&sources, &by_plays, 2, &parts);
}

/// The same rows under other numbers are refused as well: zoe comes behind all others, but nothing says so of songs.
#[test]
fn a_model_does_not_recommend_by_plays_with_other_numbers() {
    for (more, of) in [("zoe\tSOA\t1\n", "numbers of users"), ("ann\tSOX\t1\n", "numbers of songs")] {
        let sources = example();
        let leaky = lines(&sources, TRAIN) + more;
        let songs = lines(&sources, crate::program::SONGS) + "SOX,TRX,X,X,0.5,0.5,0.5,0.5,-4,0.5,2002\n";
        let sources = sources.with("leaky.txt", leaky).with(crate::program::SONGS, songs);
        let found = sources.run_plan(&fitted_on_others(&sources, "plays"), &[]);
        assert_refused(&sources, &found, 2, &["stage `popularity`", "model `popularity-model`", of]);
    }
}

/// The same hidden songs and users, but who plays what is another matter: pairs of rows swap their songs where neither
/// user has the other's song. So ids and numbers stay as they are.
fn swapped(sources: &Sources) -> String {
    let mut played: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let pair = |line: &str| {
        let mut fields = line.split('\t').map(str::to_owned);
        (fields.next().unwrap(), fields.next().unwrap())
    };
    for file in [TRAIN, VISIBLE, HIDDEN] {
        for (user, song) in lines(sources, file).lines().map(pair) {
            played.entry(user).or_default().insert(song);
        }
    }
    let mut rows: Vec<(String, String)> = lines(sources, HIDDEN).lines().map(pair).collect();
    let half = rows.len() / 2;
    let mut n_swapped = 0;
    for at in 0..half {
        let ((a, of_a), (b, of_b)) = (rows[at].clone(), rows[at + half].clone());
        if !played[&a].contains(&of_b) && !played[&b].contains(&of_a) {
            (rows[at].1, rows[at + half].1) = (of_b.clone(), of_a.clone());
            played.get_mut(&a).unwrap().insert(of_b);
            played.get_mut(&b).unwrap().insert(of_a);
            n_swapped += 1;
        }
    }
    assert!(n_swapped > 5, "{n_swapped}");
    rows.into_iter().fold(String::new(), |lines, (user, song)| lines + &user + "\t" + &song + "\t1\n")
}

#[test]
fn models_and_lists_do_not_depend_on_what_is_hidden() {
    let sources = sampled(5_000);
    let models = ["popularity", "personality", "content", "als"];
    let look = |sources: &Sources| {
        // Everybody gets a list, so that it does not matter who has hidden plays in the join.
        let everybody = ["popularity", "personality", "content", "als"].map(|stage| format!("{stage}.users=all"));
        let arguments: Vec<_> = everybody.iter().flat_map(|set| ["--set", set]).collect();
        judged(sources, "personality.toml", &arguments);
        let bytes = |name: String| fs::read(sources.latest().join(name)).unwrap();
        let fitted = models.map(|model| bytes(format!("{model}.safetensors")));
        let lists = ["blend"].iter().chain(&models).map(|name| listed(&sources.table(&format!("{name}.parquet"))));
        (fitted, lists.collect::<Vec<_>>(), bytes("test_sparse.npz".into()), bytes("metrics.json".into()))
    };
    let before = look(&sources);
    let hidden = swapped(&sources);
    let after = look(&sources.with(HIDDEN, hidden));
    assert!(before.0 == after.0, "models");
    assert!(before.1 == after.1, "lists");
    assert!(before.2 != after.2 && before.3 != after.3, "other plays are hidden, so other numbers come out");
}
