//! Why a pickle was not read, or an array not finished.

/// What stands at a byte of a pickle that should not, or what is missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PickleError {
    /// The input ends in the middle of something, or claims more than there is.
    #[error("pickle: byte {at}: expected {expected}, found the end of the pickle")]
    Cut {
        /// Offset of what is cut.
        at: usize,
        /// What should be there.
        expected: &'static str,
    },
    /// An opcode that plain arrays don't need.
    #[error("pickle: byte {at}: expected an opcode of plain values and arrays, found {opcode}")]
    Opcode {
        /// Offset of the opcode.
        at: usize,
        /// Its name and its byte.
        opcode: String,
    },
    /// A class or function that is not on the list of the allowed.
    #[error("pickle: byte {at}: expected a class of plain values and arrays, found `{global}`")]
    Global {
        /// Offset of the opcode that names it.
        at: usize,
        /// Module and name.
        global: String,
    },
    /// An opcode finds something else than it works on.
    #[error("pickle: byte {at}: expected {expected}, found {found}")]
    Unexpected {
        /// Offset of the opcode.
        at: usize,
        /// What it works on.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// More than [`crate::Limits`] allow.
    #[error("pickle: byte {at}: expected at most {limit} {what}, found more")]
    Limit {
        /// Offset of the opcode that asks for more.
        at: usize,
        /// What is limited.
        what: &'static str,
        /// How much there may be.
        limit: u64,
    },
    /// A container that changes after it was referred to, which Python writes for one that holds itself.
    #[error("pickle: byte {at}: expected a value that is whole, found one that is referred to while it grows")]
    HoldsItself {
        /// Offset of the opcode that refers to it or changes it.
        at: usize,
    },
    /// Whoever took the cells broke off.
    #[error("pickle: expected to be read to its end, found a reader that broke off at cell {n_seen}")]
    Stopped {
        /// How many cells it has seen.
        n_seen: usize,
    },
    /// The shape and the cells don't agree.
    #[error("pickle: expected {expected} cells for the shape {shape:?}, found {found}")]
    Cells {
        /// Lengths of the axes.
        shape: Vec<usize>,
        /// Their product.
        expected: usize,
        /// How many there are, or one more than expected.
        found: usize,
    },
}

impl PickleError {
    pub(crate) fn unexpected(at: usize, expected: &'static str, found: impl Into<String>) -> PickleError {
        PickleError::Unexpected { at, expected, found: found.into() }
    }
}
