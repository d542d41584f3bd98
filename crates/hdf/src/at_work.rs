//! Which file the HDF5 library reads at the moment, for whoever has to tell that it broke down on it.
//!
//! The library is C, and a damaged file can still make it touch memory that is not its own. What is noted here can be
//! looked at from a signal handler: no lock, no allocation.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// Bytes of a path that are noted.
const LENGTH: usize = 512;

static PATH: [AtomicU8; LENGTH] = [const { AtomicU8::new(0) }; LENGTH];
static N_BYTES: AtomicUsize = AtomicUsize::new(0);
static N_OPEN: AtomicUsize = AtomicUsize::new(0);

/// A file that is open, until it is dropped.
pub(crate) struct AtWork(());

impl AtWork {
    /// Notes that a file is being read.
    pub(crate) fn on(path: &Path) -> Self {
        let bytes = path.as_os_str().as_bytes();
        let bytes = &bytes[..bytes.len().min(LENGTH)];
        for (place, &byte) in PATH.iter().zip(bytes) {
            place.store(byte, Ordering::Relaxed);
        }
        N_BYTES.store(bytes.len(), Ordering::Relaxed);
        N_OPEN.fetch_add(1, Ordering::Release);
        Self(())
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        N_OPEN.fetch_sub(1, Ordering::Release);
    }
}

/// Hands the path of the file that is being read to `tell`, or does nothing if there is none.
pub fn with_file_at_work(tell: impl FnOnce(&[u8])) {
    if N_OPEN.load(Ordering::Acquire) == 0 {
        return;
    }
    let mut path = [0; LENGTH];
    for (byte, place) in path.iter_mut().zip(&PATH) {
        *byte = place.load(Ordering::Relaxed);
    }
    tell(&path[..N_BYTES.load(Ordering::Relaxed).min(LENGTH)]);
}
