//! polars panics on some damaged files; here that is an answer like others, and nothing is printed of it.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// What `read` returns, `None` if it panics.
pub(crate) fn without_panic<T>(read: impl FnOnce() -> T) -> Option<T> {
    HOOK.call_once(|| {
        let former = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !IS_QUIET.get() || is_systems(panic) {
                former(panic);
            }
        }));
    });
    let was_quiet = IS_QUIET.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    IS_QUIET.set(was_quiet);
    outcome.ok()
}

/// A thread or memory that the system did not give is no fault of the file.
fn is_systems(panic: &PanicHookInfo<'_>) -> bool {
    let signs = ["os error", "Os { code", "out of memory"];
    panic.payload_as_str().is_some_and(|told| signs.iter().any(|sign| told.contains(sign)))
}
