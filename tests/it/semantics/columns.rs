//! The songs' columns: text that went through Python, and types.

use polars::prelude::DataType;

use crate::program::{SONG_HEADER, SONGS, Sources, names, rejected, texts};

use super::{AJA, ANY_SHARE, BOW, CRY, run_with};

/// Aja as `str(bytes)` leaves it: in CSV, with the quotes of `b"..."` doubled.
const WRAPPED: &str = r#"song_id,track_id,artist_name,title,release,danceability,energy,instrumentalness,liveness,loudness,valence
b'Aja',b'TRA',b'Rapha\xc3\xabl',"b""It's""",b'Aja (1977)',0.5,0.25,0.5,0.125,-10,0.75
b'Bow',b'TRB',b'Don\'t "ask"',b'',b'x\ty\\z',0.5,0.25,0.5,0.125,-10,0.75
"#;

#[test]
fn python_bytes_are_decoded_as_python_would() {
    let sources = run_with(SONGS, WRAPPED);
    let songs = sources.table("song_df.parquet");
    assert_eq!(names(&songs, "song_id"), ["Aja", "Bow"]);
    assert_eq!(names(&songs, "artist_name"), ["Raphaël", "Don't \"ask\""]);
    assert_eq!(names(&songs, "title"), ["It's", ""]);
    assert_eq!(names(&songs, "release"), ["Aja (1977)", "x\ty\\z"]);
    assert_eq!(texts(&songs, "genre"), [Some("Pop_Rock".to_owned()), None], "the track's wrapping is off too");
}

/// A title of two words, the letter b, half a literal, and bytes that are no UTF-8.
#[test]
fn text_that_is_no_bytes_literal_stays() {
    for title in ["plain", "b", "b'", "b'x", r"b'\xff'"] {
        let sources = run_with(SONGS, format!("{SONG_HEADER}{}", AJA.replace("Dan,Aja", &format!("Dan,{title}"))));
        assert_eq!(names(&sources.table("song_df.parquet"), "title"), [title]);
    }
}

/// Two characters off in front and one behind, in the ids, `artist_name`, `title` (and `artist_mbid`), not in
/// `release`; escapes stay; text that is not wrapped loses three characters all the same; nothing stays missing.
#[test]
fn text_notebook_cuts_as_the_notebook_cuts() {
    let plain = "b'Cry',b'TRC',plain,b,plain,0.5,0.25,0.5,0.125,-10,0.75\n";
    let missing = "b'Dew',b'TRD',,é,b'x',0.5,0.25,0.5,0.125,-10,0.75\n";
    let sources = Sources::small().with(SONGS, format!("{WRAPPED}{plain}{missing}"));
    sources.run_well(&["--set", "songs.text=notebook"]);
    let songs = sources.table("song_df.parquet");
    assert_eq!(names(&songs, "song_id"), ["Aja", "Bow", "Cry", "Dew"]);
    let artists =
        [Some(r"Rapha\xc3\xabl"), Some(r#"Don\'t "ask""#), Some("ai"), None].map(|text| text.map(str::to_owned));
    assert_eq!(texts(&songs, "artist_name"), artists);
    assert_eq!(names(&songs, "title"), ["It's", "", "", ""]);
    assert_eq!(names(&songs, "release"), ["b'Aja (1977)'", r"b'x\ty\\z'", "plain", "b'x'"]);
}

/// The column `year` of three songs. pandas: float64 as soon as a cell is missing.
#[track_caller]
fn check_type(cells: [&str; 3], expected: &DataType) {
    let song = |id: &str, cell: &str| format!("{id},TR{id},x,{id},0.5,0.5,0.5,0.5,-6,0.5,{cell}\n");
    let [aja, bow, cry] = cells;
    let content = format!("{SONG_HEADER}{}{}{}", song("Aja", aja), song("Bow", bow), song("Cry", cry));
    let sources = run_with(SONGS, content);
    assert_eq!(rejected(&sources), []);
    assert_eq!(sources.table("song_df.parquet").column("year").unwrap().dtype(), expected, "{cells:?}");
}

#[test]
fn a_column_of_whole_numbers_stays_one_when_cells_are_missing() {
    check_type(["1977", "", "1985"], &DataType::Int64);
    check_type(["1977", "NA", "-3"], &DataType::Int64);
    let sources = run_with(SONGS, format!("{SONG_HEADER}{AJA}{BOW}{CRY}"));
    let years: Vec<_> = sources.table("song_df.parquet").column("year").unwrap().i64().unwrap().iter().collect();
    assert_eq!(years, [Some(1977), None, Some(1985)]);
}

/// `007` is a name.
#[test]
fn a_column_has_the_narrowest_type_that_holds_every_cell() {
    check_type(["1977", "", "19.5"], &DataType::Float64);
    check_type(["True", "", "False"], &DataType::Boolean);
    check_type(["1977", "", "unknown"], &DataType::String);
    check_type(["007", "1", "2"], &DataType::String);
    check_type(["", "", ""], &DataType::String);
}

/// pandas: an artist called `NA` is missing.
#[test]
fn na_in_a_column_of_texts_is_text() {
    let content = format!("{SONG_HEADER}{}{}{CRY}", AJA.replace("Steely Dan", "NA"), BOW.replace("Ann O", ""));
    let sources = run_with(SONGS, content);
    let artists = [Some("NA"), None, Some("Godley")].map(|text| text.map(str::to_owned));
    assert_eq!(texts(&sources.table("song_df.parquet"), "artist_name"), artists);
}

/// pandas: `title.1`, `Unnamed: 11`.
#[test]
fn a_column_name_that_stands_twice_gets_a_number() {
    let row = |row: &str| row.replace('\n', ",x,y\n");
    let content = format!("{}{}{}", row(SONG_HEADER).replace(",x,y", ",title,"), row(AJA), row(BOW));
    let sources = Sources::small().with(SONGS, content);
    sources.run_well(&ANY_SHARE);
    let songs = sources.table("song_df.parquet");
    assert_eq!(names(&songs, "title"), ["Aja", "Bow"]);
    assert_eq!(names(&songs, "title.1"), ["x", "x"]);
    assert_eq!(names(&songs, "unnamed_12"), ["y", "y"]);
}

#[test]
fn a_column_of_the_source_called_genre_is_kept_beside_ours() {
    let content = format!("{SONG_HEADER}{AJA}{BOW}{CRY}").replace("artist_name", "genre");
    let sources = Sources::small().with(SONGS, content);
    sources.run_well(&ANY_SHARE);
    let songs = sources.table("song_df.parquet");
    assert_eq!(names(&songs, "source_genre"), ["Steely Dan", "Ann O", "Godley"]);
    assert_eq!(texts(&songs, "genre")[0], Some("Pop_Rock".to_owned()));
}
