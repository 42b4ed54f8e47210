//! The one loop: ledgers → ordered batches → workers → sinks, the same for one worker and for many.
//!
//! A reader thread fills batches ahead, workers screen whole batches, and the calling thread puts the results
//! back in order and hands them to the sinks. All batches come from one fixed pool and return to it, so memory is bounded
//! whatever the file's size, and the queues between the threads need no bound of their own. No row is lost in silence:
//! a row whose screening panics counts as unreadable and is named among the problems; a thread that dies ends the run
//! with an error.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::ledger::{InputProblem, Ledger};
use crate::model::{Finding, LedgerRow, RowBatch};
use crate::report::{self, LedgerInfo, LedgerOutcome, Problem, ReportError, ScreenedRow, Sink};
use crate::screener::{Scratch, Screener};

/// Cell text a batch holds. Large enough that handing it over costs nothing beside screening it (some 2,000 rows),
/// small enough that the pool of all workers stays in the caches.
const BATCH_BYTES: usize = 256 * 1024;

/// Batches a worker: one in hand, one waiting, so that no worker waits for the reader or the writer; two more for the
/// reader's own and the one being written.
const BATCHES_PER_WORKER: usize = 2;

#[cfg(test)]
mod tests;

/// What the loop needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Workers, at least one.
    pub threads: usize,
    /// Programme-wide advisories are reported row by row, and make a row count as flagged.
    pub sector_advisories: bool,
}

/// Why a run ended early. Nothing that was written so far is a report.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The cancel flag was set.
    #[error("interrupted")]
    Cancelled,
    /// A sink could not write.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A thread died: a fault of this program, never of the data.
    #[error("internal fault while screening: {0}; please report it, with the row if you may")]
    Died(String),
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows screened.
    pub rows: u64,
    /// Bytes read of all ledgers so far.
    pub bytes: u64,
}

/// Looks in from outside: may stop the run, and is told how far it is.
pub struct Watch<'a> {
    /// Set to stop at the next batch.
    pub cancel: &'a AtomicBool,
    /// Called once a batch.
    pub progress: &'a mut dyn FnMut(Progress),
}

/// A ledger to screen, and what the sinks know of it already.
pub struct Source {
    /// Name, columns and place.
    pub info: LedgerInfo,
    /// The opened ledger, or why it could not be opened, in one line.
    pub ledger: Result<Ledger, String>,
}

/// A batch on its way to a worker.
struct Work {
    sequence: u64,
    ledger: Arc<LedgerInfo>,
    batch: RowBatch,
    problems: Vec<InputProblem>,
    bytes: u64,
}

/// What the writer takes, in the order of its sequence.
enum Done {
    Start(LedgerOutcome),
    Batch(Screened),
    End(Ending),
    Died(String),
}

/// What is known of a ledger once it has been read.
#[derive(Default)]
struct Ending {
    rows_unreadable: u64,
    size: Option<u64>,
    sha256: Option<String>,
    /// Name and ground, which may have changed since the beginning.
    encoding: Option<(String, String)>,
    error: Option<String>,
}

struct Screened {
    ledger: Arc<LedgerInfo>,
    batch: RowBatch,
    /// Rows with findings, by their place in the batch.
    found: Vec<(usize, Vec<Finding>)>,
    problems: Vec<InputProblem>,
    /// Rows whose screening panicked.
    failed: u64,
    bytes: u64,
}

/// Screens ledgers one after the other and hands their rows to the sink.
///
/// A ledger that breaks off in its middle does not end the run: what was read is screened, and its outcome says what happened.
///
/// # Errors
/// Cancelled, a sink that could not write, or a fault of the program.
pub fn run(
    sources: impl Iterator<Item = Source> + Send,
    screener: &Screener,
    options: Options,
    sink: &mut dyn Sink,
    watch: &mut Watch<'_>,
) -> Result<Vec<LedgerOutcome>, PipelineError> {
    let workers = options.threads.max(1);
    let (work_in, work_out) = channel::<Work>();
    let (done_in, done_out) = channel::<(u64, Done)>();
    let (free_in, free_out) = channel::<RowBatch>();
    for _ in 0..workers * BATCHES_PER_WORKER + 2 {
        // The receiver lives in this function: sending cannot fail.
        let _ = free_in.send(RowBatch::default());
    }
    let work_out = Mutex::new(work_out);
    let cancel = watch.cancel;
    thread::scope(|scope| {
        let reader = {
            let done = done_in.clone();
            scope.spawn(move || Reader { sequence: 0, work: work_in, done, free: free_out, cancel }.run(sources))
        };
        let screeners: Vec<_> = screener
            .scratches(workers)
            .into_iter()
            .map(|scratch| {
                let done = done_in.clone();
                let work = &work_out;
                scope.spawn(move || screen_batches(work, &done, screener, scratch))
            })
            .collect();
        drop(done_in);
        let mut writer = Writer {
            sink,
            sector_advisories: options.sector_advisories,
            outcomes: Vec::new(),
            progress: Progress::default(),
        };
        let written = writer.run(done_out, free_in, watch);
        let outcomes = writer.outcomes;
        // The writer has dropped its ends of the channels, so the others end by themselves; joining each by hand turns
        // a thread's panic into an error of the run.
        let mut died = reader.join().err().map(|p| panic_text(&*p));
        for thread in screeners {
            if let Err(panic) = thread.join() {
                died = died.or_else(|| Some(panic_text(&*panic)));
            }
        }
        match (written, died) {
            (Err(error), _) => Err(error),
            (Ok(()), Some(text)) => Err(PipelineError::Died(text)),
            (Ok(()), None) if cancel.load(Ordering::Relaxed) => Err(PipelineError::Cancelled),
            (Ok(()), None) => Ok(outcomes),
        }
    })
}

