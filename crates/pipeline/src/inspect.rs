//! A run or one of its files, told in a terminal.

mod figures;
mod model_options;
mod model_outline;
mod report_page;
mod run_outline;

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use artifacts::{CHECKSUMS, TablePreview, preview_table, read_npz};
use domain::{Meter, PlayMatrix};
use serde_json::Value;
use summary::Distribution;

use self::figures::{figures, is_manifest};
use self::model_outline::model_outline;
use self::report_page::report_page;
use self::run_outline::{on_one_line, run_outline, shape};
use crate::finished_run::{damaged_manifest, read_manifest};
use crate::frame_preview::preview_columns;
use crate::regular_file::open_regular;
use crate::{Exit, RunError};

/// Rows that a table shows.
const HEAD: usize = 5;
/// Columns of the terminal that a histogram takes.
const WIDTH: usize = 76;

/// What is in a run's folder or in one of its files. Nothing in it moves a terminal's cursor.
pub fn inspect(path: &Path) -> Result<String, RunError> {
    let text = if path.is_dir() { inspect_run(path) } else { inspect_file(path) }?;
    let is_unfit = |character: char| character.is_control() && character != '\n' && character != '\t';
    Ok(if text.contains(is_unfit) { text.replace(is_unfit, " ") } else { text })
}

fn inspect_file(path: &Path) -> Result<String, RunError> {
    let error = |exit: Exit, found: String| {
        RunError::new(exit, format!("{}: expected a run or a file of one, found: {found}", path.display()))
    };
    if !path.exists() {
        return Err(error(Exit::NoInput, "nothing there".to_owned()));
    }
    open_regular(path).map_err(|found| error(Exit::NoInput, found.to_string()))?;
    // What the system says of a file that could be opened is no word on what is in it.
    let damaged =
        |found: io::Error| error(if found.raw_os_error().is_some() { Exit::Io } else { Exit::Data }, found.to_string());
    let known = |text: String| format!("{}\n{text}", described(path));
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("npz") => read_npz(path)
            .map(|matrix| known(of_matrix(&matrix)))
            .map_err(|damage| error(Exit::Data, damage.to_string())),
        Some("parquet") => of_table(path).map(known).map_err(damaged),
        Some("h5" | "hdf5" | "h5ad") => of_hdf5(path).map(known),
        Some("safetensors") => Ok(known(model_outline(path)?)),
        Some("html") => report_page(path).map(known).map_err(damaged),
        Some("json") => figures(path).map(known).map_err(damaged),
        Some("md" | "svg") => std::fs::read_to_string(path).map_err(damaged),
        _ if path.file_name().is_some_and(|name| name == CHECKSUMS) => std::fs::read_to_string(path).map_err(damaged),
        _ => Err(error(Exit::NoInput, "another kind of file".to_owned())),
    }
}

/// What the manifest beside a file says of it.
fn described(path: &Path) -> String {
    let manifest = path.parent().and_then(manifest_of);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let artifact = manifest.as_ref().map(|manifest| &manifest["artifacts"][&name]);
    match artifact.and_then(|artifact| artifact["about"].as_str()) {
        Some(about) => format!("{name}: {}", on_one_line(about)),
        None => name,
    }
}

fn manifest_of(run: &Path) -> Option<Value> {
    read_manifest(run).ok()
}

fn inspect_run(run: &Path) -> Result<String, RunError> {
    match read_manifest(run)? {
        Value::Object(manifest) if is_manifest(&manifest) => Ok(run_outline(&manifest.into())),
        _ => Err(damaged_manifest(run, "JSON of another kind")),
    }
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
        let _ = writeln!(text, "{} ({}{missing})", on_one_line(&column.name), column.dtype);
        for cell in &column.head {
            let _ = writeln!(text, "    {}", on_one_line(cell));
        }
    }
    for column in preview.columns {
        if let Some(counts) = column.counts.filter(|counts| !counts.is_empty()) {
            let distribution = Distribution::of(&on_one_line(&column.name), "", counts.into_iter());
            let _ = write!(text, "\n{}\n{}", distribution.title(), distribution.bars(WIDTH));
        }
    }
    text
}
