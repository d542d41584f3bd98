//! What is found in a store, and which of it is read.

use hdf::{
    Cells, Frame,
    store::{Attribute, Element, Field, MemberKind, Sign},
    trial::Tree,
};
use made::{put_dataset, put_group, put_member, told};

#[path = "frames/made.rs"]
mod made;

const INTEGERS: Element = Element::Integer { bytes: 8, sign: Sign::Signed };

fn put_series(tree: &mut Tree, path: &str, n_rows: u64) {
    put_group(tree, path, "series");
    put_dataset(tree, &format!("{path}/index"), told(n_rows, INTEGERS));
    put_dataset(tree, &format!("{path}/values"), told(n_rows, INTEGERS));
}

#[track_caller]
fn read(tree: &Tree, key: Option<&str>) -> Frame {
    hdf::read_store(tree, key, &|_| true).expect("it can be read")
}

#[track_caller]
fn check(tree: &Tree, key: Option<&str>, n_rows: usize) {
    assert_eq!(read(tree, key).n_rows, n_rows);
}

#[track_caller]
fn check_refused(tree: &Tree, key: Option<&str>, expected: &str) {
    assert_eq!(hdf::read_store(tree, key, &|_| true).expect_err("it is refused").to_string(), expected);
}

#[test]
fn what_cannot_be_read_stands_in_nobodys_way() {
    let mut tree = Tree::default();
    put_series(&mut tree, "/b", 3);
    put_group(&mut tree, "/a", "wide");
    check(&tree, Some("b"), 3);
    check(&tree, None, 3);
    check_refused(&tree, Some("a"), "/a: expected a frame or series of pandas, found `wide`");
    put_series(&mut tree, "/c", 4);
    check_refused(&tree, None, "expected one frame, found 3: b, a, c");
}

#[test]
fn what_cannot_be_read_is_named_if_there_is_nothing_else() {
    let mut tree = Tree::default();
    put_group(&mut tree, "/a", "wide");
    check_refused(&tree, None, "/a: expected a frame or series of pandas, found `wide`");
}

#[test]
fn a_frame_may_have_frames_below_it() {
    let mut tree = Tree::default();
    put_series(&mut tree, "/a", 3);
    put_series(&mut tree, "/a/b", 4);
    check(&tree, Some("a"), 3);
    check(&tree, Some("/a/b"), 4);
    check_refused(&tree, None, "expected one frame, found 2: a, a/b");
    check_refused(&tree, Some("b"), "expected the key `b`, found a, a/b");
}

#[test]
fn the_categories_of_a_table_are_no_frames_of_their_own() {
    let mut tree = Tree::default();
    put_series(&mut tree, "/a", 3);
    put_series(&mut tree, "/a/meta/genre/meta", 4);
    check(&tree, None, 3);
}

#[test]
fn a_search_that_was_cut_says_so() {
    let mut tree = Tree::default();
    put_series(&mut tree, "/a", 3);
    put_series(&mut tree, "/1/2/3/4/5/6/7/8/9", 4);
    check(&tree, Some("1/2/3/4/5/6/7/8/9"), 4);
    check_refused(&tree, None, "expected one frame, found 1: a, in at most 10000 groups, 8 deep");
    check_refused(&tree, Some("b"), "expected the key `b`, found a, in at most 10000 groups, 8 deep");
}

fn put_table(tree: &mut Tree, path: &str, fields: &[(&str, Element)]) {
    let fields = fields.iter().map(|(name, element)| Field { name: (*name).to_owned(), element: element.clone() });
    put_dataset(tree, path, told(2, Element::Fields(fields.collect())));
}

fn songs() -> Tree {
    let mut tree = Tree::default();
    put_table(&mut tree, "/metadata/songs", &[("title", Element::Bytes), ("genre", INTEGERS)]);
    put_table(&mut tree, "/analysis/songs", &[("tempo", Element::Float { bytes: 8 })]);
    tree
}

fn names_and_kinds(tree: &Tree, key: Option<&str>) -> Vec<String> {
    let frame = read(tree, key);
    frame.columns.iter().map(|(name, cells)| format!("{name}: {} {}", cells.len(), cells.name())).collect()
}

#[test]
fn a_field_that_cannot_be_read_is_told() {
    let expected = ["title: 2 bytes of any length", "genre: 2 integers", "tempo: 2 floats"];
    assert_eq!(names_and_kinds(&songs(), None), expected);
}

#[test]
fn the_table_of_years_may_be_missing() {
    let mut tree = songs();
    put_member(&mut tree, "/musicbrainz", MemberKind::Group);
    assert_eq!(names_and_kinds(&tree, Some("songs")).len(), 3);
    put_table(&mut tree, "/musicbrainz/songs", &[("year", INTEGERS)]);
    assert_eq!(names_and_kinds(&tree, None)[3], "year: 2 integers");
    let frame = hdf::read_store(&tree, None, &|name| name == "year").unwrap();
    assert!(matches!(frame.column("year"), Some(Cells::Integers(_))));
}

#[track_caller]
fn check_name(attribute: &[u8], expected: &str) {
    let mut tree = Tree::default();
    put_series(&mut tree, "/a", 3);
    tree.attributes.insert(("/a".to_owned(), "name".to_owned()), Attribute::Ascii(attribute.to_vec()));
    assert_eq!(read(&tree, None).columns[0].0, expected);
}

#[test]
fn a_name_may_end_with_a_point_as_pickles_do() {
    check_name(b"title", "title");
    check_name(b"Best of, Vol.", "Best of, Vol.");
    check_name(b"(Live).", "(Live).");
    check_name(b"Vtitle\np0\n.", "title");
    // Objects of classes, in protocols 0 and 2.
    check_name(b"cpandas\nPeriod\n.", "values");
    check_name(b"\x80\x02cpandas\nPeriod\n.", "values");
}
