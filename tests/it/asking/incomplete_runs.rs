//! Runs of which something is gone or was changed after they were complete.

use std::fs;

use polars::prelude::{DataFrame, IntoColumn as _, NamedFrom as _, ParquetWriter, Series};
use serde_json::Value;

use super::{answer, ask, check_declined, ids, plan, run, sources};
use crate::program::Sources;

/// What the plan never had, or what is gone: the same list, without what it could not know, and a note of each.
#[test]
fn a_list_does_without_titles_and_hidden_plays() {
    let sources = sources();
    run(&sources, &plan("popularity.toml"), &[]);
    let question = ["recommend", "--user", "cat", "--model", "popularity"];
    let whole = answer(&sources, &question);
    assert_eq!(whole.get("notes"), None);
    fs::remove_file(sources.latest().join("song_df.parquet")).unwrap();
    fs::remove_file(sources.latest().join("test_sparse.npz")).unwrap();
    let found = ask(&sources, &question);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    let notes: Vec<&str> = found.stderr.lines().collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].starts_with("note: songs are told by their ids alone: "), "{notes:?}");
    assert!(notes[0].ends_with("/song_df.parquet is not there"), "{notes:?}");
    assert!(notes[1].starts_with("note: hits are not marked: "), "{notes:?}");
    assert!(notes[1].ends_with("/test_sparse.npz is not there"), "{notes:?}");
    assert!(
        found.stdout.ends_with(
            "rank  score  song  why\n   1      3  Dew   3 listeners\n   2      2  Elm   2 listeners\n   3      1  Bow   1 listener\n"
        ),
        "{}",
        found.stdout
    );
    let found = answer(&sources, &question);
    assert_eq!(ids(&found), ids(&whole), "Aja and Cry, which cat is shown to play, are left out; Dew, hidden, is not");
    assert_eq!((&found["songs"][0]["title"], &found["songs"][0]["is_hit"]), (&Value::Null, &Value::Null));
    assert_eq!(found["notes"].as_array().unwrap().len(), 2);
}

#[test]
fn alike_songs_do_without_titles() {
    let sources = sources();
    run(&sources, &plan("personality.toml"), &[]);
    let question = ["similar", "--song", "Dew", "--model", "personality"];
    let whole = answer(&sources, &question);
    fs::remove_file(sources.latest().join("song_df.parquet")).unwrap();
    assert_eq!(ids(&answer(&sources, &question)), ids(&whole));
    let found = ask(&sources, &question);
    assert!(found.stdout.starts_with("like Dew in personality-"), "{}", found.stdout);
    assert!(found.stderr.starts_with("note: songs are told by their ids alone: "), "{}", found.stderr);
    check_declined(
        &ask(&sources, &["similar", "--song", "Morning"]),
        66,
        &["titles are not known, name a song by its id"],
    );
}

/// Where a table is there and damaged, that is an error: nobody took it away.
#[test]
fn a_damaged_table_of_songs_is_no_missing_one() {
    let sources = sources();
    run(&sources, &plan("popularity.toml"), &[]);
    fs::write(sources.latest().join("song_df.parquet"), "no table").unwrap();
    check_declined(
        &ask(&sources, &["recommend", "--user", "cat"]),
        65,
        &["song_df.parquet: expected a whole Parquet file"],
    );
}

/// One bit of the arrays' last byte, of their first, and of their last number.
#[test]
fn a_model_with_a_flipped_bit_is_refused_by_name() {
    let sources = sources();
    run(&sources, &plan("personality.toml"), &[]);
    let asked = [("als", "recommend"), ("als", "similar"), ("content", "similar"), ("popularity", "recommend")];
    for (model, command) in asked {
        let name = format!("{model}.safetensors");
        let file = sources.latest().join(&name);
        let own = fs::read(&file).unwrap();
        let subject: &[&str] = if command == "similar" { &["--song", "Dew"] } else { &["--user", "cat"] };
        let question = [&[command, "--model", model], subject].concat();
        answer(&sources, &question);
        let n_header = 8 + u64::from_le_bytes(own[..8].try_into().unwrap()) as usize;
        for (place, bit) in [(own.len() - 1, 0x01), (n_header, 0x01), (own.len() - 4, 0x80)] {
            let mut flipped = own.clone();
            flipped[place] ^= bit;
            fs::write(&file, flipped).unwrap();
            check_declined(
                &ask(&sources, &question),
                65,
                &[&format!("{name}: expected the bytes that the run wrote"), "hint: ", "tastemill verify"],
            );
        }
        fs::write(&file, own).unwrap();
    }
}

