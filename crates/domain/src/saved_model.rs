//! A fitted model as named arrays and texts: what a file keeps of it.

use std::collections::BTreeMap;

/// All that is needed to make a model again. Users and songs are meant by their numbers in the plays it was fitted on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SavedModel {
    /// Which model: `als`, `popularity` ...
    pub kind: String,
    /// Its options and whatever else is text, by name; numbers as JSON writes them.
    pub texts: BTreeMap<String, String>,
    /// Its arrays.
    pub tensors: Vec<Tensor>,
}

/// A named array in C order.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name in the model.
    pub name: String,
    /// Its extents; their product is the number of values.
    pub shape: Vec<usize>,
    /// Its values.
    pub values: TensorValues,
}

/// The values of an array.
#[derive(Clone, Debug, PartialEq)]
pub enum TensorValues {
    /// 32-bit floating point.
    F32(Vec<f32>),
    /// 64-bit floating point.
    F64(Vec<f64>),
    /// Whole numbers up to 2^32 - 1.
    U32(Vec<u32>),
    /// Whole numbers up to 2^64 - 1.
    U64(Vec<u64>),
}

impl SavedModel {
    /// The array called `name`.
    pub fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.iter().find(|tensor| tensor.name == name)
    }

    /// The array called `name`, which is not the model's any more.
    pub fn take(&mut self, name: &str) -> Option<Tensor> {
        let at = self.tensors.iter().position(|tensor| tensor.name == name)?;
        Some(self.tensors.remove(at))
    }
}
