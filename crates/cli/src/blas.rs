//! `OpenBLAS` without threads of its own, from the very start of the program.
//!
//! Where it is built with threads, `OpenBLAS` starts them when it is loaded, before `main`, and gives each a buffer of 128
//! MiB. Under a limit of memory such a thread asks for its buffer for ever, and the program never ends. All that can
//! stop it is a variable that is set before the program begins, so the program begins a second time. Which threads work
//! is decided by rayon's pool alone.

use std::env;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

/// The program that runs, even where its file has been moved away.
const ITSELF: &str = "/proc/self/exe";
const THREADS: &str = "OPENBLAS_NUM_THREADS";

/// Starts the program anew, as the same process, with the variable set, unless it is. Goes on where that cannot be done.
pub(crate) fn start_without_its_threads() {
    if env::var_os(THREADS).is_some_and(|threads| threads == "1") {
        return;
    }
    let arguments: Vec<_> = env::args_os().collect();
    let [name, arguments @ ..] = arguments.as_slice() else { return };
    let again = |program: PathBuf| {
        let _not_started = Command::new(program).arg0(name).args(arguments).env(THREADS, "1").exec();
    };
    // The system lists a process under the name of its file.
    if let Ok(program) = env::current_exe() {
        again(program);
    }
    again(PathBuf::from(ITSELF));
}
