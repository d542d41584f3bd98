//! Every user once, in order of first appearance.

use domain::TextColumn;
use hashbrown::HashTable;

use crate::id_bytes::digest;

/// Gives each distinct id the number of ids seen before it.
#[derive(Default)]
pub(crate) struct Interner {
    ids: TextColumn,
    table: HashTable<Entry>,
    last: Option<u32>,
}

/// A number with the hash of its id, so that the table grows without looking at ids.
struct Entry {
    hash: u64,
    number: u32,
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
        let Self { ids, table, .. } = self;
        let hash = digest(id.as_bytes()).hash;
        let same = |entry: &Entry| entry.hash == hash && ids.text(entry.number as usize) == Some(id);
        if let Some(entry) = table.find(hash, same) {
            return entry.number;
        }
        let number = u32::try_from(ids.len()).expect("fewer users than 2^32");
        ids.push(Some(id));
        table.insert_unique(hash, Entry { hash, number }, |entry| entry.hash);
        number
    }
}
