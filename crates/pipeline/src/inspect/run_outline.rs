//! A run as its manifest tells it: files, counts, sources.

use std::fmt::Write as _;

use serde_json::Value;

/// What the manifest says, a line for each file, count and source.
pub(super) fn run_outline(manifest: &Value) -> String {
    let mut text = format!(
        "run {}: {}\nversion {}, seed {}, {} s, {} CPU s, {} MB at most, {} threads\n\nfiles\n",
        plain(&manifest["run"]),
        plain(&manifest["title"]),
        plain(&manifest["version"]),
        plain(&manifest["seed"]),
        plain(&manifest["machine"]["seconds"]),
        plain(&manifest["machine"]["cpu_seconds"]),
        manifest["machine"]["peak_memory_bytes"].as_u64().unwrap_or_default() / 1_000_000,
        plain(&manifest["machine"]["threads"]),
    );
    for (name, artifact) in manifest["artifacts"].as_object().into_iter().flatten() {
        let _ = writeln!(text, "  {:24} {:28} {}", on_one_line(name), shape(artifact), plain(&artifact["about"]));
    }
    text.push_str("\ncounts\n");
    for (name, count) in manifest["counts"].as_object().into_iter().flatten() {
        let _ = writeln!(text, "  {:28} {:>14}", on_one_line(name), plain(count));
    }
    text.push_str("\nsources\n");
    for (name, source) in manifest["sources"].as_object().into_iter().flatten() {
        let (rows, rejected) = (plain(&source["rows"]), plain(&source["rejected"]));
        let _ =
            writeln!(text, "  {:12} {}: {rows} rows, {rejected} rejected", on_one_line(name), plain(&source["file"]));
    }
    text
}

/// `168493 songs x 1107613 users`.
pub(super) fn shape(artifact: &Value) -> String {
    let (Some(shape), Some(axes)) = (artifact["shape"].as_array(), artifact["axes"].as_array()) else {
        return String::new();
    };
    let sides = shape.iter().zip(axes).map(|(n, axis)| format!("{} {}", plain(n), plain(axis)));
    sides.collect::<Vec<_>>().join(" x ")
}

/// A value as text on one line, a text without its quotes.
pub(super) fn plain(value: &Value) -> String {
    on_one_line(&value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// A text from outside without what would begin a line of its own or move a terminal's cursor.
pub(super) fn on_one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}
