//! A store that notes what another one answers.

use std::{cell::RefCell, ops::Range};

use super::{Told, Tree};
use crate::{
    Problem,
    store::{Attribute, Dataset, Member, Piece, Store},
};

/// Passes questions on and notes the answers.
pub struct Recorder<S> {
    store: S,
    tree: RefCell<Tree>,
}

impl<S: Store> Recorder<S> {
    /// A recorder without notes.
    pub fn new(store: S) -> Self {
        Self { store, tree: RefCell::default() }
    }

    /// The notes.
    pub fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn note(&self, path: &str, change: impl FnOnce(&mut Told)) {
        if let Some(told) = self.tree.borrow_mut().datasets.get_mut(path) {
            change(told);
        }
    }
}

impl<S: Store> Store for Recorder<S> {
    fn members(&self, group: &str) -> Result<Vec<Member>, Problem> {
        let members = self.store.members(group)?;
        self.tree.borrow_mut().groups.insert(group.to_owned(), members.clone());
        Ok(members)
    }

    fn attribute(&self, object: &str, name: &str) -> Result<Option<Attribute>, Problem> {
        let attribute = self.store.attribute(object, name)?;
        if let Some(attribute) = &attribute {
            self.tree.borrow_mut().attributes.insert((object.to_owned(), name.to_owned()), attribute.clone());
        }
        Ok(attribute)
    }

    fn dataset(&self, path: &str) -> Result<Dataset, Problem> {
        let dataset = self.store.dataset(path)?;
        let told = Told { dataset: dataset.clone(), packed: Vec::new(), bytes: Vec::new(), surplus: 0 };
        self.tree.borrow_mut().datasets.entry(path.to_owned()).or_insert(told);
        Ok(dataset)
    }

    fn read(&self, path: &str, rows: Range<u64>, pieces: &[Piece<'_>]) -> Result<Vec<u8>, Problem> {
        let packed = self.store.read(path, rows, pieces)?;
        self.note(path, |told| told.packed.extend_from_slice(&packed));
        Ok(packed)
    }

    fn read_bytes(&self, path: &str, row: u64) -> Result<Vec<u8>, Problem> {
        let bytes = self.store.read_bytes(path, row)?;
        self.note(path, |told| told.bytes.clone_from(&bytes));
        Ok(bytes)
    }
}
