//! `tamis screen`: ledgers in, report out.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use sha2::{Digest, Sha256};

use crate::model::{Day, Verdict};
use crate::pipeline::{self, Watch};
use crate::report::{Forms, LedgerOutcome, ReportDir, RunFacts, RunRecord, Sinks, Summary, Written, thousands};
use crate::screener::Screener;
use crate::text::hex;

use super::failure::Failure;
use super::inputs::Inputs;
use super::interrupt::Interrupt;
use super::options::{Format, Options};
use super::progress::Bar;
use super::settings::Settings;
use super::{list_check, load_lists, print, start_threads};

pub(super) const EXAMPLES: &str = include_str!("help/screen.txt");

/// `tamis screen`
#[derive(Debug, Args)]
pub struct ScreenArgs {
    /// Ledgers: files, directories (the ledgers in them), quoted patterns, or - for standard input; CSV in any form,
    /// JSON, workbooks and XML spreadsheets (every sheet), tables of HTML pages, Parquet; text also packed as .gz or
    /// .zst
    #[arg(required = true, value_name = "LEDGER")]
    pub ledgers: Vec<PathBuf>,
    #[command(flatten)]
    pub options: Options,
}

/// Screens the ledgers. Status 0 complete, 1 something at or above `--fail-on`, 3 part of the input unreadable.
pub fn run(args: ScreenArgs, today: Day, command_line: Vec<String>) -> Result<u8, Failure> {
    let settings = Settings::new(args.options, today)?;
    let interrupt = Interrupt::listen()?;
    // First what fails fast: a report in the way stops the run before a list or a ledger is read.
    let directory = settings.output.as_deref().map(|target| ReportDir::begin(target, settings.force)).transpose()?;
    if let Some(directory) = &directory {
        interrupt.unfinished(directory.unfinished());
    }
    start_threads(settings.threads)?;
    // Ledgers are opened and lists compiled at the same time.
    let (inputs, screener) = rayon::join(
        || Inputs::open(&args.ledgers, &settings.reading),
        || Ok::<_, Failure>(Screener::new(load_lists(&settings)?, settings.config())),
    );
    let (inputs, screener) = (inputs?, screener?);
    let ledgers = inputs.infos();
    let formats = &settings.formats;
    let forms = Forms { csv: formats.contains(&Format::Csv), jsonl: formats.contains(&Format::Jsonl) };
    let mut sinks = Sinks::new(directory.as_ref(), forms, screener.lists(), &ledgers)?;

    let mut done = Done {
        notes: [inputs.notes.clone(), list_check::notes(screener.lists())].concat(),
        command_line,
        started: jiff::Timestamp::now(),
        seconds: 0.0,
        outcomes: Vec::new(),
    };
    let bar = Bar::new(settings.progress && !settings.quiet, inputs.bytes());
    let clock = Instant::now();
    let mut watch = Watch { cancel: interrupt.cancel(), progress: &mut |progress| bar.show(progress) };
    let outcomes = pipeline::run(inputs.sources(), &screener, settings.sector_advisories, &mut sinks, &mut watch);
    bar.clear();
    done.outcomes = outcomes?;
    done.seconds = clock.elapsed().as_secs_f64();
    let written = sinks.finish(directory.as_ref(), &ledgers)?;
    done.remark(&written.problems);

    let place = match directory {
        Some(directory) => Some(done.publish(&settings, &screener, directory, &written, &interrupt)?),
        None => None,
    };
    done.tell(&settings, &screener, &written, place)?;
    let complete = done.outcomes.iter().all(LedgerOutcome::is_complete);
    let found = settings.fail_on.iter().any(|least| written.parties.counts().any_at_or_above(*least));
    Ok(match (complete, found) {
        (false, _) => 3,
        (true, true) => 1,
        (true, false) => 0,
    })
}

/// A run whose rows have all been screened.
struct Done {
    notes: Vec<String>,
    command_line: Vec<String>,
    started: jiff::Timestamp,
    seconds: f64,
    outcomes: Vec<LedgerOutcome>,
}

impl Done {
    /// What the counts alone do not tell, the gravest first.
    fn remark(&mut self, problems: &BTreeMap<String, u64>) {
        let mut notes = Vec::new();
        if self.outcomes.iter().all(|l| l.rows_read == 0) {
            notes.push("NOTHING WAS SCREENED: there is no row below the header".to_owned());
        }
        if problems.contains_key("broken_off") {
            notes.push(
                "reading BROKE OFF before the end; input-problems.csv says where, why, and what to do".to_owned(),
            );
        }
        if let Some(rows) = problems.get("mojibake") {
            notes.push(format!(
                "{} rows hold double-encoded UTF-8 (“Ã¼” for “ü”): names there may be missed",
                thousands(*rows)
            ));
        }
        // The sheets of one workbook are one file.
        let file =
            |l: &LedgerOutcome| l.name.rsplit_once('#').map_or_else(|| l.name.clone(), |(file, _)| file.to_owned());
        let mut seen: BTreeMap<&str, String> = BTreeMap::new();
        for ledger in &self.outcomes {
            let Some(digest) = ledger.sha256.as_deref() else { continue };
            let first = seen.entry(digest).or_insert_with(|| file(ledger));
            if *first != file(ledger) {
                notes.push(format!("{} is a copy of {first}, byte for byte; both were screened", file(ledger)));
            }
        }
        notes.dedup();
        self.notes.splice(0..0, notes);
    }

