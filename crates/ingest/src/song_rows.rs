//! The rows of a table whose columns are typed already, judged one by one.

use domain::{Column, Values};

use crate::cells::feature_fault;
use crate::reason;
use crate::song_request::SongRequest;
use crate::songs::is_empty_id;
use crate::stored_table::TableRead;
use crate::tally::Tally;

/// Keeps the rows aside that cannot be used; a row is named by its number, from 1.
pub(crate) fn without_unusable_rows(columns: Vec<Column>, n_rows: usize, request: &SongRequest) -> TableRead {
    let mut kept = Vec::with_capacity(n_rows);
    let mut tally = Tally { n_rows: n_rows as u64, ..Tally::default() };
    for row in 0..n_rows {
        match unusable(&columns, row, request) {
            None => kept.push(row as u32),
            Some(reason) => tally.reject(row as u64 + 1, reason, raw(&columns, row).as_bytes()),
        }
    }
    let columns =
        if tally.rejected.is_empty() { columns } else { columns.iter().map(|column| column.pick(&kept)).collect() };
    TableRead { columns, tally, ..TableRead::default() }
}

fn unusable(columns: &[Column], row: usize, request: &SongRequest) -> Option<&'static str> {
    for Column { name, values } in columns {
        match values {
            Values::Texts(texts)
                if request.is_song_id(name) && texts.text(row).is_none_or(|id| is_empty_id(id, request.text)) =>
            {
                return Some(reason::SONG_EMPTY);
            }
            Values::Floats(cells) if request.is_feature(name) => {
                if let Some(fault) = cells[row].and_then(feature_fault) {
                    return Some(fault);
                }
            }
            _ => {}
        }
    }
    None
}

/// A row as `name=value` pairs.
fn raw(columns: &[Column], row: usize) -> String {
    let cell = |Column { name, values }: &Column| match values {
        Values::Integers(cells) => cells[row].map(|cell| format!("{name}={cell}")),
        Values::Floats(cells) => cells[row].map(|cell| format!("{name}={cell}")),
        Values::Booleans(cells) => cells[row].map(|cell| format!("{name}={cell}")),
        Values::Texts(cells) => cells.text(row).map(|cell| format!("{name}={cell}")),
        Values::IntegerLists(cells) => cells.list(row).map(|cell| format!("{name}={cell:?}")),
        Values::FloatLists(cells) => cells.list(row).map(|cell| format!("{name}={cell:?}")),
    };
    columns.iter().filter_map(cell).collect::<Vec<_>>().join(" ")
}
