//! Fitted models as safetensors: named arrays, little-endian, behind a header of JSON.
//!
//! ```text
//! 8 bytes     length of the header
//! header      {"__metadata__": {"format", "kind", "tastemill", "users", "songs", "visible", "text.NAME" ...},
//!              "NAME": {"dtype", "shape", "data_offsets"} ...}, filled with blanks to a multiple of 8
//! arrays      one behind the other, those of 8-byte values first
//! ```
//!
//! No code is in such a file and none runs when it is read.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use domain::{SavedModel, Tensor, TensorValues};
use serde_json::{Value, json};

use crate::checksums::HashingReader;
use crate::model_header::{ModelOutline, TensorOutline, ValueType, outline};

/// What the metadata's `format` says of a file that was written here.
pub(crate) const FORMAT: &str = "tastemill model 1";

/// Bytes that are turned into numbers at a time.
const CHUNK: usize = 1 << 16;

/// The hashes of what a model was fitted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelHashes {
    /// Of the users' numbering, by [`crate::vocabulary_hash`].
    pub users: String,
    /// Of the songs' numbering.
    pub songs: String,
    /// Of the visible plays.
    pub visible: String,
}

/// A model that was read from a file.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredModel {
    /// The model, its arrays in the order of the file.
    pub model: SavedModel,
    /// What it was fitted on.
    pub hashes: ModelHashes,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
}

/// Why a file is none of a model.
#[derive(Debug, thiserror::Error)]
pub enum ModelFileError {
    /// It is not there or may not be read.
    #[error("{}: expected a file that can be read, found: {source}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no safetensors file, or is cut off.
    #[error("{}: expected a whole safetensors file, found {found}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        found: String,
    },
    /// It is one, but not of a model that was saved here.
    #[error("{}: expected a model that tastemill saved, found {found}", .path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is missing or other.
        found: String,
    },
}

/// Writes a model. Arrays of 8-byte values come first, others behind, each in the model's order.
pub fn write_model(model: &SavedModel, hashes: &ModelHashes, out: &mut dyn Write) -> io::Result<()> {
    let mut tensors: Vec<&Tensor> = model.tensors.iter().collect();
    tensors.sort_by_key(|tensor| std::cmp::Reverse(tensor.values.width()));
    let mut header = header(model, hashes, &tensors)?.to_string().into_bytes();
    header.resize(header.len().next_multiple_of(8), b' ');
    out.write_all(&(header.len() as u64).to_le_bytes())?;
    out.write_all(&header)?;
    tensors.iter().try_for_each(|tensor| tensor.values.write(out))
}

fn header(model: &SavedModel, hashes: &ModelHashes, tensors: &[&Tensor]) -> io::Result<Value> {
    let mut texts = serde_json::Map::new();
    let own = [
        ("format", FORMAT),
        ("kind", &model.kind),
        ("tastemill", env!("CARGO_PKG_VERSION")),
        ("users", &hashes.users),
        ("songs", &hashes.songs),
        ("visible", &hashes.visible),
    ];
    texts.extend(own.into_iter().map(|(name, text)| (name.to_owned(), json!(text))));
    texts.extend(model.texts.iter().map(|(name, text)| (format!("text.{name}"), json!(text))));
    let mut header = serde_json::Map::new();
    header.insert("__metadata__".to_owned(), Value::Object(texts));
    let mut begin = 0;
    for tensor in tensors {
        let n_values = tensor.shape.iter().try_fold(1_usize, |n, extent| n.checked_mul(*extent));
        if n_values != Some(tensor.values.len()) {
            let told = format!("array {}: expected as many values as its shape says", tensor.name);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, told));
        }
        let end = begin + tensor.values.len() * tensor.values.width();
        let told = json!({"dtype": tensor.values.dtype(), "shape": tensor.shape, "data_offsets": [begin, end]});
        if header.insert(tensor.name.clone(), told).is_some() {
            let told = format!("array {}: expected a name of its own", tensor.name);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, told));
        }
        begin = end;
    }
    Ok(Value::Object(header))
}

/// Reads a model that [`write_model`] wrote; its bytes are hashed on the way, and no array is held twice.
pub fn read_model(path: &Path) -> Result<StoredModel, ModelFileError> {
    let open = |source| ModelFileError::Open { path: path.to_owned(), source };
    let file = File::open(path).map_err(open)?;
    let size = file.metadata().map_err(open)?.len();
    let mut file = HashingReader::new(file);
    let ModelOutline { kind, texts, hashes, tensors, .. } = outline(&mut file, size, path)?;
    let tensors = tensors.into_iter().map(|tensor| read_tensor(tensor, &mut file)).collect::<io::Result<_>>();
    let model = SavedModel { kind, texts, tensors: tensors.map_err(open)? };
    Ok(StoredModel { model, hashes, sha256: file.finish() })
}

/// An array whose bytes come next in the file.
fn read_tensor(
    TensorOutline { name, values, shape, n_bytes }: TensorOutline,
    file: &mut impl Read,
) -> io::Result<Tensor> {
    let values = match values {
        ValueType::F32 => TensorValues::F32(numbers(file, n_bytes, f32::from_le_bytes)?),
        ValueType::F64 => TensorValues::F64(numbers(file, n_bytes, f64::from_le_bytes)?),
        ValueType::U32 => TensorValues::U32(numbers(file, n_bytes, u32::from_le_bytes)?),
        ValueType::U64 => TensorValues::U64(numbers(file, n_bytes, u64::from_le_bytes)?),
    };
    Ok(Tensor { name, shape, values })
}

fn numbers<T, const N: usize>(file: &mut impl Read, n_bytes: usize, number: fn([u8; N]) -> T) -> io::Result<Vec<T>> {
    let mut numbers = Vec::with_capacity(n_bytes / N);
    let mut buffer = vec![0; CHUNK];
    while numbers.len() < n_bytes / N {
        let part = &mut buffer[..CHUNK.min(n_bytes - numbers.len() * N)];
        file.read_exact(part)?;
        numbers.extend(part.as_chunks::<N>().0.iter().map(|bytes| number(*bytes)));
    }
    Ok(numbers)
}

/// What the file needs to know of values.
trait StoredValues {
    fn len(&self) -> usize;
    /// Bytes of one.
    fn width(&self) -> usize;
    /// The type as safetensors calls it.
    fn dtype(&self) -> &'static str;
    fn write(&self, out: &mut dyn Write) -> io::Result<()>;
}

impl StoredValues for TensorValues {
    fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::F64(values) => values.len(),
            Self::U32(values) => values.len(),
            Self::U64(values) => values.len(),
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::F32(_) | Self::U32(_) => 4,
            Self::F64(_) | Self::U64(_) => 8,
        }
    }

    fn dtype(&self) -> &'static str {
        match self {
            Self::F32(_) => "F32",
            Self::F64(_) => "F64",
            Self::U32(_) => "U32",
            Self::U64(_) => "U64",
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::F32(values) => write_numbers(values, f32::to_le_bytes, out),
            Self::F64(values) => write_numbers(values, f64::to_le_bytes, out),
            Self::U32(values) => write_numbers(values, u32::to_le_bytes, out),
            Self::U64(values) => write_numbers(values, u64::to_le_bytes, out),
        }
    }
}

fn write_numbers<T: Copy, const N: usize>(
    numbers: &[T],
    bytes: fn(T) -> [u8; N],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut buffer = Vec::with_capacity(CHUNK);
    for part in numbers.chunks(CHUNK / N) {
        buffer.clear();
        for &number in part {
            buffer.extend_from_slice(&bytes(number));
        }
        out.write_all(&buffer)?;
    }
    Ok(())
}
