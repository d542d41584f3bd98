//! From ids to their numbers, for files that tell users and songs by id.

use std::hash::{BuildHasher, RandomState};

use domain::{Index, Vocabulary};
use hashbrown::HashTable;

/// The numbers of a vocabulary by id. O(1) a look-up; nothing depends on the table's order.
pub(crate) struct IdNumbers<'v, I> {
    ids: &'v Vocabulary<I>,
    hasher: RandomState,
    table: HashTable<u32>,
}

impl<'v, I: Index> IdNumbers<'v, I> {
    pub(crate) fn new(ids: &'v Vocabulary<I>) -> Self {
        let hasher = RandomState::new();
        let mut table = HashTable::with_capacity(ids.len());
        for (id, number) in ids.iter().zip(0..) {
            let hash = |number: &u32| hasher.hash_one(ids.id(I::new(*number)));
            table.insert_unique(hasher.hash_one(id), number, hash);
        }
        Self { ids, hasher, table }
    }

    /// The number of `id`, if it is known.
    pub(crate) fn number(&self, id: &str) -> Option<u32> {
        let same = |number: &u32| self.ids.id(I::new(*number)) == id;
        self.table.find(self.hasher.hash_one(id), same).copied()
    }
}
