//! Tests of this crate as a whole.

mod changes;
mod unjoined;

use std::io::Write as _;

use domain::{Meter, SongTable, Values};
use proptest::prelude::*;
use tempfile::NamedTempFile;

use crate::{IngestError, SongRequest, SourceFile, TextStyle, read_genres, read_mismatches, read_songs, read_triplets};

const HEADER: &str = "song_id,track_id,title,danceability,energy,instrumentalness,liveness,loudness,valence\n";

fn file(content: &[u8]) -> (NamedTempFile, SourceFile) {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    let path = file.path().to_owned();
    (file, SourceFile { name: "x".to_owned(), file: "x".to_owned(), path })
}

fn request(text: TextStyle, max_rejected: f64) -> SongRequest {
    SongRequest { text, max_rejected, ..SongRequest::default() }
}

/// A table, the lines that were rejected and why.
type Songs = (SongTable, Vec<(u64, &'static str)>);

fn songs(text: &str) -> Result<Songs, IngestError> {
    let (_kept, source) = file(text.as_bytes());
    let read = read_songs(&source, None, None, &request(TextStyle::Decoded, 1.0), &Meter::default())?;
    Ok((read.table, read.rejected.rows.into_iter().map(|row| (row.line, row.reason)).collect()))
}

fn titles(table: &SongTable) -> Vec<Option<&str>> {
    match &table.column("title").unwrap().values {
        Values::Texts(texts) => texts.iter().collect(),
        other => panic!("titles are texts, found {other:?}"),
    }
}

#[test]
fn a_quoted_cell_may_hold_commas_quotes_and_line_ends() {
    let text = format!("{HEADER}SOA,TRA,\"a, \"\"b\"\"\nc\",1,1,1,1,1,1\n");
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(titles(&table), [Some("a, \"b\"\nc")]);
    assert_eq!(rejected, []);
}

/// The quote of line 3 is never closed: line 3 alone is lost, line 4 is not eaten.
#[test]
fn a_quote_that_is_not_closed_loses_its_own_line_only() {
    let row = |id: &str, title: &str| format!("{id},TRA,{title},1,1,1,1,1,1\n");
    let text = format!("{HEADER}{}{}{}{}", row("SOA", "a"), row("SOB", "\"b"), row("SOC", "c"), row("SOD", "d"));
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(titles(&table), [Some("a"), Some("c"), Some("d")]);
    assert_eq!(rejected, [(3, "fields")]);
}

/// Two rows that each open a quote must not become one.
#[test]
fn two_open_quotes_do_not_close_each_other() {
    let row = |id: &str, title: &str| format!("{id},TRA,{title},1,1,1,1,1,1\n");
    let text = format!("{HEADER}{}{}{}", row("SOA", "\"a"), row("SOB", "\"b"), row("SOC", "c"));
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(titles(&table), [Some("c")]);
    assert_eq!(rejected, [(2, "fields"), (3, "fields")]);
}

/// Legal by RFC 4180, and yet two rows: the quotes of two titles must not make one title of them.
#[test]
fn two_stray_quotes_that_fit_each_other_do_not_make_one_row_of_two() {
    let text = format!("{HEADER}SOA,TRA,\"abc,1,1,1,1,1,1\nSOB,TRB,12\",1,1,1,1,1,1\nSOC,TRC,c,1,1,1,1,1,1\n");
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(titles(&table), [Some("12\""), Some("c")]);
    assert_eq!(rejected, [(2, "fields")]);
}

#[test]
fn a_carriage_return_inside_a_title_ends_no_row() {
    let text = format!("{HEADER}SOA,TRA,a\rb,1,1,1,1,1,1\r\nSOB,TRB,\"c\",1,1,1,1,1,\"1\"\r\n");
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(titles(&table), [Some("a\rb"), Some("c")]);
    assert_eq!((rejected, table.features[1]), (vec![], Some([1.0; 6])));
}

#[test]
fn blank_lines_may_stand_before_the_header() {
    let text = format!("\n \r\n{HEADER}SOA,TRA,a,1,1,1,1,1,1\nSOB,short\n");
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(titles(&table), [Some("a")]);
    assert_eq!(rejected, [(5, "fields")]);
}

#[test]
fn features_beyond_all_measure_are_rejected() {
    let text = format!("{HEADER}SOA,TRA,a,1,1,1,1,1e308,1\nSOB,TRB,b,1,1,1,1,-inf,1\nSOC,TRC,c,1,1,1,1,3.7,1\n");
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(titles(&table), [Some("c")]);
    assert_eq!(rejected, [(2, "feature-out-of-range"), (3, "feature-not-finite")]);
}

/// The last column of line 2 opens a quote: the lines below are not part of it.
#[test]
fn a_quote_in_the_last_column_eats_no_line() {
    let text = format!("{HEADER}SOA,TRA,a,1,1,1,1,1,\"1\nSOB,TRB,b,1,1,1,1,1,1\n");
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(titles(&table), [Some("b")]);
    assert_eq!(rejected, [(2, "fields")]);
}

#[test]
fn lines_are_counted_over_blank_ones_and_carriage_returns() {
    let text = format!("{HEADER}\r\n\nSOA,TRA,a,1,1,1,1,1,1\r\nSOB,TRB,b,loud,1,1,1,1,1\r\n,TRC,c,1,1,1,1,1,1\n");
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(titles(&table), [Some("a")]);
    assert_eq!(rejected, [(5, "feature-not-a-number"), (6, "song-empty")]);
}

#[test]
fn an_id_that_is_empty_inside_its_wrapping_is_rejected_at_its_line() {
    let text = format!("{HEADER}b'SOA',TRA,a,1,1,1,1,1,1\nSOX,short\nb'',TRB,b,1,1,1,1,1,1\n");
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(table.ids.iter().flatten().collect::<Vec<_>>(), ["SOA"]);
    assert_eq!(rejected, [(3, "fields"), (4, "song-empty")]);
}

#[test]
fn columns_without_a_name_or_with_one_that_is_taken_get_one() {
    let header = HEADER.trim_end();
    let (table, _) = songs(&format!("{header},title,,title\nSOA,TRA,a,1,1,1,1,1,1,b,c,d\n")).unwrap();
    let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names[9..], ["title.1", "unnamed_10", "title.2"]);
}

/// The quote of line 2 finds its fellow in line 5; the rows between are rows.
#[test]
fn a_stray_quote_that_is_closed_far_below_swallows_no_row() {
    let rows = (3..10).map(|n| format!("SO{n},TRA,t{n},1,1,1,1,1,1\n")).collect::<Vec<_>>().concat();
    let text = format!("{HEADER}SO2,TRA,\"a,1,1,1,1,1,1\n{rows}SOX,TRA,12\",,1,1,1,1,1,1\n");
    let (table, rejected) = songs(&text).unwrap();
    assert_eq!(table.len(), 7);
    assert_eq!(rejected, [(2, "fields"), (10, "fields")]);
}

#[test]
fn a_title_in_the_first_column_may_span_lines() {
    let text = "title,song_id,track_id,danceability,energy,instrumentalness,liveness,loudness,valence\n\
                \"one\ntwo\",SOA,TRA,1,1,1,1,1,1\nb,SOB,TRB,1,1,1,1,1,1\n";
    let (table, rejected) = songs(text).unwrap();
    assert_eq!((titles(&table), rejected), (vec![Some("one\ntwo"), Some("b")], vec![]));
}

#[test]
fn the_delimiter_is_the_one_that_finds_the_columns() {
    let text = format!("{},\"a;b;c;d;e;f;g;h;i;j\"\nSOA,TRA,a,1,1,1,1,1,1,x\n", HEADER.trim_end());
    assert_eq!(titles(&songs(&text).unwrap().0), [Some("a")]);
}

#[test]
fn a_file_whose_lines_end_in_carriage_returns_alone_is_refused() {
    let text = format!("{HEADER}SOA,TRA,a,1,1,1,1,1,1\n").replace('\n', "\r");
    assert!(matches!(songs(&text), Err(IngestError::Format { .. })));
}

#[test]
fn tabs_and_semicolons_separate_too() {
    for delimiter in ["\t", ";"] {
        let text = format!("{HEADER}SOA,TRA,a,1,1,1,1,1,1\n").replace(',', delimiter);
        assert_eq!(titles(&songs(&text).unwrap().0), [Some("a")]);
    }
}

#[test]
fn the_first_row_of_a_song_wins_whole() {
    let text = format!("{HEADER}SOA,TRA,first,,1,1,1,1,1\nSOA,TRB,second,1,1,1,1,1,1\n");
    let (table, _) = songs(&text).unwrap();
    assert_eq!(titles(&table), [Some("first")]);
    assert_eq!(table.features, [None], "a feature is missing in the first row");
}

/// Whatever the bytes, a reader says what is wrong or reads; it does not panic, hang or take much memory.
fn no_reader_panics(bytes: &[u8]) {
    let (_kept, source) = file(bytes);
    let meter = Meter::default();
    let read = read_songs(&source, None, None, &request(TextStyle::Notebook, 1.0), &meter);
    let genres = read_genres(&source, 1.0, &meter);
    let list = read_mismatches(&source, 1.0, &meter);
    let table = songs(&format!("{HEADER}SOA,TRA,a,1,1,1,1,1,1\n")).unwrap().0;
    let triplets = read_triplets([Some(&source); 3], &table, 1.0, &meter);
    if bytes.is_empty() {
        assert!(read.is_err(), "a table without a header");
        assert!(genres.is_ok() && list.is_ok() && triplets.is_ok(), "no rows");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_met(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        no_reader_panics(&bytes);
    }

    #[test]
    fn any_bytes_behind_a_magic_number_are_met(
        magic in prop_oneof![
            Just(&b"\x1f\x8b\x08\x00"[..]), Just(&b"\x28\xb5\x2f\xfd"[..]), Just(&b"PK\x03\x04"[..]), Just(&b"PAR1"[..]),
        ],
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        no_reader_panics(&[magic, &bytes].concat());
    }

    #[test]
    fn any_text_behind_a_header_is_met(text in "[,\"\n\ra1.-]{0,200}") {
        no_reader_panics(format!("{HEADER}{text}").as_bytes());
    }
}

/// A Parquet file of songs, as bytes.
fn parquet() -> Vec<u8> {
    use polars::prelude::{Column, DataFrame, ParquetWriter};
    let texts = |name: &str, cells: [&str; 3]| Column::new(name.into(), cells);
    let mut columns = vec![texts("song_id", ["SOA", "SOB", "SOC"]), texts("track_id", ["TRA", "TRB", "TRC"])];
    for feature in domain::AudioFeature::ALL {
        columns.push(Column::new(feature.column().into(), [0.5, 0.25, f64::NAN]));
    }
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new(3, columns).unwrap()).unwrap();
    bytes
}

#[test]
fn parquet_is_known_by_its_content() {
    let (_kept, source) = file(&parquet());
    let read = read_songs(&source, None, None, &request(TextStyle::Decoded, 0.0), &Meter::default()).unwrap();
    assert_eq!(read.record.packing, "parquet");
    assert_eq!(read.table.ids.iter().flatten().collect::<Vec<_>>(), ["SOA", "SOB", "SOC"]);
    assert_eq!(read.table.features[2], None, "NaN is missing");
}

#[test]
fn a_damaged_parquet_file_is_an_error_or_reads() {
    let whole = parquet();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0xff;
        no_reader_panics(&damaged);
        no_reader_panics(&whole[..at]);
    }
}
