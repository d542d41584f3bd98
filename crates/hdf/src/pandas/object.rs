//! The object blocks: one row of bytes, a pickled array of all cells.

use std::ops::ControlFlow;

use pickle::{Cell, Limits, Place, read_array_until};

use super::allowance::Allowance;
use crate::{Problem, cells::Cells, mixed::Mixed, store::Store};

/// Which axis of the pickled array runs over the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Rows, then columns.
    RowsFirst,
    /// Columns, then rows.
    ColumnsFirst,
}

impl Order {
    /// The shape of so many rows and columns.
    pub(super) fn shape<T>(self, n_rows: T, n_columns: T) -> [T; 2] {
        match self {
            Self::RowsFirst => [n_rows, n_columns],
            Self::ColumnsFirst => [n_columns, n_rows],
        }
    }
}

/// Where a cell belongs.
struct Layout {
    order: Order,
    n_columns: usize,
    n_rows: usize,
}

impl Layout {
    fn column(&self, index: usize) -> usize {
        match self.order {
            Order::RowsFirst => index % self.n_columns.max(1),
            Order::ColumnsFirst => index / self.n_rows.max(1),
        }
    }

    /// Whether an array of this shape holds as many rows and columns; one column may have one axis only.
    fn fits(&self, shape: &[usize]) -> bool {
        let expected = self.order.shape(self.n_rows, self.n_columns);
        shape == expected || (self.n_columns == 1 && shape == [self.n_rows])
    }
}

/// Reads the wanted columns of an object block; `None` stands in the place of those that are not.
pub(super) fn read_columns(
    store: &dyn Store,
    path: &str,
    order: Order,
    n_rows: usize,
    wanted: &[bool],
) -> Result<Vec<Option<Cells>>, Problem> {
    let layout = Layout { order, n_columns: wanted.len(), n_rows };
    let mut columns: Vec<Option<Mixed>> = wanted.iter().map(|&wanted| wanted.then(Mixed::new)).collect();
    let misfit = |shape: &[usize]| {
        let found = format!("an array of {shape:?} for {n_rows} rows and {} columns", wanted.len());
        Problem::layout(path, "a cell for each row and column", found)
    };
    let shape = each_cell(store, path, |place, cell, allowance| {
        if place.index == 0 && !layout.fits(place.shape) {
            return Err(misfit(place.shape));
        }
        let Some(Some(column)) = columns.get_mut(layout.column(place.index)) else { return Ok(()) };
        allowance.spend_cell(path, &cell)?;
        column.push(cell);
        Ok(())
    })?;
    let whole = columns.iter().flatten().all(|column| column.len() == n_rows);
    if !layout.fits(&shape) || !whole {
        return Err(misfit(&shape));
    }
    Ok(columns.into_iter().map(|column| column.map(Mixed::finish)).collect())
}

/// Reads an array of one axis, however long it is.
pub(super) fn read_array_of_cells(store: &dyn Store, path: &str) -> Result<Cells, Problem> {
    let mut column = Mixed::new();
    each_cell(store, path, |_, cell, allowance| {
        allowance.spend_cell(path, &cell)?;
        column.push(cell);
        Ok(())
    })?;
    Ok(column.finish())
}

/// Shows the cells of an array one by one, up to the first that is refused. Whoever copies a cell's texts counts them
/// in the allowance before.
pub(super) fn each_cell(
    store: &dyn Store,
    path: &str,
    mut see: impl FnMut(Place<'_>, Cell<'_>, &mut Allowance) -> Result<(), Problem>,
) -> Result<Vec<usize>, Problem> {
    let bytes = store.read_bytes(path, 0)?;
    let mut allowance = Allowance::of_pickle(bytes.len());
    let mut refusal = None;
    let read = read_array_until(&bytes, &Limits::default(), |place, cell| {
        refusal = see(place, cell, &mut allowance).err();
        if refusal.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    match refusal {
        Some(problem) => Err(problem),
        None => read.map_err(|reason| Problem::Pickle { place: path.to_owned(), reason }),
    }
}
