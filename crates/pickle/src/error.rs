//! Why a pickle was not read, or an array not finished.

/// `at` is the offset of the opcode in the pickle, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PickleError {
    /// The input ends in the middle of something, or claims more than there is.
    #[error("pickle: byte {at}: expected {expected}, found the end of the pickle")]
    Cut { at: usize, expected: &'static str },
    /// An opcode that plain arrays don't need.
    #[error("pickle: byte {at}: expected an opcode of plain values and arrays, found {opcode}")]
    Opcode { at: usize, opcode: String },
    /// A class or function that is not on the list of the allowed.
    #[error("pickle: byte {at}: expected a class of plain values and arrays, found `{global}`")]
    Global { at: usize, global: String },
    /// An opcode finds something else than it works on.
    #[error("pickle: byte {at}: expected {expected}, found {found}")]
    Unexpected { at: usize, expected: &'static str, found: String },
    /// More than [`crate::Limits`] allow.
    #[error("pickle: byte {at}: expected at most {limit} {what}, found more")]
    Limit { at: usize, what: &'static str, limit: u64 },
    /// A container that changes after it was referred to, which Python writes for one that holds itself.
    #[error("pickle: byte {at}: expected a value that is whole, found one that is referred to while it grows")]
    HoldsItself { at: usize },
    /// The shape and the cells don't agree.
    #[error("pickle: expected {expected} cells for the shape {shape:?}, found {found}")]
    Cells { shape: Vec<usize>, expected: usize, found: usize },
}

impl PickleError {
    pub(crate) fn unexpected(at: usize, expected: &'static str, found: impl Into<String>) -> PickleError {
        PickleError::Unexpected { at, expected, found: found.into() }
    }
}
