//! Files that pandas 0.24, 1.5 and 3 wrote, cell by cell as pandas itself reads them; tables, as h5py reads them.
//!
//! `tests/clients/hdf5_fixtures.py` makes both files of each pair: the frame, and what pandas reads back from it.

use std::{fs, path::PathBuf};

use fixture::{folder, unpacked};
use serde_json::Value;
use told::told;

#[path = "frames/fixture.rs"]
mod fixture;
#[path = "frames/told.rs"]
mod told;

fn columns(part: &Value) -> &[Value] {
    part.as_array().map_or(&[], Vec::as_slice)
}

/// What is different, a line each; an index or column without rows may be of any kind.
fn differences(read: &Value, expected: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    if read["n_rows"] != expected["n_rows"] {
        lines.push(format!("rows: read {}, pandas {}", read["n_rows"], expected["n_rows"]));
    }
    for part in ["index", "columns"] {
        let (read, expected) = (columns(&read[part]), columns(&expected[part]));
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

#[test]
fn what_others_wrote_is_read_as_they_read_it() {
    let mut names: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    names.sort();
    assert!(names.len() > 80, "fixtures are missing");
    let mut problems = Vec::new();
    for expected in names {
        let name = expected.file_stem().unwrap().to_string_lossy().into_owned();
        let file = unpacked(&name);
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
