//! Stores in memory that no writer made.

use hdf::{
    store::{Attribute, Dataset, Element, Member, MemberKind, Packing},
    trial::{Told, Tree},
};

/// Adds a member to a group, which is there then.
pub(crate) fn put_member(tree: &mut Tree, path: &str, kind: MemberKind) {
    let (group, name) = path.rsplit_once('/').expect("a path begins with a slash");
    if !group.is_empty() && !tree.groups.contains_key(group) {
        put_member(tree, group, MemberKind::Group);
    }
    // The root goes by two names.
    for group in if group.is_empty() { vec!["", "/"] } else { vec![group] } {
        let members = tree.groups.entry(group.to_owned()).or_default();
        if members.iter().all(|member| member.name != name) {
            members.push(Member { name: name.to_owned(), kind });
        }
    }
    if kind == MemberKind::Group {
        tree.groups.entry(path.to_owned()).or_default();
    }
}

/// A group of that `pandas_type`.
pub(crate) fn put_group(tree: &mut Tree, path: &str, kind: &str) {
    put_member(tree, path, MemberKind::Group);
    tree.attributes.insert((path.to_owned(), "pandas_type".to_owned()), Attribute::Text(kind.to_owned()));
}

/// A dataset, a member of its group.
pub(crate) fn put_dataset(tree: &mut Tree, path: &str, told: Told) {
    put_member(tree, path, MemberKind::Dataset);
    tree.datasets.insert(path.to_owned(), told);
}

/// A dataset of one axis, not packed, each of its elements of at most 64 bytes.
pub(crate) fn told(n_rows: u64, element: Element) -> Told {
    let stored_bytes = n_rows * 64;
    let dataset = Dataset { shape: vec![n_rows], element, stored_bytes, packing: Packing::Plain, chunk_rows: None };
    Told { dataset, packed: Vec::new(), bytes: Vec::new(), surplus: 0 }
}
