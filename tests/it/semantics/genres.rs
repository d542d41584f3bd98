//! The genre file.

use polars::prelude::DataFrame;

use crate::program::{GENRES, Sources, texts};

use super::{kept_aside, row, run_with, stops_with};

/// The genres of Aja, Bow, Cry and Dew.
#[track_caller]
fn check(sources: &Sources, column: &str, expected: [Option<&str>; 4]) {
    assert_eq!(texts(&sources.table("song_df.parquet"), column), expected.map(|genre| genre.map(str::to_owned)));
}

fn has_second(songs: &DataFrame) -> bool {
    songs.column("second_genre").is_ok()
}

/// As the notebook has it: the join doubles the song, and of the two the first stays.
#[test]
fn the_first_line_of_a_track_wins() {
    let sources = run_with(GENRES, "TRA\tPop_Rock\nTRC\tRap\nTRA\tJazz\n");
    check(&sources, "genre", [Some("Pop_Rock"), None, Some("Rap"), None]);
    assert_eq!(sources.manifest()["counts"]["tracks_with_genre"], 2);
}

/// The tagtraum files begin with such lines. The notebook: a track that matches nothing.
#[test]
fn lines_behind_a_number_sign_are_comments() {
    let sources = run_with(GENRES, "# a dataset\n#\n\nTRA\tPop_Rock\n#TRB\tJazz\n");
    assert_eq!(kept_aside(&sources), []);
    check(&sources, "genre", [Some("Pop_Rock"), None, None, None]);
}

/// The notebook: the run ends (pandas 3), or the third field is dropped (0.24).
#[test]
fn a_third_field_is_a_second_genre() {
    let sources = run_with(GENRES, "TRA\tPop_Rock\tJazz\nTRB\tRap\nTRC\tLatin\t\n");
    check(&sources, "genre", [Some("Pop_Rock"), Some("Rap"), Some("Latin"), None]);
    check(&sources, "second_genre", [Some("Jazz"), None, None, None]);
    let sources = run_with(GENRES, "TRA\tPop_Rock\n");
    assert!(!has_second(&sources.table("song_df.parquet")), "no column where no track has two");
}

#[test]
fn a_genre_line_without_track_or_genre_is_kept_aside() {
    let sources = run_with(GENRES, "TRA\tPop_Rock\nTRB\n\tJazz\nTRC\t\nTRD\ta\tb\tc\n");
    let expected = [
        row("genres", 2, "fields"),
        row("genres", 3, "genre-empty"),
        row("genres", 4, "genre-empty"),
        row("genres", 5, "fields"),
    ];
    assert_eq!(kept_aside(&sources), expected);
    check(&sources, "genre", [Some("Pop_Rock"), None, None, None]);
}

/// As the notebook has it.
#[test]
fn an_empty_genre_file_is_fine() {
    check(&run_with(GENRES, ""), "genre", [None; 4]);
}

#[test]
fn a_file_that_is_no_genre_file_stops_at_its_first_row() {
    stops_with(GENRES, "# a comment\nTRA,Pop_Rock\n", "line 2: expected track and genre separated by a tab");
}
