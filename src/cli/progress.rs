//! The progress bar: rows, rows a second, time left. On standard error, and only where that is a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pipeline::Progress;
use crate::report::{counted, thousands};

/// A bar, or nothing where it was not wanted.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    started: std::time::Instant,
}

impl Bar {
    /// A bar over this many bytes; without a known size, a count only.
    pub fn new(wanted: bool, bytes: Option<u64>) -> Self {
        let bar = if wanted {
            ProgressBar::with_draw_target(bytes, ProgressDrawTarget::stderr_with_hz(8))
        } else {
            ProgressBar::hidden()
        };
        let template = match bytes {
            Some(_) => "{msg} {wide_bar} {percent:>3} %, {eta} left",
            None => "{msg} {spinner}",
        };
        // The template is our own and has no fault.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Self { bar, started: std::time::Instant::now() }
    }

    /// Shows how far the run is; costs nothing where no bar is shown.
    pub fn show(&self, progress: Progress) {
        if self.bar.is_hidden() {
            return;
        }
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        let speed = (progress.rows as f64 / seconds) as u64;
        self.bar.set_message(format!("{}, {} a second", counted(progress.rows, "row", "rows"), thousands(speed)));
        self.bar.set_position(progress.bytes);
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