/// Fills batches and numbers everything that the writer must see in order. A closed channel means that the writer has
/// given up: the reader then just ends.
struct Reader<'a> {
    sequence: u64,
    work: Sender<Work>,
    done: Sender<(u64, Done)>,
    free: Receiver<RowBatch>,
    cancel: &'a AtomicBool,
}

impl Reader<'_> {
    fn run(mut self, sources: impl Iterator<Item = Source>) {
        let mut bytes_before = 0;
        for source in sources {
            let info = Arc::new(source.info);
            match source.ledger {
                Ok(mut ledger) => {
                    if self.read(&info, &mut ledger, bytes_before).is_none() {
                        return;
                    }
                    bytes_before += ledger.bytes_read();
                }
                Err(error) => {
                    let outcome = LedgerOutcome { name: info.name.clone(), ..LedgerOutcome::default() };
                    let end = Done::End(Ending { error: Some(error), ..Ending::default() });
                    if self.tell(Done::Start(outcome)).is_none() || self.tell(end).is_none() {
                        return;
                    }
                }
            }
        }
    }

    /// Reads one ledger to its end; `None` where the run is over.
    fn read(&mut self, info: &Arc<LedgerInfo>, ledger: &mut Ledger, bytes_before: u64) -> Option<()> {
        self.tell(Done::Start(describe(ledger)))?;
        let mut error = None;
        let mut more = true;
        while more {
            if self.cancel.load(Ordering::Relaxed) {
                return None;
            }
            let mut batch = self.free.recv().ok()?;
            let mut problems = Vec::new();
            batch.clear();
            match ledger.next_batch(&mut batch, BATCH_BYTES, &mut problems) {
                Ok(go_on) => more = go_on,
                Err(e) => {
                    error = Some(one_line(&e));
                    more = false;
                }
            }
            let sequence = self.next();
            let bytes = bytes_before + ledger.bytes_read();
            self.work.send(Work { sequence, ledger: Arc::clone(info), batch, problems, bytes }).ok()?;
        }
        let (name, ground) = ledger.encoding();
        self.tell(Done::End(Ending {
            rows_unreadable: ledger.rows_unreadable(),
            size: ledger.size().or(Some(ledger.bytes_read())),
            sha256: if error.is_none() { ledger.sha256() } else { None },
            encoding: Some((name.to_owned(), ground.to_owned())),
            error,
        }))
    }

    fn next(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence - 1
    }

    fn tell(&mut self, done: Done) -> Option<()> {
        let sequence = self.next();
        self.done.send((sequence, done)).ok()
    }
}

fn describe(ledger: &Ledger) -> LedgerOutcome {
    let (encoding, ground) = ledger.encoding();
    LedgerOutcome {
        name: ledger.name().to_owned(),
        size: ledger.size(),
        encoding: (encoding.to_owned(), ground.to_owned()),
        delimiter: ledger.delimiter(),
        columns: ledger.guesses().iter().map(|g| (g.header.clone(), g.role, g.confidence, g.ground.clone())).collect(),
        ..LedgerOutcome::default()
    }
}

/// A worker: screens batches until there are no more.
fn screen_batches(work: &Mutex<Receiver<Work>>, done: &Sender<(u64, Done)>, screener: &Screener, mut scratch: Scratch) {
    loop {
        // A poisoned lock would mean a panic while receiving, which cannot happen; the receiver is whole anyway.
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        let sequence = work.sequence;
        let screened = catch_unwind(AssertUnwindSafe(|| {
            screen_batch(work, |row, ledger| {
                let screened = catch_unwind(AssertUnwindSafe(|| screener.screen(row, &ledger.columns, &mut scratch)));
                screened
                    .map(|mut findings| {
                        report::sort_findings(&mut findings, screener.lists());
                        findings
                    })
                    .map_err(|panic| {
                        // Half-used buffers must not decide the next row's answer.
                        scratch = scratch.afresh();
                        panic_text(&*panic)
                    })
            })
        }));
        let result = screened.map_or_else(|panic| Done::Died(panic_text(&*panic)), Done::Batch);
        if done.send((sequence, result)).is_err() {
            return;
        }
    }
}

