//! The one place where a panic of the YAML scanner or emitter is caught. It must not know what is read or written.
//!
//! The scanner keeps libyaml's asserts, and a few odd texts trip them. Such a text is a text that cannot be read.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// True while a panic on this thread would be caught and is nobody's business. A panic hook asks this first and stays
/// silent then, so that no half-restored screen and no backtrace shows.
#[must_use]
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Runs `work`; `None` where it panicked.
pub(in crate::manifest) fn catching<T>(work: impl FnOnce() -> T) -> Option<T> {
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    result.ok()
}
