//! The command line: flags as typed → settings → built parts. The only code that knows a terminal.

mod args;
mod check;
mod columns;
mod config_file;
mod eval;
mod failure;
mod folders;
mod init;
mod inputs;
mod interrupt;
mod list_check;
mod list_diff;
mod list_impact;
mod list_update;
mod lists;
mod manual;
mod options;
mod progress;
mod recorded;
mod screen;
mod search;
mod settings;
mod show;
mod terminal;
mod validate;
mod values;
mod verify;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::lexicon;
use crate::model::{Day, Lists, Watchlist};
use crate::watchlist::{self, ListError};

use args::{Cli, Command};
use failure::{Failure, explain};
use settings::Settings;

/// Parses the words of a command line, does what they say, and gives the exit status: 0 complete, 1 complete and
/// something at or above `--fail-on` found, 2 nothing written, 3 part of the input unreadable, 130 interrupted.
pub fn run(words: Vec<OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(&words) {
        Ok(cli) => cli,
        Err(error) => {
            if let Some(text) = planned(&error) {
                eprint!("{text}");
                return ExitCode::from(2);
            }
            // Help and version are "errors" with status 0. A closed pipe while printing them is a quiet end.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let command_line: Vec<String> = words.iter().map(|w| w.to_string_lossy().into_owned()).collect();
    terminal::choose(cli.color);
    match dispatch(cli.command, command_line) {
        Ok(status) => ExitCode::from(status),
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = io::stderr().write_all(explain(&failure).as_bytes());
            ExitCode::from(failure.status())
        }
    }
}

/// Options that later versions will have, and what to do until then.
const PLANNED: [(&str, &str); 2] = [
    ("--decisions", "keep decisions by finding_id, which stays the same from run to run"),
    ("--four-eyes", "keep decisions by finding_id, which stays the same from run to run"),
];

/// The message for an option that is planned and not in this version.
fn planned(error: &clap::Error) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg)?;
    let option = match error.kind() {
        ErrorKind::UnknownArgument => argument.split('=').next()?.to_owned(),
        ErrorKind::InvalidValue => format!("{} {}", argument.split(' ').next()?, text(ContextKind::InvalidValue)?),
        _ => return None,
    };
    let (option, instead) = PLANNED.iter().find(|(planned, _)| *planned == option)?;
    Some(format!("error: {option} is planned, and not in this version; until then: {instead}\n"))
}

fn dispatch(command: Command, command_line: Vec<String>) -> Result<u8, Failure> {
    let today = Day::from(jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date());
    match command {
        Command::Screen(args) => screen::run(args, today, command_line),
        Command::Columns(args) => columns::run(args, today),
        Command::Check(args) => check::run(args, today),
        Command::Lists(args) => lists::run(args, today),
        Command::Eval(args) => eval::run(args, today),
        Command::Validate(args) => validate::run(args, today),
        Command::Show(args) => show::run(&args),
        Command::Verify(args) => verify::run(args, today),
        Command::Init(args) => init::run(&args),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { command } => manual::page(command.as_deref()),
    }
}

/// The lists in force by the settings. The word tables are compiled at the same time: what follows needs them.
fn load_lists(settings: &Settings) -> Result<Lists, Failure> {
    let load = || {
        let mut lists = if settings.bundled_lists { watchlist::bundled()? } else { Vec::new() };
        lists.extend(own_lists(&settings.own_lists, &settings.list_names)?);
        if settings.max_list_age.is_some() {
            lists.iter_mut().for_each(|list| list.max_age = settings.max_list_age);
        }
        let lists = watchlist::leave_out(lists, &settings.without_lists)?;
        Ok(watchlist::compose(None, lists, &settings.only_lists)?)
    };
    rayon::join(|| lexicon::tables().into_par_iter().for_each(|compile| compile()), load).1
}

/// The user's lists, under the names that a report gave their files; the error holds the faults of all.
fn own_lists(paths: &[PathBuf], names: &[String]) -> Result<Vec<Watchlist>, ListError> {
    let (mut lists, mut failed) = (Vec::new(), None::<ListError>);
    for (at, path) in paths.iter().enumerate() {
        match (watchlist::load_path(path), failed.take()) {
            (Ok(mut own), before) => {
                for list in &mut own {
                    list.source = names.get(at).unwrap_or(&list.source).clone();
                }
                lists.extend(own);
                failed = before;
            }
            (Err(error), Some(first)) => failed = Some(first.and(error)),
            (Err(error), None) => failed = Some(error),
        }
    }
    failed.map_or(Ok(lists), Err)
}

/// As [`load_lists`]; prints what there is to say of the user's lists.
fn load_lists_with_notes(settings: &Settings) -> Result<Lists, Failure> {
    let lists = load_lists(settings)?;
    for note in list_check::notes(&lists) {
        eprintln!("note: {note}");
    }
    Ok(lists)
}

/// Starts the threads that all parallel work of this run shares.
fn start_threads(threads: usize) -> Result<(), Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().map_err(|e| Failure::Fault(format!("cannot start {threads} threads: {e}")))
}

/// Writes to standard output and flushes it, so that an error shows now and not at exit.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Replaces a file whole: one that was cut short would look like a result. Read by others than its writer.
fn replace_file(doing: &str, path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |e| Failure::io(doing, path, e);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is for its owner alone.
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644)).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|e| failed(e.error))?;
    Ok(())
}
