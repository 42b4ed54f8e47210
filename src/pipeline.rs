//! The one loop: ledgers → groups of batches → findings → sinks, the same for one thread and for many.
//!
//! While group n is screened, group n + 1 is read and group n - 1 is written ([`rayon::join`]); inside a group the
//! batches are screened in parallel and stay where they are, so that the order of the results is that of the ledgers by
//! construction. At most three groups exist at a time, which bounds memory whatever the size of the files. Every row is
//! accounted for: a row whose screening panics counts as unreadable and is named among the problems.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rayon::iter::{IntoParallelRefMutIterator as _, ParallelIterator as _};

use crate::ledger::{InputProblem, Ledger};
use crate::model::{Finding, LineCounts, NearMiss, Row, RowBatch};
use crate::report::{
    self, ColumnFacts, Counts, LedgerInfo, LedgerOutcome, Outcome, Problem, ReportError, ScreenedRow, Sink,
};
use crate::screener::{Scratch, Screener};

#[cfg(test)]
mod tests;

/// Cell text of a batch, in bytes: some 1,000 rows. Handing over a batch costs nothing compared with screening it, and
/// at the end of a group no thread waits longer than for one batch.
const BATCH_BYTES: usize = 128 * 1024;

/// Batches of a group for each thread.
const BATCHES_PER_THREAD: usize = 8;

/// Why a run ended early. Nothing that was written so far is a report.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The cancel flag was set.
    #[error("interrupted")]
    Cancelled,
    /// A sink could not write.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A fault of this program, never of the data.
    #[error(
        "internal fault while screening: {0}; \
         please report this bug, and include the row if you are allowed to share it"
    )]
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

/// Observes a run from outside: may stop it, and receives its progress.
pub struct Watch<'a> {
    /// Set to stop at the next group.
    pub cancel: &'a AtomicBool,
    /// Called once a batch.
    pub progress: &'a mut (dyn FnMut(Progress) + Send),
}

/// A ledger to screen, and what the sinks know of it already.
pub struct Source {
    /// Name, place, and columns of its first table.
    pub info: LedgerInfo,
    /// The opened ledger, or why it could not be opened, in one line.
    pub ledger: Result<Ledger, String>,
}

/// What happens to the ledgers, in order.
enum Event {
    Start(LedgerOutcome),
    Batch(Batch),
    End(Ending),
}

/// Rows of one table of a ledger, and once they are screened what was found.
struct Batch {
    ledger: Arc<LedgerInfo>,
    rows: RowBatch,
    problems: Vec<InputProblem>,
    /// Bytes read of all ledgers up to here.
    bytes: u64,
    /// Rows with findings, by their place in the batch.
    found: Vec<(usize, Vec<Finding>)>,
    /// Rows with near misses, where they are wanted.
    near: Vec<(usize, Vec<NearMiss>)>,
    /// Rows and title lines whose screening panicked, by their place in the batch.
    failed: Vec<usize>,
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
    /// Of all tables.
    columns: Vec<ColumnFacts>,
    lines: LineCounts,
}

