//! `tamis verify`: is a report as it was written, are its ledgers and lists the same, and does a rerun give the same.
//!
//! The rerun is `tamis screen` with the settings of `run.json`, into a temporary directory; nothing of the report is
//! written to. A manifest can be changed along with the file that it lists: what a rerun writes cannot.

mod given;
mod rerun;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::Day;
use crate::report::{FileState, MANIFEST, Page, SIGNATURE, SavedReport, WARNING, counted};
use crate::text::hex;

use super::failure::Failure;
use super::options::RunOptions;
use super::{start_threads, terminal};

pub(super) const EXAMPLES: &str = include_str!("../help/verify.txt");
pub(super) const EXIT: &str = include_str!("../help/verify-exit-status.txt");

const REMEDY: &str = "take a copy of the report, or screen again";

/// `tamis verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The report directory
    #[arg(value_name = "REPORT_DIR", value_hint = clap::ValueHint::DirPath)]
    pub report: PathBuf,
    /// The ledgers, where they are no longer where the run read them
    #[arg(value_name = "LEDGER", value_hint = clap::ValueHint::AnyPath)]
    pub ledgers: Vec<PathBuf>,
    /// The files of your own lists, where they are no longer where the run read them (repeatable)
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
    pub list: Vec<PathBuf>,
    /// Also verify the signature of the report, by this public key of minisign: its file, or the key itself
    #[arg(long, value_name = "PUBLIC_KEY", value_hint = clap::ValueHint::FilePath)]
    pub key: Option<String>,
    /// Compare digests only; screen nothing again
    #[arg(long)]
    pub no_rerun: bool,
    #[command(flatten)]
    pub run: RunOptions,
}

/// What a comparison says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// All is the same, or a remark.
    Same,
    /// Something could not be compared.
    Open,
    /// Something is not as it was.
    Changed,
}

/// One part of the answer: its label, and lines.
#[derive(Debug)]
pub(super) struct Part {
    label: &'static str,
    lines: Vec<(Said, String)>,
}

impl Part {
    pub(super) fn new(label: &'static str) -> Self {
        Self { label, lines: Vec::new() }
    }

    pub(super) fn say(&mut self, said: Said, line: impl Into<String>) {
        self.lines.push((said, line.into()));
    }

    fn has(&self, what: Said) -> bool {
        self.lines.iter().any(|(said, _)| *said == what)
    }

    /// True where all is the same.
    pub(super) fn is_same(&self) -> bool {
        !self.has(Said::Open) && !self.has(Said::Changed)
    }
}

/// Verifies a report. Status 0 all is the same, 1 something changed, 3 something could not be compared.
pub fn run(args: VerifyArgs, today: Day) -> Result<u8, Failure> {
    let absolute = |path: &PathBuf| std::path::absolute(path).map_err(|e| Failure::io("finding", path, e));
    let saved = SavedReport::open(&args.report, REMEDY)?;
    let saved = if saved.folder().is_absolute() { saved } else { SavedReport::open(&absolute(&args.report)?, REMEDY)? };
    let mut files = Part::new("Files");
    let states = files_of(&saved, &mut files);
    let run = match saved.run_as_it_is() {
        Ok(run) => run,
        Err(error) => {
            files.say(Said::Open, format!("{error}; ledgers and lists are not known without it"));
            return show(&args, &[files]);
        }
    };
    let signature = signature(&saved, args.key.as_deref())?;
    let settings = run["settings"].to_string();
    if run["settings_sha256"] != hex(&Sha256::digest(settings)) {
        files.say(Said::Changed, "run.json: settings_sha256 is not the digest of its settings");
    }
    start_threads(args.run.threads.map_or_else(threads, usize::from))?;

    let ledgers: Vec<PathBuf> = args.ledgers.iter().map(absolute).collect::<Result<_, _>>()?;
    let lists: Vec<PathBuf> = args.list.iter().map(absolute).collect::<Result<_, _>>()?;
    let mut given = given::Given::of(&run, ledgers, lists);
    let (ledgers, lists) = (given.ledgers(&run), given.lists(&run));
    let mut rerun = Part::new("Rerun");
    if args.no_rerun {
        rerun.say(Said::Same, "none, as asked for");
    } else if !ledgers.is_same() || !lists.is_same() {
        rerun.say(Said::Open, "none: it needs the same ledgers and lists");
    } else {
        let again = rerun::Rerun { saved: &saved, states: &states, run: &run, given: &given };
        again.compare(&args.run, today, &mut rerun)?;
    }
    let mut report = Part::new("Report");
    report.say(Said::Same, about(&args.report, &run));
    show(&args, &[report, files, signature, ledgers, lists, rerun])
}

