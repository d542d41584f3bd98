//! How far a long job is, for whoever wants to watch.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters that a job moves on and a watcher reads from another thread. Nothing else depends on them.
#[derive(Debug, Default)]
pub struct Meter {
    expected: AtomicU64,
    bytes: AtomicU64,
    rows: AtomicU64,
}

impl Meter {
    /// States how many bytes are to come in all, in addition to what was stated before.
    pub fn expect(&self, bytes: u64) {
        self.expected.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts bytes and rows as done.
    pub fn advance(&self, bytes: u64, rows: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.rows.fetch_add(rows, Ordering::Relaxed);
    }

    /// Bytes to come in all; 0 if nobody said.
    pub fn expected(&self) -> u64 {
        self.expected.load(Ordering::Relaxed)
    }

    /// Bytes done.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Rows done.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }
}
