//! A table that was read.

use crate::cells::Cells;

/// Columns of equal length, by name, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// The columns that were wanted.
    pub columns: Vec<(String, Cells)>,
    /// The index of pandas, one or more levels, with their names if they have any; none for other tables.
    pub index: Vec<(Option<String>, Cells)>,
    /// How many rows.
    pub n_rows: usize,
}

impl Frame {
    /// The cells of the column of that name.
    pub fn column(&self, name: &str) -> Option<&Cells> {
        self.columns.iter().find(|(column, _)| column == name).map(|(_, cells)| cells)
    }
}
