//! Cells as `tests/fuzz/pickles.py` writes them.

use crate::{Cell, Limits, List, Missing, PickleError, read_array};

/// Shape and cells of a pickled array.
pub(crate) fn told_array(bytes: &[u8], limits: &Limits) -> Result<(Vec<usize>, String), PickleError> {
    let mut cells = Vec::new();
    let shape = read_array(bytes, limits, |place, cell| {
        assert_eq!(place.index, cells.len(), "cells come one after the other");
        cells.push(told(&cell));
    })?;
    assert_eq!(cells.len(), shape.iter().product::<usize>());
    Ok((shape, format!("[{}]", cells.join(", "))))
}

pub(crate) fn told(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Missing(Missing::Nothing) => "None".to_owned(),
        Cell::Missing(Missing::NotAvailable) => "NA".to_owned(),
        Cell::Missing(Missing::NotATime) => "NaT".to_owned(),
        Cell::Boolean(true) => "True".to_owned(),
        Cell::Boolean(false) => "False".to_owned(),
        Cell::Integer(value) => value.to_string(),
        Cell::Big(digits) => digits.clone(),
        Cell::Float(value) => told_float(*value),
        Cell::Text(text) => told_text(text),
        Cell::Bytes(bytes) => told_bytes(bytes),
        Cell::List(list) => told_list(list),
        Cell::Pairs(pairs) => {
            let pairs: Vec<_> = pairs.iter().map(|(key, value)| format!("{}: {}", told(key), told(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Cell::Told(text) => format!("<{text}>"),
    }
}

fn told_bytes(bytes: &[u8]) -> String {
    bytes.iter().fold("b".to_owned(), |told, byte| told + &format!("{byte:02x}"))
}

fn told_float(value: f64) -> String {
    if value.is_nan() { "nan".to_owned() } else { format!("{:016x}", value.to_bits()) }
}

fn told_text(text: &str) -> String {
    let is_plain = |c: char| (' '..='~').contains(&c) && c != '\\' && c != '"';
    let told = text.chars().map(|c| if is_plain(c) { c.to_string() } else { format!("\\u{{{:x}}}", u32::from(c)) });
    format!("\"{}\"", told.collect::<String>())
}

fn told_list(list: &List<'_>) -> String {
    let cells: Vec<_> = list.clone().into_cells().iter().map(told).collect();
    format!("[{}]", cells.join(", "))
}
