//! `add-songs`: songs that only triplets name get a row, so that no play falls out.

use super::{example, judged, judged_by, stage};
use crate::program::{GENRES, SONG_HEADER, SONGS, Sources, integers, names, texts};

/// The example without SOE and SOF in the song table: both are named by plays, SOF by a hidden one alone.
fn four_songs_are_known() -> Sources {
    let songs = std::fs::read_to_string(example().data().join(SONGS)).unwrap();
    let known: Vec<_> = songs.lines().filter(|line| !line.starts_with("SOE") && !line.starts_with("SOF")).collect();
    example().with(SONGS, known.join("\n") + "\n")
}

/// 13 train, 4 visible and 2 hidden rows.
#[test]
fn plays_of_songs_without_a_row_are_kept() {
    let sources = four_songs_are_known();
    judged(&sources, "msd-challenge.toml", &[]);
    let counts = &sources.manifest()["counts"];
    assert_eq!(stage(&sources, "all-songs")["counts"]["songs_added"], 2);
    assert_eq!((&counts["raw_triplets"], &counts["joined"]), (&19.into(), &19.into()));
    assert_eq!((&counts["n_songs"], &counts["n_users"], &counts["hidden_after"]), (&6.into(), &6.into(), &2.into()));
    let songs = sources.table("song_df.parquet");
    assert_eq!(names(&songs, "song_id"), ["SOA", "SOB", "SOC", "SOD", "SOE", "SOF"]);
    assert_eq!(texts(&songs, "title")[3..], [Some("Dew".to_owned()), None, None]);
    assert_eq!(integers(&sources.table("song_mapping.parquet"), "sparse_index"), [0, 1, 2, 3, 4, 5]);
}

/// SOE has a row of plays by bob and dan: without the added rows they fall out, and SOF with finn's hidden play.
#[test]
fn without_added_songs_their_plays_fall_out() {
    let sources = four_songs_are_known();
    judged(&sources, "popularity.toml", &[]);
    let counts = &sources.manifest()["counts"];
    assert_eq!((&counts["joined"], &counts["n_songs"], &counts["hidden_after"]), (&16.into(), &4.into(), &1.into()));
}

/// Without a song table, the added songs are all there are.
#[test]
fn songs_can_be_those_of_the_triplets_alone() {
    let sources = example();
    let text = std::fs::read_to_string(super::shipped("msd-challenge.toml")).unwrap();
    let (songs, join) =
        (text.find("[[stage]]\nname    = \"songs\"").unwrap(), text.find("# Every song that a triplet").unwrap());
    let mut alone = text[..songs]
        .lines()
        .filter(|line| !["songs ", "genres ", "mismatches "].iter().any(|name| line.starts_with(name)))
        .collect::<Vec<_>>()
        .join("\n");
    alone.push_str("\n\n");
    alone.push_str(&text[join..].replacen("reads   = { songs = \"songs\" }\n", "", 1));
    let plan = sources.data().join("plan.toml");
    std::fs::write(&plan, alone).unwrap();
    judged_by(&sources, &plan, &[]);
    assert_eq!(stage(&sources, "all-songs")["counts"]["songs_added"], 6);
    assert_eq!(sources.manifest()["counts"]["joined"], 19);
}

/// A song table that names none of the played songs leaves nothing but added ones; one that names all adds none.
#[test]
fn added_are_those_that_the_table_lacks() {
    let none = example()
        .with(SONGS, format!("{SONG_HEADER}SOX,TRX,X,X,0.5,0.5,0.5,0.5,-4,0.5,2002\n"))
        .with(GENRES, "TRX\tJazz\n");
    for (sources, n_added) in [(none, 6), (example(), 0)] {
        judged(&sources, "msd-challenge.toml", &[]);
        assert_eq!(stage(&sources, "all-songs")["counts"]["songs_added"], n_added);
    }
}

/// A line that is no triplet names no song.
#[test]
fn rejected_rows_name_no_song() {
    let sources = example();
    let train = std::fs::read_to_string(sources.data().join(crate::program::TRAIN)).unwrap();
    let sources = sources.with(crate::program::TRAIN, train + "ann\tSOY\nann\tSOZ\t0\nann\tSOW\tx\n");
    judged(&sources, "msd-challenge.toml", &["--set", "listen.max_rejected=0.5"]);
    assert_eq!(sources.manifest()["counts"]["n_songs"], 6);
    assert_eq!(crate::program::rejected(&sources).len(), 3);
}

/// The rows of a file that two stages read are told as the file has them.
#[test]
fn the_manifest_tells_the_rows_of_a_file_that_was_read_twice() {
    let sources = example();
    judged(&sources, "msd-challenge.toml", &[]);
    assert_eq!(sources.manifest()["sources"]["train"]["rows"], 13);
}
