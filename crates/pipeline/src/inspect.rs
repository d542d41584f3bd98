//! A run or one of its files, told in a terminal.

use std::fmt::Write as _;
use std::path::Path;

use artifacts::{TablePreview, preview_table, read_npz};
use domain::{Meter, PlayMatrix};
use serde_json::Value;
use summary::Distribution;

use crate::check::MANIFEST;
use crate::frame_preview::preview_columns;
use crate::{Exit, RunError};

/// Rows that a table shows.
const HEAD: usize = 5;
/// Columns of the terminal that a histogram takes.
const WIDTH: usize = 76;

/// What is in a run's folder, an npz, a Parquet or HDF5 file, or a text of a run.
pub fn inspect(path: &Path) -> Result<String, RunError> {
    if path.is_dir() {
        return inspect_run(path);
    }
    let error = |exit: Exit, found: String| {
        RunError::new(exit, format!("{}: expected a run or a file of one, found: {found}", path.display()))
    };
    if !path.exists() {
        return Err(error(Exit::NoInput, "nothing there".to_owned()));
    }
    let damaged = |found: String| error(Exit::Data, found);
    let known = |text: String| format!("{}\n{text}", described(path));
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("npz") => {
            read_npz(path).map(|matrix| known(of_matrix(&matrix))).map_err(|error| damaged(error.to_string()))
        }
        Some("parquet") => of_table(path).map(known).map_err(|error| damaged(error.to_string())),
        Some("h5" | "hdf5" | "h5ad") => of_hdf5(path).map(known),
        Some("json" | "md" | "svg") => std::fs::read_to_string(path).map_err(|error| damaged(error.to_string())),
        _ => Err(error(Exit::NoInput, "another kind of file".to_owned())),
    }
}

/// What the manifest beside a file says of it.
fn described(path: &Path) -> String {
    let manifest = path.parent().and_then(manifest_of);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let artifact = manifest.as_ref().map(|manifest| &manifest["artifacts"][&name]);
    match artifact.and_then(|artifact| artifact["about"].as_str()) {
        Some(about) => format!("{name}: {about}"),
        None => name,
    }
}

fn manifest_of(run: &Path) -> Option<Value> {
    serde_json::from_str(&std::fs::read_to_string(run.join(MANIFEST)).ok()?).ok()
}

fn inspect_run(run: &Path) -> Result<String, RunError> {
    let manifest = manifest_of(run).ok_or_else(|| {
        let problem = format!("{}: expected a run, found no {MANIFEST} that can be read", run.display());
        RunError::new(Exit::NoInput, problem).with_hint("OUT/latest is the last complete run")
    })?;
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
        let _ = writeln!(text, "  {name:24} {:28} {}", shape(artifact), plain(&artifact["about"]));
    }
    text.push_str("\ncounts\n");
    for (name, count) in manifest["counts"].as_object().into_iter().flatten() {
        let _ = writeln!(text, "  {name:28} {:>14}", plain(count));
    }
    text.push_str("\nsources\n");
    for (name, source) in manifest["sources"].as_object().into_iter().flatten() {
        let (rows, rejected) = (plain(&source["rows"]), plain(&source["rejected"]));
        let _ = writeln!(text, "  {name:12} {}: {rows} rows, {rejected} rejected", plain(&source["file"]));
    }
    Ok(text)
}

/// `168493 songs x 1107613 users`.
fn shape(artifact: &Value) -> String {
    let (Some(shape), Some(axes)) = (artifact["shape"].as_array(), artifact["axes"].as_array()) else {
        return String::new();
    };
    let sides = shape.iter().zip(axes).map(|(n, axis)| format!("{} {}", plain(n), plain(axis)));
    sides.collect::<Vec<_>>().join(" x ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn of_matrix(matrix: &PlayMatrix) -> String {
    let csr = matrix.csr();
    let n_cells = matrix.n_songs() as f64 * matrix.n_users() as f64;
    let mut text = format!(
        "rows: {} songs, columns: {} users, CSR, float32 plays, int32 indices\n{} cells ({:.4} % of all), {} plays\n\nfirst cells (song, user): plays\n",
        matrix.n_songs(),
        matrix.n_users(),
        matrix.nnz(),
        if n_cells > 0.0 { 100.0 * matrix.nnz() as f64 / n_cells } else { 0.0 },
        matrix.total(),
    );
    for (plays, (song, user)) in csr.iter().take(HEAD) {
        let _ = writeln!(text, "  ({song}, {user}): {plays}");
    }
    let plays = Distribution::of("plays per cell", "plays", csr.data().iter().map(|&plays| plays as u64));
    let users = csr.outer_iterator().map(|row| row.nnz() as u64);
    let users = Distribution::of("users per song", "users", users);
    for distribution in [plays, users] {
        let _ = write!(text, "\n{}\n{}", distribution.title(), distribution.bars(WIDTH));
    }
    text
}

/// A frame as a table; of other HDF5 files of a run what its manifest says.
fn of_hdf5(path: &Path) -> Result<String, RunError> {
    match ingest::read_table(path, "", &Meter::default()) {
        Ok(columns) => Ok(told(preview_columns(&columns, HEAD))),
        Err(error) if error.is_other_hdf5() => of_manifest(path).ok_or_else(|| RunError::from(error)),
        Err(error) => Err(error.into()),
    }
}

fn of_manifest(path: &Path) -> Option<String> {
    let manifest = manifest_of(path.parent()?)?;
    let artifact = manifest["artifacts"].get(path.file_name()?.to_str()?)?;
    Some(format!("{}\n{}", shape(artifact), serde_json::to_string_pretty(&artifact["dtype"]).ok()?))
}

fn of_table(path: &Path) -> std::io::Result<String> {
    Ok(told(preview_table(path, HEAD)?))
}

fn told(preview: TablePreview) -> String {
    let mut text = format!("{} rows, {} columns\n\n", preview.n_rows, preview.columns.len());
    for column in &preview.columns {
        let missing = if column.n_missing > 0 { format!(", {} missing", column.n_missing) } else { String::new() };
        let _ = writeln!(text, "{} ({}{missing})", column.name, column.dtype);
        for cell in &column.head {
            let _ = writeln!(text, "    {cell}");
        }
    }
    for column in preview.columns {
        if let Some(counts) = column.counts.filter(|counts| !counts.is_empty()) {
            let distribution = Distribution::of(&column.name, "", counts.into_iter());
            let _ = write!(text, "\n{}\n{}", distribution.title(), distribution.bars(WIDTH));
        }
    }
    text
}
