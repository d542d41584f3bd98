//! A frame as JSON, in the form in which pandas' own reading is noted.

use hdf::{Cells, Frame, Lists};
use serde_json::{Value, json};

/// A frame in the form of the expectations.
pub(crate) fn told(frame: &Frame) -> Value {
    let column = |name: Option<&String>, cells: &Cells| {
        let (kind, cells) = cells_told(cells);
        json!({ "name": name, "kind": kind, "cells": cells })
    };
    json!({
        "n_rows": frame.n_rows,
        "index": frame.index.iter().map(|(name, cells)| column(name.as_ref(), cells)).collect::<Vec<_>>(),
        "columns": frame.columns.iter().map(|(name, cells)| column(Some(name), cells)).collect::<Vec<_>>(),
    })
}

fn cells_told(cells: &Cells) -> (&str, Value) {
    let told = match cells {
        Cells::Integers(values) => values.iter().map(|value| json!(value)).collect(),
        Cells::Unsigned(values) => values.iter().map(|value| json!(value)).collect(),
        Cells::Floats(values) => values.iter().map(|&value| number(value)).collect(),
        Cells::Booleans(values) => values.iter().map(|value| json!(value)).collect(),
        Cells::Texts(texts) => texts.iter().map(|text| json!(text)).collect(),
        Cells::IntegerLists(lists) => lists_told(lists),
        Cells::FloatLists(lists) => lists_told(lists),
        Cells::Missing(n_rows) => vec![Value::Null; *n_rows],
        Cells::Other { n_rows, .. } => return ("other", json!(n_rows)),
    };
    (cells.name(), Value::Array(told))
}

fn number(value: f64) -> Value {
    if value.is_infinite() { json!(if value > 0.0 { "inf" } else { "-inf" }) } else { json!(value) }
}

fn lists_told<T: Plain>(lists: &Lists<T>) -> Vec<Value> {
    lists.iter().map(|list| list.map_or(Value::Null, |list| list.iter().map(T::told).collect())).collect()
}

/// Numbers that lists hold.
trait Plain {
    fn told(&self) -> Value;
}

impl Plain for i64 {
    fn told(&self) -> Value {
        json!(self)
    }
}

impl Plain for f64 {
    fn told(&self) -> Value {
        json!(self)
    }
}
