//! An ALS model as named arrays, and back.

use std::collections::BTreeMap;

use domain::{SavedModel, Tensor, TensorValues};

use super::factors::Factors;
use super::model::AlsModel;
use super::options::{AlsError, AlsOptions};

/// Why a saved model is not an ALS model.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LoadAlsError {
    /// It is another model.
    #[error("saved model: expected kind als, found {0}")]
    Kind(String),
    /// The options are not there, or cannot be read.
    #[error("saved model, options: {0}")]
    Options(String),
    /// The options are of no ALS model.
    #[error("saved model, options: {0}")]
    Range(#[from] AlsError),
    /// An array is not there or of another shape or type.
    #[error("saved model, {name}: expected 32-bit numbers of rows x {factors}, found {found}")]
    Tensor {
        /// The array.
        name: &'static str,
        /// Numbers in a row.
        factors: usize,
        /// What is there.
        found: String,
    },
    /// A factor is no number.
    #[error("saved model, {name}: expected finite numbers, found {value} in row {row}")]
    NotFinite {
        /// The array.
        name: &'static str,
        /// Where.
        row: usize,
        /// What stands there.
        value: f32,
    },
}

pub(crate) fn save(model: &AlsModel) -> SavedModel {
    let options = serde_json::to_string(&model.options).expect("numbers and names as JSON");
    SavedModel {
        kind: AlsModel::KIND.to_owned(),
        texts: BTreeMap::from([("options".to_owned(), options)]),
        tensors: vec![tensor("user_factors", &model.users), tensor("song_factors", &model.songs)],
    }
}

impl AlsModel {
    /// The name of the kind.
    pub const KIND: &str = "als";

    /// The model that was saved: options as JSON, `user_factors` and `song_factors`, rows x factors.
    ///
    /// The arrays become the model's one after the other; rows of other than whole sixteens are filled up to those.
    pub fn load(mut saved: SavedModel) -> Result<Self, LoadAlsError> {
        if saved.kind != Self::KIND {
            return Err(LoadAlsError::Kind(saved.kind));
        }
        let text =
            saved.texts.get("options").ok_or_else(|| LoadAlsError::Options("expected JSON, found none".to_owned()))?;
        let options: AlsOptions =
            serde_json::from_str(text).map_err(|error| LoadAlsError::Options(error.to_string()))?;
        options.check()?;
        let users = factors(&mut saved, "user_factors", options.factors)?;
        let songs = factors(&mut saved, "song_factors", options.factors)?;
        Ok(Self::new(users, songs, options))
    }
}

fn tensor(name: &str, factors: &Factors) -> Tensor {
    Tensor {
        name: name.to_owned(),
        shape: vec![factors.n_rows(), factors.n_factors()],
        values: TensorValues::F32(factors.values()),
    }
}

fn factors(saved: &mut SavedModel, name: &'static str, factors: usize) -> Result<Factors, LoadAlsError> {
    let wrong = |found: String| LoadAlsError::Tensor { name, factors, found };
    let tensor = saved.take(name).ok_or_else(|| wrong("no such array".to_owned()))?;
    let TensorValues::F32(values) = tensor.values else { return Err(wrong("numbers of another type".to_owned())) };
    match *tensor.shape {
        [rows, columns] if columns == factors && rows.checked_mul(factors) == Some(values.len()) => {}
        _ => return Err(wrong(format!("{} numbers of shape {:?}", values.len(), tensor.shape))),
    }
    if let Some(position) = values.iter().position(|value| !value.is_finite()) {
        return Err(LoadAlsError::NotFinite { name, row: position / factors, value: values[position] });
    }
    Ok(Factors::from_values(values, factors))
}
