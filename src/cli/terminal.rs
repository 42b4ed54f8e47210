//! The terminal: its width, and whether it wants colours.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::{Command, Stdio};

use clap::ValueEnum;

use super::failure::Failure;

/// Columns where no terminal says how many it has.
const USUAL: usize = 100;
/// The narrowest and the widest layout: below, the terminal itself breaks the lines; above, they are hard to read.
const LIMITS: (usize, usize) = (80, 200);

/// The narrowest table.
const NARROWEST: usize = 40;

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

/// The same for a layout that has room on narrow terminals, too.
pub fn narrow_columns() -> usize {
    let size = io::stdout().is_terminal().then(|| terminal_size::terminal_size_of(io::stdout())).flatten();
    width_within(size, (NARROWEST, LIMITS.1))
}

/// The width for what goes to standard error.
pub fn error_columns() -> usize {
    width_of(io::stderr().is_terminal().then(|| terminal_size::terminal_size_of(io::stderr())).flatten())
}

/// The terminal's width; without a terminal that of the variable COLUMNS, as help has it.
fn width_of(size: Option<(terminal_size::Width, terminal_size::Height)>) -> usize {
    width_within(size, LIMITS)
}

fn width_within(size: Option<(terminal_size::Width, terminal_size::Height)>, limits: (usize, usize)) -> usize {
    let named = || std::env::var("COLUMNS").ok()?.parse().ok();
    let columns = size.map(|(width, _)| usize::from(width.0)).filter(|n| *n > 0).or_else(named).unwrap_or(USUAL);
    columns.clamp(limits.0, limits.1)
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

/// Shows styled text page by page on a terminal: by the program of PAGER, else by `less`; elsewhere, and where there is
/// no such program, as [`show`].
pub fn page(text: &str) -> Result<(), Failure> {
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
    let mut words = pager.split_whitespace();
    let Some(program) = words.next().filter(|program| *program != "cat" && io::stdout().is_terminal()) else {
        return show(text);
    };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Ends by itself where all fits on one screen, shows colours, and leaves the text on the terminal.
        command.env("LESS", "FRX");
    }
    // Ctrl-C is for the pager, which stays; without it the setting of the system holds.
    let _ = ctrlc::set_handler(|| {});
    let Ok(mut child) = command.spawn() else { return show(text) };
    let plain = anstream::AutoStream::choice(&io::stdout()) == anstream::ColorChoice::Never;
    if let Some(mut input) = child.stdin.take() {
        // Whoever leaves the pager early has read enough.
        let _ = match plain {
            true => input.write_all(anstream::adapter::strip_str(text).to_string().as_bytes()),
            false => input.write_all(text.as_bytes()),
        };
    }
    child.wait()?;
    Ok(())
}
