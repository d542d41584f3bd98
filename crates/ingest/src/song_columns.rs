//! From the cells of HDF5 to the columns of a table of songs.

use std::path::Path;

use domain::{TextColumn, Values};
use hdf::Cells;

use crate::IngestError;
use crate::song_request::SongRequest;

/// An error if ids are no texts or features no numbers: a type speaks for every row.
pub(crate) fn check_kind(path: &Path, name: &str, cells: &Cells, request: &SongRequest) -> Result<(), IngestError> {
    let is_text = matches!(cells, Cells::Texts(_));
    let is_number = matches!(cells, Cells::Integers(_) | Cells::Unsigned(_) | Cells::Floats(_));
    let is_nothing = matches!(cells, Cells::Missing(_));
    let (expected, fits) = if request.is_song_id(name) {
        ("texts", is_text)
    } else if request.is_track_id(name) {
        ("texts", is_text || is_nothing)
    } else if request.is_feature(name) {
        ("numbers", is_number || is_nothing)
    } else {
        return Ok(());
    };
    if fits {
        return Ok(());
    }
    Err(IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: format!("{expected} in column {name}"),
        found: cells.name().to_owned(),
        hint: "write the column with its proper type",
    })
}

/// Whether a column's cells are lists.
pub(crate) fn are_lists(values: &Values) -> bool {
    matches!(values, Values::IntegerLists(_) | Values::FloatLists(_))
}

/// The cells as a column's values, or what they are if no column holds such. Whole numbers beyond int64 are texts.
pub(crate) fn values(cells: Cells, is_feature: bool) -> Result<Values, String> {
    Ok(match cells {
        Cells::Integers(numbers) if is_feature => {
            Values::Floats(numbers.iter().map(|number| number.map(|number| number as f64)).collect())
        }
        Cells::Integers(numbers) => Values::Integers(numbers.iter().collect()),
        Cells::Unsigned(numbers) => {
            let mut texts = TextColumn::default();
            for number in numbers.iter() {
                texts.push(number.map(|number| number.to_string()).as_deref());
            }
            Values::Texts(texts)
        }
        Cells::Floats(numbers) => {
            Values::Floats(numbers.into_iter().map(|number| Some(number).filter(|number| !number.is_nan())).collect())
        }
        Cells::Booleans(truths) => Values::Booleans(truths.iter().collect()),
        Cells::Texts(texts) => Values::Texts(texts),
        Cells::IntegerLists(lists) => Values::IntegerLists(lists),
        Cells::FloatLists(lists) => Values::FloatLists(lists),
        Cells::Missing(n_rows) if is_feature => Values::Floats(vec![None; n_rows]),
        Cells::Missing(n_rows) => Values::Texts(nothing(n_rows)),
        Cells::Other { what, .. } => return Err(what),
    })
}

/// A column of nothing but missing cells.
fn nothing(n_rows: usize) -> TextColumn {
    (0..n_rows).map(|_| None).collect()
}
