//! Packed chunks are unpacked once, however large they are, up to a bound.

use std::{cell::RefCell, ops::Range};

use hdf::{
    Problem,
    store::{Attribute, Dataset, Element, Member, Packing, Piece, Sign, Store},
    trial::{Told, Tree},
};
use made::{put_dataset, put_group, told};

#[path = "frames/made.rs"]
mod made;

/// A store that notes which rows it is asked for.
struct Noting {
    tree: Tree,
    asked: RefCell<Vec<(String, Range<u64>)>>,
}

impl Store for Noting {
    fn members(&self, group: &str) -> Result<Vec<Member>, Problem> {
        self.tree.members(group)
    }

    fn attribute(&self, object: &str, name: &str) -> Result<Option<Attribute>, Problem> {
        self.tree.attribute(object, name)
    }

    fn dataset(&self, path: &str) -> Result<Dataset, Problem> {
        self.tree.dataset(path)
    }

    fn read(&self, path: &str, rows: Range<u64>, pieces: &[Piece<'_>]) -> Result<Vec<u8>, Problem> {
        self.asked.borrow_mut().push((path.to_owned(), rows.clone()));
        self.tree.read(path, rows, pieces)
    }

    fn read_bytes(&self, path: &str, row: u64) -> Result<Vec<u8>, Problem> {
        self.tree.read_bytes(path, row)
    }
}

fn packed_integers(shape: &[u64], chunk_rows: u64) -> Told {
    let mut told = told(shape[0], Element::Integer { bytes: 8, sign: Sign::Signed });
    told.dataset = Dataset {
        shape: shape.to_vec(),
        stored_bytes: 64 << 10,
        packing: Packing::Filtered,
        chunk_rows: Some(chunk_rows),
        ..told.dataset
    };
    told
}

fn texts(texts: &[&str]) -> Told {
    let mut told = packed_integers(&[texts.len() as u64], 1024);
    told.dataset.element = Element::Text { bytes: 1 };
    told.packed = texts.concat().into_bytes();
    told
}

fn store(kind: &str, datasets: Vec<(&str, Told)>) -> Noting {
    let mut tree = Tree::default();
    put_group(&mut tree, "/s", kind);
    tree.attributes.insert(("/s".to_owned(), "nblocks".to_owned()), Attribute::Integer(1));
    for (path, told) in datasets {
        put_dataset(&mut tree, path, told);
    }
    Noting { tree, asked: RefCell::default() }
}

/// The rows that are asked for of a dataset, each time from one row to before another.
#[track_caller]
fn check(store: &Noting, wanted: &dyn Fn(&str) -> bool, path: &str, expected: &[(u64, u64)]) {
    hdf::read_store(store, Some("s"), wanted).expect("it can be read");
    let asked = store.asked.borrow();
    let rows: Vec<_> =
        asked.iter().filter(|(asked, _)| asked == path).map(|(_, rows)| (rows.start, rows.end)).collect();
    assert_eq!(rows, expected);
}

fn series(n_rows: u64, chunk_rows: u64) -> Noting {
    let index = packed_integers(&[n_rows], chunk_rows);
    store("series", vec![("/s/index", index.clone()), ("/s/values", index)])
}

#[test]
fn a_chunk_of_many_slabs_is_read_at_once() {
    let rows = 3 << 20;
    check(&series(rows, 4 << 20), &|_| true, "/s/values", &[(0, rows)]);
}

#[test]
fn a_slab_ends_where_a_chunk_ends() {
    // 4 MB are 524,288 integers.
    let expected = [(0, 600_000), (600_000, 1_000_000)];
    check(&series(1_000_000, 300_000), &|_| true, "/s/values", &expected);
}

#[test]
fn columns_in_one_chunk_are_read_at_once_if_one_is_wanted() {
    let names = ["a", "b", "c", "d", "e"];
    let datasets = vec![
        ("/s/axis0", texts(&names)),
        ("/s/axis1", packed_integers(&[7], 7)),
        ("/s/block0_items", texts(&names)),
        ("/s/block0_values", packed_integers(&[5, 7], 2)),
    ];
    check(&store("frame", datasets), &|name| name == "b" || name == "e", "/s/block0_values", &[(0, 2), (4, 5)]);
}

#[test]
fn a_chunk_that_is_larger_than_memory_may_be_is_refused() {
    let error = hdf::read_store(&series(10, 1 << 40), None, &|_| true).unwrap_err();
    let expected = "/s/index: expected packed chunks of rows of at most 1073741824 bytes, found 8796093022208";
    assert_eq!(error.to_string(), expected);
}