/// Verifies the signature by a key.
fn signature(saved: &SavedReport, key: Option<&str>) -> Result<Part, Failure> {
    let mut part = Part::new("Signature");
    let Some(key) = key else {
        if saved.is_signed() {
            part.say(Said::Same, "not verified: give the public key with --key");
        }
        return Ok(part);
    };
    let path = Path::new(key);
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        // The line of a key in Base64, which may have a `/` in it.
        Err(_) if key.len() == 56 && key.starts_with("RW") => key.to_owned(),
        Err(e) => return Err(Failure::io("reading the public key", path, e)),
    };
    match saved.check_signature(&text) {
        Ok(()) => part.say(Said::Same, format!("{SIGNATURE} is over {MANIFEST}, by this key")),
        Err(why) => part.say(Said::Changed, why),
    }
    Ok(part)
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Which report it is.
fn about(folder: &Path, run: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let version = text(&run["version"]);
    let other = if version == env!("CARGO_PKG_VERSION") {
        String::new()
    } else {
        format!("; this is {}", env!("CARGO_PKG_VERSION"))
    };
    format!(
        "{}, lists as of {}, written {} by tamis {version}{other}",
        folder.display(),
        text(&run["settings"]["as_of"]),
        text(&run["run"]["ended"]),
    )
}

/// Compares the files with the manifest.
fn files_of<'s>(saved: &'s SavedReport, part: &mut Part) -> Vec<(&'s str, FileState)> {
    for line in saved.odd_lines() {
        part.say(Said::Changed, format!("{MANIFEST}: line {line} is not as a run writes it"));
    }
    if !saved.has("run.json") {
        part.say(Said::Changed, format!("{MANIFEST} does not list run.json"));
    }
    let mut states = Vec::new();
    for name in saved.names() {
        let state = saved.state(name);
        match &state {
            FileState::Intact => {}
            FileState::Changed(_) => part.say(Said::Changed, format!("{name} is not as {MANIFEST} says")),
            FileState::Missing => part.say(Said::Changed, format!("{name} is missing")),
            FileState::Unreadable(e) => part.say(Said::Open, format!("{name} cannot be read ({e})")),
        }
        states.push((name, state));
    }
    let intact = states.iter().filter(|(_, state)| matches!(state, FileState::Intact)).count() as u64;
    part.lines.insert(0, (Said::Same, format!("{} as {MANIFEST} says", counted(intact, "file is", "files are"))));
    for name in saved.foreign_files() {
        part.say(Said::Same, format!("note: {name} is not of the report"));
    }
    states
}

/// Prints the parts and the result; the exit status.
fn show(args: &VerifyArgs, parts: &[Part]) -> Result<u8, Failure> {
    let all = |what: Said| parts.iter().any(|part| part.has(what));
    let (status, result) = match (all(Said::Changed), all(Said::Open)) {
        (true, _) => (1, "CHANGED: the report, or what it was made of, is not as it was"),
        (false, true) => (3, "NOT VERIFIED: nothing is known to have changed, but not all could be compared"),
        (false, false) => (0, "verified: nothing changed"),
    };
    let mut page = Page::new(terminal::columns());
    for part in parts {
        let mut label = part.label;
        for (said, line) in &part.lines {
            match said {
                Said::Same if args.run.quiet => continue,
                Said::Same => page.line(label, line),
                Said::Open => page.alarm(label, &format!("NOT COMPARED: {line}")),
                Said::Changed => page.alarm(label, &format!("CHANGED: {line}")),
            }
            label = "";
        }
    }
    let style = if status == 0 { anstyle::Style::new() } else { WARNING };
    if !(args.run.quiet && status == 0) {
        page.marked("Result", crate::report::Styled { text: "", style }, result);
    }
    // The comparison is complete: a closed pipe under its answer does not change the exit status.
    match terminal::show(&page.into_text()) {
        Err(failure) if !failure.is_broken_pipe() => Err(failure),
        _ => Ok(status),
    }
}
