//! Objects of the HDF5 library, closed when they are dropped.

#![expect(unsafe_code, reason = "the HDF5 library, whose objects are closed here, is C")]

use std::io;

use hdf5::sync::sync;
use hdf5_sys::h5::herr_t;
use hdf5_sys::h5i::{H5Idec_ref, hid_t};

use crate::hdf5_error::last_error;

/// An object of the library, closed when it is dropped.
#[derive(Debug)]
pub(crate) struct Handle(hid_t);

impl Handle {
    /// Takes the number of a new object, or the error.
    pub(crate) fn new(id: hid_t) -> io::Result<Self> {
        if id < 0 { Err(last_error()) } else { Ok(Self(id)) }
    }

    /// The object's number, good while this is not dropped.
    pub(crate) fn id(&self) -> hid_t {
        self.0
    }

    /// Closes the object; whatever the library still held back is written.
    pub(crate) fn close(self) -> io::Result<()> {
        let id = self.0;
        std::mem::forget(self);
        // SAFETY: `id` was open, and nobody else closes it.
        sync(|| check(unsafe { H5Idec_ref(id) }))
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the object is open, and nobody else closes it. An error here follows another one.
        sync(|| unsafe { H5Idec_ref(self.0) });
    }
}

/// The library's answer as a result. To be called before anything else is asked of the library.
pub(crate) fn check(status: herr_t) -> io::Result<()> {
    if status < 0 { Err(last_error()) } else { Ok(()) }
}
