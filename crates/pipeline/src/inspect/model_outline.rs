//! A model's file: what kind of model, its options, its arrays and their axes. The values themselves are not read.

use std::fmt::Write as _;
use std::path::Path;

use artifacts::{ModelFileError, ModelOutline, TensorOutline, read_model_outline};
use recommenders::axes_of;

use super::model_options::ModelOptions;
use super::run_outline::on_one_line;

/// What the header of a model's file says.
pub(super) fn model_outline(path: &Path) -> Result<String, ModelFileError> {
    read_model_outline(path).map(|outline| told(&outline))
}

fn told(outline: &ModelOutline) -> String {
    let ModelOptions { of_stage, seed } = ModelOptions::of(&outline.texts);
    let version = outline.version.as_deref().map(|version| format!(", saved by tastemill {version}"));
    let seed = seed.map(|seed| format!(", drawn from seed {seed}"));
    let mut text = on_one_line(&format!(
        "a model of the kind {}{}{}, {} bytes",
        outline.kind,
        version.unwrap_or_default(),
        seed.unwrap_or_default(),
        outline.size
    ));
    if !of_stage.is_empty() {
        text.push_str("\n\noptions");
    }
    for (name, option) in of_stage {
        let _ = write!(text, "\n  {:24} {}", on_one_line(&name), on_one_line(&option));
    }
    text.push_str("\n\nfitted on (SHA-256)\n");
    let hashes = &outline.hashes;
    for (of, hash) in [("users", &hashes.users), ("songs", &hashes.songs), ("visible", &hashes.visible)] {
        let _ = writeln!(text, "  {of:24} {}", on_one_line(hash));
    }
    text.push_str("\narrays\n");
    for tensor in &outline.tensors {
        let TensorOutline { name, values, n_bytes, .. } = tensor;
        let shape = shape(&outline.kind, tensor);
        let _ = writeln!(text, "  {:24} {:8} {shape:32} {n_bytes:>14} bytes", on_one_line(name), values.numpy_name());
    }
    text
}

/// `1107613 users x 64 factors`; numbers alone where it is not known what they count.
fn shape(kind: &str, tensor: &TensorOutline) -> String {
    let axes = axes_of(kind, &tensor.name).filter(|axes| axes.len() == tensor.shape.len());
    let counted = |at: usize| axes.map(|axes| format!(" {}", axes[at])).unwrap_or_default();
    let sides: Vec<String> = tensor.shape.iter().enumerate().map(|(at, n)| format!("{n}{}", counted(at))).collect();
    if sides.is_empty() { "a single value".to_owned() } else { sides.join(" x ") }
}
