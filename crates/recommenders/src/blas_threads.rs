//! The one place that decides how many threads `OpenBLAS` has: one.
//!
//! Our own threads share the work out, over users or blocks of a matrix, so a call of BLAS or LAPACK stays on the thread
//! it is made from: threads do not fight, and the bits of a result do not depend on how many there are. Everything that
//! calls ndarray's products or ndarray-linalg calls [`one_thread`] first.

#![expect(unsafe_code, reason = "OpenBLAS is told its number of threads through its C interface")]

use std::ffi::c_int;
use std::sync::Once;

unsafe extern "C" {
    fn openblas_set_num_threads(n_threads: c_int);
}

/// Keeps `OpenBLAS` on the thread that calls it, for the rest of the program.
pub(crate) fn one_thread() {
    static ONCE: Once = Once::new();
    // SAFETY: the function takes a plain number and may be called at any time before the work starts; `Once` makes it
    // one call, which every caller of BLAS here waits for.
    ONCE.call_once(|| unsafe { openblas_set_num_threads(1) });
}
