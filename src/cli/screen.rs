//! `tamis screen`: ledgers in, report out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};

use crate::model::{Day, Lists};
use crate::pipeline::{self, Watch};
use crate::report::{
    Asked, Earlier, Finished, Forms, LedgerInfo, LedgerOutcome, LeftOut, ReportDir, Run, RunFacts, RunRecord, Signer,
    Since, Sinks, SumColumn, Summary, Written, counted, incomplete, is_stale,
};
use crate::screener::Screener;
use crate::text::hex;

use super::failure::Failure;
use super::folders::Found;
use super::inputs::Inputs;
use super::interrupt::Interrupt;
use super::options::{Format, Options, SummaryForm};
use super::progress::Bar;
use super::settings::Settings;
use super::{list_check, load_lists, start_threads, terminal};

pub(super) const EXAMPLES: &str = include_str!("help/screen.txt");

pub(super) const SHORT_EXAMPLES: &str = "Example:\n  tamis screen vendors.csv payments.csv -o q3";

/// `tamis screen`
#[derive(Debug, Args)]
pub struct ScreenArgs {
    /// Files, directories, quoted patterns, or - for standard input
    ///
    /// Of a directory the ledgers in it are read. Ledgers are CSV in any form, JSON, workbooks and XML spreadsheets
    /// (every sheet), tables of HTML pages, Parquet; text also packed as .gz or .zst.
    #[arg(required = true, value_name = "LEDGER", value_hint = clap::ValueHint::AnyPath)]
    pub ledgers: Vec<PathBuf>,
    #[command(flatten)]
    pub options: Options,
}

/// What a run is given besides its settings.
pub(super) struct Given<'a> {
    /// The ledgers as they were named.
    pub ledgers: &'a [PathBuf],
    /// The day of the run.
    pub today: Day,
    /// The words of the command line.
    pub command_line: Vec<String>,
    /// Where a report is made again, what the files are read for; nothing where they are looked at for the first time.
    pub again: Option<Again>,
}

/// What a report that is made again takes from the one that there is.
pub(super) struct Again {
    /// The places of its ledgers; other files that lie there now are not read.
    pub places: Option<FxHashSet<PathBuf>>,
    /// What the folders held besides ledgers.
    pub left_out: Vec<LeftOut>,
}

/// Screens the ledgers. Status 0 complete, 1 something at or above `--fail-on`, 3 part of the input unreadable.
pub fn run(args: ScreenArgs, today: Day, command_line: Vec<String>) -> Result<u8, Failure> {
    let settings = Settings::new(args.options, today)?;
    if let Some(new) = settings.fail_on.iter().find(|what| what.is_new() && settings.since.is_none()) {
        let word = new.as_str();
        return Err(Failure::usage(format!("--fail-on {word} needs the earlier report: name it with --since DIR")));
    }
    start_threads(settings.threads)?;
    perform(&settings, Given { ledgers: &args.ledgers, today, command_line, again: None })
}

