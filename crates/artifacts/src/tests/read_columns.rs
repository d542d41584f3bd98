//! Columns of a table that was written here, read back.

use domain::{Column, Lists, SongId, TextColumn, Values};

use crate::tests::rankings::{fixture, stored};
use crate::{Cells, TableColumn, TableError, preview_table, read_columns, write_table};

fn written(columns: Vec<(&str, Cells<'_>)>, n_rows: usize) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let columns: Vec<TableColumn<'_>> =
        columns.into_iter().map(|(name, cells)| TableColumn { name: name.to_owned(), cells }).collect();
    let mut bytes = Vec::new();
    write_table(&columns, n_rows, &mut bytes).unwrap();
    let path = stored(&bytes, folder.path());
    (folder, path)
}

#[track_caller]
fn check(cells: Cells<'_>, n_rows: usize, expected: Values) {
    let (_folder, path) = written(vec![("cells", cells)], n_rows);
    let columns = read_columns(&path, &["cells"]).unwrap();
    // Compared as text, since NaN equals nothing.
    assert_eq!(format!("{columns:?}"), format!("{:?}", [Column { name: "cells".to_owned(), values: expected }]));
}

fn lists<T: Copy>(lists: &[Option<&[T]>]) -> Lists<T> {
    let mut column = Lists::default();
    for list in lists {
        column.push(list.map(|list| list.iter().copied()));
    }
    column
}

#[test]
fn single_values_come_back() {
    let texts = [Some("a"), None, Some("")];
    check(Cells::Texts(Box::new(|row| texts[row])), 3, Values::Texts(texts.into_iter().collect::<TextColumn>()));
    let floats = [Some(0.5), Some(f64::NAN), None];
    check(Cells::Floats(Box::new(|row| floats[row])), 3, Values::Floats(floats.to_vec()));
    let truths = [Some(true), None, Some(false)];
    check(Cells::Booleans(Box::new(|row| truths[row])), 3, Values::Booleans(truths.to_vec()));
    check(Cells::RowNumber, 2, Values::Integers(vec![Some(0), Some(1)]));
    let indices = [Some(-1), None, Some(i32::MAX)];
    let expected = Values::Integers(vec![Some(-1), None, Some(2_147_483_647)]);
    check(Cells::Indices(Box::new(|row| indices[row])), 3, expected);
}

#[test]
fn lists_come_back() {
    let numbers: [Option<&[i64]>; 4] = [Some(&[1, 2]), None, Some(&[]), Some(&[-3])];
    check(Cells::IntegerLists(Box::new(|row| numbers[row])), 4, Values::IntegerLists(lists(&numbers)));
    let songs = [SongId(4), SongId(2)];
    let expected = Values::IntegerLists(lists(&[Some(&[4, 2]), Some(&[2])]));
    check(Cells::Songs(Box::new(|row| &songs[row..])), 2, expected);
    let vector = [1.0, 2.0, 3.0, 4.0, 5.0];
    let expected = Values::FloatLists(lists(&[None, Some(&vector)]));
    check(Cells::Vectors(Box::new(|row| (row == 1).then_some(vector))), 2, expected);
}

#[test]
fn columns_go_on_over_row_groups_and_may_have_no_rows() {
    let n_rows = 300_000;
    let expected = (0..n_rows as i64).map(|row| (row % 3 > 0).then_some(row)).collect();
    check(Cells::Integers(Box::new(|row| (row % 3 > 0).then_some(row as i64))), n_rows, Values::Integers(expected));
    check(Cells::Texts(Box::new(|_| None)), 0, Values::Texts(TextColumn::default()));
    check(Cells::Songs(Box::new(|_| &[])), 0, Values::IntegerLists(Lists::default()));
}

#[test]
fn columns_come_in_the_order_of_their_names_and_others_are_left() {
    let cells = || Cells::RowNumber;
    let (_folder, path) = written(vec![("a", cells()), ("b", cells()), ("c", cells())], 1);
    let columns = read_columns(&path, &["c", "a"]).unwrap();
    assert_eq!(columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["c", "a"]);
    let told = read_columns(&path, &["a", "d"]).unwrap_err();
    assert!(matches!(&told, TableError::NoColumn { expected, found, .. } if expected == "d" && found == "a, b, c"));
}

/// Written by pandas: categories and float64.
#[test]
fn a_table_of_pandas_is_read_too() {
    let columns = read_columns(&fixture("categories"), &["song_id", "rank"]).unwrap();
    assert!(
        matches!(&columns[0].values, Values::Texts(texts) if texts.iter().flatten().all(|id| id.starts_with("SO")))
    );
    assert!(matches!(&columns[1].values, Values::Integers(ranks) if ranks.len() == 8));
}

/// The dictionary's header in `pandas.parquet`, behind the first four bytes, is `15 04  15 28  15 2c  4c {15 06  15 00
/// 12  00}  00`: 20 bytes of 22, 3 values. Here it says a field again (0x05 and its number), which readers of thrift
/// believe last: 2 GB, or so many values. The room comes from the bytes behind it.
#[test]
fn a_dictionary_that_says_its_size_twice_is_refused() {
    let whole = std::fs::read(fixture("pandas")).unwrap();
    assert_eq!(whole[4..18], [0x15, 4, 0x15, 0x28, 0x15, 0x2c, 0x4c, 0x15, 6, 0x15, 0, 0x12, 0, 0]);
    let most = [0xfe, 0xff, 0xff, 0xff, 0x0f];
    let unpacked = [&[0, 0x05, 4][..], &most, &[0]].concat();
    let values = [&[0x05, 2][..], &most, &[0, 0]].concat();
    for end in [unpacked, values] {
        let mut lying = whole.clone();
        lying[9] = 2 * (22 - 7);
        lying[16..25].copy_from_slice(&end);
        let folder = tempfile::tempdir().unwrap();
        let path = stored(&lying, folder.path());
        let read = read_columns(&path, &["user_id"]).unwrap_err().to_string();
        let shown = preview_table(&path, 1).unwrap_err().to_string();
        for told in [read, shown] {
            assert!(told.ends_with("pages of more values or bytes than there can be"), "{told}");
        }
    }
}
