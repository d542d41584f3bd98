//! Identifiers that the library gives out, closed when they are dropped; its lock; its complaints.
#![expect(unsafe_code, reason = "the library is C; each call is given only identifiers that a Handle keeps alive")]

use std::{
    ffi::{CStr, CString, c_uint, c_void},
    io,
    os::unix::ffi::OsStrExt,
    path::Path,
};

use hdf5_sys::{
    h5::herr_t,
    h5e::{H5E_DEFAULT, H5E_WALK_UPWARD, H5E_error2_t, H5Eclear2, H5Ewalk2},
    h5f::{H5F_ACC_RDONLY, H5Fopen},
    h5i::{H5Idec_ref, hid_t},
    h5p::H5P_DEFAULT,
};

use crate::Problem;

/// Runs what calls the library, alone: it is not safe for threads.
pub(super) fn locked<T>(work: impl FnOnce() -> T) -> T {
    hdf5::sync::sync(work)
}

/// An identifier: a file, group, dataset, attribute, type, space or list of properties.
pub(super) struct Handle(hid_t);

impl Handle {
    /// Takes what a call returned, negative if it failed.
    pub(super) fn new(id: hid_t, place: &str) -> Result<Self, Problem> {
        if id < 0 { Err(complaint(place)) } else { Ok(Self(id)) }
    }

    /// The identifier, valid as long as the handle lives.
    pub(super) fn id(&self) -> hid_t {
        self.0
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the identifier came from the library and is given back once. What it says to that is of no use.
        locked(|| unsafe { H5Idec_ref(self.0) });
    }
}

/// Opens a file for reading.
pub(super) fn open_file(path: &Path) -> Result<Handle, Problem> {
    let name = c_name(path.as_os_str().as_bytes(), "/")?;
    // SAFETY: `name` ends with NUL and outlives the call.
    Handle::new(unsafe { H5Fopen(name.as_ptr(), H5F_ACC_RDONLY, H5P_DEFAULT) }, "/").map_err(|problem| {
        let Problem::Library { message, .. } = &problem else { return problem };
        refused_lock(message).map_or(problem, |reason| Problem::Lock { reason })
    })
}

/// Why the library could not lock a file, if that is what it complains of: `unable to lock file, errno = 11, ...`.
fn refused_lock(message: &str) -> Option<io::Error> {
    let number = message.strip_prefix("unable to lock file, errno = ")?.split(',').next()?;
    number.parse().ok().map(io::Error::from_raw_os_error)
}

/// A name as C wants it.
pub(super) fn c_name(name: &[u8], place: &str) -> Result<CString, Problem> {
    CString::new(name).map_err(|_| Problem::layout(place, "a name without NUL", name.escape_ascii().to_string()))
}

/// Whether a call that returns a status went well.
pub(super) fn check(status: impl Into<i64>, place: &str) -> Result<i64, Problem> {
    let status = status.into();
    if status < 0 { Err(complaint(place)) } else { Ok(status) }
}

/// The innermost complaint of the last call that failed.
pub(super) fn complaint(place: &str) -> Problem {
    let mut message = String::new();
    // SAFETY: `keep_first` is called during the walk only, with the pointer to `message`, which outlives it.
    unsafe {
        H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, Some(keep_first), (&raw mut message).cast::<c_void>());
        H5Eclear2(H5E_DEFAULT);
    }
    if message.is_empty() {
        "no reason given".clone_into(&mut message);
    }
    Problem::Library { place: place.to_owned(), message }
}

unsafe extern "C" fn keep_first(_: c_uint, error: *const H5E_error2_t, message: *mut c_void) -> herr_t {
    // SAFETY: the library hands over a valid error, whose description is NULL or ends with NUL; `message` is ours.
    let (description, message) = unsafe { ((*error).desc, &mut *message.cast::<String>()) };
    if message.is_empty() && !description.is_null() {
        // SAFETY: not NULL, see above.
        unsafe { CStr::from_ptr(description) }.to_string_lossy().trim().clone_into(message);
    }
    0
}