/// Screens ledgers one after the other on the threads of the current rayon pool, and passes their rows to the sink.
///
/// With `sector_advisories`, programme-wide advisories are reported row by row and make a row count as flagged. A
/// ledger that breaks off in its middle does not end the run: what was read is screened, and its outcome says what
/// happened.
///
/// # Errors
/// Cancelled, a sink that could not write, or a fault of the program.
pub fn run(
    sources: impl Iterator<Item = Source> + Send,
    screener: &Screener,
    sector_advisories: bool,
    sink: &mut (dyn Sink + Send),
    watch: &mut Watch<'_>,
) -> Result<Vec<LedgerOutcome>, PipelineError> {
    let mut reader = Reader { sources, open: None, bytes_before: 0, spare: Vec::new() };
    let mut writer = Writer::new(sink, watch.progress, sector_advisories);
    let threads = rayon::current_num_threads();
    let most = threads * BATCHES_PER_THREAD;
    // Buffers of each thread, kept from group to group: what they know of words is dear to look up again. A thread
    // screens one batch at a time, so no lock is ever waited for.
    let scratches: Vec<Mutex<Scratch>> = (0..threads).map(|_| Mutex::new(screener.scratch())).collect();
    let screen_event = |event: &mut Event| {
        let own = rayon::current_thread_index().and_then(|thread| scratches.get(thread)).map(Mutex::lock);
        match own {
            Some(Ok(mut scratch)) => event.screen(screener, &mut scratch),
            _ => event.screen(screener, &mut screener.scratch()),
        }
    };
    let mut run_groups = || {
        let (mut read, mut screened) = (reader.group(most), Vec::new());
        while !(read.is_empty() && screened.is_empty()) {
            if watch.cancel.load(Ordering::Relaxed) {
                return Err(PipelineError::Cancelled);
            }
            let mut current = read;
            let screen = || current.par_iter_mut().for_each(screen_event);
            let (_, (written, next)) =
                rayon::join(screen, || rayon::join(|| writer.write(screened), || reader.group(most)));
            reader.spare.append(&mut written?);
            (screened, read) = (current, next);
        }
        Ok(())
    };
    // A panic outside of a row's screening, which is caught there, is a fault that ends the run.
    catch_unwind(AssertUnwindSafe(&mut run_groups))
        .unwrap_or_else(|panic| Err(PipelineError::Died(panic_text(&*panic))))?;
    Ok(writer.outcomes)
}

/// Reads the ledgers one after the other.
struct Reader<S> {
    sources: S,
    open: Option<(Arc<LedgerInfo>, Ledger)>,
    /// Bytes of the ledgers before the open one.
    bytes_before: u64,
    /// Batches that were written: their memory is used again.
    spare: Vec<RowBatch>,
}

impl<S: Iterator<Item = Source>> Reader<S> {
    /// The next group; empty once all ledgers are read.
    fn group(&mut self, most: usize) -> Vec<Event> {
        let mut group = Vec::with_capacity(most + 2);
        while group.len() < most {
            match self.open.take() {
                Some((info, ledger)) => self.batch(info, ledger, &mut group),
                None => match self.sources.next() {
                    Some(source) => self.start(source, &mut group),
                    None => break,
                },
            }
        }
        group
    }

    fn start(&mut self, source: Source, group: &mut Vec<Event>) {
        match source.ledger {
            Ok(ledger) => {
                group.push(Event::Start(describe(&ledger)));
                self.open = Some((Arc::new(source.info), ledger));
            }
            Err(error) => {
                group.push(Event::Start(LedgerOutcome { name: source.info.name, ..LedgerOutcome::default() }));
                group.push(Event::End(Ending { error: Some(error), ..Ending::default() }));
            }
        }
    }

    fn batch(&mut self, info: Arc<LedgerInfo>, mut ledger: Ledger, group: &mut Vec<Event>) {
        let (mut rows, mut problems) = (self.spare.pop().unwrap_or_default(), Vec::new());
        rows.clear();
        let (more, error) = match ledger.next_batch(&mut rows, BATCH_BYTES, &mut problems) {
            Ok(more) => (more, None),
            Err(e) => (false, Some(one_line(&e))),
        };
        let bytes = self.bytes_before + ledger.bytes_read();
        let info = if info.table == ledger.table() {
            info
        } else {
            let (table, columns) = (ledger.table(), ledger.columns().clone());
            Arc::new(LedgerInfo { index: info.index, name: info.name.clone(), table, columns })
        };
        group.push(Event::Batch(Batch {
            ledger: Arc::clone(&info),
            rows,
            problems,
            bytes,
            found: Vec::new(),
            near: Vec::new(),
            failed: Vec::new(),
        }));
        if more {
            self.open = Some((info, ledger));
            return;
        }
        self.bytes_before = bytes;
        let (name, ground) = ledger.encoding();
        group.push(Event::End(Ending {
            rows_unreadable: ledger.rows_unreadable(),
            size: ledger.size().or(Some(ledger.bytes_read())),
            sha256: if error.is_none() { ledger.sha256() } else { None },
            encoding: Some((name.to_owned(), ground.to_owned())),
            error,
            columns: columns(&ledger),
            lines: ledger.lines(),
        }));
    }
}

