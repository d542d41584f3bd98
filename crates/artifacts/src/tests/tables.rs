//! Lists in Parquet, which this crate encodes itself, as polars reads them.

use std::io::Cursor;

use domain::SongId;
use polars::prelude::{AnyValue, DataFrame, ParquetReader, SerReader};
use polars_parquet::parquet::schema::types::{PhysicalType, PrimitiveType};

use crate::parquet_lists::statistics;
use crate::{Cells, TableColumn, write_table};

#[track_caller]
fn read_again(cells: Cells<'_>, n_rows: usize) -> DataFrame {
    let mut bytes = Vec::new();
    write_table(&[TableColumn { name: "lists".to_owned(), cells }], n_rows, &mut bytes).unwrap();
    ParquetReader::new(Cursor::new(bytes)).finish().unwrap()
}

/// The lists as text, `-` for a missing one.
#[track_caller]
fn check(cells: Cells<'_>, expected: &[&str]) {
    let frame = read_again(cells, expected.len());
    let told = |row: usize| match frame.columns()[0].get(row).unwrap() {
        AnyValue::Null => "-".to_owned(),
        AnyValue::List(list) => list.iter().map(|value| value.to_string()).collect::<Vec<_>>().join(" "),
        other => panic!("a list, not {other}"),
    };
    assert_eq!((0..expected.len()).map(told).collect::<Vec<_>>(), expected);
}

#[test]
fn lists_may_be_missing_or_empty() {
    let lists: [Option<&[i64]>; 7] = [Some(&[1, -2]), None, Some(&[]), Some(&[3]), None, None, Some(&[4, 5, 6])];
    check(Cells::IntegerLists(Box::new(|row| lists[row])), &["1 -2", "-", "", "3", "-", "-", "4 5 6"]);
    check(Cells::IntegerLists(Box::new(|_| None)), &["-", "-"]);
    check(Cells::IntegerLists(Box::new(|_| Some(&[]))), &["", "", ""]);
    check(Cells::IntegerLists(Box::new(|_| unreachable!("no row"))), &[]);
}

#[test]
fn floats_come_back_whatever_they_are() {
    let lists: [&[f64]; 3] = [&[0.5, f64::NAN], &[f64::INFINITY, -0.0], &[]];
    check(Cells::FloatLists(Box::new(|row| Some(lists[row]))), &["0.5 NaN", "inf -0.0", ""]);
}

#[test]
fn vectors_and_songs_are_lists_too() {
    let vector = |row: usize| (row == 1).then_some([0.5, 1.5, 2.5, 3.5, 4.5]);
    check(Cells::Vectors(Box::new(vector)), &["-", "0.5 1.5 2.5 3.5 4.5"]);
    let songs = [SongId(7), SongId(0), SongId(1 << 30)];
    check(Cells::Songs(Box::new(|row| &songs[row..])), &["7 0 1073741824", "0 1073741824", "1073741824"]);
}

/// Three row groups of more than 131,072 rows in all, each of several pages, since a page ends at 1 MiB of values.
#[test]
fn lists_go_on_over_pages_and_row_groups() {
    let n_rows = 300_000;
    let numbers: Vec<i64> = (0..n_rows as i64 + 9).collect();
    let list = |row: usize| (row % 10 != 9).then(|| &numbers[row..row + row % 10]);
    let frame = read_again(Cells::IntegerLists(Box::new(list)), n_rows);
    let lists = frame.columns()[0].list().unwrap();
    assert_eq!(lists.len(), n_rows);
    for row in 0..n_rows {
        let found = lists.get_as_series(row).map(|found| found.i64().unwrap().iter().flatten().collect::<Vec<_>>());
        assert_eq!(found.as_deref(), list(row), "row {row}");
    }
}

/// Readers skip what a smallest and a largest value rule out: both are of all lists, a zero of either sign included, and
/// a NaN says that nothing is known.
#[test]
fn what_is_said_of_the_values_holds() {
    let leaf = PrimitiveType::from_physical("lists".into(), PhysicalType::Double);
    let said = |values: &[f64]| {
        let said = statistics(bytemuck::cast_slice(values), 3, &leaf);
        let number = |bytes: Option<Vec<u8>>| bytes.map(|bytes| f64::from_le_bytes(bytes.try_into().unwrap()));
        assert_eq!(said.null_count, Some(3));
        number(said.min_value).zip(number(said.max_value)).map(|(min, max)| [min, max].map(f64::to_bits))
    };
    assert_eq!(said(&[2.0, -1.0, 7.0]), Some([-1.0, 7.0].map(f64::to_bits)));
    assert_eq!(said(&[0.0]), Some([-0.0, 0.0].map(f64::to_bits)));
    assert_eq!(said(&[-0.0]), Some([-0.0, 0.0].map(f64::to_bits)));
    assert_eq!(said(&[]), None);
    assert_eq!(said(&[1.0, f64::NAN, -3.0]), Some([-3.0, 1.0].map(f64::to_bits)), "NaN is no end of a range");
    assert_eq!(said(&[f64::NAN]), Some([f64::NEG_INFINITY, f64::INFINITY].map(f64::to_bits)));
}
