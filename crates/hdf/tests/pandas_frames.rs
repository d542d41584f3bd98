//! Files that pandas 0.24, 1.5 and 3 wrote, cell by cell as pandas itself reads them.
//!
//! `tests/clients/hdf5_fixtures.py` makes both files of each pair: the frame, and what pandas reads back from it.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use hdf::{Cells, Frame, Lists};
use serde_json::{Value, json};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/hdf5")
}

/// The unpacked file, kept as long as the handle.
fn unpacked(packed: &Path) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut reader = flate2::read::GzDecoder::new(fs::File::open(packed).unwrap());
    std::io::copy(&mut reader, &mut file).unwrap();
    file.flush().unwrap();
    file
}

/// A frame in the form of the expectations.
fn told(frame: &Frame) -> Value {
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

fn lists_told<T: serde_like::Plain>(lists: &Lists<T>) -> Vec<Value> {
    lists.iter().map(|list| list.map_or(Value::Null, |list| list.iter().map(T::told).collect())).collect()
}

mod serde_like {
    //! Numbers that lists hold.

    use serde_json::{Value, json};

    pub(crate) trait Plain {
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
}

/// What is different, a line each; an index or column without rows may be of any kind.
fn differences(read: &Value, expected: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    if read["n_rows"] != expected["n_rows"] {
        lines.push(format!("rows: read {}, pandas {}", read["n_rows"], expected["n_rows"]));
    }
    for part in ["index", "columns"] {
        let (read, expected) = (read[part].as_array().unwrap(), expected[part].as_array().unwrap());
        if read.len() != expected.len() {
            lines.push(format!("{part}: read {}, pandas {}", read.len(), expected.len()));
        }
        for (read, expected) in read.iter().zip(expected) {
            let no_rows = expected["cells"].as_array().is_some_and(Vec::is_empty);
            let same_kind = read["kind"] == expected["kind"] || no_rows;
            if read["name"] != expected["name"] || read["cells"] != expected["cells"] || !same_kind {
                lines.push(format!("{part}: read {read}, pandas {expected}"));
            }
        }
    }
    lines
}

#[track_caller]
fn check(read: &Frame, expected: &Path) {
    let expected: Value = serde_json::from_slice(&fs::read(expected).unwrap()).unwrap();
    let differences = differences(&told(read), &expected);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn what_pandas_wrote_is_read_as_pandas_reads_it() {
    let mut names: Vec<PathBuf> = fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    names.sort();
    assert!(names.len() > 80, "fixtures are missing");
    let mut problems = Vec::new();
    for expected in names {
        let file = unpacked(&expected.with_extension("h5.gz"));
        let name = expected.file_stem().unwrap().to_string_lossy().into_owned();
        match hdf::read(file.path(), None, &|_| true) {
            Ok(frame) => {
                let expected: Value = serde_json::from_slice(&fs::read(expected).unwrap()).unwrap();
                let lines = differences(&told(&frame), &expected);
                problems.extend(lines.into_iter().map(|line| format!("{name}: {line}")));
            }
            Err(error) => problems.push(format!("{name}: {error}")),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
