//! Who does what next: the workers of a run around one table.
//!
//! Every thread reads, screens and writes, whichever the run wants most at that moment, so that one thread is one thread and
//! two are twice as fast; nobody is given a part that is too small or too large for it. Reading and writing are each done by one
//! thread at a time; whoever finds the end free takes it.

use std::any::Any;
use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::ledger::InputProblem;
use crate::model::{Finding, FindingId, LedgerRow, RowBatch};
use crate::report::LedgerInfo;
use crate::screener::{Scratch, Screener};

use super::reading::Reading;
use super::writing::Writing;
use super::{Done, PipelineError, Screened, Source, Work};

/// Batches a worker: one in hand and one waiting, so that nobody waits for reading or writing; two more for the one being read and
/// the one being written.
const BATCHES_PER_WORKER: usize = 2;

/// Rows whose cells are looked for at a time, so that the waits for memory overlap: 16 rows of four cells are more than a core
/// waits for at once.
const ABREAST: usize = 16;

/// How often the cancel flag is looked at while all wait: a reader may sit on a silent standard input for hours.
const GLANCE: Duration = Duration::from_millis(100);

/// The table.
pub(super) struct Desk<'a, S> {
    state: Mutex<State<'a, S>>,
    /// There may be something to do for a worker that waits.
    changed: Condvar,
    /// The run is over, or failed.
    ended: Condvar,
    cancel: &'a AtomicBool,
    /// Advisories of goods are wanted in full once a party.
    brief: bool,
}

struct State<'a, S> {
    /// The reading end; away while a thread reads, and for good once it is over.
    reading: Option<Box<Reading<S>>>,
    read_all: bool,
    /// The writing end; away while a thread writes.
    writing: Option<Writing<'a>>,
    /// Number of the next result to write.
    next: u64,
    free: Vec<RowBatch>,
    /// Read and not yet screened.
    ready: VecDeque<Work>,
    /// Screened and not yet written.
    done: BTreeMap<u64, Done>,
    /// Batches that are being screened.
    in_hand: usize,
    /// Batches to be kept ready.
    ahead: usize,
    /// Workers that wait for something to do.
    waiting: usize,
    failed: Option<PipelineError>,
}

/// What a thread does next.
enum Job<'a, S> {
    Read(Box<Reading<S>>, RowBatch),
    Screen(Work),
    Write(Writing<'a>, Vec<Done>),
}

impl<'a, S: Iterator<Item = Source>> State<'a, S> {
    fn over(&self) -> bool {
        self.failed.is_some()
            || self.read_all
                && self.ready.is_empty()
                && self.in_hand == 0
                && self.done.is_empty()
                && self.writing.is_some()
    }

    /// What the run wants most: results off the table, for they hold batches; then batches to screen; then screening.
    fn job(&mut self) -> Option<Job<'a, S>> {
        if self.done.contains_key(&self.next)
            && let Some(writing) = self.writing.take()
        {
            let mut results = Vec::new();
            while let Some(result) = self.done.remove(&self.next) {
                self.next += 1;
                results.push(result);
            }
            return Some(Job::Write(writing, results));
        }
        if self.ready.len() < self.ahead
            && let Some(reading) = self.reading.take()
        {
            match self.free.pop() {
                Some(batch) => return Some(Job::Read(reading, batch)),
                None => self.reading = Some(reading),
            }
        }
        let work = self.ready.pop_front()?;
        self.in_hand += 1;
        Some(Job::Screen(work))
    }
}

