//! What the HDF5 library says went wrong, as the system's error where there was one.

#![expect(unsafe_code, reason = "the HDF5 library's stack of errors is walked by a C function")]

use std::ffi::{CStr, c_uint, c_void};
use std::io;

use hdf5::sync::sync;
use hdf5_sys::h5::herr_t;
use hdf5_sys::h5e::{H5E_DEFAULT, H5E_WALK_DOWNWARD, H5E_error2_t, H5Ewalk2};

/// The error of the library's last call on this thread: a full disk is `StorageFull`, as in any other write.
pub(crate) fn last_error() -> io::Error {
    let mut told: Vec<String> = Vec::new();
    // SAFETY: `tell` is called before this returns, with the pointer given here, which is to `told`.
    sync(|| unsafe { H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, Some(tell), (&raw mut told).cast()) });
    error_of(&told)
}

/// Takes one description of the stack.
///
/// # Safety
/// `frame` and its description, if any, are the library's; `told` is a list of texts that nobody else holds.
unsafe extern "C" fn tell(_: c_uint, frame: *const H5E_error2_t, told: *mut c_void) -> herr_t {
    // SAFETY: see above; texts of the library end with a zero.
    unsafe {
        if let (Some(frame), Some(told)) = (frame.as_ref(), told.cast::<Vec<String>>().as_mut())
            && !frame.desc.is_null()
        {
            told.push(CStr::from_ptr(frame.desc).to_string_lossy().into_owned());
        }
    }
    0
}

/// The error that the descriptions, outermost first, are of: the innermost that names the system's number of it, or
/// memory that the library did not get: what it writes is never too large because of a file's claims.
fn error_of(told: &[String]) -> io::Error {
    if let Some(number) = told.iter().rev().find_map(|told| errno(told)) {
        return io::Error::from_raw_os_error(number);
    }
    if told.iter().any(|told| told.starts_with("memory allocation failed")) {
        return io::ErrorKind::OutOfMemory.into();
    }
    io::Error::other(told.last().map_or("the HDF5 library does not say why", String::as_str))
}

fn errno(told: &str) -> Option<i32> {
    let number = told.split_once("errno = ")?.1;
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok().filter(|&number| number != 0)
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::error_of;

    #[track_caller]
    fn check(told: &[&str], expected: ErrorKind) {
        let told: Vec<String> = told.iter().map(|&told| told.to_owned()).collect();
        assert_eq!(error_of(&told).kind(), expected);
    }

    /// 28 is ENOSPC, 27 is EFBIG: Linux, errno-base.h.
    #[test]
    fn the_number_of_the_system_is_found_in_the_text() {
        check(
            &[
                "file write failed",
                "file write failed: time = now, filename = 'a', file descriptor = 5, errno = 28, error message = 'No'",
            ],
            ErrorKind::StorageFull,
        );
        check(&["unable to extend file properly, errno = 27"], ErrorKind::FileTooLarge);
    }

    #[test]
    fn memory_that_the_library_did_not_get_is_the_systems_error() {
        check(&["can't flush", "memory allocation failed for on disk image buffer"], ErrorKind::OutOfMemory);
    }

    #[test]
    fn without_a_number_the_innermost_text_is_told() {
        check(&["outer", "inner"], ErrorKind::Other);
        assert_eq!(error_of(&["outer".to_owned(), "inner".to_owned()]).to_string(), "inner");
        check(&[], ErrorKind::Other);
    }
}
