//! The object blocks: one row of bytes, a pickled array of all cells.

use pickle::{Limits, Place, read_array};

use crate::{Problem, cells::Cells, mixed::Mixed, store::Store};

/// Which axis of the pickled array runs over the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Rows, then columns.
    RowsFirst,
    /// Columns, then rows.
    ColumnsFirst,
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
        match (shape, self.order) {
            ([n], _) => self.n_columns == 1 && *n == self.n_rows,
            ([rows, columns], Order::RowsFirst) => (*rows, *columns) == (self.n_rows, self.n_columns),
            ([columns, rows], Order::ColumnsFirst) => (*rows, *columns) == (self.n_rows, self.n_columns),
            _ => false,
        }
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
    let shape = each_cell(store, path, |place, cell| {
        if let Some(Some(column)) = columns.get_mut(layout.column(place.index)) {
            column.push(cell);
        }
    })?;
    let whole = columns.iter().flatten().all(|column| column.len() == n_rows);
    if !layout.fits(&shape) || !whole {
        let found = format!("an array of {shape:?} for {n_rows} rows and {} columns", wanted.len());
        return Err(Problem::layout(path, "a cell for each row and column", found));
    }
    Ok(columns.into_iter().map(|column| column.map(Mixed::finish)).collect())
}

/// Reads an array of one axis, however long it is.
pub(super) fn read_array_of_cells(store: &dyn Store, path: &str) -> Result<Cells, Problem> {
    let mut column = Mixed::new();
    each_cell(store, path, |_, cell| column.push(cell))?;
    Ok(column.finish())
}

/// Reads an array of labels, as Python prints them.
pub(super) fn each_cell(
    store: &dyn Store,
    path: &str,
    see: impl FnMut(Place<'_>, pickle::Cell<'_>),
) -> Result<Vec<usize>, Problem> {
    let bytes = store.read_bytes(path, 0)?;
    read_array(&bytes, &Limits::default(), see).map_err(|source| Problem::Pickle { place: path.to_owned(), source })
}
