//! The one loop: ledgers → ordered batches → workers → sinks, the same for one worker and for many.
//!
//! `reading` fills batches and numbers them, workers screen whole batches, `writing` puts the results back in order and
//! hands them to the sinks; `desk` says which thread does what next. All batches come from one fixed pool and return to it, so
//! memory is bounded whatever the file's size. No row is lost in silence: a row whose screening panics counts as unreadable
//! and is named among the problems; a fault elsewhere ends the run with an error.

mod desk;
mod reading;
mod writing;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;

use crate::ledger::{InputProblem, Ledger};
use crate::model::{Finding, FindingId, RowBatch};
use crate::report::{LedgerInfo, LedgerOutcome, ReportError, Sink};
use crate::screener::Screener;

use desk::Desk;
use writing::Writing;

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
    pub progress: &'a mut (dyn FnMut(Progress) + Send),
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
    /// Advisories of further rows that their worker has told of their parties before, and how many rows these are.
    again: (Vec<FindingId>, u64),
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
    sink: &mut (dyn Sink + Send),
    watch: &mut Watch<'_>,
) -> Result<Vec<LedgerOutcome>, PipelineError> {
    let workers = options.threads.max(1);
    let writing = Writing::new(sink, watch.progress, options.sector_advisories);
    // What is reported row by row is wanted in full in each.
    let desk = Desk::new(workers, sources, writing, watch.cancel, !options.sector_advisories);
    thread::scope(|scope| {
        for scratch in screener.scratches(workers) {
            let desk = &desk;
            scope.spawn(move || desk.work(screener, scratch));
        }
        desk.watch();
    });
    desk.end().map(|writing| writing.outcomes)
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
