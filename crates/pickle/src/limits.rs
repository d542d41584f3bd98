//! How much a pickle may cost beyond its own length.

/// What one pickle may ask for; the defaults are far above what pandas writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Lists in lists in lists: how deep a value may be.
    pub depth: u16,
    /// Bytes of memory for the values that are held at a time, which are those of one batch of cells (Python writes
    /// 1000 rows a batch); the lists' spare room can double it. The memo comes on top: 12 bytes for each value that the
    /// pickle may refer to again, fewer values than it has bytes.
    pub memory: usize,
    /// Bytes that may be read again, for values that the pickle refers to several times, per byte of input ...
    pub repeats: u64,
    /// ... and beside these in any case.
    pub repeated_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { depth: 32, memory: 256 << 20, repeats: 32, repeated_bytes: 64 << 20 }
    }
}