    /// Writes `run.json` and gives the report its name; says where it is.
    fn publish(
        &mut self,
        settings: &Settings,
        screener: &Screener,
        directory: ReportDir,
        written: &Written<'_>,
        interrupt: &Interrupt,
    ) -> Result<String, Failure> {
        let rows: u64 = self.outcomes.iter().map(|l| l.rows_read).sum();
        let facts = RunFacts {
            started: second(self.started),
            ended: second(jiff::Timestamp::now()),
            operator: operator(),
            machine: machine(),
            command_line: self.command_line.clone(),
            threads: settings.threads,
            seconds: (self.seconds * 1000.0).round() / 1000.0,
            rows_per_second: (rows as f64 / self.seconds.max(0.000_001)) as u64,
            fail_on: settings.fail_on.iter().copied().map(Verdict::as_str).collect(),
            settings_file: settings.file.as_ref().map(|f| f.display().to_string()),
        };
        let deciding = settings.deciding();
        let record = RunRecord {
            settings_digest: &hex(&Sha256::digest(deciding.to_string())),
            settings: deciding,
            ledgers: &self.outcomes,
            lists: screener.lists(),
            counts: written.parties.counts(),
            problems: &written.problems,
            notes: &self.notes,
        };
        let mut file = directory.file("run.json")?;
        record.write(&mut file, &facts)?;
        let mut files = written.files.clone();
        files.extend(file.finish()?);
        let shown = settings.output.as_deref().map(|p| p.display().to_string()).unwrap_or_default();
        let place = format!("{}/ (begin with parties.csv)", shown.trim_end_matches('/'));
        let published = interrupt.publish(|| Ok(directory.publish(files)?))?;
        if let Some(kept) = published.kept {
            self.notes
                .push(format!("the directory that was replaced held files of yours; it is kept as {}", kept.display()));
        }
        Ok(place)
    }

    /// Prints the summary: to standard output, or to standard error where the findings went to standard output.
    fn tell(
        &self,
        settings: &Settings,
        screener: &Screener,
        written: &Written<'_>,
        place: Option<String>,
    ) -> Result<(), Failure> {
        let to_stdout = place.is_some();
        let mut notes = self.notes.clone();
        if let Some(file) = &settings.file {
            notes.push(format!("settings from {}", file.display()));
        }
        let complete = self.outcomes.iter().all(LedgerOutcome::is_complete);
        if settings.quiet {
            // `--quiet` still names what could not be screened.
            if !complete {
                let unread: Vec<&str> =
                    self.outcomes.iter().filter(|l| !l.is_complete()).map(|l| l.name.as_str()).collect();
                eprintln!("warning: INCOMPLETE: part of the input was not screened: {}", unread.join(", "));
            }
            return Ok(());
        }
        let summary = Summary {
            lists: screener.lists(),
            as_of: settings.as_of,
            ledgers: &self.outcomes,
            parties: &written.parties,
            problems: &written.problems,
            notes: &notes,
            report: place,
            seconds: Some(self.seconds),
        };
        let text = summary.text();
        if to_stdout {
            // The report is complete: a closed pipe under the summary does not change the exit status.
            match print(&text) {
                Err(failure) if failure.is_broken_pipe() => Ok(()),
                other => other,
            }
        } else {
            let _ = io::stderr().write_all(text.as_bytes());
            Ok(())
        }
    }
}

fn second(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn operator() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|key| std::env::var(key).ok());
    named.unwrap_or_else(user_id)
}

/// Scheduled jobs often have no user name in their environment.
#[cfg(target_os = "linux")]
fn user_id() -> String {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").map(|m| format!("uid {}", m.uid())).unwrap_or_default()
}

#[cfg(not(target_os = "linux"))]
fn user_id() -> String {
    String::new()
}

fn machine() -> String {
    #[cfg(target_os = "linux")]
    {
        rustix::system::uname().nodename().to_string_lossy().into_owned()
    }
    #[cfg(not(target_os = "linux"))]
    {
        ["COMPUTERNAME", "HOSTNAME"].into_iter().find_map(|key| std::env::var(key).ok()).unwrap_or_default()
    }
}
