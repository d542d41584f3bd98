//! From ids to rows: the look-up that every triplet passes.
//!
//! Open addressing over slots of 8 bytes (32 bits of the hash, 32 bits of row), at most half full, so that a miss costs
//! one cache line as a rule; the id itself is compared only when the 32 bits agree. Two thirds of the Taste Profile's
//! triplets are misses.

use domain::TextColumn;

/// Ids, each with the position at which it was first inserted.
pub(crate) struct IdTable {
    slots: Vec<Slot>,
    ids: Vec<u8>,
    ends: Vec<u32>,
    mask: usize,
}

#[derive(Clone, Copy)]
struct Slot {
    check: u32,
    row: u32,
}

const FREE: u32 = u32::MAX;

impl IdTable {
    /// An empty table for up to `n` ids.
    ///
    /// # Panics
    /// If the ids would not fit 32-bit positions.
    pub(crate) fn with_capacity(n: usize) -> Self {
        let size = (n * 2).next_power_of_two().max(16);
        assert!(n < FREE as usize, "fewer ids than 2^32 - 1");
        Self { slots: vec![Slot { check: 0, row: FREE }; size], ids: Vec::new(), ends: Vec::new(), mask: size - 1 }
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

    /// Adds an id. Its position if it is new, `Err` with the position it already has.
    pub(crate) fn insert(&mut self, id: &[u8]) -> Result<u32, u32> {
        let hash = hash(id);
        let mut place = hash as usize & self.mask;
        while self.slots[place].row != FREE {
            let Slot { check, row } = self.slots[place];
            if check == high(hash) && self.id(row) == id {
                return Err(row);
            }
            place = (place + 1) & self.mask;
        }
        let row = self.ends.len() as u32;
        assert!(self.len() * 2 <= self.mask, "no more ids than the table was made for");
        self.slots[place] = Slot { check: high(hash), row };
        self.ids.extend_from_slice(id);
        self.ends.push(u32::try_from(self.ids.len()).expect("ids of less than 4 GB"));
        Ok(row)
    }

    /// The position of `id`.
    #[inline]
    pub(crate) fn find(&self, id: &[u8]) -> Option<u32> {
        let hash = hash(id);
        let mut place = hash as usize & self.mask;
        loop {
            let Slot { check, row } = self.slots[place];
            if row == FREE {
                return None;
            }
            if check == high(hash) && self.id(row) == id {
                return Some(row);
            }
            place = (place + 1) & self.mask;
        }
    }

    fn id(&self, row: u32) -> &[u8] {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.ids[start..self.ends[row] as usize]
    }
}

#[inline]
fn high(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// A 64-bit hash that mixes 8 bytes a step by folded multiplication; the last step may overlap the one before.
#[inline]
fn hash(id: &[u8]) -> u64 {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        (product as u64) ^ (product >> 64) as u64
    };
    let mut state = STEP ^ id.len() as u64;
    let mut rest = id;
    while let Some((word, behind)) = rest.split_first_chunk::<8>() {
        state = fold(state ^ u64::from_le_bytes(*word), STEP);
        rest = behind;
    }
    if !rest.is_empty() {
        let tail = rest.iter().fold(0, |tail, &byte| tail << 8 | u64::from(byte));
        state = fold(state ^ tail, STEP);
    }
    state
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
