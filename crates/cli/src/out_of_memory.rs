//! When there is no memory: an error like others and an exit code of its own, instead of an abort.
//!
//! From the first request that the system turns down nothing more is taken: the message is put together on the stack,
//! and what a run has made is cleared by calls that need no memory. Other threads stop at their own next such request,
//! if they get there. Nothing is counted: a request that is granted costs a comparison with null.
#![expect(unsafe_code, reason = "an allocator is one, and the last message goes past the lock of standard error")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::Write as _;
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use pipeline::{Exit, abandon_without_memory, stop_without_memory};
use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous, munmap};
use rustix::process::{Resource, getrlimit};
use signal_hook::low_level::exit;

use crate::voice::Voice;

#[global_allocator]
static ALLOCATOR: Telling = Telling;

/// The system's allocator; what it turns down ends the program.
struct Telling;

// SAFETY: every call is handed on to the system's allocator as it is, and what it gives is given back as it is.
unsafe impl GlobalAlloc for Telling {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller answers for the layout.
        granted(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller answers for the layout.
        granted(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller answers for the memory, its layout and the new size.
        granted(unsafe { System.realloc(memory, layout, size) }, size)
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller answers for the memory and its layout.
        unsafe { System.dealloc(memory, layout) }
    }
}

fn granted(memory: *mut u8, size: usize) -> *mut u8 {
    if memory.is_null() {
        end(Wanted::Bytes(size));
    }
    memory
}

/// Has threads share the areas that the C library gives memory from: one where the address space is limited, else one
/// for each processor.
///
/// It would make eight for each, set 64 MiB of address space aside for every one, and keep in it what was given back.
pub(crate) fn share_areas() {
    #[cfg(target_env = "gnu")]
    {
        let is_limited = Found::look().address_space.is_some();
        let n_processors = || std::thread::available_parallelism().map_or(1, usize::from);
        let n_areas = if is_limited { 1 } else { n_processors() };
        // SAFETY: sets a number, before there is a second thread.
        unsafe { mallopt(M_ARENA_MAX, std::ffi::c_int::try_from(n_areas).unwrap_or(1)) };
    }
}

/// Gives memory that is free back to the system: what reading took is not needed for fitting.
pub(crate) fn give_back() {
    #[cfg(target_env = "gnu")]
    // SAFETY: touches free memory alone, and locks each area on its own.
    unsafe {
        malloc_trim(0);
    }
}

#[cfg(target_env = "gnu")]
unsafe extern "C" {
    fn mallopt(parameter: std::ffi::c_int, value: std::ffi::c_int) -> std::ffi::c_int;
    fn malloc_trim(pad: usize) -> std::ffi::c_int;
}

/// How many areas the threads share: malloc.h of glibc.
#[cfg(target_env = "gnu")]
const M_ARENA_MAX: std::ffi::c_int = -8;

/// What the system turned down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Bytes(usize),
    /// Memory that something else than the allocator asked for.
    Memory,
    Thread,
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(size) => write!(f, "{size} more bytes"),
            Self::Memory => f.write_str("more memory"),
            Self::Thread => f.write_str("one more thread"),
        }
    }
}

/// Whether errors are told as JSON.
static IS_JSON: AtomicBool = AtomicBool::new(false);

/// From now on errors are told in this voice, and a thread that cannot be had ends the program, too.
pub(crate) fn tell_of_panics(voice: Voice) {
    IS_JSON.store(matches!(voice, Voice::Json | Voice::SilentJson), Ordering::Relaxed);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| match wanted(panic) {
        Some(wanted) => end(wanted),
        None => hook(panic),
    }));
}

/// What a thread broke down for want of, if that is what its last words say.
fn wanted(panic: &PanicHookInfo<'_>) -> Option<Wanted> {
    let told = panic.payload_as_str()?;
    // EAGAIN is what the system says when a thread cannot be made, for whatever reason; ENOMEM speaks for itself.
    let is = |signs: &[&str]| signs.iter().any(|sign| told.contains(sign));
    if is(&["Os { code: 11,", "(os error 11)"]) {
        Some(Wanted::Thread)
    } else {
        is(&["Os { code: 12,", "(os error 12)", "out of memory"]).then_some(Wanted::Memory)
    }
}

/// Ends the program if it broke down because the C libraries in it, which do not always look, got no memory.
///
/// That is believed where there is a limit and not even [`CRUMB`] bytes are left under it. For a signal handler.
pub(crate) fn end_if_memory_is_at_its_end() {
    let found = Found::look();
    if found.address_space.or(found.data).is_none() {
        return;
    }
    // SAFETY: new memory, which nobody has a pointer to; it is given back as it came.
    unsafe {
        match mmap_anonymous(std::ptr::null_mut(), CRUMB, ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE) {
            Ok(memory) => drop(munmap(memory, CRUMB)),
            Err(_) => end(Wanted::Memory),
        }
    }
}

/// More than the C library asks the system for when a small piece of memory is wanted.
const CRUMB: usize = 4 << 20;

/// Clears what was made, tells and ends the program. The first thread that comes here does it, all others stop.
fn end(wanted: Wanted) -> ! {
    static BEGUN: AtomicBool = AtomicBool::new(false);
    if BEGUN.swap(true, Ordering::AcqRel) {
        stop_without_memory();
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    }
    abandon_without_memory();
    let mut text = Text::default();
    // A message that is too long is cut.
    let _ = if IS_JSON.load(Ordering::Relaxed) { tell_as_json(wanted, &mut text) } else { tell(wanted, &mut text) };
    // SAFETY: standard error is open as long as the process is; it is not closed here.
    let mut out = ManuallyDrop::new(unsafe { File::from_raw_fd(2) });
    // Nobody is left to be told that it did not work.
    drop(out.write_all(text.bytes()));
    exit(i32::from(Exit::OutOfMemory.code()));
}

const HINT: &str = "raise the limit, or take fewer threads with `--threads`; nothing half-written was left behind";

fn tell(wanted: Wanted, text: &mut Text) -> fmt::Result {
    writeln!(text, "error: out of memory: expected {wanted}, found {}\nhint: {HINT}", Found::look())
}

fn tell_as_json(wanted: Wanted, text: &mut Text) -> fmt::Result {
    let (exit, found) = (Exit::OutOfMemory.code(), Found::look());
    write!(
        text,
        "{{\"level\":\"error\",\"exit\":{exit},\"message\":\"out of memory: expected {wanted}, found {found}\""
    )?;
    writeln!(text, ",\"hint\":\"{HINT}\"}}")
}

/// What the program may take at most, in bytes.
struct Found {
    /// `ulimit -v`.
    address_space: Option<u64>,
    /// `ulimit -d`.
    data: Option<u64>,
}

impl Found {
    fn look() -> Self {
        Self { address_space: getrlimit(Resource::As).current, data: getrlimit(Resource::Data).current }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("none to be had")?;
        for (limit, command) in [(self.address_space, "ulimit -v"), (self.data, "ulimit -d")] {
            if let Some(bytes) = limit {
                write!(f, ", the limit being {} KiB (`{command}`)", bytes >> 10)?;
            }
        }
        Ok(())
    }
}

/// A text on the stack.
struct Text {
    bytes: [u8; 512],
    length: usize,
}

impl Default for Text {
    fn default() -> Self {
        Self { bytes: [0; 512], length: 0 }
    }
}

impl Text {
    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.bytes.get_mut(self.length..self.length + text.len()).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.length += text.len();
        Ok(())
    }
}
