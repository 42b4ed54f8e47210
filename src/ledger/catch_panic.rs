//! Foreign readers of binary forms panic on damaged files. That is a damaged file, and neither the end of the run nor a
//! message of a crash on the user's terminal.

use std::cell::Cell;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// This thread is within a foreign reader.
    static WITHIN: Cell<bool> = const { Cell::new(false) };
}

static QUIET: Once = Once::new();

/// Runs a foreign reader; a panic in it is an error like any other, and is not printed.
pub(super) fn guarded<T, E: Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    QUIET.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !WITHIN.get() {
                usual(panic);
            }
        }));
    });
    let outer = WITHIN.replace(true);
    let done = catch_unwind(AssertUnwindSafe(read));
    WITHIN.set(outer);
    match done {
        Ok(done) => done.map_err(|e| e.to_string()),
        Err(_) => Err("the reader failed".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        assert_eq!(guarded(|| Ok::<_, String>(3)), Ok(3));
        assert_eq!(guarded(|| Err::<(), _>("no")), Err("no".to_owned()));
        assert_eq!(guarded(|| -> Result<(), String> { panic!("foreign") }), Err("the reader failed".to_owned()));
        assert!(!WITHIN.get());
    }
}
