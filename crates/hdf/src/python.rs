//! Python values as Python prints them.

use pickle::{Cell, Missing};

use crate::cells::{float_text, truth};

/// What `str` makes of a value.
pub(crate) fn text_of(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => text.clone().into_owned(),
        Cell::Bytes(bytes) => bytes_text(bytes),
        other => repr_of(other),
    }
}

/// Bytes as text if they are UTF-8, else as Python's `repr`.
fn bytes_text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| format!("b'{}'", bytes.escape_ascii()), str::to_owned)
}

/// What `repr` makes of a value.
fn repr_of(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Missing(Missing::Nothing) => "None".to_owned(),
        Cell::Missing(Missing::NotAvailable) => "<NA>".to_owned(),
        Cell::Missing(Missing::NotATime) => "NaT".to_owned(),
        Cell::Boolean(value) => truth(*value).to_owned(),
        Cell::Integer(value) => value.to_string(),
        Cell::Big(digits) => digits.clone(),
        Cell::Float(value) => float_text(*value),
        Cell::Text(text) => quoted(text),
        Cell::Bytes(bytes) => format!("b'{}'", bytes.escape_ascii()),
        Cell::Told(text) => told_text(text),
        Cell::List(list) => tuple_text(list.clone().into_cells().iter().map(repr_of)),
        Cell::Pairs(_) => "{...}".to_owned(),
    }
}

/// `2019-05-01 12:00:00`: pandas prints a blank where ISO 8601 has a T.
fn told_text(text: &str) -> String {
    match text.as_bytes().get(10) {
        Some(b'T') => format!("{} {}", &text[..10], &text[11..]),
        _ => text.to_owned(),
    }
}

/// A tuple of what was printed before: `('a', 1)`.
pub(crate) fn tuple_text(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    match parts.as_slice() {
        [only] => format!("({only},)"),
        parts => format!("({})", parts.join(", ")),
    }
}

/// A text in quotes: single ones, or double ones if there are only single ones inside.
pub(crate) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            character if character == quote => quoted.extend(['\\', quote]),
            character if (character as u32) < 0x20 || character as u32 == 0x7f => {
                quoted.push_str(&format!("\\x{:02x}", character as u32));
            }
            character => quoted.push(character),
        }
    }
    quoted.push(quote);
    quoted
}
