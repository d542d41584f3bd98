//! The song table, column by column, as its file holds it.

/// The song table: every column with as many cells as there are rows.
#[derive(Clone, Debug, PartialEq)]
pub struct SongColumns {
    /// In the order of the real table.
    pub columns: Vec<SongColumn>,
}

/// A named column.
#[derive(Clone, Debug, PartialEq)]
pub struct SongColumn {
    /// Its name.
    pub name: &'static str,
    /// Its cells.
    pub cells: SongCells,
}

/// The cells of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum SongCells {
    /// Texts, one after the other, and where each ends.
    Texts {
        /// All texts.
        arena: String,
        /// The end of each.
        ends: Vec<usize>,
    },
    /// Whole numbers.
    Integers(Vec<i64>),
    /// Decimal numbers, NaN where one is missing.
    Decimals(Vec<f64>),
}

impl SongCells {
    /// The text in row `row` of a column of texts.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn text(&self, row: usize) -> Option<&str> {
        let Self::Texts { arena, ends } = self else { return None };
        let start = if row == 0 { 0 } else { ends[row - 1] };
        Some(&arena[start..ends[row]])
    }

    fn append(&mut self, other: Self) {
        match (self, other) {
            (Self::Texts { arena, ends }, Self::Texts { arena: more, ends: more_ends }) => {
                let start = arena.len();
                arena.push_str(&more);
                ends.extend(more_ends.into_iter().map(|end| start + end));
            }
            (Self::Integers(cells), Self::Integers(more)) => cells.extend(more),
            (Self::Decimals(cells), Self::Decimals(more)) => cells.extend(more),
            _ => unreachable!("every block has the same columns"),
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SongCell {
    Text,
    Integer,
    Decimal,
}

impl SongColumns {
    /// Columns without a row.
    pub(crate) fn empty(columns: &[(&'static str, SongCell)]) -> Self {
        let cells = |cell| match cell {
            SongCell::Text => SongCells::Texts { arena: String::new(), ends: Vec::new() },
            SongCell::Integer => SongCells::Integers(Vec::new()),
            SongCell::Decimal => SongCells::Decimals(Vec::new()),
        };
        Self { columns: columns.iter().map(|&(name, cell)| SongColumn { name, cells: cells(cell) }).collect() }
    }

    /// Appends the rows of another table of the same columns.
    pub(crate) fn append(&mut self, other: Self) {
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            column.cells.append(more.cells);
        }
    }

    /// A row to be filled, cell by cell from the left.
    pub(crate) fn row(&mut self) -> SongRowWriter<'_> {
        SongRowWriter { columns: self.columns.iter_mut() }
    }
}

/// A row that is being filled.
pub(crate) struct SongRowWriter<'a> {
    columns: std::slice::IterMut<'a, SongColumn>,
}

impl SongRowWriter<'_> {
    pub(crate) fn text(&mut self, value: &str) {
        let SongCells::Texts { arena, ends } = self.next() else { unreachable!("a column of texts") };
        arena.push_str(value);
        ends.push(arena.len());
    }

    pub(crate) fn integer(&mut self, value: i64) {
        let SongCells::Integers(cells) = self.next() else { unreachable!("a column of whole numbers") };
        cells.push(value);
    }

    pub(crate) fn decimal(&mut self, value: f64) {
        let SongCells::Decimals(cells) = self.next() else { unreachable!("a column of decimal numbers") };
        cells.push(value);
    }

    fn next(&mut self) -> &mut SongCells {
        &mut self.columns.next().expect("a row has as many cells as the table has columns").cells
    }
}
