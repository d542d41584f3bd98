//! What the layouts see of an HDF5 file: groups, attributes, and rows of datasets as packed bytes.
//!
//! The library stands behind this trait in `library`; a tree in memory does in the tests and the fuzzer. Whoever
//! reads through it believes nothing: shapes, sizes and types are what the file claims.

use std::ops::Range;

use crate::Problem;

/// A hierarchy of groups and datasets; paths are absolute, `/df/axis0`.
pub trait Store {
    /// The members of a group in order of their names.
    fn members(&self, group: &str) -> Result<Vec<Member>, Problem>;

    /// The attribute of a group or dataset, `None` if there is none of that name.
    fn attribute(&self, object: &str, name: &str) -> Result<Option<Attribute>, Problem>;

    /// Shape and element type of a dataset.
    fn dataset(&self, path: &str) -> Result<Dataset, Problem>;

    /// Rows (the first dimension) of a dataset: the pieces one after the other for each element, in this machine's
    /// byte order, nothing between them.
    fn read(&self, path: &str, rows: Range<u64>, pieces: &[Piece<'_>]) -> Result<Vec<u8>, Problem>;

    /// One row of a dataset of variable-length bytes.
    fn read_bytes(&self, path: &str, row: u64) -> Result<Vec<u8>, Problem>;
}

/// A name in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its last step in the path.
    pub name: String,
    /// What it leads to.
    pub kind: MemberKind,
}

/// What a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A group.
    Group,
    /// A dataset.
    Dataset,
    /// A named type, or a link to somewhere else, which is not followed.
    Other,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    /// An integer, a bit field or a boolean.
    Integer(i64),
    /// A float.
    Float(f64),
    /// Text whose character set is UTF-8.
    Text(String),
    /// Bytes whose character set is ASCII: text, or a pickle.
    Ascii(Vec<u8>),
    /// There is no value: how the empty string is written.
    Empty,
    /// Something else, by name.
    Other(String),
}

/// What a dataset claims to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// Its extent; none for a single element.
    pub shape: Vec<u64>,
    /// What one element is.
    pub element: Element,
    /// Bytes in the file, before unpacking.
    pub stored_bytes: u64,
    /// Whether the bytes are packed by filters.
    pub packing: Packing,
    /// Rows in one chunk, if it is cut in chunks.
    pub chunk_rows: Option<u64>,
}

/// Whether bytes pass filters on their way out of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As they are.
    Plain,
    /// Filters that are at hand.
    Filtered,
    /// Filters of which this one is not.
    Unavailable(String),
}

/// One element of a dataset.
#[derive(Clone, Debug, PartialEq)]
pub enum Element {
    /// An integer of up to 8 bytes.
    Integer {
        /// Its width.
        bytes: usize,
        /// Whether it can be negative.
        sign: Sign,
    },
    /// A float.
    Float {
        /// Its width.
        bytes: usize,
    },
    /// A bit field or an enumeration of false and true, one byte wide.
    Boolean,
    /// Text or bytes of fixed length, filled up with NULs at the end, which are no part of it.
    Text {
        /// Its length.
        bytes: usize,
    },
    /// Bytes of any length.
    Bytes,
    /// Named fields.
    Fields(Vec<Field>),
    /// So many of the same.
    Array {
        /// How many in all dimensions.
        len: usize,
        /// Of what.
        of: Box<Element>,
    },
    /// Something else, by name.
    Other(String),
}

/// Whether an integer can be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It can.
    Signed,
    /// It cannot.
    Unsigned,
}

/// A field of a compound element.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub element: Element,
}

/// What is wanted of each element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The field, `None` where elements have none.
    pub field: Option<&'a str>,
    /// How the value is to be read.
    pub value: Value,
    /// So many values: the length of an array, else 1.
    pub count: usize,
}

impl Piece<'_> {
    /// Its packed size.
    pub fn bytes(&self) -> usize {
        self.value.bytes().saturating_mul(self.count)
    }
}

/// How a value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// As an `i64`.
    Integer,
    /// As a `u64`.
    Unsigned,
    /// As an `f64`.
    Float,
    /// As a byte, true if not zero.
    Boolean,
    /// As so many bytes, filled up with NUL.
    Text(usize),
}

impl Value {
    /// Its packed size.
    pub fn bytes(self) -> usize {
        match self {
            Self::Integer | Self::Unsigned | Self::Float => 8,
            Self::Boolean => 1,
            Self::Text(bytes) => bytes,
        }
    }
}

impl Element {
    /// How a value of this element is read and how many there are; `None` for what is read differently or not at all.
    pub fn value(&self) -> Option<(Value, usize)> {
        let value = match self {
            Self::Integer { bytes: 8, sign: Sign::Unsigned } => Value::Unsigned,
            Self::Integer { bytes: 1..=8, .. } => Value::Integer,
            Self::Float { bytes: 1..=8 } => Value::Float,
            Self::Boolean => Value::Boolean,
            Self::Text { bytes } => Value::Text(*bytes),
            Self::Array { len, of } => {
                let (value, inner) = of.value()?;
                return Some((value, len.checked_mul(inner)?));
            }
            _ => return None,
        };
        Some((value, 1))
    }

    /// Its name for people.
    pub fn name(&self) -> String {
        match self {
            Self::Integer { .. } => "integers".to_owned(),
            Self::Float { bytes } => format!("floats of {bytes} bytes"),
            Self::Boolean => "booleans".to_owned(),
            Self::Text { .. } => "texts".to_owned(),
            Self::Bytes => "bytes of any length".to_owned(),
            Self::Fields(fields) => format!("rows of {} fields", fields.len()),
            Self::Array { of, .. } => format!("arrays of {}", of.name()),
            Self::Other(name) => name.clone(),
        }
    }
}

impl Dataset {
    /// Its rows: the first dimension, one for a single element.
    pub fn n_rows(&self) -> u64 {
        self.shape.first().copied().unwrap_or(1)
    }

    /// Elements in a row.
    pub fn row_len(&self) -> u64 {
        self.shape.iter().skip(1).fold(1, |product: u64, &len| product.saturating_mul(len))
    }
}
