//! The header of a model's file: read and believed only as far as the file bears it out.
//!
//! Nothing is allocated that the file is too short for, and no array may reach beyond the file, leave a gap or lie over
//! another one (safetensors checks that). The arrays themselves are read in `model_file`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};

use crate::model_file::{FORMAT, ModelFileError, ModelHashes};

/// The most bytes that a header may have, as in safetensors itself.
const MOST_HEADER: u64 = 100_000_000;

/// Characters of a foreign text that an error repeats.
const SHOWN: usize = 120;

/// A model's file without the values of its arrays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelOutline {
    /// Which model: `als`, `popularity` ...
    pub kind: String,
    /// The version of the program that wrote it, if it says so.
    pub version: Option<String>,
    /// Its options and whatever else is text, by name.
    pub texts: BTreeMap<String, String>,
    /// What it was fitted on.
    pub hashes: ModelHashes,
    /// Its arrays, in the order of the file.
    pub tensors: Vec<TensorOutline>,
    /// Bytes of the file.
    pub size: u64,
}

/// An array without its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorOutline {
    /// Its name in the model.
    pub name: String,
    /// What its values are.
    pub values: ValueType,
    /// Its extents; their product is the number of values.
    pub shape: Vec<usize>,
    /// Bytes of its values.
    pub n_bytes: usize,
}

/// The types that values in a model's file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// 32-bit floating point.
    F32,
    /// 64-bit floating point.
    F64,
    /// Whole numbers up to 2^32 - 1.
    U32,
    /// Whole numbers up to 2^64 - 1.
    U64,
}

impl ValueType {
    /// What NumPy calls it.
    pub fn numpy_name(self) -> &'static str {
        match self {
            Self::F32 => "float32",
            Self::F64 => "float64",
            Self::U32 => "uint32",
            Self::U64 => "uint64",
        }
    }

    fn of(dtype: Dtype) -> Option<Self> {
        match dtype {
            Dtype::F32 => Some(Self::F32),
            Dtype::F64 => Some(Self::F64),
            Dtype::U32 => Some(Self::U32),
            Dtype::U64 => Some(Self::U64),
            _ => None,
        }
    }
}

/// Reads what the header of a model's file says of it. O(header).
pub fn read_model_outline(path: &Path) -> Result<ModelOutline, ModelFileError> {
    let file = File::open(path).map_err(open_error(path))?;
    let size = file.metadata().map_err(open_error(path))?.len();
    outline(&mut &file, size, path)
}

/// Reads the header of a model's file of `size` bytes; the first array comes next.
pub(crate) fn outline(file: &mut impl Read, size: u64, path: &Path) -> Result<ModelOutline, ModelFileError> {
    let damaged = |found: &str| ModelFileError::Damaged { path: path.to_owned(), found: shown(found) };
    let mut length = [0; 8];
    file.read_exact(&mut length).map_err(|_| damaged("fewer than 8 bytes"))?;
    let n_header = u64::from_le_bytes(length);
    if n_header > size.saturating_sub(8) {
        return Err(damaged("a header that is longer than the file"));
    }
    if n_header > MOST_HEADER {
        return Err(damaged("a header of more than 100 MB"));
    }
    let mut header = vec![0; n_header as usize];
    file.read_exact(&mut header).map_err(open_error(path))?;
    let metadata: Metadata = serde_json::from_slice(&header).map_err(|error| damaged(&error.to_string()))?;
    if metadata.data_len() as u64 != size - 8 - n_header {
        return Err(damaged("more or fewer bytes than its arrays have"));
    }
    described(&metadata, size).map_err(|found| ModelFileError::Foreign { path: path.to_owned(), found: shown(&found) })
}

fn open_error(path: &Path) -> impl Fn(std::io::Error) -> ModelFileError {
    let path = PathBuf::from(path);
    move |source| ModelFileError::Open { path: path.clone(), source }
}

/// The outline; or what is not as it should be.
fn described(metadata: &Metadata, size: u64) -> Result<ModelOutline, String> {
    let mut texts: BTreeMap<_, _> = metadata.metadata().clone().unwrap_or_default().into_iter().collect();
    let version = texts.remove("tastemill");
    let mut text = |name: &str| texts.remove(name).ok_or_else(|| format!("no {name} among its texts"));
    let format = text("format")?;
    if format != FORMAT {
        return Err(format!("the format {format}"));
    }
    let kind = text("kind")?;
    let hashes = ModelHashes { users: text("users")?, songs: text("songs")?, visible: text("visible")? };
    let own = texts.into_iter().filter_map(|(name, text)| Some((name.strip_prefix("text.")?.to_owned(), text)));
    Ok(ModelOutline { kind, version, texts: own.collect(), hashes, tensors: tensors(metadata)?, size })
}

/// In the order of the file; those without values, of which several may lie at one place, by name.
fn tensors(metadata: &Metadata) -> Result<Vec<TensorOutline>, String> {
    let mut infos: Vec<(String, &TensorInfo)> = metadata.tensors().into_iter().collect();
    infos.sort_by(|(a, a_info), (b, b_info)| (a_info.data_offsets, a).cmp(&(b_info.data_offsets, b)));
    let outline = |(name, info): (String, &TensorInfo)| {
        let values = ValueType::of(info.dtype).ok_or_else(|| format!("array {name} of type {}", info.dtype))?;
        let n_bytes = info.data_offsets.1 - info.data_offsets.0;
        Ok(TensorOutline { name, values, shape: info.shape.clone(), n_bytes })
    };
    infos.into_iter().map(outline).collect()
}

/// A text from outside as an error repeats it: short, and without what moves a terminal's cursor.
fn shown(text: &str) -> String {
    let mut shown: String =
        text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    if let Some((end, _)) = shown.char_indices().nth(SHOWN) {
        shown.truncate(end);
        shown.push_str(" ...");
    }
    shown
}
