//! Frames of pandas: what is in the file, read through the HDF5 library and the reader of pickles.
//!
//! What is expected of the layout was seen in files that pandas 0.24 and 3.1 wrote; the clients' tests open frames with
//! pandas itself.

use std::path::PathBuf;

use hdf5::types::{FixedAscii, TypeDescriptor, VarLenArray};
use hdf5::{Dataset, File, Group, Location};
use pickle::{Cell, Limits, List, Missing, read_array};

use super::hdf5_files::{no_times, text_attribute};
use crate::{Cells, FrameIndex, TableColumn, write_frame};

fn column<'a>(name: &str, cells: Cells<'a>) -> TableColumn<'a> {
    TableColumn { name: name.to_owned(), cells }
}

fn floats<'a>(name: &str, cells: &'a [Option<f64>]) -> TableColumn<'a> {
    column(name, Cells::Floats(Box::new(|row| cells[row])))
}

fn integers<'a>(name: &str, cells: &'a [Option<i64>]) -> TableColumn<'a> {
    column(name, Cells::Integers(Box::new(|row| cells[row])))
}

fn booleans<'a>(name: &str, cells: &'a [Option<bool>]) -> TableColumn<'a> {
    column(name, Cells::Booleans(Box::new(|row| cells[row])))
}

fn texts<'a>(name: &str, cells: &'a [Option<&'a str>]) -> TableColumn<'a> {
    column(name, Cells::Texts(Box::new(|row| cells[row])))
}

/// A frame that was written, open.
struct Written {
    _folder: tempfile::TempDir,
    path: PathBuf,
    frame: Group,
}

#[track_caller]
fn written(columns: &[TableColumn<'_>], index: &FrameIndex<'_>, n_rows: usize) -> Written {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.h5");
    write_frame(columns, index, n_rows, &path).unwrap();
    let frame = File::open(&path).unwrap().group("df").unwrap();
    Written { _folder: folder, path, frame }
}

impl Written {
    #[track_caller]
    fn dataset(&self, name: &str) -> Dataset {
        self.frame.dataset(name).unwrap()
    }

    /// The names of an axis, of at most 16 bytes each.
    #[track_caller]
    fn names(&self, axis: &str) -> Vec<String> {
        let names = self.dataset(axis).read_1d::<FixedAscii<16>>().unwrap();
        names.iter().map(|name| String::from_utf8(name.as_bytes().to_vec()).unwrap()).collect()
    }

    /// Sees the cells of an object block.
    #[track_caller]
    fn objects(&self, block: &str, mut see: impl FnMut(Cell<'_>)) -> Vec<usize> {
        let rows = self.dataset(block).read_1d::<VarLenArray<u8>>().unwrap();
        assert_eq!(rows.len(), 1);
        read_array(&rows[0], &Limits::default(), |_, cell| see(cell)).unwrap()
    }
}

fn scalar(place: &Location, name: &str) -> i64 {
    place.attr(name).unwrap().read_scalar::<i64>().unwrap()
}

#[test]
fn numbers_of_one_type_are_one_block_with_a_row_for_each_row() {
    let columns = [
        floats("tempo", &[Some(1.5), None]),
        integers("year", &[Some(2001), Some(-1)]),
        floats("energy", &[Some(0.25), Some(4.0)]),
        column("n", Cells::RowNumber),
    ];
    let file = written(&columns, &FrameIndex::Range, 2);
    assert_eq!(file.names("axis0"), ["tempo", "year", "energy", "n"]);
    assert_eq!(scalar(&file.frame, "nblocks"), 2);
    assert_eq!(file.names("block0_items"), ["tempo", "energy"]);
    let floats = file.dataset("block0_values").read_2d::<f64>().unwrap();
    assert_eq!(floats.shape(), [2, 2]);
    assert_eq!((floats[[0, 0]], floats[[0, 1]], floats[[1, 1]]), (1.5, 0.25, 4.0));
    assert!(floats[[1, 0]].is_nan(), "a missing float");
    let integers = file.dataset("block1_values").read_2d::<i64>().unwrap();
    assert_eq!(integers.into_raw_vec_and_offset().0, [2001, 0, -1, 1]);
}

#[test]
fn whole_numbers_of_which_one_is_missing_are_floats() {
    let file = written(&[integers("key", &[Some(7), None])], &FrameIndex::Range, 2);
    let cells = file.dataset("block0_values").read_2d::<f64>().unwrap();
    assert_eq!(cells[[0, 0]].to_bits(), 7.0_f64.to_bits());
    assert!(cells[[1, 0]].is_nan());
}

/// 2^53 + 1 is the first whole number that no float is.
#[test]
fn whole_numbers_that_no_float_holds_are_objects_where_one_is_missing() {
    let (most, beyond) = (1 << 53, (1 << 53) + 1);
    let (most_cells, beyond_cells) = ([Some(most), None], [Some(beyond), None]);
    let columns = [integers("most", &most_cells), integers("beyond", &beyond_cells)];
    let file = written(&columns, &FrameIndex::Range, 2);
    assert_eq!(file.dataset("block0_values").read_2d::<f64>().unwrap()[[0, 0]] as i64, most);
    let mut cells = Vec::new();
    file.objects("block1_values", |cell| cells.push(format!("{cell:?}")));
    assert_eq!(cells, [Cell::Integer(beyond), Cell::Missing(Missing::Nothing)].map(|cell| format!("{cell:?}")));
}

/// `PyTables` stores booleans as a byte of bits, which the Rust library has no type for.
#[test]
fn truths_are_a_byte_of_bits_and_objects_where_one_is_missing() {
    let columns = [booleans("is_test", &[Some(true), Some(false)]), booleans("mode", &[Some(true), None])];
    let file = written(&columns, &FrameIndex::Range, 2);
    let values = file.dataset("block0_values");
    assert_eq!((values.shape(), values.dtype().unwrap().size()), (vec![2, 1], 1));
    assert!(values.dtype().unwrap().to_descriptor().is_err());
    let mut cells = Vec::new();
    assert_eq!(file.objects("block1_values", |cell| cells.push(format!("{cell:?}"))), [2, 1]);
    assert_eq!(cells, [Cell::Boolean(true), Cell::Missing(Missing::Nothing)].map(|cell| format!("{cell:?}")));
}

#[test]
fn a_missing_text_is_nan_and_a_missing_list_none() {
    let columns = [
        texts("title", &[Some("ü\0"), None]),
        column("MUSIC", Cells::Vectors(Box::new(|row| (row == 0).then_some([1.0, 2.0, 3.0, 4.0, 5.0])))),
        column("years", Cells::IntegerLists(Box::new(|row| (row == 0).then_some(&[1, -2])))),
        column("object", Cells::ObjectIntegers(Box::new(|row| Some((row as i64) << 40)))),
    ];
    let file = written(&columns, &FrameIndex::Range, 2);
    let mut texts = Vec::new();
    file.objects("block0_values", |cell| {
        texts.push(matches!(&cell, Cell::Text(text) if text == "ü\0") || cell.is_missing());
    });
    assert_eq!(texts, [true, true]);
    let expected = [
        ("block1_values", List::Floats(vec![1.0, 2.0, 3.0, 4.0, 5.0])),
        ("block2_values", List::Integers(vec![1, -2])),
    ];
    for (block, list) in expected {
        let mut lists = Vec::new();
        file.objects(block, |cell| lists.push(format!("{cell:?}")));
        assert_eq!(lists, [Cell::List(list), Cell::Missing(Missing::Nothing)].map(|cell| format!("{cell:?}")));
    }
    let mut numbers = Vec::new();
    file.objects("block3_values", |cell| numbers.push(cell == Cell::Integer(0) || cell == Cell::Integer(1 << 40)));
    assert_eq!(numbers, [true, true]);
}

#[test]
fn an_index_has_its_labels_and_its_name() {
    let labels = [15_i64, 3];
    let index = FrameIndex::Labels(Some("sparse_index"), Box::new(|row| labels[row]));
    let file = written(&[floats("a", &[None, None])], &index, 2);
    let axis = file.dataset("axis1");
    assert_eq!(axis.read_raw::<i64>().unwrap(), labels);
    assert_eq!(text_attribute(&axis, "name"), "sparse_index");
    assert_eq!(text_attribute(&axis, "kind"), "integer");
}

/// `N.` is `None` as a pickle of protocol 0; that it is ASCII says that it is a pickle.
#[test]
fn an_index_without_a_name_is_called_none() {
    let file = written(&[floats("a", &[None, None])], &FrameIndex::Range, 2);
    let axis = file.dataset("axis1");
    assert_eq!(axis.read_raw::<i64>().unwrap(), [0, 1]);
    let name = axis.attr("name").unwrap();
    assert_eq!(name.read_scalar::<FixedAscii<2>>().unwrap().as_str(), "N.");
    assert_eq!(name.dtype().unwrap().to_descriptor().unwrap(), TypeDescriptor::FixedAscii(2));
    let kind = axis.attr("kind").unwrap();
    assert_eq!(kind.dtype().unwrap().to_descriptor().unwrap(), TypeDescriptor::FixedUnicode(7));
}

#[test]
fn an_empty_text_is_an_attribute_without_a_value() {
    let file = written(&[floats("a", &[])], &FrameIndex::Range, 0);
    assert!(file.frame.attr("TITLE").unwrap().space().unwrap().is_null());
}

/// pandas puts one cell that does not count, and the true shape as a pickled tuple: columns x rows.
#[test]
fn a_frame_without_rows_says_so_beside_a_cell_that_does_not_count() {
    let columns = [floats("a", &[]), floats("b", &[]), texts("c", &[])];
    let file = written(&columns, &FrameIndex::Range, 0);
    let values = file.dataset("block0_values");
    assert_eq!(values.shape(), [1, 1]);
    assert_eq!(text_attribute(&values, "value_type"), "float64");
    assert_eq!(values.attr("shape").unwrap().read_scalar::<FixedAscii<12>>().unwrap().as_str(), "(I2\nI0\ntp0\n.");
    assert_eq!(text_attribute(&file.dataset("axis1"), "value_type"), "int64");
    assert_eq!(file.objects("block1_values", |_| unreachable!()), [0]);
    assert_eq!(text_attribute(&file.dataset("block1_values"), "value_type"), "str");
}

#[test]
fn a_name_may_be_any_text() {
    let file = written(&[floats("日本 / ü", &[None]), floats("", &[None])], &FrameIndex::Range, 1);
    assert_eq!(file.names("axis0"), ["日本 / ü", ""]);
}

#[test]
fn a_name_that_stands_twice_and_no_column_at_all_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.h5");
    for columns in [vec![], vec![floats("a", &[]), floats("a", &[])]] {
        let error = write_frame(&columns, &FrameIndex::Range, 0, &path).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(!path.exists());
    }
}

/// More rows than are gathered at once.
#[test]
fn a_long_column_is_written_in_its_order() {
    let n_rows = 150_000;
    let file = written(&[column("n", Cells::RowNumber)], &FrameIndex::Range, n_rows);
    let cells = file.dataset("block0_values").read_raw::<i64>().unwrap();
    assert!(cells.iter().copied().eq(0..n_rows as i64));
}

#[test]
fn a_frame_is_the_same_bytes_a_second_later() {
    let columns = [texts("a", &[Some("x"), None]), booleans("b", &[Some(true), None]), floats("c", &[None, None])];
    let first = written(&columns, &FrameIndex::Range, 2);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let second = written(&columns, &FrameIndex::Range, 2);
    assert_eq!(std::fs::read(&first.path).unwrap(), std::fs::read(&second.path).unwrap());
    no_times(&first.frame);
}
