//! When the HDF5 library breaks down on a damaged file: an error like others, instead of a bare signal.
//!
//! Where it breaks down because it got no memory, that is told. Otherwise nothing is mended here: the process ends at
//! once. A run that was being written leaves its hidden folder to the next run, as after any kill.
#![expect(unsafe_code, reason = "a handler for the signals of a broken program")]

use std::fs::File;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd;

use pipeline::{Exit, with_file_at_work};
use signal_hook::consts::{SIGBUS, SIGFPE, SIGILL, SIGSEGV};
use signal_hook::low_level::exit;

use crate::out_of_memory::end_if_memory_is_at_its_end;
use crate::voice::Voice;

/// What stands before and behind the path.
type Wording = (&'static [u8], &'static [u8]);

const PLAIN: Wording = (
    b"error: ",
    b": expected an HDF5 file, found damage on which the HDF5 library broke down\nhint: fetch the file again\n",
);
const JSON: Wording = (
    b"{\"level\":\"error\",\"message\":\"",
    b": expected an HDF5 file, found damage on which the HDF5 library broke down\",\"hint\":\"fetch the file again\"}\n",
);

/// From now on a breakdown while an HDF5 file is read ends the program with exit code 65.
pub(crate) fn tell_of_breakdowns(voice: Voice) {
    let wording = if matches!(voice, Voice::Json | Voice::SilentJson) { JSON } else { PLAIN };
    for signal in [SIGSEGV, SIGBUS, SIGFPE, SIGILL] {
        let told = move |_: &_| {
            end_if_memory_is_at_its_end();
            with_file_at_work(|path| tell_and_end(wording, path));
        };
        // SAFETY: the action allocates nothing and takes no lock: it writes and ends the process.
        drop(unsafe { signal_hook_registry::register_unchecked(signal, told) });
    }
}

fn tell_and_end((before, behind): Wording, path: &[u8]) {
    // SAFETY: standard error is open as long as the process is; it is not closed here.
    let mut out = ManuallyDrop::new(unsafe { File::from_raw_fd(2) });
    for part in [before, path, behind] {
        // Nobody is left to be told that it did not work.
        drop(out.write_all(part));
    }
    exit(i32::from(Exit::Data.code()));
}
