//! How many bytes texts may become that stand once in the file and are referred to from many cells.
//!
//! A reference takes up a byte or two, what it refers to a megabyte if the file says so.

use pickle::{Cell, List};

use crate::Problem;

/// What texts may take up in any case.
pub(super) const BYTES: u64 = 16 << 20;
/// For each byte that the texts and the references take up.
const FOR_A_BYTE: u64 = 8;
/// For each cell.
const FOR_A_CELL: u64 = 1_000;

/// The texts of one pickle, or of one frame, counted while they are copied.
pub(super) struct Allowance {
    bound: u64,
    spent: u64,
}

impl Allowance {
    /// For what is made from a pickle of so many bytes.
    pub(super) fn of_pickle(n_bytes: usize) -> Self {
        Self::of_bytes((n_bytes as u64).saturating_mul(FOR_A_BYTE).saturating_add(BYTES))
    }

    /// For so many bytes beside those of the cells.
    pub(super) fn of_bytes(bound: u64) -> Self {
        Self { bound, spent: 0 }
    }

    /// Counts the texts of a cell of the pickle at `place`.
    pub(super) fn spend_cell(&mut self, place: &str, cell: &Cell<'_>) -> Result<(), Problem> {
        self.spend(place, 1, text_bytes(cell))
    }

    /// Counts texts of so many bytes, which stand in so many cells.
    pub(super) fn spend(&mut self, place: &str, n_cells: usize, bytes: u64) -> Result<(), Problem> {
        self.bound = self.bound.saturating_add((n_cells as u64).saturating_mul(FOR_A_CELL));
        self.spent = self.spent.saturating_add(bytes);
        if self.spent <= self.bound {
            return Ok(());
        }
        Err(Problem::Repeats { place: place.to_owned(), bound: self.bound, found: self.spent })
    }
}

/// Bytes of the texts of a value and of what it holds.
fn text_bytes(cell: &Cell<'_>) -> u64 {
    match cell {
        Cell::Text(text) => text.len() as u64,
        Cell::Bytes(bytes) => bytes.len() as u64,
        Cell::List(List::Cells(cells)) => cells.iter().map(text_bytes).fold(0, u64::saturating_add),
        Cell::Pairs(pairs) => pairs
            .iter()
            .map(|(key, value)| text_bytes(key).saturating_add(text_bytes(value)))
            .fold(0, u64::saturating_add),
        _ => 0,
    }
}
