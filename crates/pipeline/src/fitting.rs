//! What all stages that fit a model have in common: what the model saw is noted, the model kept, and its file written.

use artifacts::write_model;
use recommenders::Model;
use serde_json::{Value, json};

use crate::RunError;
use crate::stage::{Bench, Description, FittedModel, Kind, Port};

/// What a stage that fits a model reads.
pub(crate) const READS: &[Port] = &[Port::required("plays", Kind::Plays, "the plays; only visible rows are looked at")];

/// What a stage that fits a model of songs' features reads.
pub(crate) const READS_WITH_SONGS: &[Port] = &[
    Port::required("plays", Kind::Plays, "the plays; only visible rows are looked at"),
    Port::required("songs", Kind::Songs, "the songs"),
];

/// What a stage that fits a model writes.
pub(crate) const WRITES: &[Port] = &[
    Port::required("model", Kind::Model, "the fitted model"),
    Port::optional("file", Kind::File(&[".safetensors"]), "the model as safetensors, with the hashes of its ids"),
];

/// Keeps a model that was fitted on the stage's plays, for stages below and in the files that the plan names.
pub(crate) fn keep_model(bench: &mut Bench<'_>, model: Box<dyn Model>) -> Result<(), RunError> {
    let fitted_on = bench.identity().clone();
    let stage = bench.stage.name.clone();
    let n_training = bench.plays().trains.iter().filter(|&&trains| trains).count();
    bench.count(&format!("{stage}.training_users"), n_training);
    bench.outcome.facts.insert(
        "fitted_on".to_owned(),
        json!({ "users": fitted_on.users, "songs": fitted_on.songs, "visible": fitted_on.visible }),
    );
    let files = bench.files("file");
    if !files.is_empty() {
        let saved = model.save();
        for name in files {
            let written = bench.shelf.write(&name, |out| write_model(&saved, &fitted_on, out))?;
            let description = Description {
                shape: vec![saved.tensors.len()],
                axes: &["tensors"],
                dtype: saved.tensors.iter().map(|tensor| (tensor.name.clone(), json!(tensor.shape))).collect::<Value>(),
                about: "a fitted model; safetensors.numpy.load_file",
            };
            bench.keep(written, description);
        }
    }
    bench.outcome.made.models.insert(bench.value("model"), FittedModel { name: stage, model, fitted_on });
    Ok(())
}
