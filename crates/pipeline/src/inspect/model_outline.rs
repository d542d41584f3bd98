//! A model's file: what kind of model, its options, its arrays and their axes. The values themselves are not read.

use std::fmt::Write as _;
use std::path::Path;

use artifacts::{ModelFileError, ModelOutline, TensorOutline, read_model_outline};
use recommenders::axes_of;
use serde_json::{Map, Value};

use super::run_outline::plain;

/// What the header of a model's file says.
pub(super) fn model_outline(path: &Path) -> Result<String, ModelFileError> {
    read_model_outline(path).map(|outline| told(&outline))
}

fn told(outline: &ModelOutline) -> String {
    let version = outline.version.as_deref().map(|version| format!(", saved by tastemill {version}"));
    let mut text =
        format!("a model of the kind {}{}, {} bytes\n", outline.kind, version.unwrap_or_default(), outline.size);
    let options = options(outline);
    if !options.is_empty() {
        text.push_str("\noptions\n");
    }
    for (name, option) in options {
        let _ = writeln!(text, "  {name:24} {option}");
    }
    text.push_str("\nfitted on (SHA-256)\n");
    let hashes = &outline.hashes;
    for (of, hash) in [("users", &hashes.users), ("songs", &hashes.songs), ("visible", &hashes.visible)] {
        let _ = writeln!(text, "  {of:24} {hash}");
    }
    text.push_str("\narrays\n");
    for tensor in &outline.tensors {
        let TensorOutline { name, values, n_bytes, .. } = tensor;
        let shape = shape(&outline.kind, tensor);
        let _ = writeln!(text, "  {name:24} {:8} {shape:32} {n_bytes:>14} bytes", values.numpy_name());
    }
    text
}

/// The model's texts by name; of a text that is an object in JSON, what is in it.
fn options(outline: &ModelOutline) -> Vec<(String, String)> {
    let each = outline.texts.iter().flat_map(|(name, text)| match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(object) => object.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        Err(_) => vec![(name.clone(), text.clone())],
    });
    each.collect()
}

/// `1107613 users x 64 factors`; numbers alone where it is not known what they count.
fn shape(kind: &str, tensor: &TensorOutline) -> String {
    let axes = axes_of(kind, &tensor.name).filter(|axes| axes.len() == tensor.shape.len());
    let counted = |at: usize| axes.map(|axes| format!(" {}", axes[at])).unwrap_or_default();
    let sides: Vec<String> = tensor.shape.iter().enumerate().map(|(at, n)| format!("{n}{}", counted(at))).collect();
    if sides.is_empty() { "a single value".to_owned() } else { sides.join(" x ") }
}
