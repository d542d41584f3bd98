//! Every user once, in order of first appearance.

use std::hash::BuildHasher;

use domain::TextColumn;
use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Gives each distinct id the number of ids seen before it.
#[derive(Default)]
pub(crate) struct Interner {
    ids: TextColumn,
    table: HashTable<u32>,
    hasher: FixedState,
    last: Option<u32>,
}

impl Interner {
    /// The number of `id`. An id that repeats at once costs one comparison.
    pub(crate) fn number(&mut self, id: &str) -> u32 {
        if let Some(last) = self.last
            && self.ids.text(last as usize) == Some(id)
        {
            return last;
        }
        let number = self.look_up(id);
        self.last = Some(number);
        number
    }

    /// All ids in the order of their numbers.
    pub(crate) fn into_ids(self) -> TextColumn {
        self.ids
    }

    fn look_up(&mut self, id: &str) -> u32 {
        let Self { ids, table, hasher, .. } = self;
        let same = |&number: &u32| ids.text(number as usize) == Some(id);
        if let Some(&number) = table.find(hasher.hash_one(id), same) {
            return number;
        }
        let number = u32::try_from(ids.len()).expect("fewer users than 2^32");
        ids.push(Some(id));
        let rehash = |&number: &u32| hasher.hash_one(ids.text(number as usize).unwrap_or_default());
        table.insert_unique(hasher.hash_one(id), number, rehash);
        number
    }
}
