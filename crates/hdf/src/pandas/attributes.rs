//! Attributes as `PyTables` writes them: text in UTF-8, nothing for the empty text, a pickle in ASCII for the rest.

use pickle::{Cell, Limits, read_value};

use super::allowance::Allowance;
use crate::{
    Problem,
    cells::float_text,
    python::text_of,
    store::{Attribute, Store},
    text::Decoding,
};

/// Looks at an attribute's value, `None` if there is none or if it is of a kind that is not read here.
pub(super) fn with<T>(
    store: &dyn Store,
    object: &str,
    name: &str,
    look: impl FnOnce(Option<Cell<'_>>) -> T,
) -> Result<T, Problem> {
    let attribute = store.attribute(object, name)?;
    Ok(match attribute {
        None | Some(Attribute::Other(_)) => look(None),
        Some(Attribute::Integer(value)) => look(Some(Cell::Integer(value))),
        Some(Attribute::Float(value)) => look(Some(Cell::Float(value))),
        Some(Attribute::Text(text)) => look(Some(Cell::Text(text.into()))),
        Some(Attribute::Empty) => look(Some(Cell::Text("".into()))),
        Some(Attribute::Ascii(bytes)) => match read_value(&bytes, &Limits::default()) {
            Ok(cell) => {
                Allowance::of_pickle(bytes.len()).spend_cell(object, &cell)?;
                look(Some(cell))
            }
            // Pickles of classes are of no use here.
            Err(_) if looks_like_a_pickle(&bytes) => look(None),
            Err(_) => look(Some(Cell::Text(String::from_utf8_lossy(&bytes)))),
        },
    })
}

/// Whether bytes that end with a point are a pickle rather than a sentence: of protocol 2 or above, or of protocol 0 or
/// 1, in which a class or a container stands in lines.
fn looks_like_a_pickle(bytes: &[u8]) -> bool {
    let begins_like_one = matches!(bytes, [0x80 | b'c' | b'(' | b']' | b'}' | b')', ..]);
    bytes.last() == Some(&b'.') && begins_like_one && (bytes[0] == 0x80 || bytes.contains(&b'\n'))
}

/// An attribute's text, `None` if it is not a text.
pub(super) fn text(store: &dyn Store, object: &str, name: &str) -> Result<Option<String>, Problem> {
    with(store, object, name, |cell| match cell {
        Some(cell @ (Cell::Text(_) | Cell::Bytes(_))) => Some(text_of(&cell)),
        _ => None,
    })
}

/// A name that may be of any type, as Python prints it; `None` for `None`.
pub(super) fn label(store: &dyn Store, object: &str, name: &str) -> Result<Option<String>, Problem> {
    with(store, object, name, |cell| cell.filter(|cell| !cell.is_missing()).map(|cell| text_of(&cell)))
}

/// An attribute's integer, `None` if it is not one.
pub(super) fn integer(store: &dyn Store, object: &str, name: &str) -> Result<Option<i64>, Problem> {
    with(store, object, name, |cell| match cell {
        Some(Cell::Integer(value)) => Some(value),
        Some(Cell::Boolean(value)) => Some(i64::from(value)),
        _ => None,
    })
}

/// A list of names, `None` if it is not a list.
pub(super) fn labels(store: &dyn Store, object: &str, name: &str) -> Result<Option<Vec<String>>, Problem> {
    with(store, object, name, |cell| match cell {
        Some(Cell::List(list)) => Some(list.into_cells().iter().map(text_of).collect()),
        _ => None,
    })
}

/// Whether `PyTables` wrote a stand-in for an array without elements: its true shape is an attribute then.
pub(super) fn is_stand_in(store: &dyn Store, dataset: &str) -> Result<bool, Problem> {
    with(store, dataset, "shape", |cell| match cell {
        Some(Cell::List(list)) => list.into_cells().contains(&Cell::Integer(0)),
        _ => false,
    })
}

/// How the texts of a group are encoded.
pub(super) fn decoding(store: &dyn Store, group: &str) -> Result<Decoding, Problem> {
    let Some(name) = text(store, group, "encoding")? else { return Ok(Decoding::Utf8) };
    Decoding::named(&name)
        .ok_or_else(|| Problem::layout(group, "texts in UTF-8, ASCII or Latin-1", format!("`{name}`")))
}

/// The text that stands for a missing one, if there is such a text.
pub(super) fn missing_text(store: &dyn Store, object: &str, name: &str) -> Result<Option<String>, Problem> {
    with(store, object, name, |cell| match cell {
        Some(Cell::Text(text)) if !text.is_empty() => Some(text.into_owned()),
        Some(Cell::Float(value)) => Some(float_text(value)),
        _ => None,
    })
}
