//! Triplets read without the join: every song that a usable line names is in the table.

use std::io::Write;
use std::path::PathBuf;

use domain::{Meter, SongTable, Values};

use super::{HEADER, file, songs};
use crate::{IngestError, SongsOfTriplets, SourceFile, read_triplets, songs_of_triplets};

/// SOB is unknown and named twice; SOX and SOY stand in lines that cannot be used, SOC in one that only the careful
/// reader takes.
const TRAIN: &str = "ann\tSOB\t3\nann\tSOA\t1\nbob\tSOX\t0\nbob\tSOY\nbob\t\"SOC\"\t2.0\nbob\tSOB\t1\n";
const VISIBLE: &str = "eve\tSO0\t1\n";

fn table() -> SongTable {
    songs(&format!("{HEADER}SOZ,TRZ,z,1,1,1,1,1,1\nSOA,TRA,a,1,1,1,1,1,1\n")).unwrap().0
}

fn extended(contents: &[&[u8]], table: Option<SongTable>) -> Result<SongsOfTriplets, IngestError> {
    let kept: Vec<_> = contents.iter().map(|content| file(content)).collect();
    let sources: Vec<&SourceFile> = kept.iter().map(|(_, source)| source).collect();
    songs_of_triplets(&sources, table, &Meter::default())
}

fn ids(table: &SongTable) -> Vec<&str> {
    table.ids.iter().flatten().collect()
}

#[test]
fn songs_that_the_table_lacks_stand_behind_it_in_byte_order() {
    let made = extended(&[TRAIN.as_bytes(), VISIBLE.as_bytes()], Some(table())).unwrap();
    assert_eq!((ids(&made.table), made.n_added), (vec!["SOZ", "SOA", "SO0", "SOB", "SOC"], 3));
    assert_eq!(made.table.pick(&[0, 1]), table(), "what is known stays as it was");
    assert!(made.table.columns.iter().all(|column| column.values.len() == 5));
    assert_eq!((made.table.features[2..].to_vec(), made.table.mismatched.len()), (vec![None; 3], 5));
    assert_eq!((made.table.genres.len(), made.table.genres.text(4)), (5, None));
    match &made.table.column("song_id").unwrap().values {
        Values::Texts(texts) => assert_eq!(*texts, made.table.ids),
        other => panic!("ids are texts, found {other:?}"),
    }
    match &made.table.column("title").unwrap().values {
        Values::Texts(texts) => assert_eq!(texts.iter().skip(1).collect::<Vec<_>>(), [Some("a"), None, None, None]),
        other => panic!("titles are texts, found {other:?}"),
    }
}

#[test]
fn without_a_table_all_songs_are_those_of_the_triplets() {
    let made = extended(&[TRAIN.as_bytes()], None).unwrap();
    assert_eq!(ids(&made.table), ["SOA", "SOB", "SOC"]);
    assert_eq!(made.table.columns.len(), 1);
    assert_eq!(extended(&[b""], None).unwrap().table.len(), 0);
}

/// Four usable lines of the train file, whatever the packing; the two others are told by the reader of triplets.
#[test]
fn no_usable_row_is_dropped_afterwards() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(TRAIN.as_bytes()).unwrap();
    let mark = [b"\xef\xbb\xbf", TRAIN.as_bytes()].concat();
    for content in
        [TRAIN.as_bytes().to_vec(), gzip.finish().unwrap(), zstd::encode_all(TRAIN.as_bytes(), 1).unwrap(), mark]
    {
        let (_kept, source) = file(&content);
        let made = songs_of_triplets(&[&source], Some(table()), &Meter::default()).unwrap();
        assert_eq!(ids(&made.table), ["SOZ", "SOA", "SOB", "SOC"]);
        let read = read_triplets([Some(&source), None, None], &made.table, 1.0, &Meter::default()).unwrap();
        let record = &read.sides[0].record;
        assert_eq!((record.rows, record.rejected, read.sides[0].n_joined), (6, 2, 4));
        assert_eq!(record.sha256, made.records[0].sha256);
        assert!(made.check_same(record).is_ok());
    }
}

#[test]
fn a_file_that_is_another_one_in_the_second_pass_is_an_error() {
    let made = extended(&[TRAIN.as_bytes()], None).unwrap();
    let (_kept, other) = file(b"ann\tSOA\t1\n");
    let read = read_triplets([Some(&other), None, None], &made.table, 0.0, &Meter::default()).unwrap();
    assert!(matches!(made.check_same(&read.sides[0].record), Err(IngestError::Changed { .. })));
}

#[test]
fn a_damaged_file_is_an_error() {
    let gzip_start = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03nonsense";
    assert!(matches!(extended(&[gzip_start], None), Err(IngestError::Damaged { .. })));
}

/// Of the folder `msd-dev` in `TASTEMILL_REAL_DATA`, if it is set.
#[test]
fn of_real_triplets_no_row_is_dropped() {
    let Some(folder) = std::env::var_os("TASTEMILL_REAL_DATA").map(PathBuf::from) else { return };
    let path = folder.join("msd-dev/train_triplets.txt");
    let source = SourceFile { name: "train".to_owned(), file: "train_triplets.txt".to_owned(), path };
    let made = songs_of_triplets(&[&source], None, &Meter::default()).unwrap();
    let read = read_triplets([Some(&source), None, None], &made.table, 0.001, &Meter::default()).unwrap();
    let record = &read.sides[0].record;
    assert_eq!(record.rows - record.rejected, read.sides[0].n_joined);
    assert!(made.check_same(record).is_ok());
}