/// Screens the rows of one batch; a row that cannot be screened is counted and named.
fn screen_batch(work: Work, mut screen: impl FnMut(LedgerRow<'_>, &LedgerInfo) -> Result<Vec<Finding>, String>) -> Screened {
    let Work { ledger, batch, mut problems, bytes, .. } = work;
    let mut found = Vec::new();
    let mut failed = 0;
    for (place, row) in batch.iter().enumerate() {
        match screen(row, &ledger) {
            Ok(findings) if findings.is_empty() => {}
            Ok(findings) => found.push((place, findings)),
            Err(fault) => {
                failed += 1;
                problems.push(InputProblem {
                    file: ledger.name.clone(),
                    row: Some(row.row),
                    line: row.line,
                    column: String::new(),
                    kind: "internal_fault",
                    done: format!("NOT screened, a fault of this program: {fault}"),
                });
            }
        }
    }
    Screened { ledger, batch, found, problems, failed, bytes }
}

/// Puts results in order and hands them on.
struct Writer<'a> {
    sink: &'a mut dyn Sink,
    sector_advisories: bool,
    outcomes: Vec<LedgerOutcome>,
    progress: Progress,
}

impl Writer<'_> {
    fn run(&mut self, done: Receiver<(u64, Done)>, free: Sender<RowBatch>, watch: &mut Watch<'_>) -> Result<(), PipelineError> {
        let mut early = BTreeMap::new();
        let mut next = 0;
        loop {
            if watch.cancel.load(Ordering::Relaxed) {
                return Err(PipelineError::Cancelled);
            }
            // The time-out is for the cancel flag: a reader may sit on a silent standard input for hours.
            let (sequence, result) = match done.recv_timeout(Duration::from_millis(100)) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            early.insert(sequence, result);
            while let Some(result) = early.remove(&next) {
                next += 1;
                if let Some(batch) = self.take(result)? {
                    // The reader may have ended already.
                    let _ = free.send(batch);
                    (watch.progress)(self.progress);
                }
            }
        }
        if early.is_empty() { Ok(()) } else { Err(PipelineError::Died("a batch of rows was lost".to_owned())) }
    }

    /// Takes the next result; gives back its batch.
    fn take(&mut self, result: Done) -> Result<Option<RowBatch>, PipelineError> {
        match result {
            Done::Start(outcome) => self.outcomes.push(outcome),
            Done::Batch(screened) => return self.batch(screened).map(Some),
            Done::End(ending) => self.end(ending)?,
            Done::Died(text) => return Err(PipelineError::Died(text)),
        }
        Ok(None)
    }

    fn end(&mut self, ending: Ending) -> Result<(), PipelineError> {
        let Some(outcome) = self.outcomes.last_mut() else { return Ok(()) };
        outcome.rows_unreadable += ending.rows_unreadable;
        outcome.rows_read += ending.rows_unreadable;
        outcome.size = ending.size.or(outcome.size);
        outcome.sha256 = ending.sha256;
        outcome.error = ending.error;
        if let Some(encoding) = ending.encoding {
            outcome.encoding = encoding;
        }
        if let Some(error) = &outcome.error {
            outcome.problems += 1;
            self.sink.problem(&Problem {
                file: outcome.name.clone(),
                row: None,
                line: 0,
                column: String::new(),
                kind: "read_error".to_owned(),
                done: format!("NOT screened from here on: {error}"),
            })?;
        }
        Ok(())
    }

    fn batch(&mut self, screened: Screened) -> Result<RowBatch, PipelineError> {
        let Screened { ledger, batch, found, problems, failed, bytes } = screened;
        self.problems(problems)?;
        let mut flagged = 0;
        for (place, findings) in &found {
            let Some(row) = batch.get(*place) else { continue };
            flagged += u64::from(findings.iter().any(|f| report::is_reported(f, self.sector_advisories)));
            let row = ScreenedRow { ledger: &ledger, row, findings, sector_advisories: self.sector_advisories };
            self.sink.row(&row)?;
        }
        let rows = batch.len() as u64;
        if let Some(outcome) = self.outcomes.last_mut() {
            outcome.rows_read += rows;
            outcome.rows_flagged += flagged;
            outcome.rows_unreadable += failed;
            outcome.rows_clean += rows - flagged - failed;
        }
        self.progress = Progress { rows: self.progress.rows + rows, bytes };
        Ok(batch)
    }

    fn problems(&mut self, problems: Vec<InputProblem>) -> Result<(), PipelineError> {
        for p in problems {
            if let Some(outcome) = self.outcomes.last_mut() {
                outcome.problems += 1;
            }
            let InputProblem { file, row, line, column, kind, done } = p;
            self.sink.problem(&Problem { file, row, line, column, kind: kind.to_owned(), done })?;
        }
        Ok(())
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// An error with its causes, in one line.
pub fn one_line(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
