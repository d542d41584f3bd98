//! Models made again from what was kept of them, whoever wrote it.

use std::str::FromStr;

use domain::{SavedModel, Tensor, TensorValues};
use thiserror::Error;

use crate::als::{AlsModel, LoadAlsError};
use crate::content::Content;
use crate::model::Model;
use crate::personality::Personality;
use crate::popularity::Popularity;
use crate::random::Random;

/// Why what was kept is no model.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum LoadError {
    /// Nobody here makes such models.
    #[error("saved model: expected a kind of model, found `{kind}`")]
    UnknownKind {
        /// What it calls itself.
        kind: String,
    },
    /// A text is missing or says something else.
    #[error("saved model: `{name}`: expected {expected}, found {found}")]
    Text {
        /// Its name.
        name: &'static str,
        /// What would be right.
        expected: String,
        /// What is there.
        found: String,
    },
    /// An array is missing or has other values or another shape.
    #[error("saved model: array `{name}`: expected {expected}, found {found}")]
    Tensor {
        /// Its name.
        name: &'static str,
        /// What would be right.
        expected: String,
        /// What is there.
        found: String,
    },
    /// An ALS model is not what it has to be.
    #[error(transparent)]
    Als(#[from] LoadAlsError),
}

/// Makes a saved model again. Never panics, whatever is in it.
pub fn load(saved: SavedModel) -> Result<Box<dyn Model>, LoadError> {
    Ok(match saved.kind.as_str() {
        Popularity::KIND => Box::new(Popularity::load(&saved)?),
        Random::KIND => Box::new(Random::load(&saved)?),
        Personality::KIND => Box::new(Personality::load(&saved)?),
        Content::KIND => Box::new(Content::load(&saved)?),
        AlsModel::KIND => Box::new(AlsModel::load(saved)?),
        _ => return Err(LoadError::UnknownKind { kind: saved.kind }),
    })
}

/// A text that says a number, or another thing with a name.
pub(crate) fn text<T: FromStr>(saved: &SavedModel, name: &'static str, expected: &str) -> Result<T, LoadError> {
    let found = saved.texts.get(name);
    let wrong = || LoadError::Text {
        name,
        expected: expected.to_owned(),
        found: found.map_or_else(|| "nothing".to_owned(), |found| format!("`{found}`")),
    };
    found.and_then(|found| found.parse().ok()).ok_or_else(wrong)
}

macro_rules! values {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $type:ty, $expected:literal) => {
        $(#[$doc])*
        pub(crate) fn $name<'a>(
            saved: &'a SavedModel,
            name: &'static str,
            n_columns: Option<usize>,
        ) -> Result<&'a [$type], LoadError> {
            let tensor = saved.tensor(name);
            match tensor.map(|tensor| (&tensor.values, tensor)) {
                Some((TensorValues::$variant(values), tensor)) if is_shaped(tensor, values.len(), n_columns) => Ok(values),
                _ => Err(wrong(tensor, name, &shape_of(n_columns, $expected))),
            }
        }
    };
}

values!(
    /// An array of `n_columns`, or of one dimension.
    u32s, U32, u32, "32-bit whole numbers"
);
values!(
    /// An array of `n_columns`, or of one dimension.
    u64s, U64, u64, "64-bit whole numbers"
);
values!(
    /// An array of `n_columns`, or of one dimension.
    f64s, F64, f64, "64-bit floating-point numbers"
);

fn shape_of(n_columns: Option<usize>, values: &str) -> String {
    n_columns.map_or_else(|| values.to_owned(), |n_columns| format!("rows of {n_columns} {values}"))
}

fn is_shaped(tensor: &Tensor, n_values: usize, n_columns: Option<usize>) -> bool {
    match (tensor.shape.as_slice(), n_columns) {
        ([n], None) => *n == n_values,
        ([n, columns], Some(expected)) => *columns == expected && n.checked_mul(expected) == Some(n_values),
        _ => false,
    }
}

fn wrong(tensor: Option<&Tensor>, name: &'static str, expected: &str) -> LoadError {
    let found = tensor.map_or_else(
        || "nothing".to_owned(),
        |tensor| {
            let (kind, n_values) = match &tensor.values {
                TensorValues::F32(values) => ("32-bit floating-point numbers", values.len()),
                TensorValues::F64(values) => ("64-bit floating-point numbers", values.len()),
                TensorValues::U32(values) => ("32-bit whole numbers", values.len()),
                TensorValues::U64(values) => ("64-bit whole numbers", values.len()),
            };
            format!("{n_values} {kind} in the shape {:?}", tensor.shape)
        },
    );
    LoadError::Tensor { name, expected: expected.to_owned(), found }
}

/// What an array has to be beside its shape.
pub(crate) fn expect(
    is_so: bool,
    name: &'static str,
    expected: &str,
    found: impl FnOnce() -> String,
) -> Result<(), LoadError> {
    if is_so { Ok(()) } else { Err(LoadError::Tensor { name, expected: expected.to_owned(), found: found() }) }
}

/// A named array of one dimension, or of two with `n_columns`.
pub(crate) fn tensor(name: &str, n_columns: Option<usize>, values: TensorValues) -> Tensor {
    let n_values = match &values {
        TensorValues::F32(values) => values.len(),
        TensorValues::F64(values) => values.len(),
        TensorValues::U32(values) => values.len(),
        TensorValues::U64(values) => values.len(),
    };
    let shape = n_columns.map_or_else(|| vec![n_values], |n_columns| vec![n_values / n_columns, n_columns]);
    Tensor { name: name.to_owned(), shape, values }
}

/// Named texts.
pub(crate) fn texts<const N: usize>(texts: [(&str, String); N]) -> std::collections::BTreeMap<String, String> {
    texts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}
