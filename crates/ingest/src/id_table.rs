//! From ids to rows: the look-up that every triplet passes.
//!
//! Two steps, so that what is not there costs little: two thirds of the Taste Profile's triplets are of songs that nobody
//! asks for. A filter of 16 to 32 bits an id, small enough for a core's own cache, says "no" or "maybe"; behind it open
//! addressing over slots of 8 bytes (32 bits of the hash, 32 bits of row), at most half full, of which a look-up as a rule
//! touches one cache line. The id itself is compared only when the 32 bits agree.

use std::num::NonZeroUsize;

use domain::TextColumn;

use crate::id_bytes::{digest, same_bytes};

/// Ids, each with the position at which it was first inserted.
pub(crate) struct IdTable {
    /// A bit for every hash that was inserted.
    filter: Vec<u64>,
    filter_mask: usize,
    slots: Vec<Slot>,
    ids: Vec<u8>,
    ends: Vec<u32>,
    /// The length that all ids have in common, if they have one.
    width: Option<NonZeroUsize>,
    mask: usize,
}

/// A place of the table, free or taken.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slot {
    check: u32,
    row: u32,
}

const FREE: u32 = u32::MAX;

/// Bits of the filter for each slot.
const FILTER_BITS: usize = 8;

impl IdTable {
    /// An empty table for up to `n` ids.
    ///
    /// # Panics
    /// If the ids would not fit 32-bit positions.
    pub(crate) fn with_capacity(n: usize) -> Self {
        let size = (n * 2).next_power_of_two().max(16);
        assert!(n < FREE as usize, "fewer ids than 2^32 - 1");
        Self {
            filter: vec![0; size * FILTER_BITS / 64],
            filter_mask: size * FILTER_BITS - 1,
            slots: vec![Slot { check: 0, row: FREE }; size],
            ids: Vec::new(),
            ends: Vec::new(),
            width: None,
            mask: size - 1,
        }
    }

    /// All texts of a column that has none missing and none twice.
    pub(crate) fn of(ids: &TextColumn) -> Self {
        let mut table = Self::with_capacity(ids.len());
        for id in ids.iter() {
            let inserted = table.insert(id.unwrap_or_default().as_bytes());
            debug_assert!(inserted.is_ok(), "each id once");
        }
        table
    }

    /// How many ids.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no more ids can be added.
    pub(crate) fn is_full(&self) -> bool {
        self.len() * 2 > self.mask
    }

    /// The same ids at the same positions, in a table for twice as many.
    pub(crate) fn grown(&self) -> Self {
        let mut table = Self::with_capacity(self.slots.len());
        for row in 0..self.len() as u32 {
            let inserted = table.insert(self.id(row));
            debug_assert!(inserted.is_ok(), "each id once");
        }
        table
    }

    /// Adds an id. Its position if it is new, `Err` with the position it already has.
    pub(crate) fn insert(&mut self, id: &[u8]) -> Result<u32, u32> {
        let hash = digest(id).hash;
        let mut place = hash as usize & self.mask;
        while self.slots[place].row != FREE {
            let Slot { check, row } = self.slots[place];
            if check == high(hash) && self.id(row) == id {
                return Err(row);
            }
            place = (place + 1) & self.mask;
        }
        let row = self.ends.len() as u32;
        assert!(!self.is_full(), "no more ids than the table was made for");
        self.slots[place] = Slot { check: high(hash), row };
        let (word, bit) = self.filter_bit(hash);
        self.filter[word] |= bit;
        self.width =
            NonZeroUsize::new(id.len()).filter(|_| row == 0 || self.width.is_some_and(|width| width.get() == id.len()));
        self.ids.extend_from_slice(id);
        self.ends.push(u32::try_from(self.ids.len()).expect("ids of less than 4 GB"));
        Ok(row)
    }

    /// The position of `id`.
    pub(crate) fn find(&self, id: &[u8]) -> Option<u32> {
        let hash = digest(id).hash;
        if !self.may_hold(hash) {
            return None;
        }
        let mut place = hash as usize & self.mask;
        while self.slots[place].row != FREE {
            let Slot { check, row } = self.slots[place];
            if check == high(hash) && self.is_at(row, id) {
                return Some(row);
            }
            place = (place + 1) & self.mask;
        }
        None
    }

    /// Whether an id of that hash may be here: never wrong with "no", and with "maybe" about once in twenty.
    #[inline]
    pub(crate) fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = self.filter_bit(hash);
        self.filter[word] & bit != 0
    }

    /// Where the look-up of a hash begins.
    #[inline]
    pub(crate) fn slot(&self, hash: u64) -> Slot {
        self.slots[hash as usize & self.mask]
    }

    /// The position of the id with the hash `hash`, if it is here; it may be of another id, as [`Self::is_at`] tells.
    /// `first` is the slot where the look-up begins.
    #[inline]
    pub(crate) fn likely_position(&self, first: Slot, hash: u64) -> Option<u32> {
        let mut slot = first;
        let mut place = hash as usize;
        while slot.check != high(hash) && slot.row != FREE {
            place = place.wrapping_add(1);
            slot = self.slots[place & self.mask];
        }
        (slot.row != FREE).then_some(slot.row)
    }

    /// Whether `id` is what stands at a position.
    #[inline]
    pub(crate) fn is_at(&self, row: u32, id: &[u8]) -> bool {
        same_bytes(self.id(row), id)
    }

    #[inline]
    fn filter_bit(&self, hash: u64) -> (usize, u64) {
        let bit = (hash >> 20) as usize & self.filter_mask;
        (bit / 64, 1 << (bit % 64))
    }

    /// The id at a position.
    #[inline]
    pub(crate) fn id(&self, row: u32) -> &[u8] {
        let row = row as usize;
        if let Some(width) = self.width {
            return &self.ids[row * width.get()..][..width.get()];
        }
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.ids[start..self.ends[row] as usize]
    }
}

#[inline]
fn high(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::IdTable;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_sorted_map_finds(ids in proptest::collection::vec("[a-c]{0,19}", 0..200), asked in "[a-c]{0,19}") {
            let mut table = IdTable::with_capacity(ids.len());
            let mut first = std::collections::BTreeMap::new();
            for id in &ids {
                let expected = first.len() as u32;
                let known = *first.entry(id.clone()).or_insert(expected);
                prop_assert_eq!(table.insert(id.as_bytes()).unwrap_or_else(|row| row), known);
            }
            for (id, row) in &first {
                prop_assert_eq!(table.find(id.as_bytes()), Some(*row));
            }
            prop_assert_eq!(table.find(asked.as_bytes()), first.get(&asked).copied());
        }
    }
}
