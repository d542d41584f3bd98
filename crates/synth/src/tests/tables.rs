//! The song table, its genres and its mismatches, and how they fit the triplets.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::{SongRow, assert_song, assert_track, lines, sample, song_rows, triplets};
use crate::songs::GENRES;
use crate::{Sample, SampleFile};

const IN_0_TO_1: [&str; 6] = ["acousticness", "danceability", "energy", "instrumentalness", "liveness", "valence"];
const WHOLE: [&str; 8] = [
    "artist_playmeid",
    "release_7digitalid",
    "track_7digitalid",
    "year",
    "duration_ms",
    "key",
    "mode",
    "time_signature",
];

fn genres(sample: &Sample) -> Vec<(String, String)> {
    let split = |line: &String| line.split_once('\t').map(|(track, genre)| (track.into(), genre.into()));
    lines(sample, SampleFile::Genres).iter().map(|line| split(line).unwrap()).collect()
}

fn check_row(row: &SongRow) {
    assert_song(row.text("song_id"));
    assert_track(row.text("track_id"));
    let mbid = row.text("artist_mbid");
    assert!(mbid.is_empty() || (mbid.len() == 36 && mbid.split('-').count() == 5), "{mbid}");
    for name in ["artist_name", "title", "release"] {
        assert!(!row.text(name).is_empty() && row.text(name).is_ascii());
    }
    for name in WHOLE {
        row.field(name).parse::<i64>().unwrap();
    }
    for name in IN_0_TO_1 {
        assert!((0.0..=1.0).contains(&row.number(name)));
        let digits = row.field(name).split('e').next().unwrap().replace('.', "");
        assert!(digits.trim_matches('0').len() <= 3, "{name} = {}", row.field(name));
    }
    assert!((-60.0..0.0).contains(&row.number("loudness")) && (20.0..260.0).contains(&row.number("tempo")));
    assert!(row.field("song_hotttnesss").is_empty() || (0.0..=1.0).contains(&row.number("song_hotttnesss")));
    assert_eq!(row.field("spotify_id").len(), 22);
}

#[test]
fn every_row_of_the_song_table_is_in_the_format() {
    for n_triplets in [1_000, 200_000] {
        let sample = sample(n_triplets, 1);
        let rows = song_rows(&sample);
        rows.iter().for_each(check_row);
        let header: Vec<&str> = rows[0].columns.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(header[..3], ["artist_mbid", "artist_name", "artist_playmeid"]);
        assert_eq!(header[22..], ["tempo", "time_signature", "valence"]);
        assert_eq!(rows.len() as u64, sample.n_table_rows());
        let songs: BTreeSet<&str> = rows.iter().map(|row| row.text("song_id")).collect();
        let tracks: BTreeSet<&str> = rows.iter().map(|row| row.text("track_id")).collect();
        assert_eq!(songs.len() as u64, sample.n_table_songs());
        assert_eq!(tracks.len(), rows.len());
    }
}

#[test]
fn names_hold_what_a_reader_can_trip_over() {
    let rows = song_rows(&sample(200_000, 1));
    let titles: Vec<&str> = rows.iter().map(|row| row.field("title")).collect();
    for trap in [r"\xc3\xa9", "b\"", "\"Remix\"", ", Pt", r"\\", r"\'"] {
        assert!(titles.iter().any(|title| title.contains(trap)), "no title has {trap}");
    }
    let without = rows.iter().filter(|row| row.field("song_hotttnesss").is_empty()).count();
    assert!((0.15..0.25).contains(&(without as f64 / rows.len() as f64)));
}

#[test]
fn a_repeat_sounds_nearly_like_the_first_recording() {
    let rows = song_rows(&sample(200_000, 1));
    let mut firsts: BTreeMap<&str, &SongRow> = BTreeMap::new();
    let mut n_repeats = 0;
    for row in &rows {
        let Some(first) = firsts.insert(row.text("song_id"), row) else { continue };
        n_repeats += 1;
        assert_ne!(first.text("track_id"), row.text("track_id"));
        assert_eq!(first.text("title"), row.text("title"));
        assert!((first.number("tempo") / row.number("tempo") - 1.0).abs() < 0.2);
    }
    assert!(n_repeats > 0);
}

