//! What a complete run answers about a user and a song, and how it declines.

mod incomplete_runs;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{
    HIDDEN, Outcome, SONG_HEADER, SONGS, Sources, TRAIN, VISIBLE, names, outcome, program, repository, table,
};
use crate::runs_folder::sampled;

/// Ann plays Aja 3, Bow 1, Dew 2; bob Cry 2, Dew 1, Elm 1; eve Dew 1, Elm 4; cat is shown to play Aja 5 and Cry 1, and
/// hides Dew. So Dew has 3 listeners, Aja, Cry and Elm have 2, Bow has 1. Dew and Elm sound the same and are called the
/// same.
fn sources() -> Sources {
    Sources::small()
        .with(
            TRAIN,
            "ann\tAja\t3\nann\tBow\t1\nann\tDew\t2\nbob\tCry\t2\nbob\tDew\t1\nbob\tElm\t1\neve\tDew\t1\neve\tElm\t4\n",
        )
        .with(VISIBLE, "cat\tAja\t5\ncat\tCry\t1\n")
        .with(HIDDEN, "cat\tDew\t1\n")
        .with(
            SONGS,
            format!(
                "{SONG_HEADER}\
                 Aja,TRA,Steely Dan,Peg,0.5,0.25,0.5,0.125,-10,0.75,1977\n\
                 Bow,TRB,Ann O,Cloud,0.25,0.5,0,0.25,-6,0.5,\n\
                 Cry,TRC,Godley,Cloudy\u{7} Day,0.75,0.5,0.25,0.5,-8,0.25,1985\n\
                 Dew,TRD,Nobody,Morning,0.5,0.5,0.5,0.5,-4,0.5,2001\n\
                 Elm,TRE,Somebody,Morning,0.5,0.5,0.5,0.5,-4,0.5,2002\n"
            ),
        )
}

fn plan(name: &str) -> PathBuf {
    repository().join("pipelines").join(name)
}

#[track_caller]
fn run(sources: &Sources, plan: &Path, arguments: &[&str]) {
    let found = sources.run_plan(plan, arguments);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
}

fn ask(sources: &Sources, arguments: &[&str]) -> Outcome {
    let mut ask = program();
    ask.args(arguments).arg("--run").arg(sources.latest());
    outcome(ask)
}

/// The answer as JSON.
#[track_caller]
fn answer(sources: &Sources, arguments: &[&str]) -> Value {
    let found = ask(sources, &[arguments, &["--json"]].concat());
    assert_eq!((found.code, found.stderr.as_str()), (Some(0), ""));
    serde_json::from_str(&found.stdout).unwrap()
}

/// The question is declined with this exit code, and every part is said.
#[track_caller]
fn check_declined(found: &Outcome, code: i32, parts: &[&str]) {
    assert_eq!((found.code, found.stdout.as_str()), (Some(code), ""), "{}", found.stderr);
    for part in parts {
        assert!(found.stderr.contains(part), "expected `{part}` in:\n{}", found.stderr);
    }
}

