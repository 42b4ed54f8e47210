//! Ctrl-C and termination: the run stops at the next batch, and the unfinished report goes with it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::failure::Failure;

/// How long a run may take to end by itself. A batch takes milliseconds; only a reader that waits for a silent
/// standard input takes longer, and then there is nothing to lose.
const GRACE: Duration = Duration::from_secs(2);

/// What the signal handler and the run share.
#[derive(Debug, Default)]
pub struct Interrupt {
    cancel: AtomicBool,
    unfinished: Mutex<Unfinished>,
}

#[derive(Debug, Default)]
enum Unfinished {
    #[default]
    Nothing,
    /// Removed if the run does not end by itself.
    Directory(PathBuf),
    /// The report is published: an interruption comes too late and is ignored.
    Published,
}

impl Interrupt {
    /// Listens for Ctrl-C, SIGTERM and SIGHUP.
    ///
    /// # Errors
    /// The system refuses a handler.
    pub fn listen() -> Result<Arc<Self>, Failure> {
        let shared = Arc::new(Self::default());
        let ours = Arc::clone(&shared);
        ctrlc::set_handler(move || ours.interrupted())
            .map_err(|e| Failure::Fault(format!("cannot listen for Ctrl-C: {e}")))?;
        Ok(shared)
    }

    /// The flag that stops the run.
    pub fn cancel(&self) -> &AtomicBool {
        &self.cancel
    }

    /// Names the directory that an interruption must remove.
    pub fn unfinished(&self, directory: &Path) {
        *self.lock() = Unfinished::Directory(directory.to_owned());
    }

    /// Publishes a report: from here on an interruption comes too late.
    ///
    /// # Errors
    /// The interruption came first, or what `publish` says.
    pub fn publish<T>(&self, publish: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        let mut unfinished = self.lock();
        if self.cancel.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        let published = publish()?;
        *unfinished = Unfinished::Published;
        Ok(published)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Unfinished> {
        // The guarded value is replaced in one step: it is whole even after a panic.
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs on the handler's own thread.
    fn interrupted(&self) {
        self.cancel.store(true, Ordering::Relaxed);
        thread::sleep(GRACE);
        let unfinished = self.lock();
        match &*unfinished {
            Unfinished::Published => return,
            Unfinished::Directory(path) => {
                let _ = std::fs::remove_dir_all(path);
            }
            Unfinished::Nothing => {}
        }
        eprintln!("error: interrupted; nothing was written");
        std::process::exit(130);
    }
}