#[test]
fn a_model_that_the_manifest_does_not_know_is_refused() {
    let sources = sources();
    run(&sources, &plan("popularity.toml"), &[]);
    let path = sources.latest().join("manifest.json");
    let manifest = fs::read_to_string(&path).unwrap();
    let mut value: Value = serde_json::from_str(&manifest).unwrap();
    value["artifacts"].as_object_mut().unwrap().remove("random.safetensors");
    fs::write(&path, value.to_string()).unwrap();
    check_declined(
        &ask(&sources, &["recommend", "--user", "cat", "--model", "random"]),
        65,
        &["random.safetensors: expected the bytes that the run wrote (SHA-256 none in the manifest)"],
    );
    answer(&sources, &["recommend", "--user", "cat", "--model", "popularity"]);
}

/// The table of songs of a run, written anew.
fn put_songs(sources: &Sources, edit: impl FnOnce(&mut DataFrame)) {
    let mut songs = sources.table("song_df.parquet");
    edit(&mut songs);
    let file = fs::File::create(sources.latest().join("song_df.parquet")).unwrap();
    ParquetWriter::new(file).finish(&mut songs).unwrap();
}

fn rename_titles(songs: &mut DataFrame) {
    songs.rename("title", "name".into()).unwrap();
}

fn put_titles(songs: &mut DataFrame, titles: impl FnOnce(&Series) -> Series) {
    let titles = titles(songs.column("title").unwrap().as_materialized_series());
    songs.with_column(titles.into_column()).unwrap();
}

#[test]
fn titles_of_a_changed_table_are_not_believed() {
    let sources = sources();
    run(&sources, &plan("personality.toml"), &[]);
    let own = fs::read(sources.latest().join("song_df.parquet")).unwrap();
    let edits: [fn(&mut DataFrame); 4] = [
        rename_titles,
        |songs| put_titles(songs, |_| Series::new("title".into(), [1_i64; 5])),
        |songs| *songs = songs.head(Some(2)),
        |songs| put_titles(songs, |titles| titles.reverse()),
    ];
    for edit in edits {
        fs::write(sources.latest().join("song_df.parquet"), &own).unwrap();
        put_songs(&sources, edit);
        for question in [["recommend", "--user", "cat"], ["similar", "--song", "Morning"]] {
            let found = ask(&sources, &question);
            check_declined(&found, 65, &["song_df.parquet: expected the bytes that the run wrote", "tastemill verify"]);
        }
    }
}

#[test]
fn plays_of_a_changed_matrix_are_not_believed() {
    let sources = sources();
    run(&sources, &plan("popularity.toml"), &[]);
    let file = |name: &str| sources.latest().join(name);
    let (train, test) = (fs::read(file("train_sparse.npz")).unwrap(), fs::read(file("test_sparse.npz")).unwrap());
    for (name, other, own) in [("test_sparse.npz", &train, &test), ("train_sparse.npz", &test, &train)] {
        fs::write(file(name), other).unwrap();
        let expected = format!("{name}: expected the bytes that the run wrote");
        check_declined(&ask(&sources, &["recommend", "--user", "cat"]), 65, &[&expected]);
        fs::write(file(name), own).unwrap();
    }
    answer(&sources, &["recommend", "--user", "cat"]);
}

/// The plan judges by a column of titles that the table does not have: no error, but no titles either.
#[test]
fn a_table_without_the_column_of_titles_is_noted() {
    let sources = sources();
    run(&sources, &plan("personality.toml"), &[]);
    put_songs(&sources, rename_titles);
    let path = sources.latest().join("manifest.json");
    let mut manifest: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let sha256 = artifacts::sha256_of(&sources.latest().join("song_df.parquet")).unwrap();
    manifest["artifacts"]["song_df.parquet"]["sha256"] = sha256.into();
    fs::write(&path, manifest.to_string()).unwrap();
    let found = ask(&sources, &["recommend", "--user", "cat"]);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    let note = "song_df.parquet has no column `title` of texts beside `sparse_index`";
    assert!(found.stderr.starts_with("note: songs are told by their ids and artists alone: "), "{}", found.stderr);
    assert!(found.stderr.trim_end().ends_with(note), "{}", found.stderr);
    let found = ask(&sources, &["similar", "--song", "Morning"]);
    check_declined(&found, 66, &["hint: titles are not known, name a song by its id: ", note]);
}
