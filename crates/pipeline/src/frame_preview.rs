//! The first rows of a table that HDF5 holds, told like those of a Parquet file.

use artifacts::{ColumnPreview, TablePreview};
use domain::{Column, Values};

/// Cells of a list that are shown.
const SHOWN: usize = 5;

/// What columns hold, and their first `n` rows as text.
pub(crate) fn preview_columns(columns: &[Column], n: usize) -> TablePreview {
    let n_rows = columns.first().map_or(0, |column| column.values.len());
    TablePreview { n_rows, columns: columns.iter().map(|column| preview(column, n_rows, n)).collect() }
}

fn preview(Column { name, values }: &Column, n_rows: usize, n: usize) -> ColumnPreview {
    let missing = "-".to_owned();
    ColumnPreview {
        name: name.clone(),
        dtype: type_name(values).to_owned(),
        n_missing: (0..n_rows).filter(|&row| cell(values, row).is_none()).count(),
        head: (0..n_rows.min(n)).map(|row| cell(values, row).unwrap_or_else(|| missing.clone())).collect(),
        counts: counts(name, values),
    }
}

fn type_name(values: &Values) -> &'static str {
    match values {
        Values::Integers(_) => "i64",
        Values::Floats(_) => "f64",
        Values::Booleans(_) => "bool",
        Values::Texts(_) => "str",
        Values::IntegerLists(_) => "list[i64]",
        Values::FloatLists(_) => "list[f64]",
    }
}

fn cell(values: &Values, row: usize) -> Option<String> {
    match values {
        Values::Integers(cells) => cells[row].map(|cell| cell.to_string()),
        Values::Floats(cells) => cells[row].map(|cell| format!("{cell:.4}")),
        Values::Booleans(cells) => cells[row].map(|cell| cell.to_string()),
        Values::Texts(cells) => cells.text(row).map(str::to_owned),
        Values::IntegerLists(cells) => cells.list(row).map(|list| listed(list, ToString::to_string)),
        Values::FloatLists(cells) => cells.list(row).map(|list| listed(list, |cell| format!("{cell:.4}"))),
    }
}

fn listed<T>(list: &[T], told: impl Fn(&T) -> String) -> String {
    let shown: Vec<String> = list.iter().take(SHOWN).map(told).collect();
    let more = if list.len() > SHOWN { format!(", ... {} in all", list.len()) } else { String::new() };
    format!("[{}{more}]", shown.join(", "))
}

fn counts(name: &str, values: &Values) -> Option<Vec<u64>> {
    match values {
        Values::Integers(cells) if name != "sparse_index" => {
            cells.iter().flatten().map(|&number| u64::try_from(number).ok()).collect()
        }
        _ => None,
    }
}
