//! Next to nothing to judge: what can be said is said, and nothing is made up.

use std::fs;

use super::{ALL_SONGS, example, judged, metrics, shipped};
use crate::program::{HIDDEN, Sources, TRAIN, VISIBLE};
use crate::runs_folder::assert_whole;

const ALL_MODELS: &str = "personality.toml";

/// No report shows a number that is none.
#[track_caller]
fn assert_no_made_up_number(sources: &Sources) {
    let found = metrics(sources);
    let page = fs::read_to_string(sources.latest().join("report.md")).unwrap();
    let words = page.split(|c: char| !c.is_ascii_alphanumeric());
    assert!(words.into_iter().all(|word| !["NaN", "inf", "null"].contains(&word)), "{page}");
    let html = fs::read_to_string(sources.latest().join("report.html")).unwrap();
    assert!(!html.contains("NaN") && !html.contains(">inf<"));
    assert!(found.values().all(|number| !(*number == 0.0 && number.is_sign_negative())), "-0: {found:?}");
    assert_whole(&sources.out());
}

/// A plan goes well and judges so many users.
#[track_caller]
fn check(sources: &Sources, plan: &str, n_judged: usize) {
    judged(sources, plan, &[]);
    assert_eq!(metrics(sources)["users.judged"] as usize, n_judged);
    assert_no_made_up_number(sources);
}

#[test]
fn without_hidden_plays_the_report_says_that_nothing_can_be_said() {
    for hidden in ["", "eve\tSOX\t1\nfinn\tSOY\t2\n", "zoe\tSOA\t1\n"] {
        for plan in ["popularity.toml", ALL_MODELS] {
            let sources = example().with(HIDDEN, hidden);
            check(&sources, plan, 0);
            let page = fs::read_to_string(sources.latest().join("report.md")).unwrap();
            assert!(page.contains("nothing can be said"), "{page}");
            assert_eq!(sources.table("scores.parquet").height(), 0);
        }
    }
}

/// Read without a join, songs that the table lacks are judged all the same: SOX is one that no list may hold.
#[test]
fn hidden_songs_that_nobody_plays_are_missed() {
    let sources = example().with(HIDDEN, "eve\tSOX\t1\nfinn\tSOY\t2\n");
    check(&sources, "msd-challenge.toml", 2);
    assert!(metrics(&sources)["popularity.map@500"].abs() < 1e-12);
}

#[test]
fn one_judged_user_has_a_mean_and_no_interval() {
    let sources = example().with(HIDDEN, "eve\tSOC\t1\n");
    judged(&sources, "popularity.toml", &ALL_SONGS);
    let found = metrics(&sources);
    assert_eq!((found["popularity.map@500"], found["popularity.map@500.n"]), (0.5, 1.0));
    assert!(!found.contains_key("popularity.map@500.low") && !found.contains_key("popularity.map@500.se"));
    assert_no_made_up_number(&sources);
    check(&sources, ALL_MODELS, 1);
}

/// eve is the only user: the two songs that eve has heard are all that can be listed, so the list is empty.
#[test]
fn one_user_has_an_empty_list() {
    let sources = example().with(TRAIN, "").with(VISIBLE, "eve\tSOA\t1\neve\tSOB\t1\n").with(HIDDEN, "eve\tSOC\t1\n");
    for plan in ["popularity.toml", ALL_MODELS] {
        check(&sources, plan, 1);
        let found = metrics(&sources);
        assert_eq!((found["popularity.map@500"], found["popularity.without_list"]), (0.0, 1.0));
        assert_eq!(sources.table("popularity.parquet").height(), 0);
    }
}

#[test]
fn a_song_table_without_a_played_song_is_said_to_be_another_data_set() {
    let sources = example().with(TRAIN, "ann\tSOX\t1\n").with(VISIBLE, "eve\tSOX\t1\n").with(HIDDEN, "eve\tSOY\t1\n");
    let found = sources.run_plan(&shipped("popularity.toml"), &["--set", "listen.max_rejected=1"]);
    super::assert_refused(&sources, &found, 65, &["stage `listen`", "hint: do the song ids"]);
}

/// Held out whole: nobody is left to train.
#[test]
fn a_split_that_leaves_nobody_to_train_is_refused() {
    let sources = example();
    let protocol = "split.protocol={ name = \"liang\", min_listeners = 1, min_songs = 1, n_heldout = 3 }";
    let found = sources.run_plan(&shipped("liang.toml"), &["--set", protocol, "--set", "split.published=false"]);
    super::assert_refused(&sources, &found, 65, &["stage `split`"]);
}
