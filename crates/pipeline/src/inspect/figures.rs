//! What JSON files of a run hold: the manifest as a run, flat figures as a table, all else as it is written.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use super::run_outline::{on_one_line, plain, run_outline};

/// The widest that a column of names is made for the sake of a long one.
const WIDEST: usize = 60;

/// What a JSON file holds.
pub(super) fn figures(path: &Path) -> io::Result<String> {
    let text = std::fs::read_to_string(path)?;
    let value: Value = serde_json::from_str(&text)?;
    Ok(match &value {
        Value::Object(object) if is_manifest(object) => format!("the manifest of a run\n\n{}", run_outline(&value)),
        Value::Object(object) if is_flat(object) => table(object),
        _ => text,
    })
}

/// Whether this is what a run says of itself.
pub(super) fn is_manifest(object: &Map<String, Value>) -> bool {
    object.get("program").and_then(Value::as_str) == Some("tastemill")
        && object.get("run").is_some_and(Value::is_string)
        && object.get("artifacts").is_some_and(Value::is_object)
}

fn is_flat(object: &Map<String, Value>) -> bool {
    !object.is_empty() && object.values().all(|value| !value.is_object() && !value.is_array())
}

/// A line for each name, the values below each other.
fn table(object: &Map<String, Value>) -> String {
    let width = object.keys().map(|name| name.chars().count()).max().unwrap_or_default().min(WIDEST);
    let mut text = format!("{} figures\n\n", object.len());
    for (name, value) in object {
        let _ = writeln!(text, "  {:width$}  {}", on_one_line(name), plain(value));
    }
    text
}
