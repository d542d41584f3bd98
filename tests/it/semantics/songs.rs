//! Which rows of the songs' table are songs.

use artifacts::{Cells, TableColumn, write_table};

use crate::program::{GENRES, SONG_HEADER, SONGS, Sources, integers, names, rejected, texts};

use super::{AJA, ANY_SHARE, BOW, CRY, kept_aside, row, run_with, stops_with};

/// Parquet with the columns that must be there: Aja and Bow with one loudness each, 0.5 otherwise.
fn parquet<'a>(song_ids: Cells<'a>, loudness: Cells<'a>) -> Vec<u8> {
    written(&columns(song_ids, loudness))
}

fn columns<'a>(song_ids: Cells<'a>, loudness: Cells<'a>) -> Vec<TableColumn<'a>> {
    let column = |name: &str, cells| TableColumn { name: name.to_owned(), cells };
    let mut columns = vec![
        column("song_id", song_ids),
        column("track_id", Cells::Texts(Box::new(|row| Some(["TRA", "TRB"][row])))),
        column("loudness", loudness),
    ];
    columns.extend(
        ["danceability", "energy", "instrumentalness", "liveness", "valence"]
            .map(|name| column(name, Cells::Floats(Box::new(|_| Some(0.5))))),
    );
    columns
}

fn written(columns: &[TableColumn<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_table(columns, 2, &mut bytes).unwrap();
    bytes
}

fn aja_and_bow() -> Cells<'static> {
    Cells::Texts(Box::new(|row| Some(["Aja", "Bow"][row])))
}

fn two_loudnesses() -> Cells<'static> {
    Cells::Floats(Box::new(|row| Some([-10.0, -6.0][row])))
}

/// The second row of Aja would bring title, features and a genre. As the notebook has it: the first row wins whole,
/// without a genre if its own track has none.
#[test]
fn the_first_row_of_a_song_wins_whole_its_genre_or_none_with_it() {
    let first = AJA.replace("TRA", "TRX");
    let second = "Aja,TRA,Steely Dan,Peg,,,,,,,1978\n";
    let sources = run_with(SONGS, format!("{SONG_HEADER}{first}{second}{BOW}{CRY}"));
    let songs = sources.table("song_df.parquet");
    assert_eq!(names(&songs, "song_id"), ["Aja", "Bow", "Cry"]);
    assert_eq!(names(&songs, "title")[0], "Aja");
    assert_eq!(names(&songs, "track_id")[0], "TRX");
    assert_eq!(texts(&songs, "genre")[0], None);
    let counts = &sources.manifest()["counts"];
    assert_eq!((&counts["songs_repeated"], &counts["songs_with_features"]), (&1.into(), &3.into()));

    let sources = run_with(SONGS, format!("{SONG_HEADER}{AJA}{}", AJA.replace("TRA", "TRX")));
    assert_eq!(texts(&sources.table("song_df.parquet"), "genre"), [Some("Pop_Rock".to_owned())]);
}

/// `b''` is an empty id in disguise. The notebook: kept, and a missing id matches that of triplets without a song.
#[test]
fn songs_with_an_empty_id_are_kept_aside() {
    let nameless = |id: &str| AJA.replacen("Aja", id, 1);
    let sources = run_with(SONGS, format!("{SONG_HEADER}{AJA}{}{BOW}{CRY}{}", nameless(""), nameless("b''")));
    let reasons: Vec<_> = kept_aside(&sources).into_iter().map(|(source, _, reason)| (source, reason)).collect();
    assert_eq!(reasons, vec![("songs".to_owned(), "song-empty".to_owned()); 2]);
    assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), ["Aja", "Bow", "Cry"]);
}

#[test]
fn a_song_row_with_a_field_too_few_or_too_many_is_kept_aside() {
    let sources = run_with(SONGS, format!("{SONG_HEADER}{AJA}Bow,TRB,Ann O\n{CRY}Dew,{CRY}"));
    assert_eq!(kept_aside(&sources), [row("songs", 3, "fields"), row("songs", 5, "fields")]);
    assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), ["Aja", "Cry"]);
}

#[test]
fn a_song_row_that_is_not_utf8_is_kept_aside() {
    let mut content = format!("{SONG_HEADER}{AJA}").into_bytes();
    content.extend(b"Bow,TRB,B\xf6b,Bow,0.25,0.5,0,0.25,-6,0.5,\n");
    content.extend(CRY.as_bytes());
    let sources = run_with(SONGS, content);
    assert_eq!(kept_aside(&sources), [row("songs", 3, "not-utf8")]);
}

/// Windows line ends, byte order mark, blank lines, no last line end.
#[test]
fn songs_are_read_however_their_lines_end() {
    let content = format!("\u{feff}{SONG_HEADER}{AJA}\n{BOW}{CRY}").trim_end().replace('\n', "\r\n");
    let sources = run_with(SONGS, content);
    assert_eq!(rejected(&sources), []);
    assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), ["Aja", "Bow", "Cry"]);
    assert_eq!(sources.manifest()["counts"]["songs_in_source"], 3);
}

