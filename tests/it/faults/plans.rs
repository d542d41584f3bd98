//! A wrong plan or command: exit code 2, before any source is looked into.

use super::{check, run};
use crate::program::{Sources, msd_plan, program};

#[track_caller]
fn check_plan(plan: &str, problems: &[&[&str]]) {
    let sources = Sources::small().with("plan.toml", plan);
    check(&sources, 2, problems, || run(&sources, &sources.data().join("plan.toml"), &[]));
}

/// `msd.toml` with one change.
#[track_caller]
fn check_edit(from: &str, to: &str, problems: &[&[&str]]) {
    check_plan(&edited(from, to), problems);
}

#[track_caller]
fn edited(from: &str, to: &str) -> String {
    let plan = std::fs::read_to_string(msd_plan()).unwrap();
    assert_eq!(plan.matches(from).count(), 1, "`{from}` in msd.toml");
    plan.replace(from, to)
}

#[track_caller]
fn check_arguments(arguments: &[&str], problems: &[&[&str]]) {
    let sources = Sources::small();
    check(&sources, 2, problems, || run(&sources, &msd_plan(), arguments));
}

/// An option that a stage does not have, from the command line and from the plan; `known` are those it has.
#[track_caller]
fn check_misspelt(stage: &str, kind: &str, known: &[&str]) {
    let stage_is = format!("stage `{stage}`");
    let problem = [&[stage_is.as_str(), "with", "`colour`"], known].concat();
    check_arguments(&["--set", &format!("{stage}.colour=red")], &[&problem]);
    let mut plan: toml::Table = std::fs::read_to_string(msd_plan()).unwrap().parse().unwrap();
    let stages = plan["stage"].as_array_mut().unwrap();
    let changed = stages.iter_mut().find(|found| found["name"].as_str() == Some(stage)).unwrap();
    assert_eq!(changed["run"].as_str(), Some(kind));
    let with: toml::Table = "colour = 'red'".parse().unwrap();
    changed.as_table_mut().unwrap().insert("with".to_owned(), with.into());
    check_plan(&plan.to_string(), &[&problem]);
}

#[test]
fn a_plan_that_is_no_toml_is_one_problem_at_its_line() {
    check_plan("this is no plan", &[&["plan.toml", "line 1"]]);
}

#[test]
fn a_plan_that_is_not_there_or_no_file_is_a_wrong_command() {
    for (plan, name) in [("nothere.toml", "nothere.toml"), ("", "/data")] {
        let sources = Sources::small();
        check(&sources, 2, &[&[name, "expected a plan"]], || run(&sources, &sources.data().join(plan), &[]));
    }
}

#[test]
fn a_plan_that_is_no_text_is_a_wrong_command() {
    let sources = Sources::small().with("plan.toml", b"title = \"\xff\xfe\"");
    check(&sources, 2, &[&["plan.toml"]], || run(&sources, &sources.data().join("plan.toml"), &[]));
}

#[test]
fn an_unknown_key_of_the_plan_is_refused_and_the_known_ones_are_listed() {
    check_edit("seed  = 2012", "sede = 2012", &[&["plan.toml", "`sede`", "`title`, `seed`, `sources`, `stage`"]]);
}

#[test]
fn an_unknown_key_of_a_stage_is_refused_and_the_known_ones_are_listed() {
    let known = "`name`, `run`, `sources`, `reads`, `writes`, `with`";
    check_edit("run     = \"read-songs\"", "runs = \"read-songs\"", &[&["plan.toml", "`runs`", known]]);
}

#[test]
fn an_unknown_key_of_a_source_is_refused_and_the_known_ones_are_listed() {
    check_edit("optional = true", "optinal = true", &[&["plan.toml", "`optinal`", "`file`", "`optional`"]]);
}

#[test]
fn a_misspelt_option_of_read_songs_is_refused_and_the_known_ones_are_listed() {
    check_misspelt("songs", "read-songs", &["`mismatched`", "`text`", "`max_rejected`"]);
}

#[test]
fn a_misspelt_option_of_read_triplets_is_refused_and_the_known_ones_are_listed() {
    check_misspelt("listen", "read-triplets", &["`max_rejected`"]);
}

#[test]
fn a_misspelt_option_of_taste_vectors_is_refused_and_the_known_ones_are_listed() {
    check_misspelt("taste", "taste-vectors", &["`vectors`"]);
}

#[test]
fn an_option_of_a_kind_that_has_none_is_refused() {
    check_misspelt("matrices", "build-matrices", &[]);
    check_misspelt("catalogue", "song-table", &[]);
    check_misspelt("summary", "summarise", &[]);
}