impl<'a, S: Iterator<Item = Source>> Desk<'a, S> {
    pub(super) fn new(workers: usize, sources: S, writing: Writing<'a>, cancel: &'a AtomicBool, brief: bool) -> Self {
        let state = State {
            reading: Some(Box::new(Reading::new(sources))),
            read_all: false,
            writing: Some(writing),
            next: 0,
            free: (0..workers * BATCHES_PER_WORKER + 2).map(|_| RowBatch::default()).collect(),
            ready: VecDeque::new(),
            done: BTreeMap::new(),
            in_hand: 0,
            ahead: workers,
            waiting: 0,
            failed: None,
        };
        Self { state: Mutex::new(state), changed: Condvar::new(), ended: Condvar::new(), cancel, brief }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a, S>> {
        // Nothing that can panic is done under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fail(&self, error: PipelineError) {
        let mut state = self.lock();
        state.failed.get_or_insert(error);
        self.tell(state);
    }

    /// Wakes those for whom something has changed: a call into the system each, so nobody is woken for nothing.
    fn tell(&self, state: MutexGuard<'_, State<'a, S>>) {
        let (over, waiting) = (state.over(), state.waiting);
        drop(state);
        if waiting > 0 {
            self.changed.notify_all();
        }
        if over {
            self.ended.notify_all();
        }
    }

    /// Waits until the run is over, or cancelled.
    pub(super) fn watch(&self) {
        let mut state = self.lock();
        while !state.over() {
            if self.cancel.load(Ordering::Relaxed) {
                drop(state);
                return self.fail(PipelineError::Cancelled);
            }
            state = self.ended.wait_timeout(state, GLANCE).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The writing end after the run, or why there is none.
    pub(super) fn end(self) -> Result<Writing<'a>, PipelineError> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (state.failed, state.writing) {
            (Some(error), _) => Err(error),
            (None, Some(writing)) => Ok(writing),
            (None, None) => Err(PipelineError::Died("the report was lost".to_owned())),
        }
    }

    /// A worker's life: one job after the other, until there is none left. What panics ends the run with an error.
    pub(super) fn work(&self, screener: &Screener, mut scratch: Scratch) {
        while let Some(job) = self.next_job() {
            let result = catch_unwind(AssertUnwindSafe(|| match job {
                Job::Read(reading, batch) => self.read(reading, batch),
                Job::Write(writing, results) => self.write(writing, results),
                Job::Screen(work) => self.screen(work, screener, &mut scratch),
            }));
            if let Err(panic) = result {
                self.fail(PipelineError::Died(panic_text(&*panic)));
            }
        }
    }

    fn next_job(&self) -> Option<Job<'a, S>> {
        let mut state = self.lock();
        loop {
            if state.over() || self.cancel.load(Ordering::Relaxed) {
                self.tell(state);
                return None;
            }
            if let Some(job) = state.job() {
                return Some(job);
            }
            state.waiting += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
    }

    fn read(&self, mut reading: Box<Reading<S>>, batch: RowBatch) {
        let step = reading.step(batch);
        let mut state = self.lock();
        state.done.extend(step.told);
        state.ready.extend(step.work);
        state.free.extend(step.spare);
        if step.over {
            state.read_all = true;
        } else {
            state.reading = Some(reading);
        }
        self.tell(state);
    }

    fn write(&self, mut writing: Writing<'a>, results: Vec<Done>) {
        let mut free = Vec::new();
        for result in results {
            match writing.take(result) {
                Ok(batch) => free.extend(batch),
                Err(error) => return self.fail(error),
            }
        }
        let mut state = self.lock();
        state.free.append(&mut free);
        state.writing = Some(writing);
        self.tell(state);
    }

    fn screen(&self, work: Work, screener: &Screener, scratch: &mut Scratch) {
        let sequence = work.sequence;
        scratch.begin(sequence);
        let screened = screen_batch(work, |batch, (place, row), ledger, again| {
            if place.is_multiple_of(ABREAST) {
                screener.approach(
                    (place..batch.len().min(place + ABREAST)).filter_map(|p| batch.get(p)),
                    &ledger.columns,
                    scratch,
                );
            }
            let screened = catch_unwind(AssertUnwindSafe(|| {
                screener.screen_next(row, &ledger.columns, scratch, self.brief.then_some(again))
            }));
            screened.map_err(|panic| {
                // Half-used buffers must not decide the next row's answer.
                *scratch = scratch.beside();
                scratch.begin(sequence);
                panic_text(&*panic)
            })
        });
        let mut state = self.lock();
        state.in_hand -= 1;
        state.done.insert(sequence, Done::Batch(screened));
        self.tell(state);
    }
}

/// Screens the rows of one batch; a row that cannot be screened is counted and named.
pub(super) fn screen_batch<F>(work: Work, mut screen: F) -> Screened
where
    F: FnMut(&RowBatch, (usize, LedgerRow<'_>), &LedgerInfo, &mut Vec<FindingId>) -> Result<Vec<Finding>, String>,
{
    let Work { ledger, batch, mut problems, bytes, .. } = work;
    let (mut found, mut again) = (Vec::new(), (Vec::new(), 0));
    let mut failed = 0;
    for (place, row) in batch.iter().enumerate() {
        let told = again.0.len();
        match screen(&batch, (place, row), &ledger, &mut again.0) {
            Ok(findings) if findings.is_empty() => again.1 += u64::from(again.0.len() > told),
            Ok(findings) => found.push((place, findings)),
            Err(fault) => {
                again.0.truncate(told);
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
    Screened { ledger, batch, found, again, problems, failed, bytes }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()))
        .unwrap_or_else(|| "unknown".to_owned())
}