/// In the songs' table quotes do hold fields together, over line ends too.
#[test]
fn a_quoted_title_may_hold_commas_quotes_and_line_ends() {
    let title = "Aja, \"live\"\nside two";
    let quoted = AJA.replace("Dan,Aja", &format!("Dan,\"{}\"", title.replace('"', "\"\"")));
    let sources = run_with(SONGS, format!("{SONG_HEADER}{quoted}{BOW}"));
    assert_eq!(rejected(&sources), []);
    assert_eq!(names(&sources.table("song_df.parquet"), "title"), [title, "Bow"]);
}

#[test]
fn a_title_whose_quote_is_not_closed_costs_its_own_line() {
    let open = BOW.replace("Ann O,Bow", "Ann O,\"Bow");
    let sources = run_with(SONGS, format!("{SONG_HEADER}{AJA}{open}{CRY}"));
    let raw = open.trim_end().to_owned();
    assert_eq!(rejected(&sources), [("songs".to_owned(), 3, "fields".to_owned(), raw)]);
    assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), ["Aja", "Cry"]);
}

#[test]
fn a_quote_inside_a_title_is_a_character() {
    let inside = BOW.replace("Ann O,Bow", "Ann O,12\" Bow");
    let sources = run_with(SONGS, format!("{SONG_HEADER}{AJA}{inside}{CRY}"));
    assert_eq!(names(&sources.table("song_df.parquet"), "title"), ["Aja", "12\" Bow", "Cry"]);
}

#[test]
fn tab_and_semicolon_separate_as_well_as_comma() {
    for separator in ["\t", ";"] {
        let content = format!("{SONG_HEADER}{AJA}{BOW}{CRY}").replace(',', separator);
        let sources = run_with(SONGS, content);
        assert_eq!(names(&sources.table("song_df.parquet"), "title"), ["Aja", "Bow", "Cry"]);
    }
}

#[test]
fn columns_are_found_by_name_and_a_missing_one_stops_the_run() {
    let content = format!("{SONG_HEADER}{AJA}").replace("valence", "happiness");
    stops_with(SONGS, content, "expected column valence, found columns song_id, track_id, artist_name");
}

/// Parquet under the name of the CSV file, and CSV under a name that ends in `.parquet`.
#[test]
fn csv_and_parquet_are_told_apart_by_content() {
    let sources = run_with(SONGS, parquet(aja_and_bow(), two_loudnesses()));
    assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), ["Aja", "Bow"]);
    let sources = Sources::small().with("songs.parquet", format!("{SONG_HEADER}{AJA}{CRY}"));
    let file = format!("songs={}", sources.data().join("songs.parquet").display());
    sources.run_well(&[&ANY_SHARE[..], &["--source", &file]].concat());
    assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), ["Aja", "Cry"]);
}

#[test]
fn rows_of_parquet_are_judged_as_those_of_csv() {
    let loudness = Cells::Floats(Box::new(|row| Some([f64::INFINITY, f64::NAN][row])));
    let sources = run_with(SONGS, parquet(aja_and_bow(), loudness));
    assert_eq!(kept_aside(&sources), [row("songs", 1, "feature-not-finite")]);
    assert_eq!(sources.manifest()["counts"]["songs_without_vector"], 1, "Bow has no loudness");
    let sources =
        run_with(SONGS, parquet(Cells::Texts(Box::new(|row| ["Aja", ""].get(1 - row).copied())), two_loudnesses()));
    assert_eq!(kept_aside(&sources), [row("songs", 1, "song-empty")]);
}

/// A column of one type says of every row what a bad cell of a CSV says of one.
#[test]
fn a_parquet_column_of_the_wrong_type_stops_the_run() {
    let texts = Cells::Texts(Box::new(|_| Some("loud")));
    stops_with(SONGS, parquet(aja_and_bow(), texts), "expected numbers in column loudness, found Utf8View");
    let numbers = Cells::Integers(Box::new(|row| Some(row as i64)));
    stops_with(SONGS, parquet(numbers, two_loudnesses()), "expected texts in column song_id, found Int64");
}

#[test]
fn a_parquet_column_of_lists_is_left_out_with_a_note() {
    let mut columns = columns(aja_and_bow(), two_loudnesses());
    let lists = Cells::Vectors(Box::new(|_| Some([0.0; 5])));
    columns.push(TableColumn { name: "chroma".to_owned(), cells: lists });
    let sources = Sources::small().with(SONGS, written(&columns));
    let outcome = sources.run(&ANY_SHARE);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("Column `chroma` of the songs was left out"), "{}", outcome.stderr);
    let songs = sources.table("song_df.parquet");
    assert!(songs.column("chroma").is_err());
    assert_eq!(names(&songs, "song_id"), ["Aja", "Bow"]);
}

#[test]
fn a_table_without_songs_stops_the_run() {
    stops_with(SONGS, SONG_HEADER, "expected at least one song, found a table without rows");
}

#[test]
fn a_song_without_a_track_has_no_genre() {
    let sources = Sources::small()
        .with(SONGS, format!("{SONG_HEADER}{}{BOW}{CRY}", AJA.replace("TRA", "")))
        .with(GENRES, "TRC\tRap\n");
    sources.run_well(&[]);
    let songs = sources.table("song_df.parquet");
    assert_eq!(texts(&songs, "genre"), [None, None, Some("Rap".to_owned())]);
    assert_eq!(integers(&songs, "sparse_index"), [0, 1, 2]);
}
