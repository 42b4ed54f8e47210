//! The terminal: its width, and whether it wants colours.

use std::io::{self, IsTerminal as _, Write as _};

use clap::ValueEnum;

use super::failure::Failure;

/// Columns where no terminal says how many it has.
const USUAL: usize = 100;
/// The narrowest and the widest layout: below, the terminal itself breaks the lines; above, they are hard to read.
const LIMITS: (usize, usize) = (80, 200);

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set; elsewhere where CLICOLOR_FORCE is set
    #[default]
    Auto,
    /// Also into a file or a pipe
    Always,
    /// Not at all
    Never,
}

/// Decides on colours for the rest of the run.
pub fn choose(color: Color) {
    match color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::AlwaysAnsi,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// The width for what goes to standard output.
pub fn columns() -> usize {
    width_of(io::stdout().is_terminal().then(|| terminal_size::terminal_size_of(io::stdout())).flatten())
}

/// The width for what goes to standard error.
pub fn error_columns() -> usize {
    width_of(io::stderr().is_terminal().then(|| terminal_size::terminal_size_of(io::stderr())).flatten())
}

/// The terminal's width; without a terminal that of the variable COLUMNS, as help has it.
fn width_of(size: Option<(terminal_size::Width, terminal_size::Height)>) -> usize {
    let named = || std::env::var("COLUMNS").ok()?.parse().ok();
    let columns = size.map(|(width, _)| usize::from(width.0)).filter(|n| *n > 0).or_else(named).unwrap_or(USUAL);
    columns.clamp(LIMITS.0, LIMITS.1)
}

/// Writes styled text to standard output, and flushes it, so that an error shows now and not at exit.
pub fn show(text: &str) -> Result<(), Failure> {
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes styled text to standard error. There is no place to report a failure of that.
pub fn show_error(text: &str) {
    let _ = anstream::AutoStream::auto(io::stderr().lock()).write_all(text.as_bytes());
}