#[test]
fn a_misspelt_key_of_a_column_of_vectors_is_refused_and_the_known_ones_are_listed() {
    let vectors = "taste.vectors=[{ column = \"MUSIC\", scale = \"raw\", colour = 1 }]";
    check_arguments(&["--set", vectors], &[&["stage `taste`", "`colour`", "`column`", "`scale`"]]);
}

#[test]
fn an_unknown_kind_of_stage_is_refused_and_the_known_ones_are_listed() {
    let kinds = "read-songs, add-songs, read-triplets, split-plays, build-matrices, song-table, taste-vectors";
    check_edit("run    = \"summarise\"", "run = \"summarize\"", &[&["stage `summary`", "`summarize`", kinds]]);
}

#[test]
fn a_stage_that_is_not_known_is_not_blamed_on_the_stages_below_it() {
    check_edit("run     = \"read-triplets\"", "run = \"read-triplet\"", &[&["stage `listen`", "`read-triplet`"]]);
}

#[test]
fn a_stage_reads_only_what_a_stage_above_writes() {
    check_edit(
        "writes  = { plays = \"plays\" }",
        "writes  = { plays = \"played\" }",
        &[
            &["stage `matrices`", "above", "`plays`"],
            &["stage `catalogue`", "above", "`plays`"],
            &["stage `taste`", "above", "`plays`"],
            &["stage `summary`", "above", "`plays`"],
        ],
    );
    check_edit("reads   = { songs = \"songs\" }", "reads   = { songs = \"plays\" }", &[&["stage `listen`", "above"]]);
}

#[test]
fn a_value_of_the_wrong_kind_is_refused() {
    let plan = edited("reads  = { plays = \"plays\" }", "reads  = { plays = \"songs\" }");
    check_plan(&plan, &[&["stage `matrices`", "expected plays", "found songs `songs`"]]);
}

#[test]
fn every_value_and_file_and_stage_has_a_name_of_its_own() {
    check_edit(
        "test = \"test_sparse.npz\"",
        "test = \"train_sparse.npz\"",
        &[&["stage `matrices`", "`train_sparse.npz`"]],
    );
    check_edit(
        "songs = \"song_music.parquet\"",
        "songs = \"song_df.parquet\"",
        &[&["stage `taste`", "`song_df.parquet`"]],
    );
    let again = std::fs::read_to_string(msd_plan()).unwrap()
        + "[[stage]]\nname = \"again\"\nrun = \"read-songs\"\nsources = { songs = \"songs\" }\nwrites = { songs = \"plays\" }\n";
    check_plan(&again, &[&["stage `again`", "name of its own", "`plays`"]]);
    check_edit("name   = \"taste\"", "name   = \"songs\"", &[&["stage `songs`", "name of its own"]]);
}

#[test]
fn the_names_of_a_runs_own_files_are_taken() {
    check_edit("\"music_scales.json\"", "\"manifest.json\"", &[&["stage `taste`", "`manifest.json`"]]);
    check_edit("\"user_df.parquet\"", "\"rejected.parquet\"", &[&["stage `taste`", "`rejected.parquet`"]]);
}

#[test]
fn a_file_has_a_plain_name_with_its_ending() {
    for name in ["../evil.npz", "/evil.npz", "a/b.npz", ".hidden.npz", "train.csv", "train", "", "a b.npz"] {
        check_edit(
            "\"train_sparse.npz\"",
            &format!("\"{name}\""),
            &[&["stage `matrices`", ".npz", &format!("`{name}`")]],
        );
    }
}

#[test]
fn ports_are_connected_by_their_names() {
    check_edit(
        "{ songs = \"songs\", genres",
        "{ song = \"songs\", genres",
        &[&["stage `songs`", "songs, genres, mismatches", "`song`"], &["stage `songs`", "expected `songs`"]],
    );
    check_edit("test = \"test_sparse.npz\"", "tset = \"test_sparse.npz\"", &[&["stage `matrices`", "`tset`"]]);
}

#[test]
fn a_source_of_a_stage_is_one_of_the_plans() {
    check_edit(
        "mismatches = \"mismatches\"",
        "mismatches = \"others\"",
        &[&["stage `songs`", "genres, hidden, mismatches, songs, train, visible", "`others`"]],
    );
}

#[test]
fn a_source_that_a_stage_needs_is_not_optional() {
    let optional = "{ file = \"train_triplets.txt\", optional = true }";
    check_edit("\"train_triplets.txt\"", optional, &[&["stage `listen`", "`train`", "optional"]]);
}