fn describe(ledger: &Ledger) -> LedgerOutcome {
    let (encoding, ground) = ledger.encoding();
    LedgerOutcome {
        name: ledger.name().to_owned(),
        size: ledger.size(),
        encoding: (encoding.to_owned(), ground.to_owned()),
        delimiter: ledger.delimiter(),
        columns: columns(ledger),
        ..LedgerOutcome::default()
    }
}

/// What the columns of all its tables are taken for.
fn columns(ledger: &Ledger) -> Vec<ColumnFacts> {
    let tables = ledger.tables().zip(1..).flat_map(|((_, guesses), table)| {
        guesses.iter().map(move |guess| {
            let (header, ground) = (guess.header.clone(), guess.ground.clone());
            let (role, party, confidence) = (guess.role, guess.party, guess.confidence);
            ColumnFacts { table, header, role, party, confidence, ground }
        })
    });
    tables.collect()
}

impl Event {
    fn screen(&mut self, screener: &Screener, scratch: &mut Scratch) {
        if let Self::Batch(batch) = self {
            batch.screen(|row| {
                let screen = || (screener.screen(row, scratch), screener.near_misses(row, scratch));
                catch_unwind(AssertUnwindSafe(screen)).map_err(|panic| {
                    // What the panic left half-done in the buffers goes with them.
                    *scratch = screener.scratch();
                    panic_text(&*panic)
                })
            });
        }
    }
}

impl Batch {
    /// Screens every row; one that cannot be screened is counted and named.
    fn screen(&mut self, mut screen: impl FnMut(Row<'_>) -> Result<(Vec<Finding>, Vec<NearMiss>), String>) {
        for (place, cells) in self.rows.iter().enumerate() {
            match screen(Row::new(cells, &self.ledger.columns)) {
                Ok((findings, near)) => {
                    if !findings.is_empty() {
                        self.found.push((place, findings));
                    }
                    if !near.is_empty() {
                        self.near.push((place, near));
                    }
                }
                Err(fault) => {
                    self.failed.push(place);
                    self.problems.push(InputProblem {
                        file: self.ledger.name.clone(),
                        row: cells.row,
                        line: cells.line,
                        column: String::new(),
                        kind: "internal_fault",
                        done: format!("NOT screened, a fault of this program: {fault}"),
                    });
                }
            }
        }
    }
}

/// Passes results to the sink, and counts.
struct Writer<'a> {
    sink: &'a mut (dyn Sink + Send),
    show: &'a mut (dyn FnMut(Progress) + Send),
    sector_advisories: bool,
    outcomes: Vec<LedgerOutcome>,
    rows: u64,
}

impl<'a> Writer<'a> {
    fn new(
        sink: &'a mut (dyn Sink + Send),
        show: &'a mut (dyn FnMut(Progress) + Send),
        sector_advisories: bool,
    ) -> Self {
        Self { sink, show, sector_advisories, outcomes: Vec::new(), rows: 0 }
    }

    /// Writes a group; returns its batches.
    fn write(&mut self, group: Vec<Event>) -> Result<Vec<RowBatch>, PipelineError> {
        let mut written = Vec::with_capacity(group.len());
        for event in group {
            match event {
                Event::Start(outcome) => self.outcomes.push(outcome),
                Event::Batch(batch) => written.push(self.batch(batch)?),
                Event::End(ending) => self.end(ending)?,
            }
        }
        Ok(written)
    }