/// The run itself, also of a report that is made again.
pub(super) fn perform(settings: &Settings, given: Given<'_>) -> Result<u8, Failure> {
    let interrupt = Interrupt::listen()?;
    let is_again = given.again.is_some();
    // First what fails fast: a report in the way stops the run before a list or a ledger is read.
    let password = std::env::var("TAMIS_SIGN_PASSWORD").ok();
    let signer = settings.sign.as_deref().map(|key| Signer::read(key, password)).transpose()?;
    let directory = settings.output.as_deref().map(|target| ReportDir::begin(target, settings.force)).transpose()?;
    let directory = directory.map(|directory| directory.signed_by(signer));
    if let Some(directory) = &directory {
        interrupt.unfinished(directory.unfinished());
    }
    let earlier = settings.since.as_deref().map(Earlier::read).transpose()?;
    // Ledgers are opened and lists compiled at the same time.
    let places = given.again.as_ref().and_then(|again| again.places.as_ref());
    let (inputs, screener) = rayon::join(
        || Inputs::open(Found::among(given.ledgers, settings.recursive, places)?, &settings.reading),
        || Ok::<_, Failure>(Screener::new(load_lists(settings)?, settings.config())),
    );
    let (inputs, screener) = (inputs?, screener?);
    let ledgers = inputs.infos();
    let formats = &settings.formats;
    let forms = Forms {
        csv: formats.contains(&Format::Csv),
        jsonl: formats.contains(&Format::Jsonl),
        xlsx: formats.contains(&Format::Xlsx).then_some(settings.as_of),
        html: formats.contains(&Format::Html),
        bom: settings.bom,
        near: settings.near,
        evidence: settings.evidence,
    };
    let since = earlier.map(|earlier| {
        let unchanged = inputs.unchanged(|size, sha256| earlier.has_bytes(size, sha256));
        Since::new(earlier, screener.lists(), &settings.deciding(), unchanged)
    });
    let sum = settings.sum.as_deref().map(|header| summed(header, &ledgers)).transpose()?;
    let asked = Asked { since, sum };
    let mut sinks = Sinks::new(directory.as_ref(), forms, screener.lists(), &ledgers, asked)?;

    let mut done = Done {
        notes: [inputs.notes.clone(), list_check::notes(screener.lists())].concat(),
        left_out: given.again.map_or_else(|| inputs.left_out.clone(), |again| again.left_out),
        folder: inputs.root.as_ref().map(|root| root.display().to_string()),
        day_note: settings.as_of.gt(&given.today).then(|| after_today(settings.as_of, given.today)),
        words: given.ledgers.iter().map(|word| word.display().to_string()).collect(),
        command_line: given.command_line,
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
    let run = Run { ledgers: &ledgers, outcomes: &done.outcomes };
    let mut written = sinks.finish(directory.as_ref(), &run)?;
    done.remark(&written.problems);
    done.notes.extend(written.parties.sum_note());
    done.notes.extend(before_lists(screener.lists(), settings.as_of));

    let place = match directory {
        Some(directory) => {
            let workbook = done.workbook(settings, &screener, &mut written, &ledgers)?;
            written.files.extend(workbook);
            Some(done.publish(settings, &screener, directory, &written, &interrupt)?)
        }
        None => None,
    };
    // Whoever makes a report again has its own words for what comes of it.
    if !is_again {
        done.finish(settings, &screener, &written, place)?;
    }
    let complete = done.outcomes.iter().all(LedgerOutcome::is_complete);
    let counts = written.parties.counts();
    let found = settings.fail_on.iter().any(|what| match (what.verdict(), &written.since) {
        (None, _) => screener.lists().lists().iter().any(|list| is_stale(list, settings.as_of)),
        (Some(least), Some(since)) if what.is_new() => since.any_new_at_or_above(least),
        (Some(least), _) => counts.any_at_or_above(least),
    });
    Ok(match (complete, found) {
        (false, _) => 3,
        (true, true) => 1,
        (true, false) => 0,
    })
}

/// A run whose rows have all been screened.
struct Done {
    notes: Vec<String>,
    left_out: Vec<LeftOut>,
    /// The folder that the names of the ledgers are relative to.
    folder: Option<String>,
    /// A note that depends on the day of the run.
    day_note: Option<String>,
    /// The ledgers as they were named.
    words: Vec<String>,
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
        if let Some(rows) = problems.get("mojibake") {
            let held = counted(*rows, "row holds", "rows hold");
            notes.push(format!("{held} double-encoded UTF-8 (“Ã¼” for “ü”): read repaired, look at names there"));
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

    /// Completes the workbook, where one is wanted.
    fn workbook(
        &self,
        settings: &Settings,
        screener: &Screener,
        written: &mut Written<'_>,
        ledgers: &[LedgerInfo],
    ) -> Result<Option<Finished>, Failure> {
        let Some(book) = written.xlsx.take() else { return Ok(None) };
        // Neither the day nor the speed of the run: equal runs have equal bytes.
        let summary = self.summary(settings, screener, written);
        Ok(Some(book.finish(&summary, ledgers)?))
    }

    /// The summary, as far as it does not depend on the day and the speed of the run.
    fn summary<'a>(&'a self, settings: &Settings, screener: &'a Screener, written: &'a Written<'_>) -> Summary<'a> {
        Summary {
            lists: screener.lists(),
            as_of: settings.as_of,
            ledgers: &self.outcomes,
            left_out: &self.left_out,
            parties: &written.parties,
            problems: &written.problems,
            since: written.since.as_ref(),
            notes: &self.notes,
            report: None,
            seconds: None,
        }
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
            fail_on: settings.fail_on.iter().map(|what| what.as_str()).collect(),
            since: settings.since.as_ref().map(|since| since.display().to_string()),
            folder: self.folder.clone(),
            working_directory: std::env::current_dir().ok().map(|here| here.display().to_string()),
            ledgers: self.words.clone(),
            list_files: settings.own_lists.iter().map(|list| list.display().to_string()).collect(),
            notes: self.day_note.clone().into_iter().collect(),
            settings_file: settings.file.as_ref().map(|f| f.display().to_string()),
        };
        let deciding = settings.deciding();
        let record = RunRecord {
            settings_digest: &hex(&Sha256::digest(deciding.to_string())),
            settings: deciding,
            ledgers: &self.outcomes,
            left_out: &self.left_out,
            lists: screener.lists(),
            as_of: settings.as_of,
            counts: written.parties.counts(),
            problems: &written.problems,
            since: written.since.as_ref(),
            notes: &self.notes,
        };
        let mut file = directory.file("run.json")?;
        record.write(&mut file, &facts)?;
        let mut files = written.files.clone();
        files.extend(file.finish()?);
        if let Some(html) = &written.html {
            files.extend(html.write(directory.file("report.html")?, &written.parties, &record)?);
        }
        let shown = settings.output.as_deref().map(|p| p.display().to_string()).unwrap_or_default();
        let first = if written.html.is_some() { "report.html" } else { "parties.csv" };
        let place = format!("{}/ (begin with {first})", shown.trim_end_matches('/'));
        let published = interrupt.publish(|| Ok(directory.publish(files)?))?;
        if let Some(kept) = published.kept {
            let note = format!("the directory that was replaced held files of yours; it is kept as {}", kept.display());
            if settings.quiet {
                eprintln!("warning: {note}");
            }
            self.notes.push(note);
        }
        Ok(place)
    }

    /// Prints the summary: to standard output, or to standard error where the findings went to standard output.
    fn finish(
        &self,
        settings: &Settings,
        screener: &Screener,
        written: &Written<'_>,
        place: Option<String>,
    ) -> Result<(), Failure> {
        let to_stdout = place.is_some();
        let notes: Vec<String> = self.day_note.iter().chain(&self.notes).cloned().collect();
        let unread = incomplete(&self.outcomes);
        if settings.quiet && !unread.is_empty() {
            // `--quiet` still names what could not be screened.
            eprintln!("warning: INCOMPLETE: {}", unread.join("\n"));
        }
        if settings.quiet {
            return Ok(());
        }
        let file = settings.file.as_ref().map(|file| format!("settings from {}", file.display()));
        let notes: Vec<String> = notes.iter().cloned().chain(file).collect();
        let summary = Summary {
            notes: &notes,
            report: place,
            seconds: Some(self.seconds),
            ..self.summary(settings, screener, written)
        };
        let text = |columns| match settings.summary {
            SummaryForm::Json => format!("{:#}\n", summary.json()),
            SummaryForm::Text => summary.text(columns),
        };
        if !to_stdout {
            terminal::show_error(&text(terminal::error_columns()));
            return Ok(());
        }
        // The report is complete: a closed pipe under the summary does not change the exit status.
        match terminal::show(&text(terminal::columns())) {
            Err(failure) if failure.is_broken_pipe() => Ok(()),
            other => other,
        }
    }
}

/// The column of `--sum`.
fn summed(header: &str, ledgers: &[LedgerInfo]) -> Result<SumColumn, Failure> {
    SumColumn::new(header, ledgers).map_err(|headers| {
        let headers = headers.join(", ");
        Failure::usage(format!("--sum: no ledger has a column `{header}`; the columns are: {headers}"))
    })
}

/// A note on a day that has not come.
fn after_today(as_of: Day, today: Day) -> String {
    format!("--as-of {as_of} is after today ({today}, UTC): the lists may change until then")
}

/// A note on a day that lies before the state of every list.
fn before_lists(lists: &Lists, as_of: Day) -> Option<String> {
    let first = lists.lists().iter().filter_map(|list| list.as_of).min()?;
    (as_of < first).then(|| {
        format!(
            "--as-of {as_of} is before the state of every list (the earliest is of {first}): entries that had been \
             removed by then are not known, and those that took effect later do not count"
        )
    })
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
