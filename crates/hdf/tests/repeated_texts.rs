//! Texts that stand once in a file of a megabyte and are referred to from so many cells that no memory would hold them.

use hdf::{
    Problem,
    store::{Attribute, Element, Sign},
    trial::{Told, Tree},
};
use made::{put_dataset, put_group, told};
use pickle::ArrayWriter;

#[path = "frames/made.rs"]
mod made;

/// The pickle of cells that all are one text, which the first of them brings.
fn one_text(n_cells: usize, text_bytes: usize) -> Vec<u8> {
    let mut writer = ArrayWriter::new(&[n_cells], 0);
    (0..n_cells).for_each(|_| writer.none());
    let nones = writer.finish().expect("there are as many cells as said");
    let start = nones.windows(3).position(|opcodes| opcodes == b"\x89](").expect("a list of cells begins") + 2;
    let mut bytes = nones[..start].to_vec();
    let mut first = true;
    for &opcode in &nones[start..] {
        match opcode {
            b'N' if first => {
                first = false;
                bytes.push(b'X');
                bytes.extend((text_bytes as u32).to_le_bytes());
                bytes.resize(bytes.len() + text_bytes, b'a');
                bytes.extend(b"q\0");
            }
            b'N' => bytes.extend(b"h\0"),
            opcode => bytes.push(opcode),
        }
    }
    bytes
}

fn pickled(bytes: Vec<u8>) -> Told {
    Told { bytes, ..told(1, Element::Bytes) }
}

/// A series of as many rows as cells.
fn series(n_cells: usize, text_bytes: usize) -> Tree {
    let mut tree = Tree::default();
    put_group(&mut tree, "/s", "series");
    let integers = Element::Integer { bytes: 8, sign: Sign::Signed };
    put_dataset(&mut tree, "/s/index", told(n_cells as u64, integers));
    put_dataset(&mut tree, "/s/values", pickled(one_text(n_cells, text_bytes)));
    tree
}

#[track_caller]
fn check(tree: &Tree, place: &str) {
    match hdf::read_store(tree, Some("s"), &|_| true) {
        Err(Problem::Repeats { place: found, bound, found: bytes }) => {
            assert_eq!(found, place);
            assert!(bytes > bound && bytes < 64 << 20, "{bytes} bytes, at most {bound}");
        }
        other => panic!("expected a refusal, found {:?}", other.map(|frame| frame.n_rows)),
    }
}

#[test]
fn a_long_text_in_every_cell_is_refused() {
    check(&series(2_000, 1 << 20), "/s/values");
}

#[test]
fn a_text_of_usual_length_may_stand_in_every_cell() {
    let frame = hdf::read_store(&series(40_000, 900), None, &|_| true).unwrap();
    assert_eq!(frame.columns[0].1.len(), 40_000);
}

#[test]
fn a_long_text_in_every_label_is_refused() {
    let mut tree = Tree::default();
    put_group(&mut tree, "/s", "frame");
    put_dataset(&mut tree, "/s/axis0", pickled(one_text(2_000, 1 << 20)));
    check(&tree, "/s/axis0");
}

#[test]
fn a_long_text_in_every_name_of_an_attribute_is_refused() {
    let mut tree = series(1, 1);
    let mut list = b"\x80\x04](X\0\0\x10\0".to_vec();
    list.resize(list.len() + (1 << 20), b'a');
    list.extend(b"q\0");
    (0..50).for_each(|_| list.extend(b"h\0"));
    list.extend(b"e.");
    tree.attributes.insert(("/s".to_owned(), "encoding".to_owned()), Attribute::Ascii(list));
    check(&tree, "/s");
}

#[test]
fn cells_that_do_not_fit_are_not_read_to_their_end() {
    let mut tree = series(2_000, 1 << 20);
    tree.datasets.get_mut("/s/index").expect("it was put there").dataset.shape = vec![3];
    let error = hdf::read_store(&tree, None, &|_| true).unwrap_err();
    let expected =
        "/s/values: expected a cell for each row and column, found an array of [2000] for 3 rows and 1 columns";
    assert_eq!(error.to_string(), expected);
}

/// An index of one level: rows that all stand at the first of its texts, which are of so many bytes.
fn of_one_category(n_rows: u64, text_bytes: usize) -> Tree {
    let mut tree = series(n_rows as usize, 1);
    let axis = |name: &str, value| (("/s".to_owned(), name.to_owned()), value);
    tree.attributes.extend([
        axis("index_variety", Attribute::Text("multi".to_owned())),
        axis("index_nlevels", Attribute::Integer(1)),
    ]);
    let mut category = told(1, Element::Text { bytes: text_bytes });
    category.dataset.stored_bytes = text_bytes as u64;
    category.packed = vec![b'a'; text_bytes];
    put_dataset(&mut tree, "/s/index_level0", category);
    put_dataset(&mut tree, "/s/index_label0", told(n_rows, Element::Integer { bytes: 8, sign: Sign::Signed }));
    tree
}

#[test]
fn a_long_category_may_stand_in_a_few_hundred_rows() {
    let frame = hdf::read_store(&of_one_category(200, 200_000), None, &|_| true).unwrap();
    assert_eq!(frame.index[0].1.len(), 200);
}

#[test]
fn a_long_category_in_many_rows_is_refused() {
    let error = hdf::read_store(&of_one_category(2_000, 200_000), None, &|_| true).unwrap_err();
    let expected = "/s: expected texts of at most 270435456 bytes, each counted as often as cells refer to it, \
                    found 400000000 or more";
    assert_eq!(error.to_string(), expected);
}
