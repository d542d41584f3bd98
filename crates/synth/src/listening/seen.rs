//! Which songs a user has already: a small open-addressed set that stays in the nearest cache, cleared for every user.

const FREE: u32 = u32::MAX;

/// A set of song leaves, at most half full.
#[derive(Default)]
pub(super) struct Seen {
    slots: Vec<u32>,
    shift: u32,
}

impl Seen {
    /// Empties the set and makes room for `n` songs.
    pub(super) fn clear_for(&mut self, n: usize) {
        let n_slots = (2 * n).next_power_of_two().max(2);
        self.slots.clear();
        self.slots.resize(n_slots, FREE);
        self.shift = u32::BITS - n_slots.trailing_zeros();
    }

    /// Whether the song is new; it is in the set from now on.
    #[inline]
    pub(super) fn insert(&mut self, leaf: u32) -> bool {
        let mut slot = (leaf.wrapping_mul(0x9E37_79B1) >> self.shift) as usize;
        while self.slots[slot] != FREE {
            if self.slots[slot] == leaf {
                return false;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = leaf;
        true
    }
}