#[test]
fn a_plan_has_a_stage() {
    check_plan("title = \"nothing\"\n", &[&["[[stage]]"]]);
}

#[test]
fn a_source_of_the_command_line_is_name_and_file() {
    check_arguments(&["--source", "songs"], &[&["--source songs", "NAME=FILE"]]);
    check_arguments(&["--source", "songs="], &[&["--source songs=", "NAME=FILE"]]);
    check_arguments(&["--source", "song=a.csv"], &[&["--source song=a.csv", "genres, hidden", "`song`"]]);
}

#[test]
fn a_setting_of_the_command_line_is_stage_option_and_value() {
    check_arguments(&["--set", "songs"], &[&["--set songs", "STAGE.OPTION=VALUE"]]);
    check_arguments(&["--set", "songs.text"], &[&["--set songs.text", "STAGE.OPTION=VALUE"]]);
    check_arguments(&["--set", "text=notebook"], &[&["--set text=notebook", "STAGE.OPTION=VALUE"]]);
    check_arguments(&["--set", "song.text=notebook"], &[&["--set song.text=notebook", "songs, listen", "`song`"]]);
}

#[test]
fn a_share_is_a_number_from_0_to_1() {
    for value in ["2", "-0.1", "nan", "inf"] {
        check_arguments(&["--set", &format!("listen.max_rejected={value}")], &[&["stage `listen`", "max_rejected"]]);
        check_arguments(&["--set", &format!("songs.max_rejected={value}")], &[&["stage `songs`", "max_rejected"]]);
    }
}

#[test]
fn a_value_that_an_option_does_not_take_is_refused_and_the_option_named() {
    let known = ["`keep`", "`drop`"];
    check_arguments(
        &["--set", "songs.mismatched=maybe"],
        &[&["stage `songs`", "mismatched", "`maybe`", known[0], known[1]]],
    );
    check_arguments(&["--set", "songs.text=raw"], &[&["stage `songs`", "text", "`decoded`", "`notebook`"]]);
    check_arguments(&["--set", "listen.max_rejected=many"], &[&["stage `listen`", "max_rejected", "many"]]);
}

#[test]
fn vectors_have_columns_with_free_names_and_known_scales() {
    let check_vectors = |vectors: &str, part: &str| {
        check_arguments(&["--set", &format!("taste.vectors={vectors}")], &[&["stage `taste`", "with", part]]);
    };
    check_vectors("[]", "none");
    check_vectors("[{ column = 'M', scale = 'raw' }, { column = 'M', scale = 'zscore' }]", "`M` twice");
    check_vectors("[{ column = 'plays', scale = 'raw' }]", "`plays`");
    check_vectors("[{ column = 'M_sd', scale = 'raw' }]", "`M_sd`");
    check_vectors("[{ column = 'M', scale = 'log' }]", "`raw`, `zscore`, `minmax`");
}

#[test]
fn several_problems_are_named_at_once() {
    let arguments = ["--source", "a=b", "--source", "c", "--set", "x.y=1", "--set", "z"];
    check_arguments(&arguments, &[&["--source a=b"], &["--source c"], &["--set x.y=1"], &["--set z"]]);
    let arguments = ["--set", "songs.colour=1", "--set", "listen.max_rejected=2", "--set", "taste.vectors=[]"];
    check_arguments(&arguments, &[&["stage `songs`"], &["stage `listen`"], &["stage `taste`"]]);
}

#[test]
fn only_and_from_name_a_stage_and_one_of_them() {
    check_arguments(&["--only", "tastes"], &[&["songs, listen, matrices, catalogue, taste, summary", "`tastes`"]]);
    check_arguments(&["--from", "tastes"], &[&["songs, listen, matrices, catalogue, taste, summary", "`tastes`"]]);
    check_arguments(&["--only", "taste", "--from", "taste"], &[&["--only", "--from"]]);
}

#[test]
fn an_argument_that_is_none_is_refused_and_named() {
    check_arguments(&["--threads", "0"], &[&["--threads", "0"]]);
    check_arguments(&["--threads", "many"], &[&["--threads", "many"]]);
    check_arguments(&["--frobnicate"], &[&["--frobnicate"]]);
    check_arguments(&["--log-format", "xml"], &[&["--log-format", "xml", "json"]]);
    let sources = Sources::small();
    check(&sources, 2, &[&["frobnicate"]], || {
        let mut call = program();
        call.arg("frobnicate");
        call
    });
}