    fn batch(&mut self, batch: Batch) -> Result<RowBatch, PipelineError> {
        let problems = batch.problems.len() as u64;
        for InputProblem { file, row, line, column, kind, done } in batch.problems {
            if kind == "broken_off"
                && let Some(outcome) = self.outcomes.last_mut()
            {
                outcome.broken_off = Some(done.clone());
            }
            self.sink.problem(&Problem { file, row, line, column, kind: kind.to_owned(), done })?;
        }
        let (mut flagged, mut titles_flagged, mut by_verdict) = (0, 0, [0; 3]);
        let mut verdicts = Vec::with_capacity(batch.found.len());
        for (place, findings) in &batch.found {
            let Some(row) = batch.rows.get(*place) else { continue };
            let reported = findings.iter().filter(|f| report::is_reported(f, self.sector_advisories));
            let strongest = reported.map(|f| f.verdict).max();
            verdicts.extend(strongest.map(|verdict| (*place, verdict)));
            match (strongest, row.row) {
                (Some(verdict), Some(_)) => {
                    flagged += 1;
                    by_verdict[Counts::place(verdict)] += 1;
                }
                (Some(_), None) => titles_flagged += 1,
                (None, _) => {}
            }
            let (ledger, sector_advisories) = (&*batch.ledger, self.sector_advisories);
            self.sink.row(&ScreenedRow { ledger, row, findings, sector_advisories, since: None })?;
        }
        for (place, near) in &batch.near {
            let Some(row) = batch.rows.get(*place) else { continue };
            self.sink.near(&batch.ledger, row, near)?;
        }
        let (mut rows, mut failed, mut failed_titles) = (0, 0, 0);
        let (mut verdicts, mut failures) = (verdicts.into_iter().peekable(), batch.failed.iter().peekable());
        for (place, row) in batch.rows.iter().enumerate() {
            let verdict = verdicts.next_if(|(found, _)| *found == place).map(|(_, verdict)| verdict);
            let was_screened = failures.next_if(|failed| **failed == place).is_none();
            if row.row.is_none() {
                failed_titles += u64::from(!was_screened);
                continue;
            }
            rows += 1;
            failed += u64::from(!was_screened);
            let outcome = if was_screened { Outcome::Screened(verdict) } else { Outcome::NotScreened };
            self.sink.screened(&batch.ledger, row, outcome)?;
        }
        if let Some(outcome) = self.outcomes.last_mut() {
            outcome.problems += problems;
            // A title line that could not be screened counts like a row: the run is incomplete.
            outcome.rows_read += rows + failed_titles;
            outcome.rows_flagged += flagged;
            outcome.titles_flagged += titles_flagged;
            for (sum, more) in outcome.rows_by_verdict.iter_mut().zip(by_verdict) {
                *sum += more;
            }
            outcome.rows_unreadable += failed + failed_titles;
            outcome.rows_clean += rows - flagged - failed;
        }
        self.rows += rows;
        (self.show)(Progress { rows: self.rows, bytes: batch.bytes });
        Ok(batch.rows)
    }

    fn end(&mut self, ending: Ending) -> Result<(), PipelineError> {
        let Some(outcome) = self.outcomes.last_mut() else { return Ok(()) };
        outcome.rows_unreadable += ending.rows_unreadable;
        outcome.rows_read += ending.rows_unreadable;
        outcome.size = ending.size.or(outcome.size);
        outcome.sha256 = ending.sha256;
        outcome.error = ending.error;
        outcome.lines = ending.lines;
        if !ending.columns.is_empty() {
            outcome.columns = ending.columns;
        }
        outcome.encoding = ending.encoding.unwrap_or_else(|| std::mem::take(&mut outcome.encoding));
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
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown").to_owned()
}

/// An error with its causes, in one line.
pub fn one_line(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |e| e.source());
    causes.map(ToString::to_string).fold(error.to_string(), |text, cause| {
        // Some errors print their cause themselves.
        if text.contains(&cause) { text } else { format!("{text}: {cause}") }
    })
}