fn ids(answer: &Value) -> Vec<String> {
    answer["songs"].as_array().unwrap().iter().map(|song| song["song_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_best_songs_of_a_user_stand_below_what_was_played() {
    let sources = sources();
    run(&sources, &plan("popularity.toml"), &[]);
    let found = ask(&sources, &["recommend", "--user", "cat", "--model", "popularity"]);
    assert_eq!((found.code, found.stderr.as_str()), (Some(0), ""));
    let name = sources.manifest()["run"].as_str().unwrap().to_owned();
    let expected = format!(
        "user cat in {name}: 2 songs known, 6 plays\n\
         most played: Peg by Steely Dan (5), Cloudy  Day by Godley (1)\n\
         recommended by popularity-model (popularity), hits (*): 1 of the user's 1 hidden song\n\
         \n\
         rank  hit  score  title    artist    song  why\n\
         \x20  1    *      3  Morning  Nobody    Dew   3 listeners\n\
         \x20  2           2  Morning  Somebody  Elm   2 listeners\n\
         \x20  3           1  Cloud    Ann O     Bow   1 listener\n"
    );
    assert_eq!(found.stdout, expected);
}

#[test]
fn the_answer_for_programs_holds_the_same() {
    let sources = sources();
    run(&sources, &plan("popularity.toml"), &[]);
    let found = answer(&sources, &["recommend", "--user", "cat", "--model", "popularity-model", "--k", "2"]);
    assert_eq!((&found["n_played"], &found["n_plays"], &found["n_hidden"]), (&2.into(), &6.into(), &1.into()));
    assert_eq!(ids(&found), ["Dew", "Elm"]);
    let best = &found["songs"][0];
    assert_eq!(best["title"], "Morning");
    assert_eq!(best["is_hit"], true);
    assert_eq!(best["why"], serde_json::json!([{ "because": "listeners", "listeners": 3 }]));
}

/// `hashlib.sha256((2012).to_bytes(8, "little") + id).digest()[:8]`, ascending, of Python 3.13: the order of ties.
#[test]
fn ties_are_broken_as_in_the_run() {
    let sources = sources();
    run(&sources, &plan("popularity.toml"), &[]);
    let found = answer(&sources, &["recommend", "--user", "eve", "--model", "popularity"]);
    assert_eq!(ids(&found), TIES_OF_2012, "Aja and Cry have two listeners each, Bow has one");
    assert_eq!(found["n_hidden"], 0);
}

const TIES_OF_2012: [&str; 3] = ["Cry", "Aja", "Bow"];

/// For some users the answers of all models are the lists in the run's own files, with reasons.
#[track_caller]
fn check_answers_are_the_lists(sources: &Sources, models: &[&str]) {
    for model in models {
        let lists = table(&sources.latest().join(format!("{model}.parquet")));
        let (users, songs) = (names(&lists, "user_id"), names(&lists, "song_id"));
        for row in [0, users.len() / 2, users.len() - 1] {
            let user = &users[row];
            let listed: Vec<&String> = (0..users.len()).filter(|at| users[*at] == *user).map(|at| &songs[at]).collect();
            let found = answer(sources, &["recommend", "--user", user, "--model", model]);
            let expected: Vec<_> = listed.into_iter().take(10).cloned().collect();
            assert_eq!(ids(&found), expected, "{model} for {user}");
            let songs = found["songs"].as_array().unwrap();
            assert!(songs.iter().all(|song| !song["why"].as_array().unwrap().is_empty()), "{found:#}");
        }
    }
}

#[test]
fn every_model_answers_what_the_run_listed() {
    let sources = sampled(20_000);
    run(&sources, &plan("personality.toml"), &[]);
    check_answers_are_the_lists(&sources, &["popularity", "personality", "content", "als"]);
}

#[test]
fn users_who_were_held_out_whole_get_what_the_run_listed() {
    let sources = sampled(20_000);
    let protocol = "split.protocol={ name = 'liang', min_listeners = 2, min_songs = 3, n_heldout = 20 }";
    run(&sources, &plan("liang.toml"), &["--set", protocol, "--set", "split.published=false"]);
    check_answers_are_the_lists(&sources, &["popularity", "als"]);
}

#[test]
fn the_notebooks_order_of_rows_changes_no_answer() {
    let sources = sources();
    let recommend = || answer(&sources, &["recommend", "--user", "bob", "--model", "popularity"]);
    run(&sources, &plan("popularity.toml"), &[]);
    let by_number = recommend();
    run(&sources, &plan("popularity.toml"), &["--set", "listen.order=notebook"]);
    assert_eq!((&recommend()["songs"], &recommend()["played"]), (&by_number["songs"], &by_number["played"]));
}

#[test]
fn who_has_heard_everything_gets_nothing() {
    let all = "cat\tAja\t5\ncat\tBow\t1\ncat\tCry\t1\ncat\tDew\t2\ncat\tElm\t2\n";
    let sources = sources().with(VISIBLE, all).with(HIDDEN, "ann\tElm\t1\n");
    run(&sources, &plan("popularity.toml"), &[]);
    let found = ask(&sources, &["recommend", "--user", "cat", "--model", "popularity"]);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    assert!(found.stdout.ends_with("nothing of the user was hidden\n\nnothing: the user is known to have played every song that may be listed, or the model knows too little of the user\n"), "{}", found.stdout);
}

#[test]
fn the_help_of_every_question_has_examples() {
    let help = |arguments: &[&str]| {
        let mut help = program();
        help.args(arguments).arg("--help");
        outcome(help).stdout
    };
    for command in ["recommend", "similar", "compare"] {
        let found = help(&[command]);
        assert!(found.contains("\nExamples:\n") && found.contains(&format!("\n  tastemill {command} ")), "{found}");
        assert!(help(&[]).contains(&format!("\n  {command} ")));
    }
}

#[test]
fn what_heard_songs_add_makes_up_the_score_of_als() {
    let sources = sources();
    run(&sources, &plan("als.toml"), &[]);
    let found = answer(&sources, &["recommend", "--user", "cat"]);
    assert_eq!(found["model"], "als-model", "the last model of the plan");
    for song in found["songs"].as_array().unwrap() {
        let why = song["why"].as_array().unwrap();
        assert!(why.iter().all(|why| ["Aja", "Cry"].contains(&why["song_id"].as_str().unwrap())), "{song:#}");
        if why.len() == 2 {
            let parts: f64 = why.iter().map(|why| why["part"].as_f64().unwrap()).sum();
            assert!((parts - song["score"].as_f64().unwrap()).abs() < 1e-5, "{song:#}");
        }
    }
}

#[test]
fn songs_that_sound_the_same_are_the_nearest() {
    let sources = sources();
    run(&sources, &plan("personality.toml"), &[]);
    let found = answer(&sources, &["similar", "--song", "Dew", "--model", "personality"]);
    let nearest = &found["songs"][0];
    assert_eq!((nearest["song_id"].as_str(), nearest["score"].as_f64()), (Some("Elm"), Some(0.0)), "{found:#}");
    assert_eq!(ids(&found).len(), 4, "all songs but itself");
    let found = ask(&sources, &["similar", "--song", "CLOUD", "--model", "content"]);
    assert!(found.stdout.starts_with("like Cloud by Ann O (Bow) in personality-"), "{}", found.stdout);
}

#[test]
fn a_song_that_is_not_found_brings_those_alike() {
    let sources = sources();
    run(&sources, &plan("als.toml"), &[]);
    let similar = |song: &str| ask(&sources, &["similar", "--song", song]);
    check_declined(
        &similar("loud"),
        66,
        &["no song of that id or title", "2 of its titles contain the text: Bow (Cloud by Ann O), Cry ("],
    );
    check_declined(
        &similar("morning"),
        66,
        &["2 songs of that title", "Dew (Morning by Nobody), Elm (Morning by Somebody)"],
    );
    check_declined(&similar("Xxx"), 66, &["`Xxx`", "songs that nobody plays are not in a run"]);
}

#[test]
fn models_that_know_no_likeness_are_declined_with_those_that_do() {
    let sources = sources();
    run(&sources, &plan("als.toml"), &[]);
    check_declined(
        &ask(&sources, &["similar", "--song", "Dew", "--model", "popularity"]),
        2,
        &["found `popularity-model`, whose kind (fit-popularity) has none", "hint: this run has als-model"],
    );
    run(&sources, &plan("popularity.toml"), &[]);
    check_declined(&ask(&sources, &["similar", "--song", "Dew"]), 2, &["fit-als, fit-personality and fit-content"]);
}

#[test]
fn unknown_users_and_models_are_told_the_known_ones() {
    let sources = sources().with(VISIBLE, "cat\tAja\t5\ncaterpillar\tCry\t1\n");
    run(&sources, &plan("popularity.toml"), &[]);
    let recommend = |user: &str, model: &str| ask(&sources, &["recommend", "--user", user, "--model", model]);
    check_declined(
        &recommend("Caterwaul", "random"),
        66,
        &["one of its 5 users, found `Caterwaul`", "alike: caterpillar"],
    );
    check_declined(&recommend("zoe", "random"), 66, &["found `zoe`", "an id of this one is ann"]);
    check_declined(
        &recommend("cat", "als"),
        2,
        &["--model als: expected one of popularity-model, random-model, found `als`"],
    );
    check_declined(&ask(&sources, &["recommend", "--user", "cat", "--k", "0"]), 2, &["--k"]);
}

#[test]
fn a_run_that_lacks_something_says_what_to_add() {
    let sources = sources();
    let asked = |arguments: &[&str]| ask(&sources, arguments);
    check_declined(&asked(&["recommend", "--user", "cat"]), 66, &["expected a run, found no manifest.json"]);
    sources.run_well(&[]);
    check_declined(
        &asked(&["recommend", "--user", "cat"]),
        66,
        &["a stage that fits a model, found none", "run = \"fit-als\""],
    );
    let text = fs::read_to_string(plan("popularity.toml")).unwrap();
    let (before, rest) = text.split_once("# What `tastemill recommend`").unwrap();
    let (_, behind) = rest.split_once("[[stage]]\nname   = \"popularity-model\"").unwrap();
    let without = format!("{before}[[stage]]\nname   = \"popularity-model\"{behind}");
    let path = sources.data().join("without.toml");
    fs::write(&path, without.as_str()).unwrap();
    run(&sources, &path, &[]);
    check_declined(
        &asked(&["recommend", "--user", "cat"]),
        66,
        &["a stage `build-matrices` of the plays `plays`, found none", "run = \"build-matrices\""],
    );
    fs::write(
        &path,
        text.replace("file = \"popularity.safetensors\"", "")
            .replace("\"popularity-model\", }", "\"popularity-model\" }"),
    )
    .unwrap();
    run(&sources, &path, &[]);
    check_declined(
        &asked(&["recommend", "--user", "cat", "--model", "popularity"]),
        66,
        &[
            "stage `popularity-model` to write a .safetensors file at `file`, found none",
            "add `file = \"NAME.safetensors\"`",
        ],
    );
}

#[test]
fn a_model_that_is_not_the_runs_own_is_refused() {
    let sources = sources();
    run(&sources, &plan("popularity.toml"), &[]);
    let file = sources.latest().join("popularity.safetensors");
    let own = fs::read(&file).unwrap();
    let recommend = || ask(&sources, &["recommend", "--user", "cat", "--model", "popularity"]);
    fs::write(&file, &own[..own.len() - 1]).unwrap();
    check_declined(&recommend(), 65, &["popularity.safetensors: expected a whole safetensors file"]);
    let other = Sources::small();
    run(&other, &plan("popularity.toml"), &[]);
    fs::copy(other.latest().join("popularity.safetensors"), &file).unwrap();
    check_declined(&recommend(), 65, &["with the numbers of users of this run, found one with others"]);
    fs::remove_file(&file).unwrap();
    check_declined(&recommend(), 66, &["popularity.safetensors: expected a file that can be read"]);
    fs::write(&file, own).unwrap();
    fs::write(sources.latest().join("train_sparse.npz"), "no npz").unwrap();
    check_declined(&recommend(), 65, &["train_sparse.npz: "]);
}

#[test]
fn without_titles_and_hidden_plays_there_are_ids_and_no_hits() {
    let sources = sources();
    let text = fs::read_to_string(plan("popularity.toml")).unwrap();
    let (before, rest) = text.split_once("[[stage]]\nname   = \"catalogue\"").unwrap();
    let (_, behind) = rest.split_once("[[stage]]").unwrap();
    let path = sources.data().join("bare.toml");
    fs::write(&path, format!("{before}[[stage]]{behind}").replace(" test = \"test_sparse.npz\",", "")).unwrap();
    run(&sources, &path, &[]);
    let found = ask(&sources, &["recommend", "--user", "cat", "--model", "popularity", "--k", "1"]);
    assert!(
        found.stdout.contains("most played: Aja (5), Cry (1)\nrecommended by popularity-model (popularity)\n"),
        "{}",
        found.stdout
    );
    assert!(found.stdout.ends_with("rank  score  song  why\n   1      3  Dew   3 listeners\n"), "{}", found.stdout);
    let found = answer(&sources, &["recommend", "--user", "cat", "--model", "popularity"]);
    assert_eq!((&found["n_hidden"], &found["songs"][0]["is_hit"]), (&Value::Null, &Value::Null));
}