#[test]
fn few_of_the_plays_and_more_of_the_songs_are_in_the_table() {
    for n_triplets in [1_000, 200_000] {
        let sample = sample(n_triplets, 1);
        let rows = song_rows(&sample);
        let table: BTreeSet<&str> = rows.iter().map(|row| row.text("song_id")).collect();
        let all: Vec<_> = [SampleFile::Train, SampleFile::Visible, SampleFile::Hidden]
            .into_iter()
            .flat_map(|file| triplets(&sample, file))
            .collect();
        let n_surviving = all.iter().filter(|triplet| table.contains(triplet.song.as_str())).count();
        assert_eq!(n_surviving as u64, sample.n_surviving());
        let played: BTreeSet<&str> = all.iter().map(|triplet| triplet.song.as_str()).collect();
        let n_known = played.iter().filter(|song| table.contains(*song)).count();
        // 18,141,049 of 51,113,586 rows, 168,493 of 384,546 songs.
        assert!((n_surviving as f64 / all.len() as f64 - 0.355).abs() < 0.01, "{n_surviving} of {}", all.len());
        assert!((n_known as f64 / played.len() as f64 - 0.438).abs() < 0.01, "{n_known} of {}", played.len());
        assert!(table.len() > n_known, "nobody plays some songs of the table");
    }
}

#[test]
fn genre_lines_are_sorted_and_of_the_known_genres() {
    let sample = sample(200_000, 1);
    let genres = genres(&sample);
    assert!(genres.is_sorted_by(|a, b| a.0 < b.0));
    for (track, _) in &genres {
        assert_track(track);
    }
    let known: BTreeSet<&str> = GENRES.iter().map(|(label, _)| *label).collect();
    let found: BTreeSet<&str> = genres.iter().map(|(_, genre)| genre.as_str()).collect();
    assert_eq!(found, known);
    let pop_rock = genres.iter().filter(|(_, genre)| genre == "Pop_Rock").count();
    assert!((0.52..0.64).contains(&(pop_rock as f64 / genres.len() as f64)));
}

#[test]
fn some_rows_have_a_genre_and_some_genres_no_row() {
    let sample = sample(200_000, 1);
    let genres: BTreeMap<String, String> = genres(&sample).into_iter().collect();
    let rows = song_rows(&sample);
    let n_labelled = rows.iter().filter(|row| genres.contains_key(row.text("track_id"))).count();
    // 190,899 of 426,545 songs, and 0.45 of the repeats.
    assert!((0.40..0.50).contains(&(n_labelled as f64 / rows.len() as f64)), "{n_labelled} of {}", rows.len());
    assert!(n_labelled < genres.len());
}

#[test]
fn every_mismatch_names_a_song_and_a_track() {
    let sample = sample(1_000_000, 1);
    let rows = song_rows(&sample);
    let tracks: BTreeMap<&str, &str> = rows.iter().map(|row| (row.text("track_id"), row.text("song_id"))).collect();
    let (mut n_in_table, mut n_elsewhere) = (0, 0);
    for line in lines(&sample, SampleFile::Mismatches) {
        let (ids, names) = line.strip_prefix("ERROR: <").and_then(|rest| rest.split_once("> ")).unwrap();
        let (song, track) = ids.split_once(' ').unwrap();
        assert_song(song);
        assert_track(track);
        let (meant, found) = names.split_once("  !=  ").unwrap();
        assert!(meant.contains("  -  ") && found.contains("  -  "));
        match tracks.get(track) {
            Some(&of_track) => {
                assert_eq!(of_track, song);
                n_in_table += 1;
            }
            None => n_elsewhere += 1,
        }
    }
    assert!((0.015..0.025).contains(&(f64::from(n_in_table) / sample.n_table_songs() as f64)));
    assert!(n_elsewhere > 0);
}
